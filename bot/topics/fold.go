package topics

import (
	"strings"
	"sync"
	"unicode"

	"github.com/blevesearch/snowballstem"
	"github.com/blevesearch/snowballstem/arabic"
	"github.com/blevesearch/snowballstem/danish"
	"github.com/blevesearch/snowballstem/dutch"
	"github.com/blevesearch/snowballstem/english"
	"github.com/blevesearch/snowballstem/finnish"
	"github.com/blevesearch/snowballstem/french"
	"github.com/blevesearch/snowballstem/german"
	"github.com/blevesearch/snowballstem/hungarian"
	"github.com/blevesearch/snowballstem/italian"
	"github.com/blevesearch/snowballstem/norwegian"
	"github.com/blevesearch/snowballstem/portuguese"
	"github.com/blevesearch/snowballstem/romanian"
	"github.com/blevesearch/snowballstem/russian"
	"github.com/blevesearch/snowballstem/spanish"
	"github.com/blevesearch/snowballstem/swedish"
	"github.com/blevesearch/snowballstem/turkish"
	"golang.org/x/text/unicode/norm"
)

// stemmer gives the Snowball stemmer of a language, nil if there is none.
func stemmer(lang string) func(*snowballstem.Env) bool {
	switch lang {
	case "ar":
		return arabic.Stem
	case "da":
		return danish.Stem
	case "de":
		return german.Stem
	case "en":
		return english.Stem
	case "es":
		return spanish.Stem
	case "fi":
		return finnish.Stem
	case "fr":
		return french.Stem
	case "hu":
		return hungarian.Stem
	case "it":
		return italian.Stem
	case "nb", "nn", "no":
		return norwegian.Stem
	case "nl":
		return dutch.Stem
	case "pt":
		return portuguese.Stem
	case "ro":
		return romanian.Stem
	case "ru":
		return russian.Stem
	case "sv":
		return swedish.Stem
	case "tr":
		return turkish.Stem
	default:
		return nil
	}
}

// stemming brings words of one language to their stems.
type stemming struct {
	step   func(*snowballstem.Env) bool // nil: the language has no stemmer
	env    *snowballstem.Env
	arabic bool
}

func newStemming(lang string) stemming {
	s := stemming{step: stemmer(lang), arabic: lang == "ar"}
	if s.step != nil {
		s.env = snowballstem.NewEnv("")
	}
	return s
}

// of gives the folded stem of a lower-case word whose folded form is known. A word
// of a language without a stemmer is only folded.
func (s stemming) of(lower, folded string) string {
	if s.step == nil {
		return folded
	}
	stem := s.once
	if s.arabic {
		stem = s.ofArabic
	}
	out := stem(lower)
	if out == lower {
		return folded
	}
	return fold(out)
}

func (s stemming) once(lower string) string {
	s.env.SetCurrent(lower)
	s.env.LimitBackward = 0
	s.step(s.env)
	return s.env.Current()
}

// ofArabic helps the stemmer, which leaves the "and" before an article, and of a plural
// without one a letter more than with it: انتخابات and الانتخابات are one word.
func (s stemming) ofArabic(lower string) string {
	const article = "ال"
	if rest, ok := strings.CutPrefix(lower, "و"); ok && strings.HasPrefix(rest, article) {
		lower = rest
	}
	if !strings.HasSuffix(lower, "ات") {
		return s.once(lower)
	}
	for _, definite := range []string{article, "لل", "بال", "كال", "فال"} {
		if strings.HasPrefix(lower, definite) {
			return s.once(lower)
		}
	}
	return s.once(article + lower)
}

// fold removes what readers do not mean to tell apart: case, width, accents, and whether
// Chinese is simplified.
func fold(s string) string {
	if ascii(s) {
		return strings.ToLower(s)
	}
	known := folds()
	var b strings.Builder
	b.Grow(len(s))
	for _, r := range s {
		if r >= foldsEnd || known[r] == "" {
			return foldAny(s)
		}
		b.WriteString(known[r])
	}
	return b.String()
}

// foldsEnd is where Latin, Greek and Cyrillic letters end.
const foldsEnd = 0x530

// folds is what each of these letters is folded to, wherever it stands; empty: that
// depends on the letters around it.
//
//nolint:gochecknoglobals // never changes, and is thought of once
var folds = sync.OnceValue(func() *[foldsEnd]string {
	var known [foldsEnd]string
	for r := range rune(foldsEnd) {
		if !unicode.IsMark(r) {
			known[r] = foldAny(string(r))
		}
	}
	return &known
})

// foldAny folds any word.
func foldAny(s string) string {
	var b strings.Builder
	for _, r := range norm.NFKD.String(strings.ToLower(s)) {
		if plain := unaccented(r); plain != "" {
			b.WriteString(plain)
		} else if !unicode.Is(unicode.Mn, r) || !accent(r) {
			b.WriteRune(simplified(r))
		}
	}
	return norm.NFKC.String(strings.ToLower(b.String())) // ℌ decomposes to a capital letter
}

// unaccented is what people type who do not have a letter on their keyboard, where
// Unicode does not take it apart; and the one form of a letter that has two.
func unaccented(r rune) string {
	switch r {
	case 'ß':
		return "ss"
	case 'æ':
		return "ae"
	case 'œ':
		return "oe"
	case 'ø':
		return "o"
	case 'đ', 'ð':
		return "d"
	case 'ł':
		return "l"
	case 'ı':
		return "i"
	case 'ς':
		return "σ"
	}
	return ""
}

// accent reports whether a combining mark only colours a Latin, Greek or Cyrillic
// letter. Vowel signs of Indic scripts and Arabic marks carry sense: they stay.
func accent(r rune) bool { return r >= 0x0300 && r <= 0x036F }

func ascii(s string) bool {
	for i := range len(s) {
		if s[i] >= 0x80 {
			return false
		}
	}
	return true
}

// tokens gives the words of s in lower case, in order.
func tokens(s string) []string {
	var out []string
	for _, w := range pieces(s) {
		out = append(out, strings.ToLower(w))
	}
	return out
}

func wordlike(s string) bool {
	return strings.IndexFunc(s, func(r rune) bool { return unicode.IsLetter(r) || unicode.IsDigit(r) }) >= 0
}
