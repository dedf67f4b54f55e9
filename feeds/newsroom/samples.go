package newsroom

import (
	"net/http"
	"time"
)

// sample is something that no summary can be made of, and that must be refused in
// words.
type sample struct {
	name, title, media string
	status             int
}

func samples() []sample {
	const page, feed = "text/html; charset=utf-8", "application/rss+xml; charset=utf-8"
	return []sample{
		{"wall", "A cookie wall", page, http.StatusOK},
		{"login", "A page behind a login", page, http.StatusOK},
		{"empty", "An empty page", page, http.StatusOK},
		{"report.pdf", "A PDF file", "application/pdf", http.StatusOK},
		{"empty.rss", "A feed without entries", feed, http.StatusOK},
		{"broken.rss", "A feed that breaks off", feed, http.StatusOK},
		{"gone.rss", "A feed that has ended", feed, http.StatusGone},
		{"private", "A page that robots.txt closes to crawlers", page, http.StatusOK},
	}
}

func (n *Newsroom) sample(w http.ResponseWriter, r *http.Request) {
	for _, s := range samples() {
		if s.name != r.PathValue("name") {
			continue
		}
		if s.status != http.StatusOK {
			http.Error(w, s.title, s.status)
			return
		}
		body, err := files.ReadFile("samples/" + s.name)
		if err != nil {
			http.Error(w, "the sample is missing", http.StatusInternalServerError)
			return
		}
		send(w, r, s.media, body, time.Time{})
		return
	}
	http.NotFound(w, r)
}
