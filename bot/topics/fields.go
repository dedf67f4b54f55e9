package topics

import (
	"slices"
	"strings"
	"unicode"
	"unicode/utf8"
)

// colon is where a field's name ends and where what it asks for begins; not ok: there is
// no colon.
func colon(w string) (end, value int, ok bool) {
	end = strings.IndexFunc(w, func(r rune) bool { return narrow(r) == ':' })
	if end < 0 {
		return 0, 0, false
	}
	_, n := utf8.DecodeRuneInString(w[end:])
	return end, end + n, true
}

// cutField parts the name of a field from what follows its colon.
func cutField(w string) (name, rest string, ok bool) {
	end, value, ok := colon(w)
	if !ok {
		return "", "", false
	}
	switch name = strings.ToLower(w[:end]); name {
	case "title", "site", "lang":
		return name, w[value:], true
	case "intitle": // as search engines have it
		return "title", w[value:], true
	}
	return "", "", false
}

// dropped is what there is instead of fields that ask for what no article is asked here.
const dropped = "-"

// foreignNames are fields of other search engines, by what comes closest to them here:
// a field, the words alone, or nothing.
func foreignNames() map[string]string {
	return map[string]string{
		"site":  "from source domain host website url quelle seite",
		"title": "allintitle headline subject titel",
		"lang":  "language sprache",
		"":      "author autor inurl intext inbody body content topic tag category keyword",
		dropped: "filetype before after since until newer older when location country sort related cache",
	}
}

// foreignField tells which field comes closest to the one of another search engine with
// which a text begins. A colon that a blank follows, and one in the name of a thing or in a
// time, is none of a field's.
func foreignField(s string) (field string, ok bool) {
	end, value, ok := colon(s[:wordEnd(s)])
	if !ok || strings.TrimLeftFunc(s[value:], unicode.IsSpace) != s[value:] || value == len(s) {
		return "", false
	}
	if asksInTitle(s) || asksInText(s) {
		return dropped, true
	}
	name := fold(s[:end])
	for field, names := range foreignNames() {
		if slices.Contains(strings.Fields(names), name) {
			return field, true
		}
	}
	return "", false
}

// asksInTitle and asksInText report whether a text begins with what says of all the others
// where they are to be.
func asksInTitle(s string) bool {
	w := fold(s[:wordEnd(s)])
	return w == "in:title" || w == "in:titel"
}

func asksInText(s string) bool {
	w := fold(s[:wordEnd(s)])
	return w == "in:text" || w == "in:body"
}

// ownField writes a field that another search engine has as one that there is.
func ownField(text string, at int) string {
	field, _ := foreignField(text[at:])
	_, value, _ := colon(text[at:])
	rest := text[at+value:]
	switch field {
	case "":
		return text[:at] + rest
	case dropped:
		from := strings.LastIndexFunc(text[:at], endsWord) + 1
		others := without(text, from, at+wordEnd(text[at:]))
		if q, err := parse(others); err == nil && asksInTitle(text[at:]) {
			if titles, ok := q.InTitles(); ok {
				return titles
			}
		}
		return others
	case "site":
		return text[:at] + asSite(rest)
	}
	return text[:at] + field + ":" + rest
}

// asSite takes the name of a paper for that of its site; what is no name of either, for
// words.
func asSite(value string) string {
	end := wordEnd(value)
	quoted, _ := quoteAt(value)
	switch {
	case quoted:
		return value
	case wordlike(value[:end]) && !strings.Contains(value[:end], "."):
		return "site:" + value[:end] + ".com" + value[end:]
	}
	return "site:" + value
}
