package page_test

import (
	"context"
	"errors"
	"log/slog"
	"net/http"
	"os"
	"strings"
	"testing"

	"crier/feeds"
	"crier/feeds/page"
)

func TestPagesThatAreNoArticleSayWhatTheyAre(t *testing.T) {
	const menu = `<nav><a href="/">Home</a> <a href="/sport">Sport</a></nav>`
	for _, c := range []struct {
		name, body string
		want       feeds.ProblemKind
	}{
		{"nothing", "", feeds.NoArticle},
		{"an empty page", "<html><body></body></html>", feeds.NoArticle},
		{"a script alone", `<html><body><div id="root"></div><script>start()</script></body></html>`, feeds.NoArticle},
		{"a page that scripts fill", `<title>Ada (@ada@social.example) - Mastodon</title><body><div id="mastodon"><noscript><div><p>To use the Mastodon web application, please enable JavaScript. Alternatively, try one of the native apps for Mastodon for your platform.</p></div></noscript></div>`, feeds.NoArticle},
		{"an apology beside scripts", `<title>X</title><body><noscript><div><h1>JavaScript is not available.</h1><p>Please enable JavaScript or switch to a supported browser to continue.</p></div></noscript><div>Something went wrong, but don’t fret — let’s give it another shot.</div>`, feeds.NoArticle},
		{"a check of the browser", `<title>Just a moment...</title><body><h1>example.org</h1><p>Verify you are human by completing the action below.</p><script src="https://challenges.cloudflare.com/x.js"></script>`, feeds.BotCheck},
		{"a refusal to robots", `<title>Access Denied</title><h1>Access Denied</h1><p>You don't have permission to access this page on this server. Our systems have detected unusual traffic.</p>`, feeds.BotCheck},
		{"a check without words", `<html><body><p>Please wait while we load the page for you, it takes a few seconds only.</p><script src="https://geo.captcha-delivery.com/c.js"></script></body></html>`, feeds.BotCheck},
		{"a cookie wall", `<title>The Post</title><body><h1>We value your privacy</h1><p>We and our partners use cookies to store and access information on your device, such as unique identifiers, to show personalised ads.</p><p>You may give your consent to the use of cookies, or refuse the consent, by a click on one of the buttons below.</p><button>Accept all</button>`, feeds.CookieWall},
		{"a German cookie wall", `<title>Die Post</title><body><p>Mit Ihrer Einwilligung verwenden wir und unsere Partner Cookies, um Inhalte zu messen und Anzeigen zu zeigen.</p><p>Sie können der Verwendung von Cookies zustimmen oder ein Abo ohne Cookies abschließen.</p>`, feeds.CookieWall},
		{"pay or be tracked, in German", `<html lang="de"><title>Die Post</title><body><h1>Willkommen! Mit Werbung weiterlesen</h1><p>Besuchen Sie unsere Seite wie gewohnt mit Werbung und Tracking. (Zustimmung ist jederzeit widerrufbar.) Details zum Tracking finden Sie in der Datenschutzerklärung.</p><button>Akzeptieren und weiter</button><p>… oder Pur-Abo abschließen. Nutzen Sie uns ganz ohne Werbetracking.</p>`, feeds.CookieWall},
		{"a login", `<title>Sign in</title><body>` + menu + `<form><p>Please log in to continue reading this article, or create an account to read five articles a month.</p><input type="text"><input type="password"></form>`, feeds.Login},
		{"a lost page", `<title>Page not found - The Post</title><body>` + menu + `<h1>404</h1><p>Sorry, the page you are looking for could not be found. Perhaps it has moved, or the link that brought you here was wrong.</p>`, feeds.NotFound},
		{"a lost page in French", `<title>Page introuvable</title><body><h1>Page introuvable</h1><p>La page que vous cherchez n'est plus ici. Revenez à la page d'accueil pour continuer votre lecture du journal.</p>`, feeds.NotFound},
		{"a film", `<meta property="og:type" content="video.other"><title>Bridge film</title><body><video src="a.mp4"></video><p>See how the bridge over the river was built, in three minutes of old film.</p>`, feeds.Video},
		{"hardly a sentence", `<title>Note</title><body><p>More about this tomorrow.</p>`, feeds.TooShort},
		{"a front page of links", `<title>The Post</title><body><h1>The Post</h1><ul>` + strings.Repeat(`<li><a href="/a">Mayor opens the bridge on Friday after years of work</a></li><li><a href="/b">Herring prices fall again this week</a></li>`, 20) + `</ul>`, feeds.List},
	} {
		t.Run(c.name, func(t *testing.T) {
			_, err := page.Extract(context.Background(), []byte(c.body), "text/html", "https://example.org/news/a")
			if got := feeds.KindOf(err); got != c.want {
				t.Errorf("got %q (%v), want %q", got, err, c.want)
			}
		})
	}
}

func TestArticlesAboutWallsAreArticles(t *testing.T) {
	for name, about := range map[string]string{
		"cookies": "The court ruled that cookies need consent. ", "robots": "The company asks visitors to prove that they are not a robot. ",
		"logins": "Readers must log in to continue, said the publisher. ", "404": "The page is not found any more, the archive said. ",
	} {
		t.Run(name, func(t *testing.T) {
			body := "<title>About " + name + "</title><article>"
			for _, p := range strings.Split(bridge, "\n\n") {
				body += "<p>" + about + p + "</p>"
			}
			a := extract(t, body)
			if !strings.Contains(a.Text, "herring") {
				t.Errorf("got %q", a.Text)
			}
		})
	}
}

func TestFilesThatAreNoPagesSayWhatTheyAre(t *testing.T) {
	for _, c := range []struct {
		name, body, contentType string
		want                    feeds.ProblemKind
	}{
		{"the head of a PDF served as a page", "%PDF-1.7\n%\xe2\xe3\xcf\xd3\n1 0 obj", "text/html", feeds.PDF},
		{"the head of a PDF after a blank line", "\r\n%PDF-1.4 1 0 obj", "application/pdf", feeds.PDF},
		{"a picture", "\x89PNG\r\n\x1a\n\x00\x00\x00\rIHDR", "", feeds.Picture},
		{"a drawing", `<svg xmlns="http://www.w3.org/2000/svg"></svg>`, "image/svg+xml", feeds.Picture},
		{"a film", "\x00\x00\x00\x18ftypmp42\x00\x00\x00\x00mp42isom", "video/mp4", feeds.Video},
		{"a song", "ID3\x03\x00\x00\x00\x00", "", feeds.Audio},
		{"an archive", "PK\x03\x04\x14\x00\x00\x00", "text/html", feeds.Binary},
		{"data", `{"title":"A","body":"` + bridge[:300] + `"}`, "text/html", feeds.Binary},
		{"numbers", strings.Repeat("\x01\x02\x03\xff\xfe\x00", 50), "text/html", feeds.Binary},
		{"a feed", `<?xml version="1.0"?><rss version="2.0"><channel><title>A</title></channel></rss>`, "application/rss+xml", feeds.List},
	} {
		t.Run(c.name, func(t *testing.T) {
			_, err := page.Extract(context.Background(), []byte(c.body), c.contentType, "https://example.org/file")
			if got := feeds.KindOf(err); got != c.want {
				t.Errorf("got %q (%v), want %q", got, err, c.want)
			}
		})
	}
}

// shelf is a client that serves one answer.
type shelf struct {
	response feeds.Response
	err      error
	asked    feeds.Get
}

func (s *shelf) Get(_ context.Context, g feeds.Get) (feeds.Response, error) {
	s.asked = g
	return s.response, s.err
}

func TestTheReaderAsksTheClientAndReads(t *testing.T) {
	body := "<title>Bridge</title><article><p>" + strings.ReplaceAll(bridge, "\n\n", "</p><p>") + "</p></article>"
	client := &shelf{response: feeds.Response{URL: "https://example.org/b", Header: http.Header{"Content-Type": {"text/html"}}, Body: []byte(body)}}
	a, err := page.New(client, slog.New(slog.DiscardHandler)).Read(context.Background(), "https://example.org/a", feeds.ForFeed)
	if err != nil {
		t.Fatal(err)
	}
	if a.URL != "https://example.org/b" || a.Text != bridge {
		t.Errorf("got %q %q", a.URL, a.Text)
	}
	if client.asked.URL != "https://example.org/a" || client.asked.Why != feeds.ForFeed || client.asked.MaxBytes == 0 {
		t.Errorf("asked %+v", client.asked)
	}
}

func TestTheReaderPassesTheClientsProblemOn(t *testing.T) {
	client := &shelf{err: &feeds.Problem{Kind: feeds.Busy}}
	_, err := page.New(client, slog.New(slog.DiscardHandler)).Read(context.Background(), "https://example.org/a", feeds.ForPerson)
	if feeds.KindOf(err) != feeds.Busy {
		t.Errorf("got %v", err)
	}
}

func TestRedirectsToWallsAreWalls(t *testing.T) {
	for to, want := range map[string]feeds.ProblemKind{
		"https://consent.example.org/m?continue=a":  feeds.CookieWall,
		"https://example.org/login?next=/a":         feeds.Login,
		"https://accounts.example.org/users/signin": feeds.Login,
	} {
		client := &shelf{response: feeds.Response{URL: to, Header: http.Header{}, Body: []byte("<p>" + bridge)}}
		_, err := page.New(client, slog.New(slog.DiscardHandler)).Read(context.Background(), "https://example.org/a", feeds.ForPerson)
		if feeds.KindOf(err) != want {
			t.Errorf("%s: got %v", to, err)
		}
	}
}

func TestAPDFFileBehindALinkIsAnArticle(t *testing.T) {
	body, err := os.ReadFile("pdf/testdata/report.pdf")
	if err != nil {
		t.Fatal(err)
	}
	a, err := page.Extract(context.Background(), body, "application/octet-stream", "https://www.example.org/files/report.pdf?utm_source=x")
	if err != nil {
		t.Fatal(err)
	}
	if a.Title != "Annual report of the harbour" || a.Site != "example.org" || a.Language != "en" || a.Canonical != "https://www.example.org/files/report.pdf" {
		t.Errorf("%q %q %q %q", a.Title, a.Site, a.Language, a.Canonical)
	}
	if link := a.Link(0, 40); link != a.Canonical+"#page=1" {
		t.Errorf("a place in a file that browsers do not search: %s", link)
	}
	locked, err := os.ReadFile("pdf/testdata/locked.pdf")
	if err != nil {
		t.Fatal(err)
	}
	_, err = page.New(&shelf{}, slog.New(slog.DiscardHandler)).Open(context.Background(), "report.pdf", locked, "")
	if p, ok := errors.AsType[*feeds.Problem](err); !ok || p.Kind != feeds.PDFLocked || p.Host != "report.pdf" {
		t.Errorf("got %v", err)
	}
}
