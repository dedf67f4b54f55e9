package telegram

import (
	"context"
	"fmt"
	"io"
	"net/http"
	"strings"

	tgbotapi "github.com/go-telegram-bot-api/telegram-bot-api/v5"
)

// maxDownload is what the server hands out to bots: 20 MB.
const maxDownload = 20 << 20

// download opens a document that a person sent. The library's own way puts the
// token into an address that it returns; ours never leaves this function.
func (a *Adapter) download(ctx context.Context, id string) (io.ReadCloser, error) {
	var f tgbotapi.File
	if err := a.call(ctx, "getFile", tgbotapi.Params{"file_id": id}, &f); err != nil {
		return nil, err
	}
	r, err := http.NewRequestWithContext(ctx, http.MethodGet, fmt.Sprintf(a.files, a.api.Token, f.FilePath), nil)
	if err != nil {
		return nil, fmt.Errorf("telegram: download: %w", a.clean(err))
	}
	answer, err := a.client.Do(r)
	if err != nil {
		return nil, fmt.Errorf("telegram: download: %w", a.clean(err))
	}
	if answer.StatusCode != http.StatusOK {
		_ = answer.Body.Close()
		return nil, fmt.Errorf("telegram: download: status %d", answer.StatusCode)
	}
	return limited{io.LimitReader(answer.Body, maxDownload), answer.Body}, nil
}

// fileEndpoint is where files lie, next to the methods: "/file" comes before
// "/bot", as on the public server.
func fileEndpoint(methods string) string {
	if strings.Contains(methods, "/bot%s") {
		return strings.Replace(methods, "/bot%s", "/file/bot%s", 1)
	}
	return strings.TrimSuffix(methods, "/%s/%s") + "/file/%s/%s"
}
