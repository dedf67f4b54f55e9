package lang

import (
	"fmt"

	"github.com/nicksnyder/go-i18n/v2/i18n"
	"golang.org/x/text/language"
	"golang.org/x/text/message"
	"golang.org/x/text/number"
	"golang.org/x/text/unicode/bidi"
)

// Printer speaks one language. It is safe for concurrent use.
type Printer struct {
	tag     language.Tag
	words   *i18n.Localizer
	numbers *message.Printer
	rtl     bool
}

// Language is the BCP 47 tag of what the printer speaks.
func (p *Printer) Language() string { return p.tag.String() }

// Text gives a message. Pairs are the names and values of its placeholders, as in
// slog: Text("problem.timeout", "Host", host). A message that is missing gives its
// key, which a test makes sure of never to happen.
func (p *Printer) Text(key string, pairs ...any) string {
	return p.say(&i18n.LocalizeConfig{MessageID: key, TemplateData: p.data(pairs)})
}

// Count gives a message that counts: its plural form is chosen by n, which it
// shows as {{.N}}.
func (p *Printer) Count(key string, n int, pairs ...any) string {
	data := p.data(pairs)
	data["N"] = p.Number(n)
	return p.say(&i18n.LocalizeConfig{MessageID: key, TemplateData: data, PluralCount: n})
}

// Has reports whether there is a message of that key.
func (p *Printer) Has(key string) bool {
	_, err := p.words.Localize(&i18n.LocalizeConfig{MessageID: key, PluralCount: 2})
	return err == nil
}

func (p *Printer) say(c *i18n.LocalizeConfig) string {
	s, err := p.words.Localize(c)
	if err != nil && s == "" {
		return c.MessageID
	}
	return s
}

func (p *Printer) data(pairs []any) map[string]any {
	data := make(map[string]any, len(pairs)/2+1)
	for i := 0; i+1 < len(pairs); i += 2 {
		name := fmt.Sprint(pairs[i])
		switch v := pairs[i+1].(type) {
		case int:
			data[name] = p.Number(v)
		case string:
			data[name] = p.Isolate(v)
		default:
			data[name] = v
		}
	}
	return data
}

// Number writes a whole number with the language's own digits and grouping.
func (p *Printer) Number(n int) string { return p.numbers.Sprint(number.Decimal(n)) }

// Isolate wraps words that run in the other direction than the printer's language
// (UAX #9, isolates); all others come back as they are.
func (p *Printer) Isolate(s string) string {
	for _, r := range s {
		props, _ := bidi.LookupString(string(r))
		switch props.Class() {
		case bidi.L:
			if p.rtl {
				return isolated(s)
			}
		case bidi.R, bidi.AL:
			if !p.rtl {
				return isolated(s)
			}
		}
	}
	return s
}

func isolated(s string) string { return "\u2068" + s + "\u2069" }

// RightToLeft reports whether a language is written from right to left.
func RightToLeft(tag string) bool {
	t, err := language.Parse(tag)
	if err != nil {
		return false
	}
	script, _ := t.Script()
	switch script.String() {
	case "Arab", "Hebr", "Syrc", "Thaa", "Nkoo", "Adlm", "Rohg", "Mand", "Samr":
		return true
	}
	return false
}
