package web

import (
	"strings"
	"testing"
)

func english() Words {
	return Words{
		Promise:     "The main points of any article, in its own words.",
		Placeholder: "Paste a link, or type /help",
		Field:       "Message to Crier",
		Send:        "Send",
		Log:         "Conversation",
		Commands:    "Commands",
		You:         "You",
		New:         "New message",
		Cut:         "%s characters in all",
		Working:     "Crier is reading…",
		Offline:     "Connection lost. Trying again…",
		Online:      "Connected again.",
		Elsewhere:   "This chat is open in newer tabs.",
		Here:        "Use it here",
		TooFast:     "That was quick. Please wait a moment and send it again.",
		TooLong:     "That is too long for one message. Send its link, or a shorter part.",
		Attach:      "Send a file",
		Full:        "Crier has too many visitors right now. Please come back later.",
		Failed:      "Something went wrong on my side. Please try again.",
		FileGone:    "This file is no longer here. Ask for it again.",
		Download:    "Download %s",
		NoScript:    "This chat needs JavaScript. Crier also speaks on Telegram and Discord.",
	}
}

func german() Words {
	w := english()
	w.Promise = "Die wichtigsten Punkte jedes Artikels, in seinen eigenen Worten."
	w.Placeholder = "Link einfügen oder /help tippen"
	w.Failed = "Bei mir ist etwas schiefgegangen. Bitte noch einmal versuchen."
	return w
}

func bothLanguages() map[string]Words { return map[string]Words{"en": english(), "de": german()} }

func TestVisitorsLanguage(t *testing.T) {
	words := bothLanguages()
	words["ar"] = english()
	tongues, err := newTongues(words, "en")
	if err != nil {
		t.Fatal(err)
	}
	for _, c := range []struct{ accept, page, locale string }{
		{"", "en", ""},
		{"de-AT,de;q=0.9,en;q=0.5", "de", "de-AT"},
		{"ar-EG", "ar", "ar-EG"},
		{"zh-CN,zh;q=0.9", "en", "zh-CN"},
		{"zh, de;q=0.5", "de", "zh"},
		{"*", "en", "mul"},
		{";;;q=nonsense", "en", ""},
		{strings.Repeat("de,", 200), "en", ""},
	} {
		page, locale := tongues.pick(c.accept)
		if page != c.page || locale != c.locale {
			t.Errorf("%.40q: page %q locale %q, want %q and %q", c.accept, page, locale, c.page, c.locale)
		}
	}
	if direction("ar") != "rtl" || direction("he") != "rtl" || direction("fa-IR") != "rtl" || direction("de") != "ltr" {
		t.Error("the direction of a language is wrong")
	}
}

func TestMissingWordsAreNamed(t *testing.T) {
	w := german()
	w.TooFast = " "
	for _, c := range []struct {
		name  string
		words map[string]Words
		first string
		want  string
	}{
		{"a word", map[string]Words{"en": english(), "de": w}, "en", "in de: the word TooFast is missing"},
		{"the default", bothLanguages(), "fr", `default language "fr"`},
		{"a tag", map[string]Words{"en": english(), "no such tag": english()}, "en", `language tag "no such tag"`},
	} {
		_, err := New(Options{Store: newMemory(), Words: c.words, Language: c.first})
		if err == nil || !strings.Contains(err.Error(), c.want) {
			t.Errorf("%s: error %v, want one with %q", c.name, err, c.want)
		}
	}
	if _, err := New(Options{Words: bothLanguages(), Language: "en"}); err == nil {
		t.Error("New took no store")
	}
}
