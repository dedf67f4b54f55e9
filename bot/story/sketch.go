package story

import (
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

	// Published is when it was published; zero: unknown. What was published days apart is
	// seldom one event, although it came at once, as what a feed has when it is new.
	Published time.Time
}

// Limits of what is read.
const (
	titleBytes  = 1000
	leadBytes   = 350      // tell what happened
	firstBytes  = 1200     // tell more of it; what follows is background too, which other stories share
	restBytes   = 3000     // are read for names and numbers
	copyBytes   = 16 << 10 // tell whether it is a copy
	maxSketched = 200      // distinct words and numbers
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
	concept // of concepts.txt: what many words and languages name
)

// spot is where a word stands first.
type spot uint8

const (
	inTitle spot = iota
	inLead
	inFirst
	inRest
)

// word is a distinct word or number of an article's title and beginning.
type word struct {
	hash uint32
	run  uint8 // capitalised words side by side are one name: which of the article's
	kind kind
	spot spot

	rarity uint8 // how seldom it was when the article came, in sixteenths; not in a sketch
}

// sketch is what an article is compared by. It is the same in every process.
type sketch struct {
	language string // primary tag
	script   script
	days     uint8 // of the week that its title and lead name, as bits
	words    []word
	sounds   []uint32 // of its names, for other scripts
	print    signature
	printed  bool

	published int64 // in seconds; 0: unknown
}

// Sketch returns what a Finder must know of an article, one to two kilobytes to be
// kept with it. It looks at the title, the beginning and, for copies, at the
// first sixteen kilobytes.
func Sketch(a Article) []byte { return draw(a).bytes() }

func draw(a Article) *sketch {
	lang, _, _ := strings.Cut(strings.ToLower(a.Language), "-")
	if len(lang) > 8 {
		lang = ""
	}
	d := drawing{sketch: &sketch{language: lang}, known: commonWords(), opened: -1}
	d.words, d.sounds = make([]word, 0, maxSketched), make([]uint32, 0, maxSounds)
	title := upTo(a.Title, titleBytes)
	d.loud = lang != "de" && inCapitals(title)
	scan(title, d.take)
	d.loud = false
	if !a.Published.IsZero() {
		d.published = a.Published.Unix()
	}
	read := 0
	scan(uncredited(upTo(a.Text, copyBytes)), func(t token) {
		if read += len(t.text) + 1; read <= restBytes {
			d.spot = spotOf(read)
			d.take(t)
		}
		d.signing.add(t.whole)
	})
	d.print, d.printed = d.signing.done()
	d.nameOpenings()
	d.script = d.scripts.most()
	return d.sketch
}

// spotOf is where so many bytes of a text have been read.
func spotOf(read int) spot {
	switch {
	case read <= leadBytes:
		return inLead
	case read <= firstBytes:
		return inFirst
	}
	return inRest
}

// inCapitals reports whether a Title Has Capitals Throughout, which then tell nothing.
func inCapitals(title string) bool {
	large, small := 0, 0
	scan(title, func(t token) {
		switch {
		case t.opens || len(t.text) < 4:
		case capitalised(t.text):
			large++
		default:
			small++
		}
	})
	return large > 2*small && large > 2
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

// abbreviation reports whether a word is all capital letters.
func abbreviation(w string) bool {
	for _, r := range w {
		if !unicode.IsUpper(r) {
			return false
		}
	}
	return len(w) > 1
}

func capitalised(w string) bool {
	if w[0] < utf8.RuneSelf {
		return 'A' <= w[0] && w[0] <= 'Z'
	}
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
	if 'a' <= w[0] && w[0] <= 'z' { // nearly always
		return plainWord, len(w) > 3
	}
	r, n := utf8.DecodeRuneInString(w)
	switch {
	case unicode.IsDigit(r):
		return number, len(w) > 1
	case isKatakana(r):
		return name, len(w) > 2*n // what is borrowed, names above all
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
