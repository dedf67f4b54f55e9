package lang

import (
	"encoding/json"
	"maps"
	"regexp"
	"slices"
	"strings"
	"testing"
	"time"
	"unicode/utf8"

	"golang.org/x/text/feature/plural"
	"golang.org/x/text/language"
)

func catalog(t *testing.T) *Catalog {
	t.Helper()
	c, err := New()
	if err != nil {
		t.Fatal(err)
	}
	return c
}

// messages reads a language's file as it was written: key → plural form → words.
func messages(t *testing.T, tag string) map[string]map[string]string {
	t.Helper()
	raw, err := files.ReadFile("words/" + tag + ".json")
	if err != nil {
		t.Fatal(err)
	}
	var sections map[string]map[string]any
	if err := json.Unmarshal(raw, &sections); err != nil {
		t.Fatalf("%s: %v", tag, err)
	}
	out := map[string]map[string]string{}
	for section, all := range sections {
		for name, m := range all {
			forms := map[string]string{}
			switch m := m.(type) {
			case string:
				forms[""] = m
			case map[string]any:
				for form, words := range m {
					forms[form], _ = words.(string)
				}
			}
			out[section+"."+name] = forms
		}
	}
	return out
}

func TestEveryLanguageHasTheSameKeysAndPlaceholders(t *testing.T) {
	english := messages(t, Default)
	for _, tag := range catalog(t).Languages()[1:] {
		other := messages(t, tag)
		for _, key := range slices.Sorted(maps.Keys(english)) {
			forms, ok := other[key]
			if !ok {
				t.Errorf("%s: %s is missing", tag, key)
				continue
			}
			if (len(forms) > 1) != (len(english[key]) > 1) {
				t.Errorf("%s: %s counts in one language and not in the other", tag, key)
			}
			if want, got := placeholders(english[key]), placeholders(forms); want != got {
				t.Errorf("%s: %s has the placeholders %q, in English %q", tag, key, got, want)
			}
		}
		for key := range other {
			if english[key] == nil {
				t.Errorf("%s: %s is not there in English", tag, key)
			}
		}
	}
}

var placeholder = regexp.MustCompile(`\{\{[^}]*\}\}|%s`)

// placeholders are those of the plural form that shows most of them.
func placeholders(forms map[string]string) string {
	found := map[string]bool{}
	for _, words := range forms {
		for _, p := range placeholder.FindAllString(words, -1) {
			found[p] = true
		}
	}
	return strings.Join(slices.Sorted(maps.Keys(found)), " ")
}

func TestMessagesThatCountHaveAllPluralForms(t *testing.T) {
	names := map[plural.Form]string{plural.Zero: "zero", plural.One: "one", plural.Two: "two", plural.Few: "few", plural.Many: "many", plural.Other: "other"}
	for _, tag := range catalog(t).Languages() {
		needed := map[string]bool{}
		for n := range 200 {
			needed[names[plural.Cardinal.MatchPlural(language.MustParse(tag), n, 0, 0, 0, 0)]] = true
		}
		for key, forms := range messages(t, tag) {
			if _, plain := forms[""]; plain {
				continue
			}
			for form := range needed {
				if strings.TrimSpace(forms[form]) == "" {
					t.Errorf("%s: %s has no words for %q", tag, key, form)
				}
			}
		}
	}
}

func TestWordsAreShortEnoughForTheNetworks(t *testing.T) {
	limits := map[string]int{"help.": 100, "option.": 100, "action.": 100, "message_menu.": 32, "button.": 24, "telegram.": 200}
	for _, tag := range catalog(t).Languages() {
		for key, forms := range messages(t, tag) {
			for prefix, most := range limits {
				if n := utf8.RuneCountInString(forms[""]); strings.HasPrefix(key, prefix) && n > most {
					t.Errorf("%s: %s has %d characters, at most %d are shown", tag, key, n, most)
				}
			}
		}
	}
}

func TestALanguageIsFoundByTagAndByName(t *testing.T) {
	c := catalog(t)
	for tag, want := range map[string]string{
		"": "en", "de": "de", "de-AT": "de", "en-GB": "en", "zz": "en", "not a tag": "en", "ja": "en", "gsw": "de",
	} {
		if got := c.Printer(tag).Language(); got != want {
			t.Errorf("Printer(%q) speaks %s, want %s", tag, got, want)
		}
	}
	for word, want := range map[string]string{
		"de": "de", "Deutsch": "de", " german ": "de", "ENGLISH": "en", "klingon": "", "": "",
	} {
		if got := c.Match(word); got != want {
			t.Errorf("Match(%q) = %q, want %q", word, got, want)
		}
	}
	if got := Name("de"); got != "Deutsch" {
		t.Errorf("German calls itself %q", got)
	}
}

func TestNumbersDatesAndSpansAreWrittenAsTheLanguageDoes(t *testing.T) {
	c := catalog(t)
	day := time.Date(2024, 3, 3, 22, 0, 0, 0, time.UTC)
	for tag, want := range map[string][]string{
		"en": {"12,345", "3 March 2024", "in 10 minutes", "2 hours ago", "for 24 hours", "in a moment", "9 days ago"},
		"de": {"12.345", "3. März 2024", "in 10 Minuten", "vor 2 Stunden", "für 24 Stunden", "gleich", "vor 9 Tagen"},
	} {
		p := c.Printer(tag)
		got := []string{
			p.Number(12345), p.Date(day), p.In(10*time.Minute + 20*time.Second), p.Ago(95 * time.Minute),
			p.For(24 * time.Hour), p.In(-time.Hour), p.Ago(9*24*time.Hour + time.Hour),
		}
		if !slices.Equal(got, want) {
			t.Errorf("%s:\n got %q\nwant %q", tag, got, want)
		}
	}
}

func TestForeignWordsAreIsolated(t *testing.T) {
	p := catalog(t).Printer("en")
	if got, want := p.Text("alert.topic", "Name", "مناخ"), "New for “\u2068مناخ\u2069”"; got != want {
		t.Errorf("got %q, want %q", got, want)
	}
	if got, want := p.Text("alert.topic", "Name", "climate 2026"), "New for “climate 2026”"; got != want {
		t.Errorf("got %q, want %q", got, want)
	}
	arabic := &Printer{rtl: true}
	if got, want := arabic.Isolate("example.org"), "\u2068example.org\u2069"; got != want {
		t.Errorf("got %q, want %q", got, want)
	}
	for tag, want := range map[string]bool{"ar": true, "he": true, "fa-IR": true, "ur": true, "de": false, "az-Arab": true, "az": false, "?": false} {
		if RightToLeft(tag) != want {
			t.Errorf("RightToLeft(%q) is %v", tag, !want)
		}
	}
}

func TestAMissingMessageGivesItsKeyAndANetworkGetsItsWords(t *testing.T) {
	c := catalog(t)
	if got := c.Printer("de").Text("no.such"); got != "no.such" {
		t.Errorf("got %q", got)
	}
	if p := c.Printer("de"); p.Has("no.such") || !p.Has("help.title") || !p.Has("card.words") {
		t.Error("Has does not tell what is there")
	}
	var words struct {
		Send string `json:"send"`
		Cut  string `json:"cut"`
	}
	if err := c.Fill("de", "web", &words); err != nil || words.Send != "Senden" || words.Cut != "%s Zeichen insgesamt" {
		t.Errorf("Fill gave %+v, %v", words, err)
	}
	if err := c.Fill("de", "nowhere", &words); err == nil {
		t.Error("a section that is not there was filled")
	}
}
