package newsroom

import (
	"encoding/json"
	"encoding/xml"
	"time"
)

type rssItem struct {
	Title       string `xml:"title"`
	Link        string `xml:"link"`
	GUID        guid   `xml:"guid"`
	Creator     string `xml:"dc:creator"`
	Language    string `xml:"dc:language"`
	Category    string `xml:"category"`
	PubDate     string `xml:"pubDate"`
	Description string `xml:"description"`
}

type guid struct {
	PermaLink bool   `xml:"isPermaLink,attr"`
	Value     string `xml:",chardata"`
}

type atomLink struct {
	Rel  string `xml:"rel,attr"`
	Type string `xml:"type,attr,omitempty"`
	Href string `xml:"href,attr"`
}

type rssChannel struct {
	Title         string    `xml:"title"`
	Link          string    `xml:"link"`
	Self          atomLink  `xml:"atom:link"`
	Description   string    `xml:"description"`
	Language      string    `xml:"language"`
	LastBuildDate string    `xml:"lastBuildDate,omitempty"`
	Items         []rssItem `xml:"item"`
}

// rss writes RSS 2.0 with teasers, https://www.rssboard.org/rss-specification.
func (c channel) rss() ([]byte, error) {
	doc := struct {
		XMLName xml.Name   `xml:"rss"`
		Version string     `xml:"version,attr"`
		DC      string     `xml:"xmlns:dc,attr"`
		Atom    string     `xml:"xmlns:atom,attr"`
		Channel rssChannel `xml:"channel"`
	}{
		Version: "2.0", DC: "http://purl.org/dc/elements/1.1/", Atom: "http://www.w3.org/2005/Atom",
		Channel: rssChannel{
			Title: c.title, Link: c.home, Description: c.title, Language: c.language,
			Self: atomLink{Rel: "self", Type: mediaOf("rss"), Href: c.self},
		},
	}
	if !c.updated.IsZero() {
		doc.Channel.LastBuildDate = c.updated.Format(time.RFC1123Z)
	}
	for _, e := range c.entries {
		doc.Channel.Items = append(doc.Channel.Items, rssItem{
			Title: e.title, Link: e.url, GUID: guid{Value: e.guid}, Creator: e.author, Language: e.language,
			Category: e.topic, PubDate: e.at.Format(time.RFC1123Z), Description: e.paragraphs[0],
		})
	}
	return marshal(doc)
}

type atomText struct {
	Type string `xml:"type,attr"`
	Text string `xml:",chardata"`
}

type atomEntry struct {
	Lang      string   `xml:"xml:lang,attr"`
	Title     string   `xml:"title"`
	ID        string   `xml:"id"`
	Link      atomLink `xml:"link"`
	Author    string   `xml:"author>name"`
	Published string   `xml:"published"`
	Updated   string   `xml:"updated"`
	Summary   string   `xml:"summary"`
	Content   atomText `xml:"content"`
}

// atom writes Atom with whole texts (RFC 4287).
func (c channel) atom() ([]byte, error) {
	doc := struct {
		XMLName xml.Name    `xml:"http://www.w3.org/2005/Atom feed"`
		Lang    string      `xml:"xml:lang,attr"`
		Title   string      `xml:"title"`
		ID      string      `xml:"id"`
		Updated string      `xml:"updated"`
		Links   []atomLink  `xml:"link"`
		Entries []atomEntry `xml:"entry"`
	}{
		Lang: c.language, Title: c.title, ID: c.self, Updated: c.updated.Format(time.RFC3339),
		Links: []atomLink{
			{Rel: "self", Type: mediaOf("atom"), Href: c.self},
			{Rel: "alternate", Type: "text/html", Href: c.home},
		},
	}
	for _, e := range c.entries {
		at := e.at.Format(time.RFC3339)
		doc.Entries = append(doc.Entries, atomEntry{
			Lang: e.language, Title: e.title, ID: "urn:" + e.guid, Author: e.author, Published: at, Updated: at,
			Link: atomLink{Rel: "alternate", Type: "text/html", Href: e.url}, Summary: e.paragraphs[0],
			Content: atomText{Type: "html", Text: e.html()},
		})
	}
	return marshal(doc)
}

func marshal(doc any) ([]byte, error) {
	text, err := xml.MarshalIndent(doc, "", " ")
	return append([]byte(xml.Header), append(text, '\n')...), err
}

type jsonAuthor struct {
	Name string `json:"name"`
}

type jsonItem struct {
	ID        string       `json:"id"`
	URL       string       `json:"url"`
	Title     string       `json:"title"`
	Summary   string       `json:"summary"`
	Content   string       `json:"content_html"`
	Image     string       `json:"image"`
	Published string       `json:"date_published"`
	Language  string       `json:"language"`
	Authors   []jsonAuthor `json:"authors"`
	Tags      []string     `json:"tags"`
}

// json writes a JSON Feed with whole texts, https://www.jsonfeed.org/version/1.1/.
func (c channel) json() ([]byte, error) {
	doc := struct {
		Version  string     `json:"version"`
		Title    string     `json:"title"`
		Home     string     `json:"home_page_url"`
		Self     string     `json:"feed_url"`
		Language string     `json:"language"`
		Items    []jsonItem `json:"items"`
	}{"https://jsonfeed.org/version/1.1", c.title, c.home, c.self, c.language, []jsonItem{}}
	for _, e := range c.entries {
		doc.Items = append(doc.Items, jsonItem{
			ID: e.guid, URL: e.url, Title: e.title, Summary: e.paragraphs[0], Content: e.html(), Image: e.image,
			Published: e.at.Format(time.RFC3339), Language: e.language, Authors: []jsonAuthor{{e.author}}, Tags: []string{e.topic},
		})
	}
	return json.MarshalIndent(doc, "", " ")
}
