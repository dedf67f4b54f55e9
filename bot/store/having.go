package store

import (
	"context"
	"errors"
	"slices"
	"strings"

	"crier/bot/topics"
)

// The engines' indexes of words. Both are told which words a text has and asked for
// texts that have some; neither cuts or stems anything itself.

func (e *sqlite) having(n topics.Needs) having {
	return having{
		from: `said CROSS JOIN texts x ON x.id = said.rowid`, where: `said MATCH ? AND said.rowid >= ? AND said.rowid < ?`, id: `said.rowid`, wanted: fts(n),
	}
}

// fts says it in FTS5's words.
func fts(n topics.Needs) string {
	switch {
	case len(n.All) > 0:
		return "(" + joinNeeds(n.All, " AND ", fts) + ")"
	case len(n.Any) > 0:
		return "(" + joinNeeds(n.Any, " OR ", fts) + ")"
	}
	all := []string{ftsQuoted(strings.Join(n.Words, " "))}
	if n.Begins {
		all[0] += " *"
	}
	for _, f := range n.Forms {
		all = append(all, ftsQuoted(f))
	}
	said := "(" + strings.Join(all, " OR ") + ")"
	if n.Title {
		return "(title : " + said + ")"
	}
	return said
}

func ftsQuoted(s string) string { return `"` + strings.ReplaceAll(s, `"`, `""`) + `"` }

func joinNeeds(all []topics.Needs, by string, say func(topics.Needs) string) string {
	parts := make([]string, len(all))
	for i, n := range all {
		parts[i] = say(n)
	}
	return strings.Join(parts, by)
}

func (w *writeQueries) keepText(ctx context.Context, id int64, article string, s saying) error {
	if _, err := w.exec(ctx, `INSERT INTO texts (id, article, hash) VALUES (?, ?, ?)
		ON CONFLICT (article) DO UPDATE SET hash = excluded.hash`, id, article, s.hash); err != nil {
		return err
	}
	_, err := w.exec(ctx, `INSERT OR REPLACE INTO said (rowid, title, words, forms) VALUES (?, ?, ?, ?)`, id,
		strings.Join(slices.Concat(s.Title, s.TitleForms), " "), strings.Join(s.Text, " "), strings.Join(s.TextForms, " "))
	return err
}

func (e *postgres) having(n topics.Needs) having {
	return having{from: `texts x`, where: `x.said @@ CAST(CAST(? AS TEXT) AS TSQUERY) AND x.id >= ? AND x.id < ?`, id: `x.id`, wanted: tsquery(n)}
}

// tsquery says it in PostgreSQL's words. Places of words are not kept there: a phrase
// is its words, wherever they stand.
func tsquery(n topics.Needs) string {
	switch {
	case len(n.All) > 0:
		return "(" + joinNeeds(n.All, " & ", tsquery) + ")"
	case len(n.Any) > 0:
		return "(" + joinNeeds(n.Any, " | ", tsquery) + ")"
	}
	mark := ""
	if n.Title {
		mark = titleMark
	}
	words := make([]string, len(n.Words))
	for i, w := range n.Words {
		words[i] = tsQuoted(mark + w)
	}
	all := []string{"(" + strings.Join(words, " & ") + ")"}
	if n.Begins {
		all[0] = words[0] + ":*"
	}
	for _, f := range n.Forms {
		all = append(all, tsQuoted(mark+f))
	}
	return "(" + strings.Join(all, " | ") + ")"
}

// titleMark stands before the words of a title in PostgreSQL's index, where they stand
// without it, too. No word begins so.
const titleMark = "^"

func tsQuoted(s string) string {
	return `'` + strings.NewReplacer(`'`, `''`, `\`, `\\`).Replace(s) + `'`
}

func (p pgQueries) keepText(ctx context.Context, id int64, article string, s saying) error {
	title := slices.Concat(s.Title, s.TitleForms)
	all := append([]string{}, slices.Concat(title, s.Text, s.TextForms)...) // an article without words has an empty list, not none
	for _, w := range title {
		all = append(all, titleMark+w)
	}
	_, err := p.exec(ctx, `INSERT INTO texts (id, article, hash, said)
		SELECT CAST(? AS BIGINT), CAST(? AS TEXT), CAST(? AS TEXT), array_to_tsvector(ARRAY(SELECT json_array_elements_text(CAST(CAST(? AS TEXT) AS JSON))))
		ON CONFLICT (article) DO UPDATE SET hash = excluded.hash, said = excluded.said`, id, article, s.hash, listed(all))
	return err
}

func (readQueries) keepText(context.Context, int64, string, saying) error {
	return errors.New("writing outside a transaction")
}
