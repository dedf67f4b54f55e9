package store

import (
	"context"
	"errors"
	"strings"

	"crier/bot/topics"
)

// The engines' indexes of words. Both are told which words a text has and asked for
// texts that have some; neither cuts or stems anything itself.

func (e *sqlite) having(n topics.Needs) (rows, wanted string) {
	return `(SELECT t.id, t.article FROM (SELECT rowid AS id FROM said WHERE said MATCH ? AND rowid >= ? AND rowid < ? ORDER BY rowid DESC) h
		CROSS JOIN texts t ON t.id = h.id)`, fts(n)
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
	return "(" + strings.Join(all, " OR ") + ")"
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
	_, err := w.exec(ctx, `INSERT OR REPLACE INTO said (rowid, words, forms) VALUES (?, ?, ?)`, id, strings.Join(s.words, " "), strings.Join(s.forms, " "))
	return err
}

func (e *postgres) having(n topics.Needs) (rows, wanted string) {
	return `(SELECT id, article FROM texts WHERE said @@ CAST(CAST(? AS TEXT) AS TSQUERY) AND id >= ? AND id < ?)`, tsquery(n)
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
	words := make([]string, len(n.Words))
	for i, w := range n.Words {
		words[i] = tsQuoted(w)
	}
	all := []string{"(" + strings.Join(words, " & ") + ")"}
	if n.Begins {
		all[0] = words[0] + ":*"
	}
	for _, f := range n.Forms {
		all = append(all, tsQuoted(f))
	}
	return "(" + strings.Join(all, " | ") + ")"
}

func tsQuoted(s string) string {
	return `'` + strings.NewReplacer(`'`, `''`, `\`, `\\`).Replace(s) + `'`
}

func (p pgQueries) keepText(ctx context.Context, id int64, article string, s saying) error {
	_, err := p.exec(ctx, `INSERT INTO texts (id, article, hash, said)
		SELECT CAST(? AS BIGINT), CAST(? AS TEXT), CAST(? AS TEXT), array_to_tsvector(ARRAY(SELECT json_array_elements_text(CAST(CAST(? AS TEXT) AS JSON))))
		ON CONFLICT (article) DO UPDATE SET hash = excluded.hash, said = excluded.said`, id, article, s.hash, listed(append(s.words, s.forms...)))
	return err
}

func (readQueries) keepText(context.Context, int64, string, saying) error {
	return errors.New("writing outside a transaction")
}
