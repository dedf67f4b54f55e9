package pdf_test

import (
	"bytes"
	"compress/zlib"
	"context"
	"errors"
	"fmt"
	"runtime"
	"strings"
	"syscall"
	"testing"
	"time"

	"crier/feeds"
	"crier/feeds/page/pdf"
)

// flated compresses as FlateDecode expects it.
func flated(s []byte) []byte {
	var b bytes.Buffer
	z := zlib.NewWriter(&b)
	_, _ = z.Write(s) // a buffer takes all
	_ = z.Close()
	return b.Bytes()
}

func packed(filters int, s string) string {
	data := []byte(s)
	for range filters {
		data = flated(data)
	}
	return fmt.Sprintf("4 0 obj <</Filter[%s]/Length %d>> stream\n%s\nendstream", strings.Repeat("/FlateDecode", filters), len(data), data)
}

// hostile are files that cost more than they should where bounds are missing.
func hostile() map[string]string {
	show := "BT /F 11 Tf 72 700 Td (a few words that stand here in a row) Tj ET\n"
	manyPages := strings.Replace(tree, "/Kids[3 0 R]", "/Kids["+strings.Repeat("3 0 R ", 150_000)+"]", 1)
	return map[string]string{
		"a bomb":                  simple(tree, packed(1, strings.Repeat(" ", 50<<20)), helvetica),
		"a bomb in a bomb":        simple(tree, packed(2, strings.Repeat(" ", 50<<20)), helvetica),
		"a bomb of text":          simple(tree, packed(1, strings.Repeat(show, 200_000)), helvetica),
		"a bomb of one string":    simple(tree, packed(1, "BT /F 1 Tf ("+strings.Repeat("a", 15<<20)), helvetica),
		"a bomb of numbers":       simple(tree, packed(1, "["+strings.Repeat("1 ", 7<<20)), helvetica),
		"a bomb of saved states":  simple(tree, packed(1, strings.Repeat("q ", 7<<20)), helvetica),
		"a bomb of marks":         simple(tree, packed(1, strings.Repeat("/Artifact BMC ", 1<<20)), helvetica),
		"a million letters apart": simple(tree, packed(1, "/F 1 Tf "+strings.Repeat("1 0 0 1 5 7 Tm (a) Tj ", 600_000)), helvetica),
		"lines on one another":    simple(tree, packed(1, strings.Repeat("BT /F 1 Tf 9 9 Td (a) Tj 80 0 Td (b) Tj ET ", 300_000)), helvetica),
		"a page 150,000 times":    simple(manyPages, content(show), helvetica),
		"pages in a circle":       simple(strings.Replace(tree, "/Kids[3 0 R]", "/Kids[2 0 R 1 0 R]", 1)),
		"a form in itself":        simple(tree, content("/X Do"), helvetica, "6 0 obj <</Subtype/Form>> stream\n/X Do /X Do\nendstream"),
		"a reference to itself":   simple("1 0 obj 1 0 R", "2 0 obj <</Length 2 0 R>> stream\n"),
		"lengths in a chain":      "%PDF-1.7\n" + chain(5000),
		"deep arrays":             simple("1 0 obj " + strings.Repeat("[", 3_000_000)),
		"deep dictionaries":       simple("1 0 obj " + strings.Repeat("<</A ", 1_000_000)),
		"objects without number":  "%PDF-1.7\n" + strings.Repeat("obj ", 4_000_000),
		"a million objects":       "%PDF-1.7\n" + strings.Repeat("7 0 obj 1 ", 1_000_000),
		"streams without end":     "%PDF-1.7\n" + manyStreams(100_000),
		"streams of objects":      "%PDF-1.7\n" + strings.Repeat("7 0 obj <</Type/ObjStm/N 9/First 9>> stream\n", 100_000),
		"a huge number of things": simple(strings.Replace(tree, "/Count 1", "/Count 999999999999", 1), "7 0 obj <</Type/XRef/Size 99999999999999/W[1 999999999 9]/Index[0 99999999999]>> stream\nx"),
		"wide columns":            simple(tree, "4 0 obj <</Filter/FlateDecode/DecodeParms<</Predictor 15/Columns 999999999999/Colors 999999>>>> stream\n"+string(flated([]byte(show)))),
		"widths without end":      simple(tree, content(show), "5 0 obj <</Subtype/Type0/DescendantFonts[<</W["+strings.Repeat("0 65535 500 ", 20_000)+"]>>]>>"),
		"a map without end":       simple(tree, content(show), "5 0 obj <</Subtype/Type0/ToUnicode 7 0 R>>", "7 0 obj <<>> stream\n"+strings.Repeat("1 beginbfrange <0000><FFFF><0041> endbfrange\n", 100_000)),
		"run lengths":             simple(tree, "4 0 obj <</Filter/RunLengthDecode>> stream\n"+strings.Repeat("\x81 ", 2<<20)),
		"LZW":                     simple(tree, "4 0 obj <</Filter/LZWDecode>> stream\n"+strings.Repeat("\x80\x0b\x60\x50\x22\x0c\x0c\x85\x01", 1<<20)),
		"NUL bytes":               "%PDF-1.7\n" + strings.Repeat("\x00", 19<<20),
		"names":                   simple("1 0 obj <<" + strings.Repeat("/a#41 1", 2_000_000)),
	}
}

func chain(n int) string {
	var b strings.Builder
	for i := range n {
		fmt.Fprintf(&b, "%d 0 obj <</Length %d 0 R>> stream\n", i, i+1)
	}
	return b.String()
}

func manyStreams(n int) string {
	var b strings.Builder
	for i := range n {
		fmt.Fprintf(&b, "%d 0 obj <</Type/Page/Contents %d 0 R>> stream\n", i, i)
	}
	return b.String()
}

// TestHostileFiles holds every file to two seconds of a processor and 100 MB, and
// to a named error where it is refused.
func TestHostileFiles(t *testing.T) {
	for name, body := range hostile() {
		t.Run(name, func(t *testing.T) {
			bytes := []byte(body)
			runtime.GC()
			peak, began := watchHeap(t), processor(t)
			_, err := pdf.Read(context.Background(), bytes)
			spent, grown := processor(t)-began, peak()
			t.Logf("%.2f s, %d MB, %v", spent.Seconds(), grown>>20, err)
			if p, ok := errors.AsType[*feeds.Problem](err); err != nil && (!ok || p.Kind == "") {
				t.Errorf("the error has no name: %v", err)
			}
			if spent > 2*time.Second*slowdown {
				t.Errorf("it took %v", spent)
			}
			if grown > 100<<20*uint64(slowdown) {
				t.Errorf("it took %d MB", grown>>20)
			}
		})
	}
}

// processor is the time that this process has used of all processors.
func processor(t *testing.T) time.Duration {
	t.Helper()
	var u syscall.Rusage
	if err := syscall.Getrusage(syscall.RUSAGE_SELF, &u); err != nil {
		t.Fatal(err)
	}
	return time.Duration(u.Utime.Nano() + u.Stime.Nano())
}

// watchHeap samples how far the heap grows until the returned function is called.
func watchHeap(t *testing.T) (peak func() uint64) {
	t.Helper()
	var m runtime.MemStats
	runtime.ReadMemStats(&m)
	before, most := m.HeapAlloc, m.HeapAlloc
	stop, done := make(chan struct{}), make(chan struct{})
	go func() {
		defer close(done)
		tick := time.NewTicker(5 * time.Millisecond)
		defer tick.Stop()
		for {
			select {
			case <-stop:
				return
			case <-tick.C:
				runtime.ReadMemStats(&m)
				most = max(most, m.HeapAlloc)
			}
		}
	}()
	return func() uint64 {
		close(stop)
		<-done
		return most - before
	}
}

func BenchmarkPaper(b *testing.B) {
	body := sample(b, "paper.pdf")
	b.ReportAllocs()
	for b.Loop() {
		if _, err := pdf.Read(context.Background(), body); err != nil {
			b.Fatal(err)
		}
	}
}
