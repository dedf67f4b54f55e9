package syndication

import (
	"encoding/json"
	"net/http"
	"net/url"
	"strconv"
	"strings"
	"time"

	"github.com/mmcdole/gofeed/rss"
)

// wishOf reads what the body asks of those who poll it. The syndication module's
// updatePeriod is not among it: it promises a rhythm, and WordPress promises "hourly"
// for every site.
func wishOf(channel *rss.Feed) wish {
	var w wish
	if channel != nil {
		if minutes, err := strconv.ParseUint(strings.TrimSpace(channel.TTL), 10, 32); err == nil {
			w.ttl = time.Duration(minutes) * time.Minute
		}
		w.hours, w.days = skipHours(channel.SkipHours), skipDays(channel.SkipDays)
	}
	w.ttl = min(w.ttl, maxWish)
	return w
}

func skipHours(hours []string) (bits uint32) {
	for _, hour := range hours {
		if h, err := strconv.ParseUint(strings.TrimSpace(hour), 10, 8); err == nil && h <= 24 {
			bits |= 1 << (h % 24) // some count from 1 to 24
		}
	}
	return bits
}

func skipDays(days []string) (bits uint8) {
	for _, day := range days {
		for d := time.Sunday; d <= time.Saturday; d++ {
			if strings.EqualFold(strings.TrimSpace(day), d.String()) {
				bits |= 1 << d
			}
		}
	}
	return bits
}

// hubInHeader reads Link headers (WebSub section 4: they come before the body's).
func hubInHeader(h http.Header, here string) (hub, self string) {
	base, _ := url.Parse(here)
	for link := range strings.SplitSeq(strings.Join(h.Values("Link"), ","), ",") {
		target, params, _ := strings.Cut(strings.TrimSpace(link), ";")
		target = strings.Trim(strings.TrimSpace(target), "<>")
		_, rel, _ := strings.Cut(strings.ToLower(strings.ReplaceAll(params, " ", "")), "rel=")
		rel, _, _ = strings.Cut(strings.Trim(rel, `"`), `"`)
		switch {
		case rel == "hub" && hub == "":
			hub = absolute(base, target)
		case rel == "self" && self == "":
			self = absolute(base, target)
		}
	}
	return hub, self
}

// hubInFeed reads atom:link elements, in Atom and in RSS.
func hubInFeed(f reading, base *url.URL) (hub, self string) {
	take := func(rel, href string) {
		switch {
		case rel == "hub" && hub == "":
			hub = absolute(base, href)
		case rel == "self" && self == "":
			self = absolute(base, href)
		}
	}
	if f.atom != nil {
		for _, l := range f.atom.Links {
			take(l.Rel, l.Href)
		}
	}
	for _, space := range []string{"atom", "atom10", "atom03"} {
		for _, x := range f.Extensions[space]["link"] {
			take(x.Attrs["rel"], x.Attrs["href"])
		}
	}
	take("self", f.FeedLink)
	return hub, self
}

// hubInJSON reads the hubs of a JSON Feed.
func hubInJSON(raw json.RawMessage) string {
	var hubs []struct{ Type, URL string }
	if json.Unmarshal(raw, &hubs) != nil {
		return ""
	}
	for _, h := range hubs {
		if strings.EqualFold(h.Type, "websub") {
			return absolute(nil, h.URL)
		}
	}
	return ""
}
