package topics

import (
	"regexp"
	"strings"
)

// node makes the part of the query that a term stands for.
func (l lexeme) node() (node, *SyntaxError) {
	switch {
	case l.field == "site" && !l.regex:
		return l.siteNode()
	case l.field == "lang" && !l.regex:
		return l.langNode()
	}
	n, err := l.leaf()
	if err != nil || l.field != "title" {
		return n, err
	}
	return inHead{n}, nil
}

// leaf is what a term asks for, in the title or anywhere.
func (l lexeme) leaf() (leaf, *SyntaxError) {
	if l.regex {
		return l.regexLeaf()
	}
	return l.words()
}

// siteNode takes a host however it was written: with its scheme, a path, a port, www. or
// a star for what is below it.
func (l lexeme) siteNode() (node, *SyntaxError) {
	_, rest, ok := strings.Cut(l.text, "://")
	if !ok {
		rest = l.text
	}
	name, _, _ := strings.Cut(rest, "/")
	name, _, _ = strings.Cut(strings.TrimPrefix(name, "*."), ":")
	h := plainHost(name)
	if h == "" {
		return nil, l.wrong(FieldValue)
	}
	return siteIs{h}, nil
}

func (l lexeme) langNode() (node, *SyntaxError) {
	if l.text == "" {
		return nil, l.wrong(FieldValue)
	}
	code, ok := languageOf(l.text)
	if !ok {
		return nil, l.wrong(BadLanguage)
	}
	return langIs{code}, nil
}

func (l lexeme) wrong(h Hint) *SyntaxError { return &SyntaxError{At: l.at, Hint: h} }

// maxRegex is how many bytes an expression has at most. It is RE2: linear in the text
// whatever it says.
const maxRegex = 200

// caseBlind makes a regular expression find large and small letters alike.
const caseBlind = "(?i)"

func (l lexeme) regexLeaf() (leaf, *SyntaxError) {
	re, err := regexp.Compile(caseBlind + l.text)
	if err != nil || len(l.text) > maxRegex || re.MatchString("") || re.MatchString(between) {
		return nil, l.wrong(BadRegex)
	}
	return regex{re: re, source: l.text}, nil
}

func (l lexeme) words() (leaf, *SyntaxError) {
	ws := tokens(l.text)
	if len(ws) == 0 {
		return nil, l.wrong(NoWord)
	}
	folded := make(phrase, len(ws))
	for i, w := range ws {
		folded[i] = fold(w)
	}
	switch last := ws[len(ws)-1]; {
	case l.prefix && single(last):
		return folded, nil // whatever follows it is another word
	case l.prefix && (len(ws) > 1 || len([]rune(folded[0])) < 2):
		return nil, l.wrong(ShortPrefix)
	case l.prefix:
		return prefix{folded[0]}, nil
	}
	if n, ok := numberedLeaf(l.text, folded); ok && !l.quoted {
		return n, nil
	}
	switch {
	case len(ws) > 1:
		return folded, nil
	case l.spelt() != "":
		return spelt{as: l.spelt(), folded: folded[0]}, nil
	case l.quoted:
		return folded, nil
	}
	if n, ok := hebrewLeaf(folded[0]); ok {
		return n, nil
	}
	return word{lower: ws[0], folded: folded[0]}, nil
}

// spelt is how the term's first word is spelt, if that counts.
func (l lexeme) spelt() string {
	for at, w := range pieces(l.text) {
		return speltAs(w, l.text[at+len(w):])
	}
	return ""
}
