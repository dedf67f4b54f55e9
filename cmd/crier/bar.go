package main

import (
	"fmt"
	"io"
	"os"
	"strings"
	"sync"
	"time"
)

// bar shows in a terminal how far a work is; elsewhere it says nothing.
type bar struct {
	w     io.Writer // nil: no terminal
	all   int
	mu    sync.Mutex
	n     int
	drawn time.Time
}

const (
	barWidth = 40
	barEvery = 100 * time.Millisecond
)

func newBar(w io.Writer, all int) *bar {
	if f, ok := w.(*os.File); ok {
		if info, err := f.Stat(); err == nil && info.Mode()&os.ModeCharDevice != 0 {
			return &bar{w: w, all: all}
		}
	}
	return &bar{all: all}
}

// step is called when one more is done.
func (b *bar) step() {
	b.mu.Lock()
	defer b.mu.Unlock()
	b.n++
	if b.w != nil && (b.n == b.all || time.Since(b.drawn) > barEvery) {
		b.drawn = time.Now()
		_, _ = fmt.Fprint(b.w, "\r", b.line()) // a bar that cannot be drawn stops nothing
	}
}

func (b *bar) line() string {
	full := barWidth
	if b.all > 0 {
		full = barWidth * b.n / b.all
	}
	return fmt.Sprintf("[%s%s] %d of %d", strings.Repeat("#", full), strings.Repeat(".", barWidth-full), b.n, b.all)
}

// end leaves the bar and begins a new line.
func (b *bar) end() {
	if b.w != nil {
		_, _ = fmt.Fprintln(b.w)
	}
}
