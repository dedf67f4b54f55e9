package commands

import (
	"context"
	"fmt"
	"io"
	"strings"

	"crier/bot/library"
	"crier/feeds"
	"crier/summarizer"
)

// maxFile is how much of a document is read: as much as Telegram lets bots fetch.
const maxFile = 20 << 20

// summarizeFile summarizes a text, a page or a PDF file; of any other it says what
// it is.
func (c *call) summarizeFile(ctx context.Context, size summarizer.Size) error {
	if kind := claimed(c.File.Type); kind != "" {
		return &feeds.Problem{Kind: kind, Host: short(c.File.Name, 60)}
	}
	var it library.Item // written by the work, which may outlive the waiting
	err := c.wait(ctx, short(c.File.Name, 60), "", func(ctx context.Context) error {
		body, err := c.contents(ctx)
		if err != nil {
			return err
		}
		it, err = c.Library.File(ctx, short(c.File.Name, 60), body, c.File.Type)
		return err
	})
	switch feeds.KindOf(err) {
	case feeds.TooLarge:
		return c.tooLarge()
	case feeds.TooShort:
		return summarizer.ErrTooShort
	case feeds.NoArticle, feeds.List:
		return summarizer.ErrNoArticle
	}
	if err != nil {
		return err
	}
	return c.card(ctx, it, shown{size: size})
}

// contents is the file that came with the message, whole.
func (c *call) contents(ctx context.Context) ([]byte, error) {
	if c.File.Size > maxFile {
		return nil, c.tooLarge()
	}
	body, err := c.File.Open(ctx)
	if err != nil {
		return nil, fmt.Errorf("opening a file: %w", err)
	}
	defer func() { _ = body.Close() }() // it was only read
	raw, err := io.ReadAll(io.LimitReader(body, maxFile+1))
	if err != nil {
		return nil, fmt.Errorf("reading a file: %w", err)
	}
	if len(raw) > maxFile {
		return nil, c.tooLarge()
	}
	return raw, nil
}

func (c *call) tooLarge() error {
	return advise("advice.file_too_large", "Name", short(c.File.Name, 60))
}

// claimed tells by the sender's word what need not be fetched to be refused.
func claimed(media string) feeds.ProblemKind {
	switch family, _, _ := strings.Cut(media, "/"); family {
	case "image":
		return feeds.Picture
	case "video":
		return feeds.Video
	case "audio":
		return feeds.Audio
	}
	return ""
}
