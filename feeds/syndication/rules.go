package syndication

import (
	"context"
	"encoding/json"
	"net/url"
	"regexp"
	"strings"

	"crier/feeds"
)

// rule is what is known of a site that does not announce its feeds, or announces
// them badly.
type rule struct {
	feeds  []string // to be tried, best first
	lookup string   // an address of Apple's podcast directory that names the feed
}

var (
	podcastID   = regexp.MustCompile(`/id([0-9]{5,12})`)
	channelID   = regexp.MustCompile(`^UC[A-Za-z0-9_-]{22}$`)
	accountName = regexp.MustCompile(`^/@[A-Za-z0-9_.-]+$`)
)

// ruleFor gives the rule of the address's site; an empty one if there is none.
func ruleFor(u *url.URL) rule {
	host := strings.TrimPrefix(strings.ToLower(u.Hostname()), "www.")
	parts := strings.Split(strings.Trim(u.Path, "/"), "/")
	switch host {
	case "youtube.com", "m.youtube.com":
		return youtube(u, parts)
	case "reddit.com", "old.reddit.com", "new.reddit.com":
		return reddit(parts)
	case "github.com":
		return github(parts)
	case "medium.com":
		return rule{feeds: prefixed("https://medium.com/feed/", parts, 1)}
	case "bsky.app":
		if len(parts) == 2 && parts[0] == "profile" {
			return rule{feeds: []string{"https://bsky.app/profile/" + url.PathEscape(parts[1]) + "/rss"}}
		}
		return rule{}
	case "podcasts.apple.com", "itunes.apple.com":
		if m := podcastID.FindStringSubmatch(u.Path); m != nil {
			return rule{lookup: "https://itunes.apple.com/lookup?entity=podcast&id=" + m[1]}
		}
		return rule{}
	}
	return byShape(u, host)
}

// byShape knows software that runs on many hosts.
func byShape(u *url.URL, host string) rule {
	path := strings.TrimSuffix(u.Path, "/")
	switch {
	case strings.HasSuffix(host, ".substack.com"):
		return rule{feeds: []string{at(u, "/feed")}}
	case accountName.MatchString(path): // Mastodon and its kin
		return rule{feeds: []string{at(u, path+".rss")}}
	}
	return rule{}
}

func youtube(u *url.URL, parts []string) rule {
	const feed = "https://www.youtube.com/feeds/videos.xml?"
	list := u.Query().Get("list")
	switch {
	case len(parts) >= 2 && parts[0] == "channel" && channelID.MatchString(parts[1]):
		return rule{feeds: []string{feed + "channel_id=" + parts[1]}}
	case len(parts) >= 2 && parts[0] == "user":
		return rule{feeds: []string{feed + "user=" + url.QueryEscape(parts[1])}}
	case parts[0] == "playlist" && list != "":
		return rule{feeds: []string{feed + "playlist_id=" + url.QueryEscape(list)}}
	}
	return rule{} // @names: the page announces its channel
}

func reddit(parts []string) rule {
	if len(parts) >= 2 && (parts[0] == "r" || parts[0] == "user" || parts[0] == "u") {
		return rule{feeds: prefixed("https://www.reddit.com/", parts, 2, "/.rss")}
	}
	return rule{}
}

func github(parts []string) rule {
	if len(parts) < 2 {
		return rule{}
	}
	repository := prefixed("https://github.com/", parts, 2)[0]
	all := []string{repository + "/releases.atom", repository + "/tags.atom", repository + "/commits.atom"}
	if len(parts) > 2 && parts[2] == "tags" {
		all[0], all[1] = all[1], all[0]
	}
	if len(parts) > 2 && parts[2] == "commits" {
		all[0], all[2] = all[2], all[0]
	}
	return rule{feeds: all}
}

// prefixed joins the first n parts behind a prefix; none if they are not there.
func prefixed(prefix string, parts []string, n int, suffix ...string) []string {
	if len(parts) < n || parts[0] == "" {
		return nil
	}
	escaped := make([]string, n)
	for i, part := range parts[:n] {
		escaped[i] = url.PathEscape(part)
	}
	return []string{prefix + strings.Join(escaped, "/") + strings.Join(suffix, "")}
}

// lookup asks a directory that answers with {"results":[{"feedUrl":…}]}.
func (p *Poller) lookup(ctx context.Context, address string) []feeds.Candidate {
	res, err := p.client.Get(ctx, feeds.Get{URL: address, Accept: "application/json"})
	if err != nil {
		return nil
	}
	var answer struct {
		Results []struct{ FeedURL, CollectionName string }
	}
	if json.Unmarshal(res.Body, &answer) != nil {
		return nil
	}
	var found []feeds.Candidate
	for _, r := range answer.Results {
		if u := absolute(nil, r.FeedURL); u != "" {
			found = append(found, feeds.Candidate{URL: u, Title: line(r.CollectionName, maxTitle)})
		}
	}
	return found[:min(len(found), maxCandidates)]
}
