package web

import (
	"bytes"
	"crypto/sha256"
	"embed"
	"encoding/base64"
	"encoding/json"
	"fmt"
	"html/template"
	"net/http"
	"strconv"
)

//go:embed assets
var assets embed.FS

// asset is a file that the page needs.
type asset struct {
	kind  string
	bytes []byte
}

// page holds everything that does not change while the server runs.
type page struct {
	tongues tongues
	words   map[string]Words
	html    map[string][]byte // by language
	assets  map[string]asset  // by file name
	mark    string            // stands in the assets' addresses and changes with their content
}

func newPage(words map[string]Words, first string) (*page, error) {
	t, err := newTongues(words, first)
	if err != nil {
		return nil, err
	}
	p := &page{tongues: t, words: words, html: map[string][]byte{}, assets: map[string]asset{}}
	if err := p.load(); err != nil {
		return nil, err
	}
	tpl, err := template.New("page.html").Funcs(template.FuncMap{"asset": p.address}).ParseFS(assets, "assets/page.html")
	if err != nil {
		return nil, fmt.Errorf("reading the page: %w", err)
	}
	for lang, w := range words {
		if p.html[lang], err = fillPage(tpl, lang, w); err != nil {
			return nil, err
		}
	}
	return p, nil
}

func (p *page) load() error {
	all := sha256.New()
	for _, file := range []struct{ name, kind string }{
		{"app.css", "text/css; charset=utf-8"},
		{"app.js", "text/javascript; charset=utf-8"},
		{"card.js", "text/javascript; charset=utf-8"},
		{"icon.svg", "image/svg+xml"},
	} {
		b, err := assets.ReadFile("assets/" + file.name)
		if err != nil {
			return fmt.Errorf("reading %s: %w", file.name, err)
		}
		_, _ = all.Write(b) // a hash never fails
		p.assets[file.name] = asset{kind: file.kind, bytes: b}
	}
	p.mark = base64.RawURLEncoding.EncodeToString(all.Sum(nil)[:9])
	return nil
}

func fillPage(tpl *template.Template, lang string, w Words) ([]byte, error) {
	all, err := json.Marshal(w)
	if err != nil {
		return nil, fmt.Errorf("writing the words in %s: %w", lang, err)
	}
	var out bytes.Buffer
	err = tpl.Execute(&out, struct {
		Lang, Dir, JSON string
		Words           Words
	}{lang, direction(lang), string(all), w})
	if err != nil {
		return nil, fmt.Errorf("writing the page in %s: %w", lang, err)
	}
	return out.Bytes(), nil
}

func (p *page) address(name string) string { return "/web/assets/" + p.mark + "/" + name }

// wordsFor returns the page's words for a request.
func (p *page) wordsFor(r *http.Request) (w Words, lang, locale string) {
	lang, locale = p.tongues.pick(r.Header.Get("Accept-Language"))
	return p.words[lang], lang, locale
}

func (p *page) serve(w http.ResponseWriter, r *http.Request) {
	_, lang, _ := p.wordsFor(r)
	h := w.Header()
	h.Set("Content-Type", "text/html; charset=utf-8")
	h.Set("Content-Language", lang)
	h.Set("Vary", "Accept-Language")
	h.Set("Cache-Control", "no-cache")
	h.Set("Content-Length", strconv.Itoa(len(p.html[lang])))
	_, _ = w.Write(p.html[lang])
}

// serveAsset answers under old marks too, so that a page from before an upgrade
// still loads, but lets only the present one be kept.
func (p *page) serveAsset(w http.ResponseWriter, r *http.Request) {
	a, ok := p.assets[r.PathValue("name")]
	if !ok {
		http.NotFound(w, r)
		return
	}
	w.Header().Set("Content-Type", a.kind)
	w.Header().Set("Cache-Control", "no-cache")
	if r.PathValue("mark") == p.mark {
		w.Header().Set("Cache-Control", "public, max-age=31536000, immutable")
	}
	_, _ = w.Write(a.bytes)
}
