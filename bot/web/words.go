package web

import (
	"fmt"
	"reflect"
	"slices"
	"strings"

	"golang.org/x/text/language"
)

// Words are the words of the page around the conversation, in one language. All
// are required. Those with a %s get what the comment says.
type Words struct {
	Promise     string `json:"promise"`     // one line under the name: "The main points of any article, in its own words."
	Placeholder string `json:"placeholder"` // in the empty field: "Paste a link, or type /help"
	Field       string `json:"field"`       // what the field is, for screen readers: "Message to Crier"
	Send        string `json:"send"`        // the button beside the field, and of a form: "Send"
	Attach      string `json:"attach"`      // the button that sends a file: "Send a file"
	Log         string `json:"log"`         // what the list of messages is, for screen readers: "Conversation"
	Commands    string `json:"commands"`    // what the list of suggestions is: "Commands"
	You         string `json:"you"`         // who wrote, for screen readers: "You"
	New         string `json:"new"`         // jumps to what arrived below: "New message"
	Cut         string `json:"cut"`         // under a long text of the visitor; %s: its characters: "%s characters in all"
	Working     string `json:"working"`     // while an answer is made: "Crier is reading…"
	Offline     string `json:"offline"`     // no line to the server: "Connection lost. Trying again…"
	Online      string `json:"online"`      // it is back: "Connected again."
	Elsewhere   string `json:"elsewhere"`   // too many pages of this chat: "This chat is open in newer tabs."
	Here        string `json:"here"`        // the button that brings it back: "Use it here"
	TooFast     string `json:"too_fast"`    // "That was quick. Please wait a moment and send it again."
	TooLong     string `json:"too_long"`    // "That is too long for one message. Send its link, or a shorter part."
	Full        string `json:"full"`        // no more visitors: "Crier has too many visitors right now. Please come back later."
	Failed      string `json:"failed"`      // a fault of ours: "Something went wrong on my side. Please try again."
	FileGone    string `json:"file_gone"`   // a download that was kept too long: "This file is no longer here. Ask for it again."
	Download    string `json:"download"`    // link to a file; %s: its name: "Download %s"
	NoScript    string `json:"no_script"`   // "This chat needs JavaScript. Crier also speaks on Telegram and Discord."
}

func (w Words) check() error {
	v := reflect.ValueOf(w)
	for i := range v.NumField() {
		if strings.TrimSpace(v.Field(i).String()) == "" {
			return fmt.Errorf("the word %s is missing", v.Type().Field(i).Name)
		}
	}
	return nil
}

// tongues finds the visitor's language among those of the page.
type tongues struct {
	matcher language.Matcher
	names   []string // in the matcher's order, the default first
}

func newTongues(words map[string]Words, first string) (tongues, error) {
	if _, ok := words[first]; !ok {
		return tongues{}, fmt.Errorf("there are no words in the default language %q", first)
	}
	t := tongues{names: []string{first}}
	for name := range words {
		if name != first {
			t.names = append(t.names, name)
		}
	}
	slices.Sort(t.names[1:])
	var tags []language.Tag
	for _, name := range t.names {
		tag, err := language.Parse(name)
		if err != nil {
			return tongues{}, fmt.Errorf("reading the language tag %q: %w", name, err)
		}
		if err := words[name].check(); err != nil {
			return tongues{}, fmt.Errorf("in %s: %w", name, err)
		}
		tags = append(tags, tag)
	}
	t.matcher = language.NewMatcher(tags)
	return t, nil
}

// pick reads an Accept-Language header (RFC 9110, 12.5.4): page is the language
// among ours, locale what the visitor reads best, empty if nothing useful is said.
func (t tongues) pick(accept string) (page, locale string) {
	if len(accept) > 200 {
		accept = ""
	}
	tags, _, err := language.ParseAcceptLanguage(accept)
	if err != nil || len(tags) == 0 {
		return t.names[0], ""
	}
	_, i, sure := t.matcher.Match(tags...)
	if sure == language.No {
		i = 0
	}
	if tags[0] != language.Und {
		locale = tags[0].String()
	}
	return t.names[i], locale
}

// direction is "rtl" for languages that are written from right to left.
func direction(lang string) string {
	tag, err := language.Parse(lang)
	if err != nil {
		return "ltr"
	}
	script, _ := tag.Script()
	switch script.String() {
	case "Arab", "Hebr", "Syrc", "Thaa", "Nkoo", "Adlm":
		return "rtl"
	}
	return "ltr"
}
