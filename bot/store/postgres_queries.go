package store

import (
	"context"
	"strconv"
	"strings"
	"time"

	"github.com/jackc/pgx/v5"
	"github.com/jackc/pgx/v5/pgconn"
)

// pgQueries runs statements on a pool or a transaction of pgx, which keeps the
// prepared statements of each connection by itself.
type pgQueries struct {
	on interface {
		Exec(context.Context, string, ...any) (pgconn.CommandTag, error)
		Query(context.Context, string, ...any) (pgx.Rows, error)
		QueryRow(context.Context, string, ...any) pgx.Row
	}
}

// longestStatement is how long one may take. A database that has vanished without a
// sign would hold its callers up for much longer.
const longestStatement = 30 * time.Second

func (p pgQueries) exec(ctx context.Context, query string, args ...any) (int64, error) {
	ctx, stop := context.WithTimeout(ctx, longestStatement)
	defer stop()
	tag, err := p.on.Exec(ctx, numbered(query), plainText(args)...)
	return tag.RowsAffected(), err
}

func (p pgQueries) each(ctx context.Context, fn func(scanner) error, query string, args ...any) error {
	ctx, stop := context.WithTimeout(ctx, longestStatement)
	defer stop()
	rows, err := p.on.Query(ctx, numbered(query), plainText(args)...)
	if err != nil {
		return err
	}
	defer rows.Close()
	for rows.Next() {
		if err := fn(rows); err != nil {
			return err
		}
	}
	return rows.Err()
}

func (p pgQueries) one(ctx context.Context, query string, args ...any) scanner {
	ctx, stop := context.WithTimeout(ctx, longestStatement)
	return timedRow{p.on.QueryRow(ctx, numbered(query), plainText(args)...), stop}
}

// timedRow is a row that must be scanned.
type timedRow struct {
	pgx.Row
	stop context.CancelFunc
}

// Scan reads the row, which ends its statement.
func (r timedRow) Scan(dest ...any) error {
	defer r.stop()
	return r.Row.Scan(dest...)
}

// numbered says in PostgreSQL's words what is written with ?, EACH and IDS. No statement
// of the store holds a question mark elsewhere.
func numbered(query string) string {
	var b strings.Builder
	n := 0
	for {
		before, after, found := strings.Cut(query, "?")
		if !found {
			b.WriteString(query)
			return b.String()
		}
		n++
		if head, isList := strings.CutSuffix(before, "EACH("); isList {
			before = head + "json_array_elements("
			after = "::json" + after
		} else if head, isList := strings.CutSuffix(before, "IDS("); isList {
			before = head + "json_array_elements_text("
			after = "::json" + after
		}
		b.WriteString(before + "$" + strconv.Itoa(n))
		query = after
	}
}

// plainText takes out what PostgreSQL's text cannot hold and SQLite's can: foreign
// bytes come this far.
func plainText(args []any) []any {
	for i, a := range args {
		if s, ok := a.(string); ok && (strings.ContainsRune(s, 0) || strings.ToValidUTF8(s, "") != s) {
			args[i] = strings.ToValidUTF8(strings.ReplaceAll(s, "\x00", ""), "\uFFFD")
		}
	}
	return args
}
