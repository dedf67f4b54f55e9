package web

import (
	"bytes"
	"context"
	"errors"
	"io"
	"net/http"
	"path"
	"strings"
	"time"

	"crier/bot"
)

// A file that a visitor sends stays in memory until it is answered.
const (
	uploadSize  = 12 << 20
	uploadTime  = time.Minute
	uploadsHeld = 4
)

// serveUpload takes a file that the visitor sends, as the body of the request. The
// media type is one that no form of another site can send.
func (a *Adapter) serveUpload(w http.ResponseWriter, r *http.Request) {
	if r.Header.Get("Content-Type") != "application/octet-stream" {
		http.Error(w, "The bytes of a file only.", http.StatusUnsupportedMediaType)
		return
	}
	select {
	case a.uploads <- struct{}{}:
	default:
		tooFast.write(w)
		return
	}
	if !a.upload(w, r) {
		<-a.uploads
	}
}

// upload reports whether the file is on its way to an answer, whose end frees its
// place.
func (a *Adapter) upload(w http.ResponseWriter, r *http.Request) bool {
	_ = http.NewResponseController(w).SetReadDeadline(time.Now().Add(uploadTime)) // not every writer has deadlines
	content, err := io.ReadAll(http.MaxBytesReader(w, r.Body, uploadSize))
	var big *http.MaxBytesError
	switch {
	case errors.As(err, &big):
		tooLong.write(w)
		return false
	case err != nil:
		return false // the visitor has gone
	}
	f := &bot.File{
		Name: fileName(r.URL.Query().Get("name")),
		Type: clean(r.URL.Query().Get("type")),
		Size: int64(len(content)),
		Open: func(context.Context) (io.ReadCloser, error) {
			return io.NopCloser(bytes.NewReader(content)), nil
		},
	}
	return a.receive(w, r, func(ctx context.Context, chat string) (bot.Request, problem) {
		said, p := a.echo(ctx, chat, f.Name)
		req := a.request(r, chat, "")
		req.Message, req.File = ref(chat, said), f
		return req, p
	})
}

// fileName is the last part of a name, without what cannot be seen.
func fileName(name string) string {
	name = path.Base(strings.NewReplacer("\n", "", "\t", "", `\`, "/").Replace(clean(name)))
	if strings.Trim(name, "./") == "" {
		return "file"
	}
	if r := []rune(name); len(r) > 120 {
		return string(r[:120])
	}
	return name
}
