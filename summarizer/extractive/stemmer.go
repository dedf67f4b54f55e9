package extractive

import (
	"unicode/utf8"

	"github.com/blevesearch/snowballstem"
	"github.com/blevesearch/snowballstem/arabic"
	"github.com/blevesearch/snowballstem/danish"
	"github.com/blevesearch/snowballstem/dutch"
	"github.com/blevesearch/snowballstem/english"
	"github.com/blevesearch/snowballstem/finnish"
	"github.com/blevesearch/snowballstem/french"
	"github.com/blevesearch/snowballstem/german"
	"github.com/blevesearch/snowballstem/hungarian"
	"github.com/blevesearch/snowballstem/irish"
	"github.com/blevesearch/snowballstem/italian"
	"github.com/blevesearch/snowballstem/norwegian"
	"github.com/blevesearch/snowballstem/portuguese"
	"github.com/blevesearch/snowballstem/romanian"
	"github.com/blevesearch/snowballstem/russian"
	"github.com/blevesearch/snowballstem/spanish"
	"github.com/blevesearch/snowballstem/swedish"
	"github.com/blevesearch/snowballstem/tamil"
	"github.com/blevesearch/snowballstem/turkish"
)

// longestStem bounds what is handed to a stemmer: longer "words" are addresses and
// noise, and Snowball is not linear in them.
const longestStem = 40

// stemmer finds the stem of a word by Snowball's rules for the language; without
// rules every word is its own stem. It is not safe for concurrent use.
type stemmer struct {
	rules func(*snowballstem.Env) bool
	env   *snowballstem.Env
}

func newStemmer(code string) *stemmer {
	return &stemmer{rules: rulesFor(code), env: snowballstem.NewEnv("")}
}

func (s *stemmer) stem(w string) string {
	if s.rules == nil || len(w) < 3 || len(w) > longestStem || !utf8.ValidString(w) {
		return w
	}
	s.env.SetCurrent(w)
	s.rules(s.env)
	return s.env.Current()
}

func rulesFor(code string) func(*snowballstem.Env) bool {
	switch code {
	case "ar":
		return arabic.Stem
	case "da":
		return danish.Stem
	case "nl":
		return dutch.Stem
	case "en":
		return english.Stem
	case "fi":
		return finnish.Stem
	case "fr":
		return french.Stem
	case "de":
		return german.Stem
	case "hu":
		return hungarian.Stem
	case "ga":
		return irish.Stem
	case "it":
		return italian.Stem
	case "nb":
		return norwegian.Stem
	case "pt":
		return portuguese.Stem
	case "ro":
		return romanian.Stem
	case "ru":
		return russian.Stem
	case "es":
		return spanish.Stem
	case "sv":
		return swedish.Stem
	case "ta":
		return tamil.Stem
	case "tr":
		return turkish.Stem
	}
	return nil
}
