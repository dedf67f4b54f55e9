package syndication

import (
	"cmp"
	"crypto/sha256"
	"encoding/hex"
	"html"
	"slices"
	"strings"
	"time"

	"github.com/mmcdole/gofeed"
	ext "github.com/mmcdole/gofeed/extensions"

	"crier/feeds"
)

// believe turns the items into entries; now is what dates are held against.
func (d document) believe(now time.Time, byWords func(string) string) []feeds.Entry {
	items := d.items[:min(len(d.items), feeds.MaxEntries)]
	entries := make([]feeds.Entry, 0, len(items))
	var w writer
	for _, item := range items {
		if item == nil {
			continue
		}
		if e := d.entry(&w, item, now); e.Title != "" || e.Summary != "" || e.Content != "" || e.URL != "" {
			entries = append(entries, e)
		}
	}
	tell(entries, byWords)
	return apart(entries)
}

// apart tells entries of one GUID apart by their addresses: some feeds give every
// entry the site's name as its GUID. Of one GUID and one address the first counts.
func apart(entries []feeds.Entry) []feeds.Entry {
	addresses := make(map[string]string, len(entries)) // by GUID; several: manyAddresses
	const manyAddresses = "\n"
	for _, e := range entries {
		if before, ok := addresses[e.GUID]; ok && before != e.URL {
			addresses[e.GUID] = manyAddresses
		} else if !ok {
			addresses[e.GUID] = e.URL
		}
	}
	if len(addresses) == len(entries) {
		return entries
	}
	seen := make(map[string]bool, len(entries))
	kept := entries[:0]
	for _, e := range entries {
		if addresses[e.GUID] == manyAddresses {
			e.GUID = hashed(e.GUID + "\n" + e.URL)
		}
		if !seen[e.GUID] {
			seen[e.GUID] = true
			kept = append(kept, e)
		}
	}
	return kept
}

func (d document) entry(w *writer, item *gofeed.Item, now time.Time) feeds.Entry {
	description := item.Description
	if description == "" && item.Content == "" {
		for _, x := range media(item, "description") { // YouTube's
			if x.Attrs["type"] != "html" {
				x.Value = html.EscapeString(x.Value)
			}
			description = cmp.Or(description, x.Value)
		}
	}
	summary, picture := w.plain(description, maxSummary)
	content, second := w.plain(item.Content, maxContent)
	if len(description) > maxSummary && content == "" {
		// Many feeds carry the whole article as the description.
		content, picture = w.plain(description, maxContent)
	}
	summary, content = withoutFurniture(summary), withoutFurniture(content)
	if summary == content {
		summary = ""
	}
	e := feeds.Entry{
		URL:       d.link(item),
		Title:     w.oneLine(item.Title, maxTitle),
		Author:    author(w, item),
		Summary:   summary,
		Content:   content,
		Language:  d.languageOf(item),
		Image:     absolute(d.base, cmp.Or(imageOf(item), picture, second)),
		Published: believable(item.PublishedParsed, now),
		Updated:   believable(item.UpdatedParsed, now),
	}
	if e.Published.IsZero() {
		e.Published = e.Updated
	}
	e.GUID = identity(item, e)
	return e
}

// link is where the entry can be read: the place behind a feed service's counter,
// the link, the GUID if it is an address, the file of a podcast.
func (d document) link(item *gofeed.Item) string {
	candidates := []string{extension(item, "feedburner", "origLink"), item.Link}
	candidates = append(candidates, item.Links...)
	for _, c := range candidates {
		if u := absolute(d.base, c); u != "" {
			return u
		}
	}
	if guid := strings.TrimSpace(item.GUID); strings.HasPrefix(guid, "http") {
		if u := absolute(nil, guid); u != "" {
			return u
		}
	}
	for _, e := range item.Enclosures {
		if u := absolute(d.base, e.URL); u != "" {
			return u
		}
	}
	return ""
}

// identity is never empty, and the same at every poll.
func identity(item *gofeed.Item, e feeds.Entry) string {
	guid := strings.ToValidUTF8(strings.TrimSpace(item.GUID), "")
	switch {
	case guid != "" && len(guid) <= maxGUID:
		return guid
	case guid == "" && e.URL != "":
		return e.URL
	}
	return hashed(cmp.Or(guid, e.Title+"\n"+e.Summary+"\n"+e.Content))
}

func hashed(s string) string {
	sum := sha256.Sum256([]byte(s))
	return "sha256:" + hex.EncodeToString(sum[:16])
}

func author(w *writer, item *gofeed.Item) string {
	var names []string
	for _, p := range item.Authors {
		if p == nil {
			continue
		}
		if name := w.oneLine(cmp.Or(p.Name, p.Email), maxName); name != "" && len(names) < 5 {
			names = append(names, name)
		}
	}
	return short(strings.Join(names, ", "), maxName)
}

// languageOf is the entry's own or else the feed's, as a lower-case primary tag.
func (d document) languageOf(item *gofeed.Item) string {
	own := ""
	if item.DublinCoreExt != nil && len(item.DublinCoreExt.Language) > 0 {
		own = tag(item.DublinCoreExt.Language[0])
	}
	primary, _, _ := strings.Cut(cmp.Or(own, d.language), "-")
	return primary
}

func imageOf(item *gofeed.Item) string {
	if item.Image != nil && item.Image.URL != "" {
		return item.Image.URL
	}
	for _, e := range item.Enclosures {
		if strings.HasPrefix(e.Type, "image/") {
			return e.URL
		}
	}
	for _, name := range []string{"thumbnail", "content"} {
		for _, x := range media(item, name) {
			medium := cmp.Or(x.Attrs["medium"], x.Attrs["type"])
			if name == "thumbnail" || strings.HasPrefix(medium, "image") {
				return x.Attrs["url"]
			}
		}
	}
	return ""
}

// media are the elements of that name of Media RSS, those in a group included.
func media(item *gofeed.Item, name string) []ext.Extension {
	all := slices.Clone(item.Extensions["media"][name])
	for _, group := range item.Extensions["media"]["group"] {
		all = append(all, group.Children[name]...)
	}
	return all
}

func extension(item *gofeed.Item, space, name string) string {
	for _, x := range item.Extensions[space][name] {
		return x.Value
	}
	return ""
}

// believable drops dates that cannot be: before feeds were, or later than any time
// zone's mistake explains. One that is a little ahead of us counts as now.
func believable(t *time.Time, now time.Time) time.Time {
	if t == nil || t.Year() < 1990 || t.After(now.Add(24*time.Hour)) {
		return time.Time{}
	}
	if t.After(now) {
		return now
	}
	return t.UTC()
}
