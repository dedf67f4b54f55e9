package main

import (
	"bytes"
	"encoding/json"
	"fmt"
	"net/http"
	"net/http/httptest"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"crier/feeds/newsroom"
)

// crier runs the program with an input and returns what it prints.
func crier(t *testing.T, env map[string]string, input string, args ...string) (string, error) {
	t.Helper()
	var out, logs bytes.Buffer
	err := run(t.Context(), args, func(name string) string { return env[name] }, strings.NewReader(input), &out, &logs)
	return out.String(), err
}

// open loopback: the tests' own servers may be fetched.
func loopback() map[string]string { return map[string]string{"CRIER_ALLOW": "127.0.0.0/8"} }

const harbour = `Harbour reopens after nine days

The harbour of Ellery reopened on Friday after a strike of nine days, the port authority said. — Harbor Press Agency

Dockers accepted a rise of 4.2 percent and one more day of leave. The first ship to enter was a freighter with grain from the south, which had waited outside for a week.

"We are glad that the cranes move again," said Nora Quint, who leads the union. The port lost some 31 million marens in the strike, according to the chamber of commerce.

Further talks about night shifts are planned for the spring. Both sides agreed on a mediator.
`

func TestSummarizePrintsPointsWithTheirOffsets(t *testing.T) {
	out, err := crier(t, nil, harbour, "summarize", "--json", "--points", "2", "-")
	if err != nil {
		t.Fatal(err)
	}
	var got summarized
	if err := json.Unmarshal([]byte(out), &got); err != nil {
		t.Fatalf("%v in %s", err, out)
	}
	if got.Title != "Harbour reopens after nine days" || got.Language != "en" || got.Body != harbour || len(got.Points) == 0 || len(got.Points) > 2 {
		t.Fatalf("got title %q, language %q, %d points", got.Title, got.Language, len(got.Points))
	}
	for _, p := range got.Points {
		text, at := "", p.Start
		for _, c := range p.Cuts {
			text += harbour[at:c[0]]
			at = c[1]
		}
		if text += harbour[at:p.End]; text != p.Text {
			t.Errorf("point %q is not its span less its cuts: %q", p.Text, text)
		}
	}
}

func TestSummarizeTellsWhy(t *testing.T) {
	out, err := crier(t, nil, harbour, "summarize", "--why", "-")
	if err != nil {
		t.Fatal(err)
	}
	if !strings.Contains(out, "\n1. Chosen because ") || !strings.Contains(out, "\n2. Chosen because ") {
		t.Errorf("%s", out)
	}
}

func TestSummarizeAnswersLineForLine(t *testing.T) {
	in := `{"id":"a","title":"","text":"One short text.","lang":"en"}` + "\n" + `{"id":7,"title":"","text":"","lang":"en"}` + "\n"
	out, err := crier(t, nil, in, "summarize", "--jsonl", "--points", "3")
	if err != nil {
		t.Fatal(err)
	}
	lines := strings.Split(strings.TrimSpace(out), "\n")
	if len(lines) != 2 || !strings.Contains(lines[0], `"id":"a"`) || !strings.Contains(lines[0], "One short text.") || !strings.Contains(lines[1], `"id":7`) {
		t.Errorf("got %q", lines)
	}
}

func TestSummarizeReadsAPage(t *testing.T) {
	paper, err := newsroom.New(newsroom.Options{})
	if err != nil {
		t.Fatal(err)
	}
	server := httptest.NewServer(paper)
	t.Cleanup(server.Close)
	out, err := crier(t, loopback(), "", "summarize", server.URL+paper.Publish(1)[0])
	if err != nil {
		t.Fatal(err)
	}
	for _, want := range []string{"• ", "#:~:text=", "all from the article"} {
		if !strings.Contains(out, want) {
			t.Errorf("%q lacks %q", out, want)
		}
	}
	for _, furniture := range []string{"No time to read", "Previous Article", "Next Article", "cookie"} {
		if strings.Contains(out, furniture) {
			t.Errorf("%q holds furniture: %q", out, furniture)
		}
	}
}

func TestExtractPrintsTheContract(t *testing.T) {
	page := `<html lang="en"><head><title>Harbour reopens</title><link rel="canonical" href="https://ellery.example/harbour"></head><body><nav>Menu</nav><article><h1>Harbour reopens</h1><p>` +
		strings.ReplaceAll(strings.TrimSpace(harbour), "\n\n", "</p><p>") + `</p></article></body></html>`
	out, err := crier(t, nil, page, "extract", "--json", "--url", "https://ellery.example/harbour?from=home")
	if err != nil {
		t.Fatal(err)
	}
	var got map[string]any
	if err := json.Unmarshal([]byte(out), &got); err != nil {
		t.Fatal(err)
	}
	for _, name := range []string{"url", "canonical", "title", "author", "date", "site", "language", "image", "text", "free", "previous", "next"} {
		if _, ok := got[name]; !ok {
			t.Errorf("the field %q is missing", name)
		}
	}
	if got["canonical"] != "https://ellery.example/harbour" || got["title"] != "Harbour reopens" || !strings.Contains(got["text"].(string), "\n\nDockers accepted") {
		t.Errorf("got %v", got)
	}
}

func TestMatchPrintsLineNumbers(t *testing.T) {
	file := filepath.Join(t.TempDir(), "queries")
	queries := "harbour\nsnow\n\n\"one more day\" -snow\ntitle:reopens\nlang:de\n"
	if err := os.WriteFile(file, []byte(queries), 0o600); err != nil {
		t.Fatal(err)
	}
	out, err := crier(t, nil, harbour, "match", "--queries", file)
	if err != nil || out != "1\n4\n5\n" {
		t.Errorf("got %q, %v; want lines 1, 4 and 5", out, err)
	}
	if err := os.WriteFile(file, []byte("harbour\n \n\"one more day\n"), 0o600); err != nil {
		t.Fatal(err)
	}
	if _, err := crier(t, nil, harbour, "match", "--queries", file); err == nil || !strings.Contains(err.Error(), `line 3: query: open_quote at byte 0; perhaps you mean: "one more day"`) {
		t.Errorf("of a quotation mark without its partner it says %v", err)
	}
}

func TestMatchTellsTheLanguageOfAText(t *testing.T) {
	file := filepath.Join(t.TempDir(), "queries")
	if err := os.WriteFile(file, []byte("election\nWahl\nlang:en\nlang:de\nlang:he\n"), 0o600); err != nil {
		t.Fatal(err)
	}
	for text, want := range map[string]string{
		"The elections were held on Sunday in the whole country, and the counting of the votes goes on.": "1\n3\n",
		"Die Wahlen fanden am Sonntag statt, und die Stimmen werden noch gezählt, sagte der Minister.":   "2\n4\n",
		"הבחירות נערכו ביום ראשון, וספירת הקולות נמשכת.":                                                 "5\n",
	} {
		if out, err := crier(t, nil, text, "match", "--queries", file); err != nil || out != want {
			t.Errorf("%s: got lines %q, %v; want %q", text, out, err, want)
		}
	}
}

func TestMatchBelievesTheAddressThatAFileNames(t *testing.T) {
	file := filepath.Join(t.TempDir(), "queries")
	if err := os.WriteFile(file, []byte("site:example.org\nsite:example.com\n"), 0o600); err != nil {
		t.Fatal(err)
	}
	saved := `<!doctype html><link rel="canonical" href="https://www.example.org/harbour"><article><h1>Harbour</h1><p>` + strings.ReplaceAll(harbour, "\n\n", "<p>") + `</article>`
	if out, err := crier(t, nil, saved, "match", "--queries", file); err != nil || out != "1\n" {
		t.Errorf("got lines %q, %v", out, err)
	}
}

func TestFeedShowsWhatAFeedGives(t *testing.T) {
	paper, err := newsroom.New(newsroom.Options{Published: 3})
	if err != nil {
		t.Fatal(err)
	}
	server := httptest.NewServer(paper)
	t.Cleanup(server.Close)
	out, err := crier(t, loopback(), "", "feed", server.URL+"/feeds/all.rss")
	if err != nil {
		t.Fatal(err)
	}
	for _, want := range []string{"Title:", "Entries:", "3", "/feeds/all.rss", "Next poll:"} {
		if !strings.Contains(out, want) {
			t.Errorf("%q lacks %q", out, want)
		}
	}
	if out, err = crier(t, loopback(), "", "feed", server.URL+"/"); err != nil || !strings.Contains(out, "several feeds") {
		t.Errorf("a site with several feeds: %q, %v", out, err)
	}
}

func TestFeedSaysWhatAnEntryLacks(t *testing.T) {
	server := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, _ *http.Request) {
		_, _ = fmt.Fprint(w, `<rss version="2.0"><channel><title>T</title><item><description>Words alone.</description></item></channel></rss>`)
	}))
	t.Cleanup(server.Close)
	out, err := crier(t, loopback(), "", "feed", server.URL+"/rss")
	if err != nil || !strings.HasSuffix(out, "\nno date  Words alone.\n  no address\n") {
		t.Errorf("%q, %v", out, err)
	}
}

func TestFeedSaysWhenItWillBeAskedAndWhy(t *testing.T) {
	var gap, age time.Duration
	var head, cache string
	server := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, _ *http.Request) {
		w.Header().Set("Content-Type", "application/rss+xml")
		w.Header().Set("Cache-Control", cache)
		_, _ = fmt.Fprintf(w, `<rss version="2.0" xmlns:atom="http://www.w3.org/2005/Atom"><channel><title>T</title>%s`, head)
		for i := range 6 {
			_, _ = fmt.Fprintf(w, `<item><title>Entry %d</title><guid>%d</guid><pubDate>%s</pubDate></item>`, i, i, time.Now().Add(-age-time.Duration(i)*gap).Format(time.RFC1123Z))
		}
		_, _ = fmt.Fprint(w, `</channel></rss>`)
	}))
	t.Cleanup(server.Close)
	for _, c := range []struct {
		gap, age          time.Duration
		head, cache, want string
	}{
		{2 * time.Hour, time.Minute, "", "", "in 30 minutes: it brings an entry about every 2 hours"},
		{10 * time.Minute, 3 * time.Hour, "", "", "in 45 minutes: it has brought nothing for 3 hours"},
		{time.Minute, time.Second, "", "", "in 5 minutes: the least that CRIER_POLL_MIN leaves; it brings an entry about every 1m0s"},
		{72 * time.Hour, time.Hour, "", "", "in 60 minutes: the most that CRIER_POLL_MAX leaves; it brings an entry about every 3 days"},
		{2 * time.Hour, time.Minute, "", "max-age=7200", "in 2 hours: as it asks; it brings an entry about every 2 hours"},
		{2 * time.Hour, time.Minute, "<ttl>240</ttl>", "", "in 4 hours: as it asks"},
		{2 * time.Hour, time.Minute, `<atom:link rel="hub" href="https://hub.example/"/>`, "", "with CRIER_PUBLIC_URL its hub pushes, and it is asked in 60 minutes only"},
	} {
		gap, age, head, cache = c.gap, c.age, c.head, c.cache
		out, err := crier(t, loopback(), "", "feed", server.URL+"/rss")
		if err != nil {
			t.Fatal(err)
		}
		if !strings.Contains(out, c.want) {
			t.Errorf("%q is missing in\n%s", c.want, out)
		}
	}
	env := loopback()
	env["CRIER_POLL_MAX"] = "20m"
	gap, age, head, cache = 2*time.Hour, time.Minute, "", ""
	if out, err := crier(t, env, "", "feed", server.URL+"/rss"); err != nil || !strings.Contains(out, "in 20 minutes: the most") {
		t.Errorf("with CRIER_POLL_MAX=20m: %v\n%s", err, out)
	}
}

func TestBadInputGetsOneClearSentence(t *testing.T) {
	server := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, _ *http.Request) { w.WriteHeader(http.StatusNotFound) }))
	t.Cleanup(server.Close)
	for _, c := range []struct {
		name  string
		env   map[string]string
		input string
		args  []string
		want  string
	}{
		{"a file that is not there", nil, "", []string{"summarize", "no-such-file"}, "opening the file"},
		{"an address inside a private network", nil, "", []string{"summarize", "http://10.1.2.3/a"}, "private network"},
		{"a page that is not there", loopback(), "", []string{"summarize", server.URL + "/a"}, "no page at this address"},
		{"PDF bytes without text", nil, "%PDF-1.4 nothing", []string{"summarize", "-"}, "PDF"},
		{"an empty page", nil, "<html><body></body></html>", []string{"summarize", "-"}, "no article"},
		{"hardly a sentence", nil, "Short.", []string{"summarize", "-"}, "too little text"},
		{"an unknown command", nil, "", []string{"sumarize"}, "crier --help"},
		{"a number that is none", nil, "", []string{"summarize", "--points", "x"}, "--points"},
		{"a negative number", nil, "", []string{"summarize", "--points=-1"}, "positive"},
		{"a role that is none", map[string]string{"CRIER_ROLES": "cook"}, "", []string{"run"}, "roles"},
		{"a range that is none", map[string]string{"CRIER_ALLOW": "ten"}, "", []string{"feed", "http://a.example/"}, "CRIER_ALLOW"},
		{"a feed that is not there", loopback(), "", []string{"feed", server.URL}, "nothing at this address"},
	} {
		t.Run(c.name, func(t *testing.T) {
			out, err := crier(t, c.env, c.input, c.args...)
			if err == nil || !strings.Contains(err.Error(), c.want) {
				t.Fatalf("error %v, want one about %q", err, c.want)
			}
			if out != "" || strings.Contains(err.Error(), "\n") {
				t.Errorf("printed %q and the error %q: want one line and nothing else", out, err)
			}
		})
	}
}

func TestSettingsComeFromFlagsEnvironmentAndFiles(t *testing.T) {
	dir := t.TempDir()
	secret, config := filepath.Join(dir, "token"), filepath.Join(dir, "crier.conf")
	if err := os.WriteFile(secret, []byte("not a token\n"), 0o600); err != nil {
		t.Fatal(err)
	}
	if err := os.WriteFile(config, []byte("# a comment\nCRIER_DATA="+filepath.Join(dir, "data")+"\n"), 0o600); err != nil {
		t.Fatal(err)
	}
	out, err := crier(t, map[string]string{"TELEGRAM_TOKEN_FILE": secret, "TELEGRAM_API_ENDPOINT": "http://127.0.0.1:1/bot%s/%s"}, "",
		"--config", config, "check")
	if err == nil || !strings.Contains(out, "WRONG telegram") || strings.Contains(out, "not a token") || !strings.Contains(out, filepath.Join(dir, "data")) {
		t.Errorf("check printed %q with %v; want the data folder of the file, and Telegram wrong without its token", out, err)
	}
	if err := os.WriteFile(config, []byte("CRIER_DATTA=x\n"), 0o600); err != nil {
		t.Fatal(err)
	}
	if _, err := crier(t, nil, "", "--config", config, "check"); err == nil || !strings.Contains(err.Error(), "line 1") {
		t.Errorf("a misspelt setting: %v, want its line named", err)
	}
}

func TestCheckSaysWhatIsConnected(t *testing.T) {
	out, err := crier(t, map[string]string{"CRIER_DATA": t.TempDir()}, "", "check")
	if err != nil {
		t.Fatal(err)
	}
	for _, want := range []string{"ok    data", "ok    reading", "ok    alerts    0 wait to be sent, none was refused", "off   telegram", "off   discord"} {
		if !strings.Contains(out, want) {
			t.Errorf("%q lacks %q", out, want)
		}
	}
}
