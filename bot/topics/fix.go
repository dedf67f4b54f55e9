package topics

import (
	"strings"
	"unicode/utf8"
)

// maxRepairs is how many mistakes of one query are corrected.
const maxRepairs = 8

// corrected gives a query close to the text that can be understood, empty if there
// is none.
func corrected(text string, err *SyntaxError) string {
	for range maxRepairs {
		text = strings.TrimSpace(repair(text, err))
		if text == "" {
			return ""
		}
		if _, err = parse(text); err == nil {
			return text
		}
	}
	return ""
}

// repair mends one mistake; an empty text says that there is no telling.
func repair(text string, err *SyntaxError) string {
	at := min(err.At, len(text))
	switch err.Hint {
	case OpenQuote:
		return text + `"`
	case OpenParen:
		return text + ")"
	case CloseParen:
		_, size := utf8.DecodeRuneInString(text[at:])
		return without(text, at, at+size)
	case NoWord, Operand:
		return withoutOperator(text, at)
	case BadLanguage:
		from := strings.LastIndexFunc(text[:at], endsWord) + 1 // where lang: begins
		return without(text, from, at+wordEnd(text[at:]))
	case FieldValue:
		return joinedField(text, at)
	case ShortPrefix:
		end := at + wordEnd(text[at:])
		return text[:at] + strings.ReplaceAll(text[at:end], "*", "") + text[end:]
	case BadRegex:
		return asPhrase(text, at)
	case NoField:
		return ownField(text, at)
	case LooseMinus:
		return tightMinus(text, at)
	}
	return ""
}

// tightMinus puts a minus before what follows it, where there is something to leave that
// out of; else it is the dash of a list or of a pause.
func tightMinus(text string, at int) string {
	_, size := utf8.DecodeRuneInString(text[at:])
	before, after := text[:at], strings.TrimLeft(text[at+size:], " ")
	tight := before + "-" + after
	if _, err := parse(tight); strings.TrimSpace(before) == "" || after == "" || err != nil && (err.Hint == OnlyNot || err.Hint == Operand) {
		return without(text, at, at+size)
	}
	return tight
}

// withoutOperator drops what has no words: the operator or stray sign at the place,
// else the operator before it.
func withoutOperator(text string, at int) string {
	end := at + wordEnd(text[at:])
	if rest := strings.TrimLeftFunc(text[at:], isPipe); rest != text[at:] {
		end = len(text) - len(rest)
	}
	if end > at {
		return without(text, at, end)
	}
	before := strings.TrimRight(text[:at], " ,-|(?!")
	if len(before) < len(strings.TrimRight(text[:at], " ,")) {
		return before + text[at:]
	}
	for _, operator := range []string{"AND", "OR", "NOT", "&&", "&", "+"} {
		if rest, ok := strings.CutSuffix(before, operator); ok {
			return without(text, len(rest), at)
		}
	}
	return ""
}

// without is the text without a part of it, what stood beside it a blank apart.
func without(text string, from, to int) string {
	before, after := strings.TrimRight(text[:from], " "), strings.TrimLeft(text[to:], " ")
	if before == "" || after == "" || strings.HasSuffix(before, "(") || strings.HasSuffix(before, "-") || strings.HasPrefix(after, ")") {
		return before + after
	}
	return before + " " + after
}

// joinedField makes "title: rain" to "title:rain", and drops a field of nothing.
func joinedField(text string, at int) string {
	end := at + wordEnd(text[at:])
	if rest := strings.TrimLeft(text[end:], " "); rest != "" && len(rest) < len(text[end:]) {
		return text[:end] + rest
	}
	return text[:at] + text[end:]
}

// asPhrase looks for the words of what was to be a regular expression; a slash that stands
// alone is an "or".
func asPhrase(text string, at int) string {
	if rest := text[at+1:]; strings.TrimLeft(rest, " ") != rest || rest == "" {
		return text[:at] + "OR" + rest
	}
	end := strings.IndexByte(text[at+1:], '/') + at + 1
	if end == at {
		end = len(text)
	}
	ws := tokens(text[at+1 : end])
	if len(ws) == 0 {
		return text[:at] + text[min(end+1, len(text)):]
	}
	return text[:at] + `"` + strings.Join(ws, " ") + `"` + text[min(end+1, len(text)):]
}

func wordEnd(s string) int {
	if end := strings.IndexFunc(s, endsWord); end >= 0 {
		return end
	}
	return len(s)
}
