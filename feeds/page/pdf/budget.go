package pdf

import (
	"context"
	"errors"
)

// Bounds of one file. A book of 300 pages takes a seventh of them at most.
const (
	maxPages   = 300
	maxObjects = 300_000   // that are named in the file
	maxValues  = 700_000   // numbers, names and strings of objects that are kept
	maxDecoded = 40 << 20  // bytes out of all filters
	maxStream  = 16 << 20  // bytes out of one filter
	maxSearch  = 400 << 20 // bytes looked through for the ends of streams
	maxGlyphs  = 2_000_000
	maxRuns    = 50_000  // of one page
	maxLines   = 100_000 // of all pages
	maxDepth   = 40      // of values in values, of pages in pages, of forms in forms
	maxArray   = 200_000
)

// Why a file is given up.
var (
	errWork    = errors.New("the file takes too much work")
	errLocked  = errors.New("the file needs a password")
	errNothing = errors.New("the file has no letters")
	errNotPDF  = errors.New("the bytes are no PDF file")
)

// budget is what reading one file may still cost. Overdrawing it ends the reading
// by a panic with a spent value, which only [Read] recovers.
type budget struct {
	ctx                                      context.Context
	objects, values, decoded, search, glyphs int
	ticks                                    int
}

type spent struct{ error }

func newBudget(ctx context.Context) *budget {
	return &budget{ctx: ctx, objects: maxObjects, values: maxValues, decoded: maxDecoded, search: maxSearch, glyphs: maxGlyphs}
}

// take pays n out of one of the budget's accounts.
func (b *budget) take(account *int, n int) {
	if *account -= n; *account < 0 {
		panic(spent{errWork})
	}
	if b.ticks++; b.ticks&1023 == 0 && b.ctx.Err() != nil {
		panic(spent{b.ctx.Err()})
	}
}
