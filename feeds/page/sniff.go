package page

import (
	"bytes"
	"encoding/json"
	"mime"
	"net/http"
	"strings"

	"crier/feeds"
)

// The media types that are read here; everything else is a Problem.
const (
	htmlText  = "text/html"
	plainText = "text/plain"
	pdfFile   = "application/pdf"
)

// sniff tells what the bytes are, as htmlText, plainText or pdfFile, or else which
// Problem they make. Magic bytes count more than the server's word: PDF and JSON served as
// HTML would become half a megabyte of nonsense.
func sniff(body []byte, contentType string) (media string, kind feeds.ProblemKind) {
	declared, params, _ := mime.ParseMediaType(contentType)
	seen, _, _ := strings.Cut(http.DetectContentType(body), ";")
	head := bytes.ToLower(bytes.TrimSpace(body[:min(len(body), 1024)]))
	switch {
	case isPDF(body):
		return pdfFile, ""
	case seen == "image/bmp" && declaredText(declared): // "BM" also begins words
	case kindOfMedia(seen) != "":
		return seen, kindOfMedia(seen)
	case seen == "application/octet-stream" && !declaredText(declared) && !strings.HasPrefix(params["charset"], "utf-16"):
		return unread(declared)
	case strings.HasPrefix(seen, "application/") && seen != "application/octet-stream":
		return seen, feeds.Binary
	}
	return sniffText(body, head, declared, seen)
}

// isPDF says whether a file begins as PDF files do, within the bytes that readers
// allow before its mark.
func isPDF(body []byte) bool {
	head := bytes.ToLower(body[:min(len(body), 1024)])
	return bytes.Contains(head, []byte("%pdf-")) && !hasTag(head)
}

// sniffText sorts bytes that could be text.
func sniffText(body, head []byte, declared, seen string) (string, feeds.ProblemKind) {
	switch {
	case bytes.HasPrefix(head, []byte("<svg")) || declared == "image/svg+xml":
		return "image/svg+xml", feeds.Picture
	case isFeed(head):
		return "application/rss+xml", feeds.List
	case seen == htmlText || hasTag(head):
		return htmlText, ""
	case isJSON(body, head, declared):
		return "application/json", feeds.Binary
	case seen == "application/octet-stream" && controls(body) > len(body)/20:
		return unread("")
	case declared == plainText || declared == "text/markdown":
		return plainText, ""
	case declared == htmlText || declared == "application/xhtml+xml":
		return htmlText, ""
	case declared == "" || !declaredBinary(declared):
		if hasTag(bytes.ToLower(body[:min(len(body), 64<<10)])) {
			return htmlText, ""
		}
		return plainText, ""
	}
	return unread(declared)
}

// unread answers for a type that is not read here, by the server's word alone.
func unread(declared string) (string, feeds.ProblemKind) {
	if kind := kindOfMedia(declared); kind != "" {
		return declared, kind
	}
	return "application/octet-stream", feeds.Binary
}

func kindOfMedia(media string) feeds.ProblemKind {
	family, rest, _ := strings.Cut(media, "/")
	switch {
	case media == "application/pdf":
		return feeds.PDF
	case family == "image":
		return feeds.Picture
	case family == "video" || rest == "vnd.apple.mpegurl":
		return feeds.Video
	case family == "audio" || media == "application/ogg":
		return feeds.Audio
	case family == "font":
		return feeds.Binary
	}
	return ""
}

func declaredText(declared string) bool {
	return declared == "application/xhtml+xml" || strings.HasPrefix(declared, "text/")
}

func declaredBinary(declared string) bool {
	family, _, _ := strings.Cut(declared, "/")
	return family != "text" || declared == "text/css" || declared == "text/javascript" || declared == "text/csv" || declared == "text/calendar"
}

// hasTag says whether lower-case bytes hold a tag that pages are made of.
func hasTag(lower []byte) bool {
	for _, tag := range []string{"<!doctype html", "<html", "<head", "<body", "<title", "<meta", "<div", "<p>", "<p ", "<article", "<h1"} {
		if bytes.Contains(lower, []byte(tag)) {
			return true
		}
	}
	return false
}

func isFeed(head []byte) bool {
	for _, root := range []string{"<rss", "<feed", "<rdf:rdf"} {
		if i := bytes.Index(head, []byte(root)); i >= 0 && !hasTag(head[:i]) {
			return true
		}
	}
	return false
}

func isJSON(body, head []byte, declared string) bool {
	if declared == "application/json" || strings.HasSuffix(declared, "+json") {
		return true
	}
	return len(head) > 0 && (head[0] == '{' || head[0] == '[') && json.Valid(body)
}

// controls counts bytes that text does not hold.
func controls(body []byte) int {
	n := 0
	for _, c := range body {
		if c < 0x20 && c != '\n' && c != '\r' && c != '\t' && c != '\f' && c != 0x1b {
			n++
		}
	}
	return n
}
