package lang

import (
	"embed"
	"encoding/json"
	"fmt"
	"path"
	"strings"

	"github.com/nicksnyder/go-i18n/v2/i18n"
	"golang.org/x/text/language"
	"golang.org/x/text/language/display"
	"golang.org/x/text/message"
)

//go:embed words/*.json
var files embed.FS

// Default is the language of those who read none of ours.
const Default = "en"

// Catalog holds the messages of all languages. It is safe for concurrent use.
type Catalog struct {
	printers []*Printer // the default first
	matcher  language.Matcher
}

// New reads the message files. The error is for whoever edited one.
func New() (*Catalog, error) {
	bundle := i18n.NewBundle(language.MustParse(Default))
	names, err := files.ReadDir("words")
	if err != nil {
		return nil, fmt.Errorf("listing message files: %w", err)
	}
	c := &Catalog{}
	tags := []language.Tag{language.MustParse(Default)}
	for _, f := range names {
		file := path.Join("words", f.Name())
		raw, err := files.ReadFile(file)
		if err != nil {
			return nil, fmt.Errorf("reading %s: %w", file, err)
		}
		m, err := bundle.ParseMessageFileBytes(raw, f.Name())
		if err != nil {
			return nil, fmt.Errorf("reading %s: %w", file, err)
		}
		if m.Tag.String() != Default {
			tags = append(tags, m.Tag)
		}
	}
	for _, t := range tags {
		c.printers = append(c.printers, newPrinter(bundle, t))
	}
	c.matcher = language.NewMatcher(tags)
	return c, nil
}

// Languages are the BCP 47 tags of all languages, the default first.
func (c *Catalog) Languages() []string {
	out := make([]string, len(c.printers))
	for i, p := range c.printers {
		out[i] = p.tag.String()
	}
	return out
}

// Printer speaks the language that fits the tag best, else the default.
func (c *Catalog) Printer(tag string) *Printer {
	want, err := language.Parse(tag)
	if err != nil || tag == "" {
		return c.printers[0]
	}
	_, i, sure := c.matcher.Match(want)
	if sure == language.No {
		i = 0
	}
	return c.printers[i]
}

// Match returns the language that a word means: a tag or a language's own or
// English name, "de" or "Deutsch" or "German". Empty if we do not speak it.
func (c *Catalog) Match(word string) string {
	word = strings.TrimSpace(word)
	for _, p := range c.printers {
		tag := p.tag.String()
		if strings.EqualFold(word, tag) || strings.EqualFold(word, Name(tag)) ||
			strings.EqualFold(word, display.English.Languages().Name(p.tag)) {
			return tag
		}
	}
	return ""
}

// Name is what a language calls itself: "Deutsch".
func Name(tag string) string {
	t, err := language.Parse(tag)
	if err != nil {
		return tag
	}
	return display.Self.Name(t)
}

// Fill sets the fields of a struct of words from the messages of a section, by
// their JSON names: how a network's page gets its words.
func (c *Catalog) Fill(tag, section string, words any) error {
	raw, err := files.ReadFile("words/" + c.Printer(tag).Language() + ".json")
	if err != nil {
		return fmt.Errorf("reading the words of %s: %w", tag, err)
	}
	var all map[string]json.RawMessage
	if err := json.Unmarshal(raw, &all); err != nil {
		return fmt.Errorf("reading the words of %s: %w", tag, err)
	}
	if err := json.Unmarshal(all[section], words); err != nil {
		return fmt.Errorf("reading section %q of %s: %w", section, tag, err)
	}
	return nil
}

func newPrinter(b *i18n.Bundle, t language.Tag) *Printer {
	return &Printer{
		tag:     t,
		words:   i18n.NewLocalizer(b, t.String()),
		numbers: message.NewPrinter(t),
		rtl:     RightToLeft(t.String()),
	}
}
