package feeds_test

import (
	"net/url"
	"strings"
	"testing"
	"time"
	"unicode/utf8"

	"crier/feeds"
)

// over makes an article whose page shows the text below a menu, and the link to
// the one place of quote in it.
func over(page, text, quote string) string {
	a := feeds.Article{URL: "https://example.org/a", Page: page, Text: text}
	at := strings.Index(text, quote)
	return a.Link(at, at+len(quote))
}

func TestLinksToExactPlaces(t *testing.T) {
	const long = "The council voted on Tuesday evening to repair the old bridge over the river before winter comes."
	for _, c := range []struct{ name, page, text, quote, want string }{
		{"a short quote stands whole", "Menu\n" + long, long, "the old bridge", "text=the%20old%20bridge"},
		{"a long quote by its ends", "Menu\n" + long, long, long, "text=The%20council%20voted,before%20winter%20comes."},
		{"what means syntax is encoded", "A well-known, so-called R&D unit, 5% up", "A well-known, so-called R&D unit, 5% up", "well-known, so-called R&D", "text=well%2Dknown%2C%20so%2Dcalled%20R%26D"},
		{"a prefix where the words stand twice", "He said no to them.\nShe said no to them.", "He said no to them.\n\nShe said no to them.", "said no to them.", "text=He-,said%20no%20to%20them."},
		{"the second of two by its surroundings", "One of us saw it.\nTwo of us saw it.", "Two of us saw it.", "of us saw it.", "text=Two-,of%20us%20saw%20it."},
		{"a suffix where nothing stands before", "Rain again today\nRain again tomorrow", "Rain again today", "Rain again", "text=Rain%20again,-today"},
		{"a prefix from the line above", "Rain again today\nRain again tomorrow", "Rain again tomorrow", "Rain again", "text=today-,Rain%20again"},
		{"the start grows until it is the only one", long + "\n" + strings.Replace(long, "Tuesday", "Friday", 1), long, long, "text=The%20council%20voted%20on%20Tuesday,before%20winter%20comes."},
		{"case, white space and quotes are as a finder sees them", "“Hello   there,” she\tsaid.", "\"hello there,\" she said.", "hello there", "text=Hello%20there"},
		{"accents are the page's own", "Un café fermé hier", "Un cafe ferme hier", "cafe ferme", "text=caf%C3%A9%20ferm%C3%A9"},
		{"Chinese has no spaces", "首页\n市议会星期二投票决定在冬天之前修复河上的旧桥。", "市议会星期二投票决定在冬天之前修复河上的旧桥。", "市议会星期二投票决定在冬天之前修复河上的旧桥。", "text=%E5%B8%82%E8%AE%AE%E4%BC%9A%E6%98%9F%E6%9C%9F%E4%BA%8C%E6%8A%95%E7%A5%A8%E5%86%B3%E5%AE%9A%E5%9C%A8%E5%86%AC%E5%A4%A9%E4%B9%8B%E5%89%8D%E4%BF%AE%E5%A4%8D%E6%B2%B3%E4%B8%8A%E7%9A%84%E6%97%A7%E6%A1%A5%E3%80%82"},
		{"a quote over two lines of the page", "First line of the poem\nand the second line of it", "First line of the poem and the second line of it", "line of the poem and the second line of it", "text=line%20of%20the,line%20of%20it"},
		{"a note's number inside the page's sentence", "The town has paid for the bridge itself with a tax on herring since the year [3] when the ferry sank in the storm.", "The town has paid for the bridge itself with a tax on herring since the year when the ferry sank in the storm.", "The town has paid for the bridge itself with a tax on herring since the year when the ferry sank in the storm.", "text=The%20town%20has,in%20the%20storm."},
	} {
		t.Run(c.name, func(t *testing.T) {
			if got := over(c.page, c.text, c.quote); got != "https://example.org/a#:~:"+c.want {
				t.Errorf("got  %s\nwant %s", got, "https://example.org/a#:~:"+c.want)
			}
		})
	}
}

func TestALinkKeepsTheAddress(t *testing.T) {
	for _, c := range []struct{ name, url, canonical, want string }{
		{"a section stays", "https://example.org/a#part", "", "https://example.org/a#part:~:text=a%20bridge"},
		{"an older directive goes", "https://example.org/a#part:~:text=else", "", "https://example.org/a#part:~:text=a%20bridge"},
		{"an empty fragment", "https://example.org/a#", "", "https://example.org/a#:~:text=a%20bridge"},
		{"campaign marks go", "https://example.org/a?utm_source=x", "https://example.org/a", "https://example.org/a#:~:text=a%20bridge"},
		{"the page that was read, not its other name", "https://example.org/amp/a", "https://example.org/a", "https://example.org/amp/a#:~:text=a%20bridge"},
		{"no address", "", "", ""},
	} {
		t.Run(c.name, func(t *testing.T) {
			a := feeds.Article{URL: c.url, Canonical: c.canonical, Page: "We saw a bridge there.", Text: "We saw a bridge there."}
			if got := a.Link(7, 15); got != c.want {
				t.Errorf("got %s, want %s", got, c.want)
			}
		})
	}
}

func TestAPlaceThatThePageDoesNotHaveIsThePlainAddress(t *testing.T) {
	a := feeds.Article{URL: "https://example.org/a", Page: "Something else altogether.", Text: "We saw a bridge there."}
	for _, span := range [][2]int{{0, 8}, {-1, 4}, {4, 4}, {9, 4}, {0, 900}} {
		if got := a.Link(span[0], span[1]); got != a.URL {
			t.Errorf("%v gives %s", span, got)
		}
	}
}

func TestLinksAreLinearInThePage(t *testing.T) {
	limit := 5 * time.Second
	if raceOn {
		limit *= 10
	}
	for name, unit := range map[string]string{"signs": ".", "one word": "a ", "lines": "a b c\n", "no spaces": "桥", "letters": "a"} {
		page := strings.Repeat(unit, 1<<20/len(unit))
		a := feeds.Article{URL: "https://example.org/a", Page: page, Text: page}
		began := time.Now()
		a.Link(1<<19/3*3, 1<<19/3*3+300)
		a.Link(0, len(page))
		if spent := time.Since(began); spent > limit {
			t.Errorf("%s: %v", name, spent)
		}
	}
}

func FuzzLink(f *testing.F) {
	f.Add("https://example.org/a#b", "Menu\nWe saw a bridge there.\nWe saw it.", "We saw a bridge there.", 0, 12)
	f.Add("https://example.org/", "桥。桥。\u00ad桥", "桥。", 0, 6)
	f.Fuzz(func(t *testing.T, address, page, text string, start, end int) {
		a := feeds.Article{URL: address, Page: page, Text: text}
		got := a.Link(start, end)
		_, directive, ok := strings.Cut(strings.TrimPrefix(got, address), ":~:text=")
		if !ok {
			return
		}
		for part := range strings.SplitSeq(directive, ",") {
			plain, err := url.PathUnescape(strings.Trim(part, "-"))
			if err != nil || plain == "" || utf8.ValidString(page) && !utf8.ValidString(plain) {
				t.Errorf("part %q of %q: %v", part, got, err)
			}
		}
		if strings.Trim(directive, "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789._~%,-") != "" {
			t.Errorf("not encoded: %q", directive)
		}
	})
}

func BenchmarkLinks(b *testing.B) {
	text := strings.Repeat("The council voted on Tuesday evening to repair the old bridge. ", 20)
	a := feeds.Article{URL: "https://example.org/a", Text: text + "It was late and nobody spoke.", Page: strings.Repeat("Menu of the day\n", 3000) + text + "It was late and nobody spoke."}
	b.ReportAllocs()
	for b.Loop() {
		p := a.Places()
		for range 3 {
			p.Link(len(text), len(a.Text))
		}
	}
}

func TestAPlaceInAFileIsItsPage(t *testing.T) {
	a := feeds.Article{URL: "https://example.org/a.pdf?download=1#top", Canonical: "https://example.org/a.pdf", Text: "One.\n\nTwo. Three.\n\nFour.", Sheets: []int{0, 6, 11, 11, 19}}
	for place, want := range map[int]string{0: "1", 6: "2", 11: "4", 19: "5"} {
		if got := a.Link(place, place+4); got != "https://example.org/a.pdf#page="+want {
			t.Errorf("byte %d is at %s, want page %s", place, got, want)
		}
	}
	if a.URL, a.Canonical = "", ""; a.Link(0, 4) != "" {
		t.Errorf("a file that was sent is at %s", a.Link(0, 4))
	}
}
