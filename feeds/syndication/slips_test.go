package syndication_test

import (
	"strings"
	"testing"

	"crier/feeds"
)

// What other readers take, a stranger expects to work here too.
func TestSlipsOfThoseWhoMakeFeedsAreForgiven(t *testing.T) {
	item := "<item><title>Größe</title></item>"
	body := strings.Replace(rss(item), `"1.0"`, `"1.0" encoding="utf-8"`, 1)
	for name, c := range map[string]struct{ body, want string }{
		"a byte order mark":          {"\ufeff" + body, "Größe"},
		"two of them":                {"\ufeff\ufeff" + body, "Größe"},
		"one behind a blank line":    {"\n\ufeff\n" + body, "Größe"},
		"blank lines":                {"\n\n  " + body, "Größe"},
		"a comment first":            {"<!-- made in 3 ms -->" + body, "Größe"},
		"a server's complaint first": {"<br />\n<b>Warning</b>:  Undefined variable $x in <b>/a.php</b> on line <b>3</b><br />\n" + body, "Größe"},
		"a script behind":            {body + "<script>x</script>", "Größe"},
		"called UTF-16":              {strings.Replace(body, "utf-8", "utf-16", 1), "Größe"},
		"an ampersand alone":         {rss("<item><title>AT&T & more</title></item>"), "AT&T & more"},
		"entities of HTML":           {rss("<item><title>caf&eacute; &ndash; open</title></item>"), "café – open"},
		"less than":                  {rss("<item><title>Rates < 5 percent and a <b</title></item>"), ""},
		"less than a number":         {rss("<item><title>Rates < 5 percent</title><description><![CDATA[<p>1 < 2</p>]]></description></item>"), "Rates < 5 percent"},
	} {
		u, err := poll(t, c.body)
		if c.want == "" {
			if feeds.KindOf(err) != feeds.BrokenFeed {
				t.Errorf("%s: %+v, %v", name, u.Entries, err)
			}
			continue
		}
		if len(u.Entries) != 1 || u.Entries[0].Title != c.want {
			t.Errorf("%s: %+v, %v; want %q", name, u.Entries, err, c.want)
		}
	}
	if _, err := poll(t, "<!doctype html><p>A page about <pre>"+body+"</pre>"); feeds.KindOf(err) != feeds.NotFeed {
		t.Errorf("a page about feeds: %v", err)
	}
}
