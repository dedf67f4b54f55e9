package main

import (
	"cmp"
	"context"
	"fmt"
	"io"
	"log/slog"
	"os"
	"strings"

	"crier/feeds"
	"crier/feeds/page"
	"crier/feeds/polite"
)

// maxLocal is how much of a local file is read: more than any article, less than
// the memory of a small machine.
const maxLocal = 32 << 20

// isWeb reports whether an argument is an address rather than a file.
func isWeb(arg string) bool {
	return strings.HasPrefix(arg, "http://") || strings.HasPrefix(arg, "https://")
}

// open opens a file or, for "-", standard input; closing ends the reading.
func open(s streams, name string) (in io.Reader, closing func(), err error) {
	if name == "-" {
		return s.in, func() {}, nil
	}
	f, err := os.Open(name)
	if err != nil {
		return nil, nil, fmt.Errorf("opening the file: %w", err)
	}
	return f, func() { _ = f.Close() }, nil
}

// readBytes reads a file or standard input whole.
func readBytes(s streams, name string) ([]byte, error) {
	in, closing, err := open(s, name)
	if err != nil {
		return nil, err
	}
	defer closing()
	b, err := io.ReadAll(io.LimitReader(in, maxLocal+1))
	if err != nil {
		return nil, fmt.Errorf("reading %s: %w", name, err)
	}
	if len(b) > maxLocal {
		return nil, fmt.Errorf("%s is larger than %d MB", name, maxLocal>>20)
	}
	return b, nil
}

// readLocal makes an article of a text or HTML file. Text is taken exactly as it
// is, so that offsets are those of the file; a short first line without a stop is
// its title too. A page without an address is believed the one that it gives itself.
func readLocal(ctx context.Context, s streams, name, address string) (feeds.Article, error) {
	b, err := readBytes(s, name)
	if err != nil {
		return feeds.Article{}, err
	}
	if !looksLikeText(b) {
		return page.Extract(ctx, b, "", cmp.Or(address, page.Named(b)))
	}
	text := strings.ToValidUTF8(strings.TrimPrefix(string(b), "\ufeff"), "\ufffd")
	return feeds.Article{URL: address, Canonical: address, Title: firstLine(text), Text: text, Free: true}, nil
}

// looksLikeText reports whether the bytes are plain text and not a page or file.
func looksLikeText(b []byte) bool {
	head := strings.ToLower(strings.TrimSpace(string(b[:min(len(b), 1024)])))
	if strings.HasPrefix(head, "<") && strings.Contains(head, ">") {
		return false
	}
	return !strings.ContainsRune(head, 0) && !strings.HasPrefix(head, "%pdf-")
}

// firstLine is the text's first line where it stands alone as a title does: short,
// without a stop, followed by a blank line.
func firstLine(text string) string {
	head, rest, _ := strings.Cut(strings.TrimLeft(text, "\r\n "), "\n")
	head = strings.TrimSpace(head)
	blank := rest == "" || strings.HasPrefix(strings.TrimLeft(rest, " \t\r"), "\n")
	if !blank || len([]rune(head)) > 150 || strings.ContainsAny(lastRune(head), ".!?:;,。！？।۔؟") {
		return ""
	}
	return head
}

func lastRune(s string) string {
	r := []rune(s)
	if len(r) == 0 {
		return "."
	}
	return string(r[len(r)-1])
}

// wayOut is the guarded way out for subcommands that take an address.
type wayOut struct {
	Allow   []string `from:"CRIER_ALLOW" help:"Private address ranges that may be fetched." placeholder:"CIDR,…"`
	Contact string   `from:"CRIER_CONTACT" help:"Whom to ask about this bot, sent to sites." placeholder:"MAIL|URL"`
}

func (w wayOut) client() (*polite.Client, error) {
	ranges, err := settings{Allow: w.Allow}.ranges()
	if err != nil {
		return nil, err
	}
	return polite.New(polite.Options{Version: version, Contact: w.Contact, Allow: ranges})
}

// read gives the article of an address or a local file.
func (w wayOut) read(ctx context.Context, s streams, name string) (feeds.Article, error) {
	if !isWeb(name) {
		return readLocal(ctx, s, name, "")
	}
	client, err := w.client()
	if err != nil {
		return feeds.Article{}, err
	}
	defer client.Close()
	return page.New(client, slog.New(slog.DiscardHandler)).Read(ctx, name, feeds.ForPerson)
}
