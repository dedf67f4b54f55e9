package story

import (
	"encoding/binary"
	"errors"
	"fmt"
	"strings"
	"time"
	"unicode"
	"unicode/utf8"
)

// Article is what is known of an article when its story is asked for.
type Article struct {
	ID       string // distinct; a story has the id of its first article
	Title    string
	Text     string
	Language string    // as in BCP 47; empty: unknown
	At       time.Time // when it came
}

// Limits of what is read.
const (
	leadBytes   = 1200     // tell what happened; the rest is background that other stories share
	copyBytes   = 16 << 10 // tell whether it is a copy
	maxSketched = 160      // distinct words and numbers
	maxSounds   = 48       // distinct names in a script of its own
)

// stemRunes is where words are cut: inflections, and many cognates in other
// languages, agree up to here.
const stemRunes = 6

// kind is what a word is. A word that is a name somewhere is a name.
type kind uint8

const (
	plainWord kind = iota
	name           // capitalised inside a sentence
	number
)

// word is a distinct word or number of an article's title and first sentences.
type word struct {
	hash    uint32
	run     uint8 // capitalised words side by side are one name: which of the article's
	kind    kind
	inTitle bool
}

// sketch is what an article is compared by. It is the same in every process.
type sketch struct {
	language string // primary tag
	script   script
	words    []word
	sounds   []uint32 // of its names, for other scripts
	print    signature
	printed  bool
}

// Sketch returns what a Finder must know of an article, one to two kilobytes to be
// kept with it. It looks at the title, the first sentences and, for copies, at the
// first sixteen kilobytes.
func Sketch(a Article) []byte { return draw(a).bytes() }

func draw(a Article) *sketch {
	lang, _, _ := strings.Cut(strings.ToLower(a.Language), "-")
	if len(lang) > 8 {
		lang = ""
	}
	d := drawing{sketch: &sketch{language: lang}, at: make(map[uint32]int, 128), heard: make(map[uint32]bool, 64)}
	scan(a.Title, func(t token) { d.take(t, true) })
	left := leadBytes
	text := make([]uint64, 0, min(len(a.Text), copyBytes)/5)
	scan(upTo(a.Text, copyBytes), func(t token) {
		if left -= len(t.text) + 1; left > 0 {
			d.take(t, false)
		}
		text = append(text, hash64(t.text))
	})
	d.print, d.printed = sign(text)
	d.script = d.scripts.most()
	return d.sketch
}

// upTo cuts a text between two characters.
func upTo(text string, n int) string {
	if len(text) <= n {
		return text
	}
	for n > 0 && !utf8.RuneStart(text[n]) {
		n--
	}
	return text[:n]
}

// drawing is a sketch being made.
type drawing struct {
	*sketch
	at      map[uint32]int
	heard   map[uint32]bool
	scripts scripts
	run     uint8
	capital bool
}

func (d *drawing) take(t token, inTitle bool) {
	if upper := capitalised(t.text); !upper || !d.capital || !t.joined {
		d.run++
		d.capital = upper
	}
	d.hear(t)
	k, ok := kindOf(t.text, t.opens)
	if !ok {
		return
	}
	h := hash32(folded(t.text))
	i, known := d.at[h]
	if !known {
		if len(d.words) == maxSketched {
			return
		}
		i = len(d.words)
		d.at[h] = i
		d.words = append(d.words, word{hash: h, run: d.run})
	}
	w := &d.words[i]
	w.kind, w.inTitle = max(w.kind, k), w.inTitle || inTitle
}

// hear takes how a name sounds.
func (d *drawing) hear(t token) {
	s := scriptOf(t.text)
	if s == digits {
		return
	}
	d.scripts[s]++
	if len(d.sounds) == maxSounds || s.cased() && (t.opens || !capitalised(t.text) || isDate(t.text)) {
		return
	}
	if said := sound(t.text, d.language); said != "" {
		if h := hash32("~" + said); !d.heard[h] {
			d.heard[h] = true
			d.sounds = append(d.sounds, h)
		}
	}
}

func capitalised(w string) bool {
	r, _ := utf8.DecodeRuneInString(w)
	return unicode.IsUpper(r)
}

// isDate reports whether a capitalised word only names a day or a month: all that
// happened that day shares it.
func isDate(w string) bool {
	switch w {
	case "Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday", "Sunday",
		"January", "February", "March", "April", "May", "June", "July", "August", "September", "October", "November", "December",
		"Montag", "Dienstag", "Mittwoch", "Donnerstag", "Freitag", "Samstag", "Sonntag",
		"Januar", "Februar", "März", "Mai", "Juni", "Juli", "Oktober", "Dezember",
		"Pazartesi", "Salı", "Çarşamba", "Perşembe", "Cuma", "Cumartesi", "Pazar",
		"Ocak", "Şubat", "Mart", "Nisan", "Mayıs", "Haziran", "Temmuz", "Ağustos", "Eylül", "Ekim", "Kasım", "Aralık":
		return true
	}
	return false
}

// kindOf says what a word is; not ok is one that tells nothing: a short word, a
// single digit.
func kindOf(w string, opens bool) (kind, bool) {
	r, n := utf8.DecodeRuneInString(w)
	switch {
	case unicode.IsDigit(r):
		return number, len(w) > 1
	case unicode.IsUpper(r):
		if opens || isDate(w) {
			return plainWord, len(w) > 3
		}
		return name, len(w) > 2
	case !unicode.IsLower(r):
		return plainWord, len(w) > n // no letter of its script is large or small
	}
	return plainWord, len(w) > 3
}

// The layout of a sketch in bytes: version, language, script, flags, print, words,
// sounds; numbers are little-endian.
const layout = 1

// errSketch is the answer to bytes that are no sketch of this version.
var errSketch = errors.New("not a sketch")

func (s *sketch) bytes() []byte {
	b := make([]byte, 0, 16+2*bins+6*len(s.words)+4*len(s.sounds))
	b = append(b, layout, byte(len(s.language)))
	b = append(b, s.language...)
	b = append(b, byte(s.script), truth(s.printed))
	if s.printed {
		for _, v := range s.print {
			b = binary.LittleEndian.AppendUint16(b, v)
		}
	}
	b = append(b, byte(len(s.words)))
	for _, w := range s.words {
		b = binary.LittleEndian.AppendUint32(b, w.hash)
		b = append(b, w.run, byte(w.kind)<<1|truth(w.inTitle))
	}
	b = append(b, byte(len(s.sounds)))
	for _, h := range s.sounds {
		b = binary.LittleEndian.AppendUint32(b, h)
	}
	return b
}

func truth(b bool) byte {
	if b {
		return 1
	}
	return 0
}

// parse is the inverse of bytes.
func parse(b []byte) (*sketch, error) {
	r := reader{b: b}
	if r.byte() != layout {
		return nil, errSketch
	}
	s := &sketch{language: string(r.next(int(r.byte())))}
	s.script = script(min(r.byte(), byte(otherScript)))
	if s.printed = r.byte() == 1; s.printed {
		for i := range s.print {
			s.print[i] = binary.LittleEndian.Uint16(r.next(2))
		}
	}
	s.words = make([]word, min(int(r.byte()), maxSketched))
	for i := range s.words {
		w := r.next(6)
		s.words[i] = word{hash: binary.LittleEndian.Uint32(w), run: w[4], kind: min(kind(w[5]>>1), number), inTitle: w[5]&1 == 1}
	}
	s.sounds = make([]uint32, min(int(r.byte()), maxSounds))
	for i := range s.sounds {
		s.sounds[i] = binary.LittleEndian.Uint32(r.next(4))
	}
	if r.short {
		return nil, fmt.Errorf("%w: %d bytes", errSketch, len(b))
	}
	return s, nil
}

// reader takes bytes from the front; beyond the end it gives zeros.
type reader struct {
	b     []byte
	short bool
}

func (r *reader) byte() byte { return r.next(1)[0] }

func (r *reader) next(n int) []byte {
	if n > len(r.b) {
		r.short = true
		return make([]byte, n)
	}
	out := r.b[:n]
	r.b = r.b[n:]
	return out
}

// hash64 is FNV-1a (Fowler, Noll, Vo): the same in every process.
func hash64(s string) uint64 {
	h := uint64(14695981039346656037)
	for i := range len(s) {
		h = (h ^ uint64(s[i])) * 1099511628211
	}
	return h
}

func hash32(s string) uint32 {
	h := hash64(s)
	return uint32(h>>32) ^ uint32(h)
}
