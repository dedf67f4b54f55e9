package newsroom

import (
	"bytes"
	"crypto/sha256"
	"encoding/hex"
	"hash/fnv"
	"image"
	"image/color"
	"image/png"
	"net/http"
	"slices"
	"strings"
	"time"
)

// ServeHTTP serves the pages, the feeds and the samples.
func (n *Newsroom) ServeHTTP(w http.ResponseWriter, r *http.Request) { n.mux.ServeHTTP(w, r) }

func (n *Newsroom) routes() *http.ServeMux {
	mux := http.NewServeMux()
	mux.HandleFunc("GET /{$}", n.index)
	mux.HandleFunc("GET /{site}/{$}", n.front)
	mux.HandleFunc("GET /{site}/{slug}", n.article)
	mux.HandleFunc("GET /feeds/{name}", n.feed)
	mux.HandleFunc("GET /images/{name}", n.image)
	mux.HandleFunc("GET /samples/{name}", n.sample)
	mux.HandleFunc("GET /style.css", func(w http.ResponseWriter, r *http.Request) {
		text, _ := files.ReadFile("pages/style.css")
		send(w, r, "text/css; charset=utf-8", text, time.Time{})
	})
	mux.HandleFunc("GET /robots.txt", func(w http.ResponseWriter, r *http.Request) {
		send(w, r, "text/plain; charset=utf-8", []byte("User-agent: *\nDisallow: /samples/private\n"), time.Time{})
	})
	return mux
}

// send answers with validators; http.ServeContent answers conditional requests.
func send(w http.ResponseWriter, r *http.Request, media string, body []byte, at time.Time) {
	sum := sha256.Sum256(body)
	h := w.Header()
	h.Set("Content-Type", media)
	h.Set("ETag", `"`+hex.EncodeToString(sum[:8])+`"`)
	h.Set("Cache-Control", "no-cache")
	http.ServeContent(w, r, "", at, bytes.NewReader(body))
}

// out gives the published pieces that fit, newest first.
func (n *Newsroom) out(fits func(piece) bool) []piece {
	n.mu.RLock()
	defer n.mu.RUnlock()
	var all []piece
	for _, p := range slices.Backward(n.published) {
		if fits(p) {
			all = append(all, p)
		}
	}
	return all
}

// image paints a quiet picture that belongs to the name: an evening over water.
func (n *Newsroom) image(w http.ResponseWriter, r *http.Request) {
	name := strings.TrimSuffix(r.PathValue("name"), ".png")
	sum := fnv.New32a()
	_, _ = sum.Write([]byte(name))
	hue := sum.Sum32()
	sky := color.RGBA{uint8(120 + hue%100), uint8(120 + hue>>8%80), uint8(150 + hue>>16%90), 255}
	const width, height = 640, 360
	picture := image.NewRGBA(image.Rect(0, 0, width, height))
	horizon := 180 + int(hue>>24)%60
	for y := range height {
		c := shade(sky, 100-y/6)
		if y > horizon {
			c = shade(sky, 60-(y-horizon)/6)
		}
		for x := range width {
			picture.SetRGBA(x, y, c)
		}
	}
	var out bytes.Buffer
	if err := png.Encode(&out, picture); err != nil {
		http.Error(w, "no picture", http.StatusInternalServerError)
		return
	}
	send(w, r, "image/png", out.Bytes(), time.Time{})
}

func shade(c color.RGBA, percent int) color.RGBA {
	dim := func(v uint8) uint8 { return uint8(int(v) * percent / 100) }
	return color.RGBA{dim(c.R), dim(c.G), dim(c.B), 255}
}
