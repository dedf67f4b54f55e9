package discord

import (
	"context"
	"fmt"
	"io"
	"time"

	"github.com/bwmarrin/discordgo"

	"crier/bot"
)

const maxFile = 10 << 20 // bytes; what every server allows

// upload is call with a document, if there is one.
func (a *Adapter) upload(ctx context.Context, method, path string, b body, f *bot.File, into any) error {
	if f == nil || f.Open == nil {
		return a.call(ctx, method, path, b, into)
	}
	content, err := f.Open(ctx)
	if err != nil {
		return fmt.Errorf("discord: opening a document: %w", err)
	}
	defer func() { _ = content.Close() }()
	limited := &io.LimitedReader{R: content, N: maxFile + 1}
	kind, raw, err := discordgo.MultipartBodyWithJSON(b, []*discordgo.File{{Name: f.Name, ContentType: f.Type, Reader: limited}})
	if err != nil {
		return fmt.Errorf("discord: reading a document: %w", err)
	}
	if limited.N <= 0 {
		return fmt.Errorf("discord: the document is larger than %d MB", maxFile>>20)
	}
	return a.callRaw(ctx, method, path, kind, raw, into)
}

// patientUpload is upload as the adapter's own doing, see patient. Its sends carry
// a nonce, so that a second try is not shown twice.
func (a *Adapter) patientUpload(ctx context.Context, at bot.Address, method, path string, b body, f *bot.File, into any) error {
	for try := 1; ; try++ {
		if err := a.pace(ctx, at); err != nil {
			return fmt.Errorf("discord: waiting to post: %w", err)
		}
		err := a.upload(ctx, method, path, b, f, into)
		a.limited(ctx, at, err)
		wait, again := retryAfter(err)
		if err == nil || !again || try == patientTries || wait > patientWait {
			return err
		}
		if pause(ctx, max(wait, 50*time.Millisecond)) != nil {
			return err
		}
	}
}
