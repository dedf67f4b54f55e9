package extractive

import (
	"strings"
	"unicode/utf8"

	"github.com/RadhiFadlillah/whatlanggo"
)

// How much of a text is looked at to tell its language, in bytes.
const (
	sampleSize    = 3 << 9
	trigramSample = 1 << 10
)

// Language tells the language of a text, a BCP 47 primary tag; "" when nothing can. It
// is the one that [Summarizer.Summarize] takes where it is given none.
func (z *Summarizer) Language(body string) string { return z.languages.detect(body) }

// LanguageByWords is Language as far as function words tell, which takes a tenth of the
// time that letters do; "" where they leave a doubt.
func (z *Summarizer) LanguageByWords(body string) string {
	return z.languages.byFunctionWords(cutSample(body, sampleSize))
}

// detect tells the language of a text, as a primary tag; "" when nothing can.
//
// Function words decide first: in running text they are one word in three, which
// tells close neighbours (Danish, Norwegian; Spanish, Portuguese) apart better than
// letters do, and the lists are at hand anyway. Where they do not decide (a language
// without a file, a short text) whatlanggo's trigrams do; it is small, pure Go and
// already here with go-trafilatura.
func (a *languages) detect(body string) string {
	sample := cutSample(body, sampleSize)
	if code := a.byFunctionWords(sample); code != "" {
		return code
	}
	sample = cutSample(sample, trigramSample)
	info := whatlanggo.Detect(sample)
	if info.Lang < 0 || info.Confidence < 0.1 {
		return ""
	}
	return strings.TrimSpace(info.Lang.Iso6391())
}

func cutSample(s string, n int) string {
	if len(s) <= n {
		return s
	}
	for n > 0 && !utf8.RuneStart(s[n]) {
		n--
	}
	return s[:n]
}

// byFunctionWords counts whose function words a sample has. It answers when one
// language owns an eighth of the words and clearly more than the next.
func (a *languages) byFunctionWords(sample string) string {
	var counts [64]int
	v, said := vocabulary{lang: &language{}}, 0 // it cuts words, and need not know them
	for at := 0; at < len(sample); {
		t, next := v.next(sample, at, len(sample))
		at = next
		if t.end == t.start {
			continue
		}
		said++
		for bits, i := a.stops[string(v.key)], 0; bits != 0; bits, i = bits>>1, i+1 {
			counts[i] += int(bits & 1)
		}
	}
	best, second := 0, 0
	for i := range a.order {
		switch {
		case counts[i] > counts[best]:
			best, second = i, counts[best]
		case i != best && counts[i] > second:
			second = counts[i]
		}
	}
	if counts[best] < 4 || counts[best]*8 < said || counts[best]*9 < second*10 {
		return ""
	}
	return a.order[best].code
}
