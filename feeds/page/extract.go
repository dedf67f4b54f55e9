package page

import (
	"context"
	"errors"
	"fmt"
	"net/url"
	"strings"

	"crier/feeds"
)

// Extract reads an article from the bytes of a page, a text file or a PDF file. The content type is as the server
// sent it, charset included; it may be empty. The address makes links absolute and
// may be empty too. Errors are *feeds.Problem values; a cancelled ctx, looked at
// between the stages, is one of kind Cancelled.
func Extract(ctx context.Context, body []byte, contentType, address string) (feeds.Article, error) {
	article, err := extract(ctx, body, contentType, address)
	if err == nil {
		return article, nil
	}
	if p, ok := errors.AsType[*feeds.Problem](err); ok {
		return feeds.Article{}, p
	}
	kind := feeds.NoArticle
	switch {
	case errors.Is(err, context.DeadlineExceeded):
		kind = feeds.Timeout
	case ctx.Err() != nil:
		kind = feeds.Cancelled
	case errors.Is(err, errTooLarge):
		kind = feeds.TooLarge
	}
	return feeds.Article{}, problem(kind, address, err)
}

func extract(ctx context.Context, body []byte, contentType, address string) (feeds.Article, error) {
	if len(body) > maxBytes && !isPDF(body) {
		return feeds.Article{}, fmt.Errorf("%w: %d bytes", errTooLarge, len(body))
	}
	media, kind := sniff(body, contentType)
	if kind != "" {
		refused := problem(kind, address, fmt.Errorf("the bytes are %s", media))
		refused.HasFeed = kind == feeds.List // it is one
		return feeds.Article{}, refused
	}
	if media == pdfFile {
		return fromPDF(ctx, body, address)
	}
	text := decode(body, contentType)
	if len(text) > maxBytes {
		return feeds.Article{}, fmt.Errorf("%w: %d bytes after decoding", errTooLarge, len(text))
	}
	where, err := url.Parse(address)
	if err != nil {
		where = &url.URL{}
	}
	if media == plainText {
		return fromPlain(text, where)
	}
	return fromHTML(ctx, text, where)
}

func fromHTML(ctx context.Context, text string, where *url.URL) (feeds.Article, error) {
	doc, err := parse(text, where)
	if err != nil {
		return feeds.Article{}, err
	}
	shown := visible(doc.root)
	whole := lines(shown)
	if err := ctx.Err(); err != nil {
		return feeds.Article{}, err
	}
	doc.settle(whole)
	found, err := doc.read(ctx, whole)
	if err != nil && !errors.Is(err, errNothing) {
		return feeds.Article{}, err
	}
	article := doc.describe(found)
	paragraphs := prose(found.blocks, article)
	article.Text = strings.Join(paragraphs, "\n\n")
	article.Page = whole
	article.Language = language(article.Text, doc.language(), found.language)
	article.Free = article.Free && (words(article.Text) >= soldAreLess || !anyLine(whole, sold))
	if article.Kind == "" && isRelease(shown) {
		article.Kind = feeds.PressRelease
	}
	kind := doc.verdict(paragraphs, whole)
	others, list := doc.listed(kind, paragraphs, shown)
	if list {
		kind = feeds.List
	}
	if kind != "" {
		refused := problem(kind, where.String(), fmt.Errorf("%d bytes of prose in %d bytes of text", len(article.Text), len(whole)))
		refused.HasFeed = doc.feed
		if list {
			refused.Links = others
		}
		return feeds.Article{}, refused
	}
	return article, nil
}
