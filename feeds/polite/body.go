package polite

import (
	"bufio"
	"bytes"
	"compress/gzip"
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"mime"
	"net/http"
	"strings"

	"crier/feeds"
)

// sniffed is how many bytes http.DetectContentType looks at.
const sniffed = 512

// reading takes an answer's body within a limit of bytes and says what it is.
type reading func(res *http.Response, limit int64) (body []byte, media string, err error)

// beginning reads as far as the limit goes.
func beginning(res *http.Response, limit int64) ([]byte, string, error) {
	body, err := io.ReadAll(io.LimitReader(res.Body, limit))
	return body, "", err
}

// usual is what a body may take before it takes more than most feeds do.
const usual = 16 << 10

// large bodies are those beyond a quarter of a megabyte, which hardly any feed and
// half of the pages reach. Only some are read at once: 256 times the limit would be
// more memory than anybody has.
const (
	large       = 256 << 10
	largeAtOnce = 8
)

// whole refuses a body beyond the limit.
func (c *Client) whole(res *http.Response, limit int64) ([]byte, string, error) {
	if res.StatusCode == http.StatusNotModified {
		return nil, "", nil
	}
	if e := res.Header.Get("Content-Encoding"); e != "" && !strings.EqualFold(e, "identity") {
		return nil, "", &feeds.Problem{Kind: feeds.ServerError, Err: fmt.Errorf("the body came in an encoding that was not asked for: %.20q", e)}
	}
	header := res.Header.Get("Content-Type")
	source, err := unzipped(res.Body)
	if err != nil {
		return nil, "", fmt.Errorf("reading the body: %w", err)
	}
	if res.ContentLength > limit {
		head, err := io.ReadAll(io.LimitReader(source, sniffed))
		if err != nil {
			return nil, "", fmt.Errorf("reading the body: %w", err)
		}
		return nil, "", tooLarge(mediaType(header, head), limit)
	}
	read := bytes.NewBuffer(make([]byte, 0, usual))
	_, err = read.ReadFrom(io.LimitReader(source, min(large, limit+1)))
	body := read.Bytes()
	if err == nil && len(body) == large {
		body, err = c.rest(res.Request.Context(), source, body, limit)
	}
	if err != nil {
		return nil, "", fmt.Errorf("reading the body: %w", err)
	}
	kind := mediaType(header, body)
	if int64(len(body)) > limit {
		return nil, "", tooLarge(kind, limit)
	}
	return body, kind, nil
}

// unzipped opens a body that is a gzip file, such as feed.xml.gz, which servers send
// as it is stored and under many a type.
func unzipped(body io.Reader) (io.Reader, error) {
	const magic = "\x1f\x8b\x08" // RFC 1952, with the one method there is
	b := bufio.NewReaderSize(body, sniffed)
	switch head, err := b.Peek(len(magic)); {
	case err != nil && !errors.Is(err, io.EOF):
		return nil, err
	case string(head) == magic:
		return gzip.NewReader(b)
	}
	return b, nil
}

// rest reads on behind the beginning of a large body, when its turn has come.
func (c *Client) rest(ctx context.Context, source io.Reader, beginning []byte, limit int64) ([]byte, error) {
	select {
	case c.large <- struct{}{}:
		defer func() { <-c.large }()
	case <-ctx.Done():
		return nil, ctx.Err()
	}
	b := bytes.NewBuffer(beginning)
	_, err := b.ReadFrom(io.LimitReader(source, limit+1-large))
	return b.Bytes(), err
}

// tooLarge names a film as a film: its size is not what is wrong with it.
func tooLarge(media string, limit int64) error {
	kind := feeds.TooLarge
	switch family, _, _ := strings.Cut(media, "/"); family {
	case "image":
		kind = feeds.Picture
	case "video":
		kind = feeds.Video
	case "audio":
		kind = feeds.Audio
	}
	return &feeds.Problem{Kind: kind, Err: fmt.Errorf("more than %d bytes of %s", limit, media)}
}

// mediaType weighs what the header claims against the first bytes: bytes that are
// plainly something else win.
func mediaType(header string, body []byte) string {
	claimed, _, err := mime.ParseMediaType(header)
	if err != nil && !errors.Is(err, mime.ErrInvalidMediaParameter) {
		claimed = ""
	}
	magic, _, _ := strings.Cut(http.DetectContentType(body), ";")
	switch {
	case len(body) == 0:
		return claimed
	case magic == "application/pdf":
		return magic
	case !textual(magic) && magic != "application/octet-stream" && binary(body):
		return magic
	case !vague(claimed) && !textual(claimed) && textual(magic):
		return refined(magic, body)
	case claimed == "text/html" && looksJSON(body):
		return "application/json"
	case vague(claimed):
		return refined(magic, body)
	}
	return claimed
}

// refined tells JSON from other plain text.
func refined(magic string, body []byte) string {
	if magic == "text/plain" && looksJSON(body) {
		return "application/json"
	}
	return magic
}

func looksJSON(body []byte) bool {
	trimmed := bytes.TrimLeft(body, " \t\r\n")
	return len(trimmed) > 1 && (trimmed[0] == '{' || trimmed[0] == '[') && json.Valid(trimmed)
}

// vague claims say nothing: servers give them to whatever they do not know.
func vague(media string) bool {
	switch media {
	case "", "text/plain", "application/octet-stream", "binary/octet-stream", "application/x-unknown", "unknown/unknown":
		return true
	}
	return !strings.Contains(media, "/")
}

func textual(media string) bool {
	return strings.HasPrefix(media, "text/") || strings.HasSuffix(media, "xml") || strings.HasSuffix(media, "json")
}

// binary says whether the first bytes hold what no text holds. Text may start with
// "BM" or "ID3" by chance.
func binary(body []byte) bool {
	head := body[:min(len(body), sniffed)]
	return bytes.ContainsFunc(head, func(r rune) bool {
		return r < ' ' && r != '\t' && r != '\n' && r != '\r' && r != '\f' && r != 0x1b || r == '\uFFFD'
	})
}
