package newsroom

import (
	"bytes"
	"net/http"
	"time"
)

// link is an address with its headline.
type link struct{ URL, Title string }

// section is a headed list of links.
type section struct {
	ID, Title string
	Links     []link
}

// listPage is what pages/list.html shows.
type listPage struct {
	Title, Motto, Language string
	Feeds                  []Feed
	Sections               []section
}

// articlePage is what pages/article.html shows.
type articlePage struct {
	Title, Teaser, Author, Language, Topic string
	URL, Image, Date, Day                  string
	Year                                   int
	SiteID                                 string
	Site                                   site
	Words                                  words
	Opinion                                bool
	Paragraphs                             []string
	Previous, Next                         *link
	Related                                []link
	Feeds                                  []Feed
	LD                                     map[string]any
}

// base is the address under which this request reached us.
func base(r *http.Request) string { return "http://" + r.Host }

// index lists the newspapers, the feeds and the samples.
func (n *Newsroom) index(w http.ResponseWriter, r *http.Request) {
	page := listPage{
		Title: "Crier's newsroom", Language: "en", Feeds: Feeds(),
		Motto: "Four invented newspapers, to try Crier without leaving your machine.",
	}
	papers := section{ID: "papers", Title: "Newspapers"}
	for _, id := range []string{"harbor", "ledger", "uferbote", "fanal"} {
		papers.Links = append(papers.Links, link{"/" + id + "/", n.sites[id].Name})
	}
	subscribe := section{ID: "feeds", Title: "Feeds"}
	for _, f := range Feeds() {
		subscribe.Links = append(subscribe.Links, link{f.Path, f.Title})
	}
	odd := section{ID: "samples", Title: "What no summary can be made of"}
	for _, s := range samples() {
		odd.Links = append(odd.Links, link{"/samples/" + s.name, s.title})
	}
	all := func(piece) bool { return true }
	page.Sections = []section{papers, subscribe, {"latest", "Latest", links(n.out(all))}, odd}
	n.render(w, r, "list.html", page, time.Time{})
}

// front is a newspaper's first page, by section.
func (n *Newsroom) front(w http.ResponseWriter, r *http.Request) {
	id := r.PathValue("site")
	s, ok := n.sites[id]
	if !ok {
		http.NotFound(w, r)
		return
	}
	page := listPage{Title: s.Name, Motto: s.Motto, Language: s.Language, Feeds: feedsOf(s.Language)}
	for _, topic := range topics() {
		found := n.out(func(p piece) bool { return p.site == id && p.topic == topic })
		if len(found) > 0 {
			page.Sections = append(page.Sections, section{topic, n.words[s.Language][topic], links(found)})
		}
	}
	n.render(w, r, "list.html", page, time.Time{})
}

func (n *Newsroom) article(w http.ResponseWriter, r *http.Request) {
	of := n.out(func(p piece) bool { return p.site == r.PathValue("site") })
	for i, p := range of {
		if p.path != r.URL.Path {
			continue
		}
		page := n.page(p, base(r))
		if i > 0 {
			page.Next = &link{base(r) + of[i-1].path, of[i-1].title}
		}
		if i+1 < len(of) {
			page.Previous = &link{base(r) + of[i+1].path, of[i+1].title}
		}
		page.Related = links(n.out(func(other piece) bool {
			return other.language == p.language && other.topic == p.topic && other.path != p.path
		}))
		page.Related = page.Related[:min(len(page.Related), 4)]
		n.render(w, r, "article.html", page, p.at)
		return
	}
	http.NotFound(w, r)
}

func (n *Newsroom) page(p piece, base string) articlePage {
	s := n.sites[p.site]
	page := articlePage{
		Title: p.title, Teaser: p.paragraphs[0], Author: p.author, Language: p.language,
		Topic: n.words[p.language][p.topic], URL: base + p.path, Image: base + "/images/" + p.slug + ".png",
		Date: p.at.Format(time.RFC3339), Day: p.at.Format(time.DateOnly), Year: p.at.Year(),
		SiteID: p.site, Site: s, Words: n.words[p.language], Opinion: p.kind == "opinion",
		Paragraphs: p.paragraphs, Feeds: feedsOf(p.language),
	}
	kind := "NewsArticle"
	if page.Opinion {
		kind = "OpinionNewsArticle"
	}
	page.LD = map[string]any{
		"@context": "https://schema.org", "@type": kind,
		"headline": p.title, "datePublished": page.Date, "dateModified": page.Date,
		"inLanguage": p.language, "image": page.Image, "mainEntityOfPage": page.URL,
		"articleSection": page.Topic, "isAccessibleForFree": true,
		"author":    map[string]string{"@type": "Person", "name": p.author},
		"publisher": map[string]string{"@type": "NewsMediaOrganization", "name": s.Name},
	}
	return page
}

func (n *Newsroom) render(w http.ResponseWriter, r *http.Request, name string, data any, at time.Time) {
	var out bytes.Buffer
	if err := n.pages.ExecuteTemplate(&out, name, data); err != nil {
		http.Error(w, "the page cannot be shown", http.StatusInternalServerError)
		return
	}
	send(w, r, "text/html; charset=utf-8", out.Bytes(), at)
}

func links(pieces []piece) []link {
	all := make([]link, 0, len(pieces))
	for _, p := range pieces {
		all = append(all, link{p.path, p.title})
	}
	return all
}
