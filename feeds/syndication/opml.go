package syndication

import (
	"bytes"
	"context"
	"encoding/xml"
	"errors"
	"fmt"
	"io"
	"strings"

	"crier/feeds"
)

// The limits of an OPML file that people bring.
const (
	MaxOPML      = 5 << 20 // bytes
	MaxOPMLFeeds = 10_000
)

// Outlines read and write OPML files, those of the web through a guarded client.
type Outlines struct{ client feeds.Client }

var _ feeds.Outliner = Outlines{}

// NewOutlines returns Outlines that fetch with client.
func NewOutlines(client feeds.Client) Outlines { return Outlines{client} }

// ReadOPML implements feeds.Outliner.
func (Outlines) ReadOPML(text []byte) (feeds.OPML, error) { return ReadOPML(text) }

// WriteOPML implements feeds.Outliner.
func (Outlines) WriteOPML(w io.Writer, title string, list []feeds.Outline) error {
	return WriteOPML(w, title, list)
}

// FetchOPML implements feeds.Outliner.
func (o Outlines) FetchOPML(ctx context.Context, url string) (feeds.OPML, error) {
	u, err := typed(url)
	if err != nil {
		return feeds.OPML{}, problem(url, err)
	}
	res, err := o.client.Get(ctx, feeds.Get{URL: u.String(), Accept: "text/x-opml,application/xml;q=0.9,text/xml;q=0.9,*/*;q=0.1", MaxBytes: MaxOPML, Why: feeds.ForPerson})
	if err != nil {
		return feeds.OPML{}, err
	}
	return ReadOPML(res.Body)
}

// ReadOPML reads a list of feeds. It returns a Problem of kind TooLarge for more than
// [MaxOPML] bytes or [MaxOPMLFeeds] feeds, NotFeed for something else than OPML,
// BrokenFeed for one that cannot be read to its end and EmptyFeed for one without
// feeds: nothing is imported by half.
func ReadOPML(text []byte) (feeds.OPML, error) {
	if len(text) > MaxOPML {
		return feeds.OPML{}, &feeds.Problem{Kind: feeds.TooLarge, Err: fmt.Errorf("more than %d bytes", MaxOPML)}
	}
	text = decode(text, "")
	if root(text) != "opml" {
		return feeds.OPML{}, &feeds.Problem{Kind: feeds.NotFeed, Err: errors.New("this is not OPML")}
	}
	text, err := trimmed(text)
	if err != nil {
		return feeds.OPML{}, err
	}
	r := opmlReader{decoder: xml.NewDecoder(bytes.NewReader(text)), seen: map[string]bool{}}
	r.decoder.Strict = false
	r.decoder.Entity = xml.HTMLEntity
	if err := r.read(); err != nil {
		return feeds.OPML{}, err
	}
	if len(r.found.Feeds) == 0 && len(r.found.Skipped) == 0 {
		return feeds.OPML{}, &feeds.Problem{Kind: feeds.EmptyFeed, Err: errors.New("there is no feed in it")}
	}
	return r.found, nil
}

// opmlReader walks over the tokens.
type opmlReader struct {
	decoder *xml.Decoder
	found   feeds.OPML
	seen    map[string]bool
	folders []string // one per open outline; empty for a feed or one without a name
}

func (r *opmlReader) read() error {
	for {
		token, err := r.decoder.Token()
		if errors.Is(err, io.EOF) {
			return nil
		}
		if err != nil {
			return broken(err)
		}
		switch t := token.(type) {
		case xml.StartElement:
			if err := r.start(t); err != nil {
				return err
			}
		case xml.EndElement:
			if t.Name.Local == "outline" && len(r.folders) > 0 {
				r.folders = r.folders[:len(r.folders)-1]
			}
		}
	}
}

func (r *opmlReader) start(e xml.StartElement) error {
	switch e.Name.Local {
	case "title":
		var title string
		if err := r.decoder.DecodeElement(&title, &e); err != nil {
			return broken(err)
		}
		r.found.Title = line(title, maxTitle)
	case "outline":
		return r.outline(e)
	}
	return nil
}

func (r *opmlReader) outline(e xml.StartElement) error {
	a := map[string]string{}
	for _, attr := range e.Attr {
		a[strings.ToLower(attr.Name.Local)] = attr.Value
	}
	name := line(a["title"], maxTitle)
	if name == "" {
		name = line(a["text"], maxTitle)
	}
	address := a["xmlurl"]
	if address == "" {
		r.folders = append(r.folders, name)
		return nil
	}
	defer func() { r.folders = append(r.folders, "") }()
	u, err := typed(address)
	if err != nil {
		r.found.Skipped = append(r.found.Skipped, problem(address, err))
		return r.count()
	}
	if r.seen[u.String()] {
		return nil
	}
	r.seen[u.String()] = true
	r.found.Feeds = append(r.found.Feeds, feeds.Outline{URL: u.String(), Title: name, Site: absolute(nil, a["htmlurl"]), Folder: r.folder()})
	return r.count()
}

func (r *opmlReader) count() error {
	if len(r.found.Feeds)+len(r.found.Skipped) > MaxOPMLFeeds {
		return &feeds.Problem{Kind: feeds.TooLarge, Err: fmt.Errorf("more than %d feeds", MaxOPMLFeeds)}
	}
	return nil
}

func (r *opmlReader) folder() string {
	var names []string
	for _, name := range r.folders {
		if name != "" {
			names = append(names, name)
		}
	}
	return short(strings.Join(names, " / "), maxTitle)
}

// WriteOPML writes a list of feeds as OPML 2.0; feeds of one folder, which should
// follow each other, stand in one outline.
func WriteOPML(w io.Writer, title string, list []feeds.Outline) error {
	type outline struct {
		Type     string    `xml:"type,attr,omitempty"`
		Text     string    `xml:"text,attr"`
		Title    string    `xml:"title,attr,omitempty"`
		XMLURL   string    `xml:"xmlUrl,attr,omitempty"`
		HTMLURL  string    `xml:"htmlUrl,attr,omitempty"`
		Outlines []outline `xml:"outline"`
	}
	doc := struct {
		XMLName  xml.Name  `xml:"opml"`
		Version  string    `xml:"version,attr"`
		Title    string    `xml:"head>title"`
		Outlines []outline `xml:"body>outline"`
	}{Version: "2.0", Title: title}
	for _, f := range list {
		o := outline{Type: "rss", Text: f.Title, Title: f.Title, XMLURL: f.URL, HTMLURL: f.Site}
		if o.Text == "" {
			o.Text = f.URL
		}
		last := len(doc.Outlines) - 1
		switch {
		case f.Folder == "":
			doc.Outlines = append(doc.Outlines, o)
		case last >= 0 && doc.Outlines[last].XMLURL == "" && doc.Outlines[last].Text == f.Folder:
			doc.Outlines[last].Outlines = append(doc.Outlines[last].Outlines, o)
		default:
			doc.Outlines = append(doc.Outlines, outline{Text: f.Folder, Outlines: []outline{o}})
		}
	}
	text, err := xml.MarshalIndent(doc, "", "  ")
	if err != nil {
		return fmt.Errorf("writing OPML: %w", err)
	}
	if _, err := io.WriteString(w, xml.Header+string(text)+"\n"); err != nil {
		return fmt.Errorf("writing OPML: %w", err)
	}
	return nil
}
