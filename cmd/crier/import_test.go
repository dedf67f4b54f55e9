package main

import (
	"archive/zip"
	"fmt"
	"net/http"
	"net/http/httptest"
	"path/filepath"
	"strings"
	"testing"
)

// reader is a server of n feeds, the last of which is none.
func manyFeeds(t *testing.T, n int) (opml string) {
	t.Helper()
	s := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		if r.URL.Path == fmt.Sprint("/", n-1) {
			_, _ = fmt.Fprint(w, "<html><p>no feed</p></html>")
			return
		}
		_, _ = fmt.Fprintf(w, `<rss version="2.0"><channel><title>Feed %s</title><item><title>One</title><link>http://%s%s/1</link></item></channel></rss>`, r.URL.Path[1:], r.Host, r.URL.Path)
	}))
	t.Cleanup(s.Close)
	var b strings.Builder
	b.WriteString("<opml><body>")
	for i := range n {
		fmt.Fprintf(&b, `<outline xmlUrl="%s/%d"/>`, s.URL, i)
	}
	return b.String() + "</body></opml>"
}

func TestFeedsAreImportedAndExportedAgain(t *testing.T) {
	env := loopback()
	env["CRIER_DATA"] = t.TempDir()
	list := manyFeeds(t, 50)
	out, err := crier(t, env, list, "import", "-")
	if err != nil || !strings.Contains(out, "/49: is no feed") || !strings.Contains(out, "49 of 50 feeds are new; 1 were left out.") {
		t.Fatalf("%v\n%s", err, out)
	}
	out, err = crier(t, env, list, "import", "--chat", "telegram:7", "-")
	if err != nil || !strings.Contains(out, "49 of 50 feeds are new") {
		t.Fatalf("%v\n%s", err, out)
	}
	out, err = crier(t, env, "", "export")
	if err != nil || strings.Count(out, "xmlUrl=") != 49 || !strings.Contains(out, `title="Feed 7"`) {
		t.Errorf("%v\n%s", err, out)
	}
	file := filepath.Join(t.TempDir(), "chat.zip")
	if _, err = crier(t, env, "", "export", "--chat", "telegram:7", file); err != nil {
		t.Fatal(err)
	}
	z, err := zip.OpenReader(file)
	if err != nil {
		t.Fatal(err)
	}
	defer func() { _ = z.Close() }()
	if len(z.File) != 2 || z.File[0].Name != "feeds.opml" || z.File[1].Name != "chat.json" {
		t.Errorf("the zip holds %v", z.File)
	}
	for _, args := range [][]string{{"import", "--chat", "nobody", "-"}, {"import", filepath.Join(env["CRIER_DATA"], "none.opml")}} {
		if out, err := crier(t, env, list, args...); err == nil {
			t.Errorf("%v went well: %s", args, out)
		}
	}
	if _, err := crier(t, env, list[:len(list)-30], "import", "-"); err == nil {
		t.Error("half a file was imported")
	}
}

func TestAListThatCannotBeImportedIsCalledByItsName(t *testing.T) {
	for list, want := range map[string]string{
		`<opml><body><outline xmlUrl="https://example.org/a"/>`: "standard input breaks off or is damaged",
		"Buy milk.":            "standard input is no list of feeds",
		"<opml><body/></opml>": "There is no feed in standard input",
	} {
		env := loopback()
		env["CRIER_DATA"] = t.TempDir()
		if _, err := crier(t, env, list, "import", "-"); err == nil || !strings.Contains(err.Error(), want) {
			t.Errorf("%q: %v, want %q", list, err, want)
		}
	}
}

func TestTheBarSaysHowFarItIs(t *testing.T) {
	b := bar{all: 4}
	if got := b.line(); got != "["+strings.Repeat(".", 40)+"] 0 of 4" {
		t.Error(got)
	}
	b.step()
	if got := b.line(); got != "["+strings.Repeat("#", 10)+strings.Repeat(".", 30)+"] 1 of 4" {
		t.Error(got)
	}
}
