package page

import (
	"strings"

	"github.com/RadhiFadlillah/whatlanggo"
)

// language is that of the text where it can be told, else the claimed one. Near
// languages are told apart by the claim: a detector of letters cannot. Read is what
// an engine took the whole text for, if it did: where it bears out the claim there is
// no need to look again.
func language(text, claimed, read string) string {
	if claimed != "" && kin(primary(read), claimed) {
		return claimed
	}
	sample := strings.ToValidUTF8(text[:min(len(text), enough)], "")
	seen := whatlanggo.Detect(sample)
	tag := primary(seen.Lang.Iso6391())
	if tag == "" || claimed != "" && (kin(tag, claimed) || !seen.IsReliable() && len(text) < 1000) {
		return claimed
	}
	return tag
}

// enough is how many bytes of a text tell its language.
const enough = 1500

// language is what the page claims.
func (d *document) language() string {
	for _, claim := range []string{d.lang, d.meta["content-language"], d.meta["og:locale"], d.articleLD().text("inLanguage")} {
		if tag := primary(claim); tag != "" {
			return tag
		}
	}
	return ""
}

// primary gives the lower-case primary subtag; both written Norwegians are "no".
func primary(tag string) string {
	tag, _, _ = strings.Cut(strings.ToLower(strings.TrimSpace(tag)), ",")
	tag, _, _ = strings.Cut(strings.ReplaceAll(tag, "_", "-"), "-")
	if tag == "nb" || tag == "nn" {
		return "no"
	}
	if len(tag) < 2 || len(tag) > 3 || strings.Trim(tag, "abcdefghijklmnopqrstuvwxyz") != "" {
		return ""
	}
	return tag
}

// kin says whether two languages are the same or share most of their letters' habits.
func kin(a, b string) bool {
	if a == b {
		return a != ""
	}
	for _, family := range []string{"no da sv", "es pt gl ca it", "hr sr bs sl", "cs sk", "id ms jv", "ru uk be bg mk", "ur fa ar ps", "hi mr ne", "af nl", "tr az uz"} {
		if hasWord(family, a) && hasWord(family, b) {
			return true
		}
	}
	return false
}
