package page

import (
	"net/url"
	"path"
	"strings"

	"crier/feeds"
)

// fromPlain makes an article of a text file. A short first line that stands alone
// is its title; lines that were wrapped are joined.
func fromPlain(text string, where *url.URL) (feeds.Article, error) {
	var paragraphs []string
	text = strings.ReplaceAll(strings.ReplaceAll(text, "\r\n", "\n"), "\r", "\n")
	for part := range strings.SplitSeq(text, "\n\n") {
		if p := unwrap(part); p != "" {
			paragraphs = append(paragraphs, p)
		}
	}
	article := feeds.Article{
		URL: where.String(), Canonical: withoutMarks(where),
		Site: siteOf(where), Free: true,
		Page: strings.Join(paragraphs, "\n"),
	}
	if len(paragraphs) > 1 && words(paragraphs[0]) <= longestHeadline && !strings.ContainsAny(paragraphs[0], "\n") && !strings.HasSuffix(paragraphs[0], ".") {
		article.Title, paragraphs = strings.TrimLeft(paragraphs[0], "# "), paragraphs[1:]
	} else if base := fileName(where); len(base) > 1 {
		article.Title = base
	}
	article.Text = strings.Join(paragraphs, "\n\n")
	article.Language = language(article.Text, "", "")
	if n := words(article.Text); n < leastWords {
		return feeds.Article{}, problem(feeds.TooShort, where.String(), nil)
	}
	return article, nil
}

// fileName is the last part of an address, whatever bytes are escaped in it.
func fileName(where *url.URL) string {
	return strings.ToValidUTF8(path.Base(where.Path), "\uFFFD")
}

// unwrap joins the lines of a paragraph that was broken at a column; short lines
// stay lines.
func unwrap(part string) string {
	lines := strings.Split(strings.TrimSpace(part), "\n")
	var b strings.Builder
	for i, line := range lines {
		line = squeeze(line)
		if i > 0 && line != "" && b.Len() > 0 {
			if len(lines[i-1]) >= 50 {
				b.WriteByte(' ')
			} else {
				b.WriteByte('\n')
			}
		}
		b.WriteString(line)
	}
	return b.String()
}
