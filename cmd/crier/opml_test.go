package main

import (
	"archive/zip"
	"bytes"
	"io"
	"strings"
	"testing"

	"crier/bot/bottest/telegramtest"
)

// TestFeedsComeAndGoAsADocumentOnTelegram hands the whole program a list of feeds as
// another reader exports it, and takes it along again.
func TestFeedsComeAndGoAsADocumentOnTelegram(t *testing.T) {
	w := newWorld(t)
	ada := w.onTelegram().(teller)
	list := `<?xml version="1.0"?><opml version="2.0"><head><title>Mine</title></head><body><outline text="News">
		<outline type="rss" text="All" xmlUrl="` + w.site + `/feeds/all.atom"/></outline></body></opml>`
	ada.person.Writes("", telegramtest.Attach("subscriptions.opml", "text/x-opml", []byte(list)))
	ada.sees("1 feed to follow")
	ada.presses("Add, only in /next")
	ada.sees("Following 1 more feed")
	ada.does("/feeds")
	ada.sees("1. All")

	ada.does("/export")
	ada.sees("All that I keep about this chat")
	var packed []byte
	for _, m := range ada.person.Chat().FromBot() {
		if m.Document != nil {
			packed = m.Document.Content
		}
	}
	z, err := zip.NewReader(bytes.NewReader(packed), int64(len(packed)))
	if err != nil {
		t.Fatalf("the document of %d bytes is no archive: %v", len(packed), err)
	}
	found := false
	for _, f := range z.File {
		r, err := f.Open()
		if err != nil {
			t.Fatal(err)
		}
		content, err := io.ReadAll(r)
		if err != nil {
			t.Fatal(err)
		}
		_ = r.Close()
		found = found || strings.HasSuffix(f.Name, ".opml") && strings.Contains(string(content), w.site+"/feeds/all.atom")
	}
	if !found {
		t.Errorf("the archive holds no list with the feed: %+v", z.File)
	}
}
