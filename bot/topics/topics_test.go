package topics

import (
	"errors"
	"strings"
	"testing"
	"unicode/utf8"

	"crier/feeds"
)

func rain() feeds.Article {
	return feeds.Article{
		Title: "Rain returns to Velm after the longest drought", URL: "https://news.velm-herald.example/a/1", Language: "en",
		Text: "Farmers in the valley welcomed the rain.\n\nThe minister's COVID-19 fund raised interest rates again, and elections follow.",
	}
}

func TestAQueryMatchesWhatItSays(t *testing.T) {
	for _, c := range []struct {
		query string
		want  bool
	}{
		{"rain", true},
		{"RAINS", true},
		{"election", true},
		{"electing rain", true},
		{"snow", false},
		{"rain snow", false},
		{"rain AND farmers", true},
		{"snow OR rain", true},
		{"rain -snow", true},
		{"rain -farmers", false},
		{"rain NOT drought", false},
		{"(snow OR hail) rain", false},
		{"(snow OR rain) -(hail OR storm)", true},
		{`"interest rates"`, true},
		{`"rates interest"`, false},
		{`"drought farmers"`, false}, // no phrase reaches from the title into the text
		{`“interest rates”`, true},
		{"covid-19", true},
		{"covid-20", false},
		{"farm*", true},
		{"farmx*", false},
		{"title:drought", true},
		{"title:farmers", false},
		{`title:"longest drought"`, true},
		{"title:ret*", true},
		{"site:velm-herald.example", true},
		{"site:www.velm-herald.example", true},
		{"site:herald.example", false},
		{"lang:en rain", true},
		{"lang:de rain", false},
		{`/minister'?s\s+covid/`, true},
		{`/^Rain returns/`, true},
		{`/snow(fall)?/`, false},
		{"rain, farmers", true},
		{"DROUGHT", true},
	} {
		q, err := Parse(c.query)
		if err != nil {
			t.Errorf("%s: %v", c.query, err)
			continue
		}
		if got := q.Match(NewDoc(rain())); got != c.want {
			t.Errorf("%s matches: %v, want %v", c.query, got, c.want)
		}
	}
}

func TestWordsAreStemmedInTheArticlesLanguage(t *testing.T) {
	for _, c := range []struct{ lang, text, query string }{
		{"fr", "Les élections municipales auront lieu dimanche.", "election"},
		{"de", "Die Gletscher der Alpen schmelzen.", "gletschern"},
		{"ja", "気候変動は東京で議論された。", "東京"},
		{"ru", "Выборы состоятся в воскресенье.", "выборов"},
		{"hi", "जलवायु परिवर्तन पर बैठक", "जलवायु"},
	} {
		q, err := Parse(c.query)
		if err != nil {
			t.Fatal(err)
		}
		if !q.Match(NewDoc(feeds.Article{Language: c.lang, Text: c.text})) {
			t.Errorf("%s does not find %q in %s", c.query, c.text, c.lang)
		}
	}
}

func TestASyntaxErrorNamesThePlace(t *testing.T) {
	for _, c := range []struct {
		query string
		at    int
		hint  Hint
	}{
		{"", 0, Empty},
		{"   ", 0, Empty},
		{"-rain", 0, OnlyNot},
		{"NOT rain OR snow", 0, OnlyNot},
		{`rain "snow`, 5, OpenQuote},
		{"(rain", 0, OpenParen},
		{"rain)", 4, CloseParen},
		{")(", 0, CloseParen},
		{"rain OR )", 8, CloseParen},
		{"rain OR", 7, Operand},
		{"OR rain", 0, Operand},
		{"rain /(/", 5, BadRegex},
		{"rain /x*/", 5, BadRegex}, // it matches the empty text: everything
		{`/\s/`, 0, BadRegex},      // so does what stands between title and text
		{"title:", 0, FieldValue},
		{"r*", 0, ShortPrefix},
		{"rain lang:klingon", 10, BadLanguage},
		{"lang:/en/ rain", 5, BadLanguage},
		{"rain title:/x*/", 11, BadRegex},
		{`צה"ל "אמר`, 8, OpenQuote},
		{"rain …", 5, NoWord},
		{"🚀", 0, NoWord},
		{"?", 0, NoWord},
		{"from:bbc", 0, NoField},
		{"storm -Source:bbc.com", 7, NoField},
		{"storm (author:\"John Smith\")", 7, NoField},
		{"storm in:title", 6, NoField},
		{"apple - fruit", 6, LooseMinus},
		{"apple – fruit", 6, LooseMinus},
		{strings.Repeat("é", 499) + "éé", 2 * MaxQuery, TooLong},
		{strings.Repeat("rain ", 101), MaxQuery, TooLong},
	} {
		_, err := Parse(c.query)
		syntax, ok := errors.AsType[*SyntaxError](err)
		if !ok || syntax.At != c.at || syntax.Hint != c.hint {
			t.Errorf("%q: %v, want %s at %d", c.query, err, c.hint, c.at)
		}
	}
}

func TestACorrectionIsWhatWasMeant(t *testing.T) {
	for query, want := range map[string]string{
		"rain AND OR sun": "rain AND sun", "rain OR": "rain", "rain OR ?": "rain", "rain ||": "rain", "| rain": "rain", "rain | | sun": "rain | sun", "rain &": "rain",
		"storm) flood": "storm flood", "storm)flood": "storm flood", "(rain OR) sun": "(rain) sun", "(AND rain)": "(rain)",
		"title: rain": "title:rain", "title:(rain": "title:(rain)", "title: (rain sun)": "title:(rain sun)", "title:() rain": "rain", "title:(rain OR)": "title:(rain)", `"rate hike`: `"rate hike"`, "🚀 rain": "rain", "🚀": "", "a -()": "a", ")rain(": "rain", "rain OR ) sun": "rain OR sun", "r*": "r",
		"from:bbc": "site:bbc.com", "from:bbc.co.uk rain": "site:bbc.co.uk rain", "-source:bbc rain": "-site:bbc.com rain", "url:https://www.bbc.com/news": "site:https://www.bbc.com/news", `source:"bbc news"`: `"bbc news"`, "from:(bbc.com OR cnn.com)": "site:(bbc.com OR cnn.com)",
		`author:"John Smith" rain`: `"John Smith" rain`, "headline:rain": "title:rain", "in:title rain": "title:rain", "rain sun in:title": "title:rain title:sun", "in:text rain": "rain", "in:title": "", "language:en rain": "lang:en rain", "Sprache:klingon rain": "rain",
		"rain -filetype:pdf": "rain", "after:2026-01-01": "", "topic:rain": "rain",
		"apple - fruit": "apple -fruit", "apple – fruit pie": "apple -fruit pie", "apple -- fruit": "apple -fruit", "apple － fruit": "apple -fruit", "- rain": "rain", "rain -": "rain", "a OR - b": "a OR b", "(a OR b) - c": "(a OR b) -c", "title:(a - b)": "title:(a -b)",
		"rain / sun": "rain OR sun", "/ rain": "rain",
		"rain lang:klingon": "rain", "lang:klingon rain sun": "rain sun", "rain -lang:klingon sun": "rain sun", "rain (lang:klingon OR lang:de)": "rain (lang:de)",
	} {
		_, err := Parse(query)
		if syntax, ok := errors.AsType[*SyntaxError](err); !ok || syntax.Fix != want {
			t.Errorf("%s: %v, corrected to %q, want %q", query, err, syntax.Fix, want)
		}
	}
}

// Signs that other query languages have for AND and OR, with blanks around them or without.
func TestSignsJoinAsTheirWordsDo(t *testing.T) {
	for typed, meant := range map[string]string{
		"rain || sun": "rain OR sun", "rain|sun": "rain OR sun", "rain｜sun": "rain OR sun", `"rain hail"|sun`: `"rain hail" OR sun`, "title:rain|sun": "title:rain OR sun",
		"title:(rain|sun)": "title:rain OR title:sun", "rain & sun": "rain sun", "rain && sun": "rain sun", "rain + sun": "rain sun", "rain; sun": "rain sun", "rain&sun": `"rain sun"`, "rain !sun": "rain -sun", "rain !(sun OR hail)": "rain -(sun OR hail)", `rain !"hot sun"`: `rain -"hot sun"`, "rain! sun": "rain sun", "rain !": "rain", "rain : sun ?": "rain sun", "rain ？": "rain", "rain ！sun": "rain -sun", "rain !title:sun": "rain -title:sun", "+rain +sun": "rain sun",
		"/rain|sun/": "/rain|sun/", "title:/rain|sun/": "title:/rain|sun/",
	} {
		q, err := Parse(typed)
		want, wrong := Parse(meant)
		if err != nil || wrong != nil || !q.Same(want) {
			t.Errorf("%s: %v, want the same as %s", typed, err, meant)
		}
	}
}

// A colon in a name, a time or a headline makes no field of what stands before it.
func TestAColonMakesNoFieldByItself(t *testing.T) {
	for _, query := range []string{"re:publica", "10:30", "Source: minister", "from: Rome", "Trump: what now", "news:storm", "in:out", "source:", `"from:bbc"`, "from", "2:1"} {
		if _, err := Parse(query); err != nil {
			t.Errorf("%s: %v", query, err)
		}
	}
}

// A limit counts characters, whatever they take.
func TestALongQueryOfAnyScriptIsUnderstood(t *testing.T) {
	if _, err := Parse(strings.Repeat("気候", MaxQuery/2)); err != nil {
		t.Error(err)
	}
}

func TestStarterTopicsHaveNamesAndMatch(t *testing.T) {
	all, err := Starters()
	if err != nil {
		t.Fatal(err)
	}
	for _, s := range all {
		if s.Names["en"] == "" || s.Names["de"] == "" {
			t.Errorf("starter %q lacks a name", s.ID)
		}
	}
	q, _ := Parse(all[0].Query)
	if !q.Match(NewDoc(rain())) || q.Match(NewDoc(feeds.Article{Language: "en", Text: "A chess final in Velm."})) {
		t.Errorf("the starter topic %q does not tell a drought from a chess final", all[0].ID)
	}
}

func FuzzParse(f *testing.F) {
	for _, s := range []string{`a AND (b OR "c d") -e*`, "title:x site:y lang:zz", `from:b -author:"c d" in:title a - b`, "/a+b/ NOT q", `“x`, "((((", "-"} {
		f.Add(s)
	}
	d := NewDoc(rain())
	f.Fuzz(func(t *testing.T, s string) {
		q, err := Parse(s)
		if err != nil {
			syntax, ok := errors.AsType[*SyntaxError](err)
			if !ok || syntax.At > len(s) {
				t.Fatalf("%q: %v", s, err)
			}
			if _, err := Parse(syntax.Fix); syntax.Fix != "" && err != nil {
				t.Fatalf("%q is corrected to %q: %v", s, syntax.Fix, err)
			}
			return
		}
		for _, narrow := range []func() (string, bool){q.InTitles, q.Fewer, func() (string, bool) { return q.InSites(".com") }} {
			if narrowed, ok := narrow(); ok && utf8.ValidString(s) {
				if _, err := Parse(narrowed); err != nil {
					t.Fatalf("%q is narrowed to %q: %v", s, narrowed, err)
				}
			}
		}
		if q.Match(NewDoc(feeds.Article{})) && q.Match(NewDoc(feeds.Article{Text: "zzz"})) {
			t.Fatalf("%q matches an empty article", s)
		}
		x := NewIndex()
		x.Add(1, q)
		if (len(x.Match(d)) == 1) != q.Match(d) {
			t.Fatalf("%q: index and query differ", s)
		}
	})
}

// Small words between others may have been meant to join them.
func TestSmallOperatorsAreNoticed(t *testing.T) {
	for query, want := range map[string]string{
		"storm or flood": "storm OR flood", "Sturm oder  Flut": "Sturm OR  Flut", "search and rescue": "search AND rescue", "apple not fruit": "apple NOT fruit", "apple without fruit": "apple NOT fruit", "Apfel ohne Saft": "Apfel NOT Saft", "orage ou crue": "orage OR crue", "lluvia y viento o nieve": "lluvia AND viento OR nieve",
		"a or b and c": "a OR b AND c", "a OR b or c": "a OR b OR c", "(a b) Or -c d": "(a b) OR -c d", `"a" or "b c"`: `"a" OR "b c"`, "a or title:b": "a OR title:b", "a or not b": "",
		"storm OR flood": "", `"storm or flood"`: "", "or": "", "or storm": "", "storm or": "", "title:or b": "", "storm, flood": "storm OR flood", "rate hike ,  Inflation,": "rate hike OR Inflation", "台風、洪水": "台風 OR 洪水", `title:"a b"; title:cr*`: `title:"a b" OR title:cr*`,
		"storm, flood OR rain": "", "storm, -flood": "", "(storm, flood)": "", "1,000 dead": "", ",storm": "", "storm, flood or rain": "storm, flood OR rain", "to be or not": "", "orchid": "", "storm -or flood": "",
	} {
		q, err := Parse(query)
		if err != nil {
			t.Errorf("%s: %v", query, err)
			continue
		}
		got, small, ok := q.Meant()
		if ok != (want != "") || ok && (got != want || small == "") {
			t.Errorf("%s may be meant as %q (for %q, %v), want %q", query, got, small, ok, want)
		}
	}
}

// A word that is found nowhere may begin others, as in German.
func TestAQueryIsWidenedToBeginnings(t *testing.T) {
	for query, want := range map[string]string{
		"Klima": "Klima*", "klima OR wetter": "klima* OR wetter*", "title:klima -wandel": "title:klima* -wandel", "klima lang:de": "klima* lang:de", "title:(klima OR Bahn)": "title:(klima* OR Bahn*)",
		"eis": "", `"klima"`: "", "klima*": "", "covid-19": "", "/klima/": "", "site:example.org": "", "klima -(wandel)": "",
	} {
		q, err := Parse(query)
		if err != nil {
			t.Fatal(err)
		}
		if got, ok := q.Wider(); ok != (want != "") || ok && got != want {
			t.Errorf("%s is widened to %q, %v; want %q", query, got, ok, want)
		}
	}
}

// A site by a name without its ending is one that no article comes from.
func TestASiteIsGivenItsEnding(t *testing.T) {
	for query, want := range map[string]string{
		"site:bbc": "site:bbc.com", "site:bbc title:storm": "site:bbc.com title:storm", "site:BBC storm": "site:BBC.com storm", "site:site": "site:site.com", "site：bbc": "site：bbc.com", "site:(bbc OR cnn.com) storm": "site:(bbc.com OR cnn.com) storm", "site:https://www.bbc.com": "",
		"site:de": "", "site:org": "", "site:bbc.co.uk": "", "bbc": "", "storm -site:bbc": "", "title:bbc": "",
	} {
		q, err := Parse(query)
		if err != nil {
			t.Fatal(err)
		}
		if got, ok := q.InSites(".com"); ok != (want != "") || ok && got != want {
			t.Errorf("%s is %q, %v; want %q", query, got, ok, want)
		}
	}
}

// A topic in letters that no article in the chat's languages has finds those that have them.
func TestAQueryNamesLanguagesByItsLetters(t *testing.T) {
	for query, want := range map[string]bool{
		"storm": false, "Überschwemmung OR Ærø": false, "storm -lang:de": true, "storm lang:de": true, "צה\"ל": true, "storm OR Ураган": true, "storm -Ураган": false,
		"東京": true, `title:"доклад"`: true, "ураг*": true, "3.25": false, "/storm/": false, "(storm OR (flood lang:fr))": true,
	} {
		q, err := Parse(query)
		if err != nil || q.Languages() != want {
			t.Errorf("%s: %v, want %v; %v", query, q.Languages(), want, err)
		}
	}
}
