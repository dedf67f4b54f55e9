package page

import (
	"context"
	"errors"
	"net/url"
	"path"
	"strings"

	"crier/feeds"
	"crier/feeds/page/pdf"
)

// fromPDF makes an article of a PDF file.
func fromPDF(ctx context.Context, body []byte, address string) (feeds.Article, error) {
	doc, err := pdf.Read(ctx, body)
	if err != nil {
		if p, ok := errors.AsType[*feeds.Problem](err); ok {
			return feeds.Article{}, problem(p.Kind, address, p.Err)
		}
		return feeds.Article{}, err
	}
	where, err := url.Parse(address)
	if err != nil {
		where = &url.URL{}
	}
	article := feeds.Article{
		URL: where.String(), Canonical: withoutMarks(where), Site: siteOf(where), Free: true,
		Title: doc.Title, Author: doc.Author, Text: strings.Join(doc.Paragraphs, "\n\n"), Sheets: doc.Starts,
	}
	if base := fileName(where); article.Title == "" && len(base) > 1 {
		article.Title = strings.TrimSuffix(base, path.Ext(base))
	}
	article.Language = language(article.Text, "", "")
	if words(article.Text) < leastWords {
		return feeds.Article{}, problem(feeds.TooShort, address, nil)
	}
	return article, nil
}
