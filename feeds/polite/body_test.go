package polite

import (
	"strings"
	"testing"
)

func TestMediaTypeFromHeaderAndBytes(t *testing.T) {
	png := "\x89PNG\r\n\x1a\n\x00\x00\x00\rIHDR"
	for _, c := range []struct{ name, header, body, want string }{
		{"as claimed", "text/html; charset=utf-8", "<!doctype html><p>x", "text/html"},
		{"feed as claimed", "application/rss+xml", "<?xml version='1.0'?><rss/>", "application/rss+xml"},
		{"no claim, HTML", "", "  <html><body>", "text/html"},
		{"no claim, XML", "", "<?xml version='1.0'?><feed/>", "text/xml"},
		{"no claim, JSON", "text/plain", `{"a": 1}`, "application/json"},
		{"plain text", "text/plain", "Just words.", "text/plain"},
		{"PDF as HTML", "text/html", "%PDF-1.4 ...", "application/pdf"},
		{"PDF as nothing", "application/octet-stream", "%PDF-1.4 ...", "application/pdf"},
		{"JSON as HTML", "text/html", ` {"a": [1, 2]}`, "application/json"},
		{"braces in HTML", "text/html", `{{ template }}`, "text/html"},
		{"picture as HTML", "text/html", png, "image/png"},
		{"HTML as picture", "image/jpeg", "<!DOCTYPE html><html>not found", "text/html"},
		{"HTML as PDF", "application/pdf", "<html><body>log in", "text/html"},
		{"text that begins like a bitmap", "text/html", "BMW presents a new car", "text/html"},
		{"zip", "", "PK\x03\x04\x00\x00", "application/zip"},
		{"gzip inside", "application/xml", "\x1f\x8b\x08\x00\x00", "application/x-gzip"},
		{"UTF-16 page", "text/html", "\xff\xfe<\x00h\x00t\x00", "text/html"},
		{"nonsense header", ";;;", "<html>", "text/html"},
		{"empty", "text/html", "", "text/html"},
	} {
		if got := mediaType(c.header, []byte(c.body)); got != c.want {
			t.Errorf("%s: %q, want %q", c.name, got, c.want)
		}
	}
}

func FuzzMediaType(f *testing.F) {
	f.Add("text/html; charset=utf-8", []byte("<html>"))
	f.Fuzz(func(t *testing.T, header string, body []byte) {
		if got := mediaType(header, body); strings.ContainsAny(got, ";\r\n") {
			t.Errorf("%q", got)
		}
	})
}
