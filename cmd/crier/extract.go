package main

import (
	"context"
	"encoding/json"
	"fmt"
	"time"

	"crier/feeds"
	"crier/feeds/page"
)

type extractCommand struct {
	URL  string `help:"The page's address; links are made absolute with it." placeholder:"URL"`
	JSON bool   `help:"Print all fields as JSON."`
	File string `arg:"" optional:"" default:"-" help:"HTML file; - for standard input."`
}

// extracted is the JSON form of an article.
type extracted struct {
	URL       string `json:"url"`
	Canonical string `json:"canonical"`
	Title     string `json:"title"`
	Author    string `json:"author"`
	Date      string `json:"date"` // YYYY-MM-DD; empty if unknown
	Site      string `json:"site"`
	Language  string `json:"language"`
	Image     string `json:"image"`
	Text      string `json:"text"`
	Free      bool   `json:"free"`
	Previous  string `json:"previous"`
	Next      string `json:"next"`
}

// Run prints the article of an HTML page.
func (c extractCommand) Run(ctx context.Context, s streams) error {
	b, err := readBytes(s, c.File)
	if err != nil {
		return err
	}
	a, err := page.Extract(ctx, b, "", c.URL)
	if err != nil {
		return inWords(err)
	}
	if c.JSON {
		enc := json.NewEncoder(s.out)
		enc.SetEscapeHTML(false)
		return enc.Encode(asJSON(a))
	}
	_, err = fmt.Fprintf(s.out, "%s\n%s\n\n%s\n", a.Title, byline(a), a.Text)
	return err
}

func asJSON(a feeds.Article) extracted {
	return extracted{
		URL: a.URL, Canonical: a.Canonical, Title: a.Title, Author: a.Author, Date: day(a.Date), Site: a.Site, Language: a.Language,
		Image: a.Image, Text: a.Text, Free: a.Free, Previous: a.Previous.URL, Next: a.Next.URL,
	}
}

func byline(a feeds.Article) string {
	line := a.Site
	for _, part := range []string{a.Author, day(a.Date)} {
		if part != "" {
			line += " · " + part
		}
	}
	return line
}

func day(t time.Time) string {
	if t.IsZero() {
		return ""
	}
	return t.Format(time.DateOnly)
}
