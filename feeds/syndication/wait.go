package syndication

import (
	"crypto/sha256"
	"encoding/hex"
	"errors"
	"fmt"
	"net/http"
	"strconv"
	"strings"
	"time"

	"crier/feeds"
)

// maxWish bounds what a feed may ask by TTL, Cache-Control or Expires: servers give
// a year to whatever looks like a file to them.
const maxWish = 24 * time.Hour

// wish is what a feed's body asks of those who poll it (RSS 2.0: ttl, skipHours,
// skipDays).
type wish struct {
	ttl   time.Duration
	hours uint32 // bit h: not in the hour from h:00 UTC
	days  uint8  // bit d: not on that time.Weekday
}

// rest is how long the hour or day to be spared still lasts; 0 if now is none.
func (w wish) rest(now time.Time) time.Duration {
	at := now
	for hours := 0; w.spares(at) && hours < 7*24; hours++ {
		at = at.Truncate(time.Hour).Add(time.Hour)
	}
	if w.spares(at) { // it asks never to be polled: that is a mistake
		return 0
	}
	return at.Sub(now)
}

// atLeast lets a failure ask for the time that the feed has asked for before.
func (w wish) atLeast(err error) error {
	if p, ok := errors.AsType[*feeds.Problem](err); ok {
		p.Wait = max(p.Wait, w.ttl)
	}
	return err
}

func (w wish) spares(at time.Time) bool {
	at = at.UTC()
	return w.hours&(1<<at.Hour()) != 0 || w.days&(1<<at.Weekday()) != 0
}

// wait is the longest of what the body and the answer's header ask for, moved out
// of the hours to be spared.
func (w wish) wait(h http.Header, now time.Time) time.Duration {
	wait := min(max(w.ttl, freshness(h, now)), maxWish)
	wait = max(wait, feeds.RetryAfter(h, now))
	if wait == 0 {
		return w.rest(now)
	}
	return wait + w.rest(now.Add(wait))
}

// freshness is how long the answer may be kept (RFC 9111 section 4.2).
func freshness(h http.Header, now time.Time) time.Duration {
	for directive := range strings.SplitSeq(strings.Join(h.Values("Cache-Control"), ","), ",") {
		name, value, _ := strings.Cut(strings.ToLower(strings.TrimSpace(directive)), "=")
		switch name {
		case "no-cache", "no-store":
			return 0
		case "max-age":
			return max(seconds(strings.Trim(value, `"`))-seconds(h.Get("Age")), 0)
		}
	}
	expires, err := http.ParseTime(h.Get("Expires"))
	if err != nil {
		return 0
	}
	if date, err := http.ParseTime(h.Get("Date")); err == nil {
		now = date
	}
	return max(expires.Sub(now), 0)
}

func seconds(s string) time.Duration {
	n, err := strconv.ParseUint(strings.TrimSpace(s), 10, 32)
	if err != nil {
		return 0
	}
	return time.Duration(n) * time.Second
}

func checksum(body []byte) string {
	sum := sha256.Sum256(body)
	return hex.EncodeToString(sum[:16])
}

// joinHash writes the checksum and, where there is one, the wish: "<sum> <ttl>
// <hours> <days>", the latter in seconds and hexadecimal bits.
func joinHash(sum string, w wish) string {
	if w == (wish{}) {
		return sum
	}
	return fmt.Sprintf("%s %d %x %x", sum, int64(w.ttl/time.Second), w.hours, w.days)
}

// splitHash is the way back; a hash of an unknown shape counts as none.
func splitHash(hash string) (string, wish) {
	fields := strings.Fields(hash)
	switch len(fields) {
	case 1:
		return fields[0], wish{}
	case 4:
		hours, err := strconv.ParseUint(fields[2], 16, 24)
		days, err2 := strconv.ParseUint(fields[3], 16, 7)
		if err == nil && err2 == nil {
			return fields[0], wish{min(seconds(fields[1]), maxWish), uint32(hours), uint8(days)}
		}
	}
	return "", wish{}
}
