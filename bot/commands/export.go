package commands

import (
	"archive/zip"
	"bytes"
	"context"
	"encoding/json"
	"fmt"
	"io"
	"time"

	"crier/bot"
	"crier/feeds"
)

func exportCommand() command {
	return command{
		Command: bot.Command{Name: "export", Section: bot.Self, Who: bot.Manager, Group: "feed", Sub: "export"},
		run:     runExport,
	}
}

// runExport hands over what is kept about the chat: its feeds as OPML, which every
// reader takes, and all of it as JSON.
func runExport(ctx context.Context, c *call) error {
	if err := c.mayChange(ctx, ""); err != nil {
		return err
	}
	kept, err := c.Store.Kept(ctx, c.From, c.Sender.ID)
	if err != nil {
		return fmt.Errorf("collecting what is kept: %w", err)
	}
	body, err := Zipped(c.Outliner, kept, c.p.Text("export.title"), c.Now())
	if err != nil {
		return err
	}
	r := bot.Reply{Lang: c.p.Language(), Private: true, Text: []string{c.p.Count("export.here", len(kept.Feeds))}}
	r.File = &bot.File{Name: "crier.zip", Type: "application/zip", Size: int64(len(body)), Open: func(context.Context) (io.ReadCloser, error) {
		return io.NopCloser(bytes.NewReader(body)), nil
	}}
	return c.show(ctx, r)
}

// Zipped is the file that /export hands over: feeds.opml under the given title, and
// chat.json.
func Zipped(outliner feeds.Outliner, kept Kept, title string, now time.Time) ([]byte, error) {
	var out bytes.Buffer
	z := zip.NewWriter(&out)
	w, err := z.CreateHeader(&zip.FileHeader{Name: "feeds.opml", Method: zip.Deflate, Modified: now})
	if err == nil {
		err = outliner.WriteOPML(w, title, kept.Feeds)
	}
	if err != nil {
		return nil, fmt.Errorf("writing the feeds: %w", err)
	}
	if w, err = z.CreateHeader(&zip.FileHeader{Name: "chat.json", Method: zip.Deflate, Modified: now}); err == nil {
		enc := json.NewEncoder(w)
		enc.SetIndent("", "  ")
		enc.SetEscapeHTML(false)
		err = enc.Encode(kept)
	}
	if err == nil {
		err = z.Close()
	}
	if err != nil {
		return nil, fmt.Errorf("writing what is kept: %w", err)
	}
	return out.Bytes(), nil
}
