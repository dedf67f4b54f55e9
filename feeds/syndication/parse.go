package syndication

import (
	"bytes"
	"encoding/json"
	"errors"
	"fmt"
	"net/url"
	"regexp"
	"strings"

	"github.com/mmcdole/gofeed"
	"github.com/mmcdole/gofeed/atom"
	jsonfeed "github.com/mmcdole/gofeed/json"
	"github.com/mmcdole/gofeed/rss"

	"crier/feeds"
)

// document is a feed as it was read, before its dates are believed.
type document struct {
	title, site, language string
	hub, self             string
	wish                  wish
	base                  *url.URL // what relative addresses are relative to
	items                 []*gofeed.Item
}

// parse reads a body of whatever feed format. Errors are Problems: EmptyFeed for
// nothing, NotFeed for something else, BrokenFeed for a feed that cannot be read.
func parse(res feeds.Response) (document, error) {
	body := decode(res.Body, res.Header.Get("Content-Type"))
	text := bytes.TrimSpace(body)
	switch {
	case len(text) == 0:
		return document{}, &feeds.Problem{Kind: feeds.EmptyFeed, Err: errors.New("an empty body")}
	case text[0] == '{':
		return parseJSON(res, text)
	}
	text = behindNoise(text)
	if !feedRoot(root(text)) {
		return document{}, notFeed(res.Type, text)
	}
	r, err := parseXML(text)
	if err != nil {
		r, err = parseMended(text, err)
	}
	if err != nil {
		return document{}, err
	}
	return newDocument(r, res), nil
}

// reading is a feed as gofeed gives those of all formats, and as it gives its own.
type reading struct {
	*gofeed.Feed
	rss  *rss.Feed
	atom *atom.Feed
}

// stray is a "<" that begins no tag: feeds made by hand have "rates < 5 %".
var stray = regexp.MustCompile(`<([\s\d=])`)

// maxStray is how many of them are a slip.
const maxStray = 1000

// parseMended tries a broken feed again without its slips.
func parseMended(text []byte, broken error) (reading, error) {
	if n := len(stray.FindAllIndex(text, maxStray+1)); n == 0 || n > maxStray {
		return reading{}, broken
	}
	return parseXML(stray.ReplaceAll(text, []byte("&lt;$1")))
}

// parseXML reads a feed, the simple elements of its entries before the others.
func parseXML(text []byte) (reading, error) {
	t := parting(text)
	r, err := t.parse()
	if err == nil && !t.backTo(r.Items) {
		t = &trimmer{body: text, atom: t.atom}
		r, err = t.parse()
	}
	return r, err
}

// parse hands the feed to the parser of its format: the one for any would copy the
// beginning and parse it to find out.
func (t *trimmer) parse() (r reading, err error) {
	text, err := t.trim()
	if err != nil {
		return r, err
	}
	if t.atom {
		if r.atom, err = new(atom.Parser).Parse(bytes.NewReader(text)); err == nil {
			r.Feed, err = new(gofeed.DefaultAtomTranslator).Translate(r.atom)
		}
		if err == nil {
			claim(r.Items, atomLanguages(text))
		}
	} else if r.rss, err = new(rss.Parser).Parse(bytes.NewReader(text)); err == nil {
		r.Feed, err = (&gofeed.DefaultRSSTranslator{DisableContentImageScan: true}).Translate(r.rss)
	}
	if err != nil {
		return r, broken(err)
	}
	return r, nil
}

// maxNoise is how far into a body a feed may begin.
const maxNoise = 4 << 10

// behindNoise leaves out what a server's own complaints have put before a feed:
// "Warning: Undefined variable … on line 3".
func behindNoise(text []byte) []byte {
	if feedRoot(root(text)) {
		return text
	}
	i := bytes.Index(text[:min(len(text), maxNoise)], []byte("<?xml "))
	if i > 0 && !bytes.Contains(bytes.ToLower(text[:i]), []byte("html")) && feedRoot(root(text[i:])) {
		return text[i+len(declaration.Find(text[i:])):]
	}
	return text
}

func feedRoot(name string) bool { return name == "rss" || name == "feed" || name == "rdf" }

func broken(err error) error {
	return &feeds.Problem{Kind: feeds.BrokenFeed, Err: fmt.Errorf("parsing: %w", err)}
}

// notFeed says what came instead: XML with no root of a feed's, or cut before its
// root, was meant as a feed.
func notFeed(media string, text []byte) error {
	name := root(text)
	err := fmt.Errorf("%s came, its root is %.40q", media, name)
	if name == "" && text[0] == '<' && !strings.Contains(media, "html") {
		return &feeds.Problem{Kind: feeds.BrokenFeed, Err: err}
	}
	return &feeds.Problem{Kind: feeds.NotFeed, Err: err}
}

// parseJSON reads a JSON Feed, https://www.jsonfeed.org/version/1.1/.
func parseJSON(res feeds.Response, text []byte) (document, error) {
	var top map[string]json.RawMessage
	if err := json.Unmarshal(text, &top); err != nil {
		if bytes.Contains(text[:min(len(text), 500)], []byte("jsonfeed.org")) {
			return document{}, broken(err)
		}
		return document{}, &feeds.Problem{Kind: feeds.NotFeed, Err: fmt.Errorf("something that starts like JSON: %w", err)}
	}
	if !bytes.Contains(top["version"], []byte("jsonfeed.org/version")) {
		return document{}, &feeds.Problem{Kind: feeds.NotFeed, Err: errors.New("JSON, but not a JSON Feed")}
	}
	f, err := feedJSON(top)
	if err != nil {
		return document{}, broken(err)
	}
	d := newDocument(reading{Feed: f}, res)
	d.hub = hubInJSON(top["hubs"])
	return d, nil
}

// feedJSON reads what is used of the feed.
func feedJSON(top map[string]json.RawMessage) (*gofeed.Feed, error) {
	items, err := firstItems(top["items"])
	if err != nil {
		return nil, err
	}
	of := &jsonfeed.Feed{Items: items}
	for name, place := range map[string]*string{
		"version": &of.Version, "title": &of.Title, "home_page_url": &of.HomePageURL, "feed_url": &of.FeedURL, "language": &of.Language,
	} {
		if value := top[name]; value != nil {
			if err := json.Unmarshal(value, place); err != nil {
				return nil, fmt.Errorf("%s: %w", name, err)
			}
		}
	}
	f, err := new(gofeed.DefaultJSONTranslator).Translate(of)
	if err != nil {
		return nil, err
	}
	languages := make([]string, len(items))
	for i, item := range items {
		languages[i] = item.Language
	}
	claim(f.Items, languages)
	return f, nil
}

// firstItems gives the objects among the first MaxEntries of the array, but for
// those that are larger than any article.
func firstItems(array json.RawMessage) (items []*jsonfeed.Item, err error) {
	d := json.NewDecoder(bytes.NewReader(array))
	if t, err := d.Token(); err != nil || t != json.Delim('[') {
		return nil, nil
	}
	var raw json.RawMessage
	for n := 0; d.More() && n < feeds.MaxEntries; n++ {
		if err := d.Decode(&raw); err != nil {
			return nil, fmt.Errorf("item %d: %w", n+1, err)
		}
		if raw[0] != '{' || len(raw) > maxItem {
			continue
		}
		item, err := itemJSON(raw)
		if err != nil {
			item, err = itemJSON(sound(raw))
		}
		if err != nil {
			return nil, fmt.Errorf("item %d: %w", n+1, err)
		}
		items = append(items, item)
	}
	return items, nil
}

func itemJSON(raw []byte) (*jsonfeed.Item, error) {
	item := &jsonfeed.Item{}
	err := json.Unmarshal(raw, item)
	return item, err
}

// sound leaves out members of another type than the format's: one author given as a
// string must not cost the whole feed.
func sound(item json.RawMessage) json.RawMessage {
	var members map[string]json.RawMessage
	if json.Unmarshal(item, &members) != nil {
		return item
	}
	for name, value := range members {
		alone, err := json.Marshal(map[string]json.RawMessage{name: value})
		if err == nil {
			_, err = itemJSON(alone)
		}
		if err != nil {
			delete(members, name)
		}
	}
	rest, err := json.Marshal(members)
	if err != nil {
		return item
	}
	return rest
}

func newDocument(f reading, res feeds.Response) document {
	here, _ := url.Parse(res.URL)
	d := document{
		title:    line(f.Title, maxTitle),
		site:     absolute(here, f.Link),
		language: tag(f.Language),
		base:     here,
		items:    f.Items,
	}
	if site, err := url.Parse(d.site); err == nil && d.site != "" && f.FeedType == "rss" {
		d.base = site // RSS knows no base: readers take the channel's link
	}
	if d.language == "" && f.DublinCoreExt != nil && len(f.DublinCoreExt.Language) > 0 {
		d.language = tag(f.DublinCoreExt.Language[0])
	}
	d.hub, d.self = hubInFeed(f, here)
	d.wish = wishOf(f.rss)
	return d
}

// tag tidies a language tag (BCP 47): "EN_us" becomes "en-us"; what is none is
// dropped.
func tag(claim string) string {
	claim = strings.ToLower(strings.ReplaceAll(strings.TrimSpace(claim), "_", "-"))
	primary, _, _ := strings.Cut(claim, "-")
	if len(primary) < 2 || len(primary) > 3 || len(claim) > 35 {
		return ""
	}
	if strings.Trim(claim, "abcdefghijklmnopqrstuvwxyz0123456789-") != "" {
		return ""
	}
	return claim
}
