package syndication

import (
	"strings"
	"testing"
)

func TestWhatNobodyReadsOfAnEntryIsLeftOut(t *testing.T) {
	for _, c := range []struct{ name, entry, want string }{
		{"nothing", "<title>A</title>", "<title>A</title>"},
		{"categories", `<title>A</title><category>x</category><category term="y"/><link>l</link>`, "<title>A</title><link>l</link>"},
		{"other spaces", "<slash:comments>4</slash:comments><wfw:commentRss>u</wfw:commentRss><dc:subject>s</dc:subject>z", "z"},
		{"CDATA", "<category domain='a>b'><![CDATA[<b>]]> and <![CDATA[]]></category><title>A</title>", "<title>A</title>"},
		{"with an element inside", "<category><b>x</b></category>", "<category><b>x</b></category>"},
		{"closed by another", "<category>x</title>", "<category>x</title>"},
		{"open", "<category>x", "<category>x"},
		{"deeper", "<content><category>x</category></content>", "<content><category>x</category></content>"},
	} {
		const before, after = "<rss><channel><category>of the feed</category><item>", "</item></channel></rss>"
		got, err := trimmed([]byte(before + c.entry + after))
		if want := before + c.want + after; err != nil || string(got) != want {
			t.Errorf("%s: %s, %v; want %s", c.name, got, err, want)
		}
	}
}

func TestABodyIsCutWhereNothingWasLeftOutOfItsLastEntry(t *testing.T) {
	const entry = "<item><category>x</category><title>A</title></item>"
	body := "<rss><channel>" + strings.Repeat(entry, 3) + "<item>" + strings.Repeat("<category/>", maxElements) + "</item></channel></rss>"
	got, err := trimmed([]byte(body))
	want := "<rss><channel>" + strings.Repeat("<item><title>A</title></item>", 3) + "</channel></rss>"
	if err != nil || string(got) != want {
		t.Errorf("%v, %d bytes, want %d: …%s", err, len(got), len(want), got[max(len(got)-100, 0):])
	}
}
