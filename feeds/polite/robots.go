package polite

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"net/url"
	"slices"
	"strings"
	"sync"
	"time"

	"github.com/temoto/robotstxt"

	"crier/feeds"
)

const (
	maxRobots   = 500 << 10 // bytes that are read of a robots.txt: RFC 9309 section 2.5
	robotsKeep  = 24 * time.Hour
	robotsRetry = 10 * time.Minute // after a failure to get it
	robotsHosts = 2000             // hosts remembered

	robotName = "crier" // how a robots.txt calls Crier
	maxRules  = 2000    // rules that are read of one file
	maxStars  = 500     // wildcards in all of them
)

// robots remembers what hosts ask crawlers not to read.
type robots struct {
	mu    sync.Mutex
	hosts map[string]rules
}

// rules are one host's answer: a group, or the failure to get it.
type rules struct {
	group *robotstxt.Group
	err   error
	until time.Time
}

func newRobots() *robots { return &robots{hosts: map[string]rules{}} }

// mayCrawl is nil if the host lets Crier read the page. A robots.txt that cannot be
// got for now closes the host for now (RFC 9309 section 2.3.1.4); one that does not
// exist opens it (2.3.1.3).
func (c *Client) mayCrawl(ctx context.Context, u *url.URL) error {
	host := u.Scheme + "://" + u.Host
	r, ok := c.robots.get(host, time.Now())
	if !ok {
		r = c.fetchRules(ctx, host)
		if errors.Is(ctx.Err(), context.Canceled) {
			return ctx.Err()
		}
		c.robots.put(host, r)
	}
	if r.err != nil {
		return r.err
	}
	if !r.group.Test(u.RequestURI()) {
		return &feeds.Problem{Kind: feeds.Robots, Err: errors.New("robots.txt asks crawlers to stay away")}
	}
	return nil
}

func (c *Client) fetchRules(ctx context.Context, host string) rules {
	u, err := url.Parse(host + "/robots.txt")
	if err != nil {
		return rules{err: badAddress("%w", unwrapURL(err)), until: time.Now().Add(robotsRetry)}
	}
	res, err := c.fetch(ctx, u, feeds.Get{MaxBytes: maxRobots, Accept: "text/plain,*/*;q=0.1"}, beginning)
	p, _ := errors.AsType[*feeds.Problem](err)
	switch {
	case err == nil:
		return rules{group: parseRobots(res.Body), until: time.Now().Add(robotsKeep)}
	case p != nil && p.Status >= 400 && p.Status < 500 && p.Kind != feeds.Busy:
		return rules{group: parseRobots(nil), until: time.Now().Add(robotsKeep)}
	}
	return rules{err: fmt.Errorf("asking for robots.txt: %w", unwrapURL(err)), until: time.Now().Add(robotsRetry)}
}

// parseRobots gives the rules for Crier.
func parseRobots(body []byte) *robotstxt.Group {
	data, err := robotstxt.FromBytes(forCrier(body))
	if err != nil { // cannot be: forCrier leaves nothing to stumble over
		data = &robotstxt.RobotsData{}
	}
	return data.FindGroup(robotName)
}

// forCrier leaves only the groups that speak to Crier or to everybody. The library
// gives up on a whole file for one odd line, and a file of nothing but wildcards
// would cost seconds and hundreds of megabytes as regular expressions.
func forCrier(body []byte) []byte {
	var out bytes.Buffer
	var named []string // who of us this group names
	heading, count, stars := false, 0, 0
	body = bytes.TrimPrefix(bytes.ToValidUTF8(body, nil), []byte("\ufeff"))
	for line := range bytes.FieldsFuncSeq(body, newline) {
		field, value := robotsLine(line)
		switch field {
		case "user-agent":
			if !heading {
				named = nil
			}
			heading = true
			name := strings.ToLower(value)
			if (name == "*" || name == robotName) && !slices.Contains(named, name) {
				named = append(named, name)
				fmt.Fprintf(&out, "User-agent: %s\n", name)
			}
		case "allow", "disallow":
			heading = false
			if len(named) == 0 {
				continue
			}
			count++
			stars += strings.Count(value, "*")
			if count <= maxRules && (stars <= maxStars || !strings.Contains(value, "*")) {
				fmt.Fprintf(&out, "%s: %s\n", field, value)
			}
		}
	}
	return out.Bytes()
}

func newline(r rune) bool { return r == '\n' || r == '\r' }

// robotsLine takes a line apart; the comment is left out.
func robotsLine(line []byte) (field, value string) {
	text, _, _ := strings.Cut(string(line), "#")
	field, value, _ = strings.Cut(text, ":")
	if len(value) > maxAddress {
		return "", ""
	}
	return strings.ToLower(strings.TrimSpace(field)), strings.TrimSpace(value)
}

func (r *robots) get(host string, now time.Time) (rules, bool) {
	r.mu.Lock()
	defer r.mu.Unlock()
	found, ok := r.hosts[host]
	return found, ok && now.Before(found.until)
}

// put remembers; when there is no room, any other host is forgotten.
func (r *robots) put(host string, found rules) {
	r.mu.Lock()
	defer r.mu.Unlock()
	if len(r.hosts) >= robotsHosts {
		for other := range r.hosts {
			delete(r.hosts, other)
			break
		}
	}
	r.hosts[host] = found
}
