package topics

import (
	"strings"
	"testing"

	"crier/feeds"
)

// regexes is expressions at whose edges a short cut could go wrong.
func regexes() []string {
	return []string{
		`storm\w*`, `\w*storm`, `storm(s|ing)?`, `(a|b)?storm`, `\bstorm\b`, `\Bstorm`, `storm\B`, `^storm`, `storm$`, `(?m)^storm`, `(?m)storm$`,
		`[a-z]+storm`, `storm[0-9]`, `storm[0-9]+x`, `storm.*flood`, `(?s)storm.*flood`, `flood.*\sstorm`, `storm\s+\w+`, `storm\n+flood`,
		`(storm|flood)s`, `(storm|fl).*day`, `(storm\b|flood)+`, `(?:storm\s?){2}`, `(storm|flood|\d+) day`, `(?-i)Storm`, `(?-i:[S]torm)`, `(?i:k)elvin`, `kelvin`, `straße`,
		`s[tx]orm`, `[^s]torm`, `sto.m`, `st.*rm`, `.torm`, `\d+\s*million`, `\w+storm\w+`, `(?U)storm.*day`, `storm.{0,9}day`, `(storm)?flood`, `((storm)*flood)+`,
		`storm\z`, `\Astorm`, `(sto|flo)(rm|od)`, `(storm|)day`, `a*storm.*b*`, `storm\x{FFFD}`, `\p{Lu}torm`, `(x+x+)+storm`, `storm.*storm.*storm.*storm.*day`,
		`\w+ \w+ storm`, `(?s).+storm`, `[\s\S]+storm`, `storm[^a]day`, `storm[^a-z]+day`, `\S+storm`, `(storm|storms|stormy)\b`, `s{1,3}torm`, `(?:st|sch)o?rm.+(?:day|x)`,
		`(?s)storm.+?flood.*day`, `storm.*\bflood`, `(storm.*)+day`, `(?s)storm.+(?-i)Storm`, `storm.*\nday`, `(?s)storm.*\nflood`, `(?s)storm.+storm$`, `storm(.*day|.+flood)x`,
		`\A.*(?m:storm)`, `\A.*(?m:storm$)`, `\A.*(?m:^storm|flood)`, `storm\s+flood`, `(?s)storm.$`, `storm[^a]`, `storm\n`,
	}
}

// TestRegularExpressionsAreExact asks articles that consist of little else than what
// the expressions look for, with letters that change their length with their case.
func TestRegularExpressionsAreExact(t *testing.T) {
	x, naive := NewIndex(), map[int64]*Query{}
	for i, re := range regexes() {
		for j, text := range []string{"/" + re + "/", "day /" + re + "/", "day -/" + re + "/", "/" + re + "/ OR kelvin", "title:/" + re + "/", "title:(flood /" + re + "/)"} {
			q, err := Parse(text)
			if err != nil {
				t.Fatalf("%s: %v", text, err)
			}
			id := int64(6*i + j)
			naive[id] = q
			x.Add(id, q)
		}
	}
	s := newSampler(5, 1)
	matches := 0
	for i := range 1000 {
		odd := i%3 == 0
		write := func(n int) string {
			var b strings.Builder
			for range s.IntN(n) {
				b.WriteString(s.pick("storm", "Storm", "STORM", "flood", "day", "kelvin", "straße", "torm", "s", "a", "xx", "1", "23 million", " ", " ", "  ", "\n", "\n\n", ".", "x"))
				if odd {
					b.WriteString(s.pick("", "", "", "ſtorm", "\u212Aelvin", "STRAẞE", "\xff", "\uFFFD", "é", "天"))
				}
			}
			return b.String()
		}
		matches += same(t, i, feeds.Article{Title: write(6), Text: write(40)}, x, naive)
	}
	if matches < 1000*len(naive)/10 {
		t.Errorf("only %d matches: the test shows little", matches)
	}
	for id := range naive {
		x.Remove(id)
	}
	if used := len(x.words.terms) - len(x.words.free); used != 1 || len(x.words.sources) != 0 {
		t.Errorf("%d terms and %d expressions are left", used, len(x.words.sources))
	}
}

// A regular expression held to the title sees nothing else: neither does it reach into the
// text, nor does the title end elsewhere for it.
func TestARegularExpressionOfTheTitleSeesNothingElse(t *testing.T) {
	a := feeds.Article{Language: "en", Title: "Storm hits the coast", Text: "Flood in the valley.\n\nStorm hits the coast"}
	d := NewDoc(a)
	for query, want := range map[string]bool{
		`title:/coast\s+flood/`: false, `title:/coast\n/`: false, `title:/(?s)storm.+flood/`: false, `title:/coast[^a]/`: false, `title:/coast\b/`: true,
		`title:/coast$/`: true, `title:/coast\z/`: true, `title:/^storm/`: true, `title:/^flood/`: false, `title:/(?m)^flood/`: false, `title:/flood|coast/`: true,
		`title:/valley/`: false, `title:(/valley/ OR /coast$/)`: true, `-title:/valley/ flood`: true, `/coast\s+flood/`: true,
	} {
		q, err := Parse(query)
		if err != nil {
			t.Errorf("%s: %v", query, err)
			continue
		}
		x := NewIndex()
		x.Add(1, q)
		if naive, index, judge := q.Match(d), len(x.Match(d)) == 1, q.Judge().Match(a); naive != want || index != want || judge != want {
			t.Errorf("%s: the query says %v, the index %v, the judge %v; want %v", query, naive, index, judge, want)
		}
		if hits := q.Hits(d); want && hits == (Hits{}) || strings.HasPrefix(query, "title:") && hits.InText > 0 {
			t.Errorf("%s stands at %+v", query, hits)
		}
	}
}
