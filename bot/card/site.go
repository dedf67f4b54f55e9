package card

import (
	"strings"
	"unicode"

	"crier/feeds"
)

// source is the label of a point: who says so, or the site's name where the text names
// nobody, or where it names the site itself in another form ("Uferbote" of Der Uferbote,
// "BBC" of bbc.co.uk): one card gives one source one name.
func source(a feeds.Article, label string) string {
	label = fold(label)
	if a.URL != "" && (label == "" || isSite(a, label)) {
		return site(a)
	}
	return label
}

// isSite tells whether a label is the site's name or the name that its host carries,
// articles, endings and signs aside.
func isSite(a feeds.Article, label string) bool {
	name := bare(label)
	if name == "" {
		return false
	}
	if name == bare(a.Site) {
		return true
	}
	parts := strings.Split(host(a), ".")
	for _, part := range parts[:len(parts)-1] { // the last is the registry's
		if name == bare(strings.ReplaceAll(part, "-", " ")) {
			return true
		}
	}
	return false
}

// bare is a name without the article before it, a word such as "online" or an ending such as
// ".com" behind it, signs and capitals.
func bare(name string) string {
	words := strings.Fields(strings.ToLower(name))
	if len(words) > 1 && isArticle(words[0]) {
		words = words[1:]
	}
	if n := len(words); n > 1 && isEnding(words[n-1]) {
		words = words[:n-1]
	}
	name = strings.Join(words, "")
	if i := strings.LastIndexByte(name, '.'); i > 0 && len(name)-i <= len(".info") {
		name = name[:i]
	}
	return strings.Map(func(r rune) rune {
		if unicode.IsLetter(r) || unicode.IsMark(r) || unicode.IsDigit(r) {
			return r
		}
		return -1
	}, name)
}

func isArticle(word string) bool {
	switch word {
	case "the", "der", "die", "das", "le", "la", "les", "el", "los", "las", "il", "lo", "i", "gli", "o", "a", "os", "as", "de", "het":
		return true
	}
	return false
}

func isEnding(word string) bool {
	switch word {
	case "online", "news", "com", "digital":
		return true
	}
	return false
}
