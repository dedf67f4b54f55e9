package page

import (
	"regexp"
	"strings"

	"crier/feeds"
)

// kind is what the page calls itself: in its JSON-LD, in its sections and address,
// in its title.
func (d *document) kind() feeds.ArticleKind {
	if kind := d.kindByType(); kind != "" {
		return kind
	}
	article := d.articleLD()
	marks := strings.Split(strings.ToLower(d.where.Path), "/")
	for _, section := range append(append([]string{d.first("article:section", "og:article:section", "section")},
		texts(article["articleSection"])...), texts(article["genre"])...) {
		marks = append(marks, strings.ToLower(section))
	}
	for _, mark := range marks {
		if kind, ok := kindBySection(mark); ok {
			return kind
		}
	}
	if kind := d.kindByHead(); kind != "" {
		return kind
	}
	if article["sponsor"] != nil {
		return feeds.Sponsored
	}
	if article.is("NewsArticle") {
		return feeds.News
	}
	return ""
}

func (d *document) kindByType() feeds.ArticleKind {
	for _, t := range d.ld {
		for _, known := range []struct {
			end  string
			kind feeds.ArticleKind
		}{
			{"OpinionNewsArticle", feeds.Opinion}, {"AnalysisNewsArticle", feeds.Analysis}, {"BackgroundNewsArticle", feeds.Analysis},
			{"SatiricalArticle", feeds.Satire}, {"AdvertiserContentArticle", feeds.Sponsored}, {"LiveBlogPosting", feeds.Live},
			{"PressRelease", feeds.PressRelease},
		} {
			if t.is(known.end) {
				return known.kind
			}
		}
	}
	return ""
}

// Marks in titles: "Opinion | Bridge money", "Bridge money – analysis".
var (
	titleMark = regexp.MustCompile(`^([\p{L}-]+(?: [\p{L}]+)?)\s*[:|–—]\s`)
	titleTail = regexp.MustCompile(`\s[|–—]\s*([\p{L}-]+(?: [\p{L}]+)?)(?:\s[|–—-]\s.*)?$`)
	atOnce    = regexp.MustCompile(`(?i)^\W*for immediate release\b`)
)

// kindByHead reads the title and the tags. Of the tags only those count that no
// article has for its subject.
func (d *document) kindByHead() feeds.ArticleKind {
	for _, title := range append([]string{d.title, d.meta["og:title"]}, d.h1...) {
		for _, pattern := range []*regexp.Regexp{titleMark, titleTail} {
			if m := pattern.FindStringSubmatch(title); m != nil {
				if kind, ok := kindBySection(strings.ToLower(m[1])); ok {
					return kind
				}
			}
		}
	}
	for tag := range strings.SplitSeq(strings.ToLower(d.first("article:tag", "keywords", "news_keywords")), ",") {
		if kind, _ := kindBySection(tag); kind == feeds.Sponsored {
			return kind
		}
	}
	return ""
}

// isRelease says whether a text begins as press releases do.
func isRelease(shown []block) bool {
	for _, b := range shown[:min(len(shown), 40)] {
		if atOnce.MatchString(b.text) {
			return true
		}
	}
	return false
}

func kindBySection(name string) (feeds.ArticleKind, bool) {
	switch strings.ReplaceAll(strings.TrimSpace(name), " ", "-") {
	case "opinion", "opinions", "op-ed", "op-eds", "commentisfree", "editorial", "editorials", "columnists", "kommentar", "kommentare", "meinung", "tribune", "tribunes", "opinión", "opinioni", "opinião", "opiniao", "meninger", "debatt":
		return feeds.Opinion, true
	case "analysis", "analysen", "analyse", "analyses", "análisis", "analisi":
		return feeds.Analysis, true
	case "satire":
		return feeds.Satire, true
	case "sponsored", "sponsored-content", "paidpost", "paid-post", "advertorial", "brandvoice", "partner-content", "branded-content":
		return feeds.Sponsored, true
	case "press-release", "press-releases", "pressreleases", "pressrelease", "pressemitteilung", "pressemitteilungen", "communique-de-presse":
		return feeds.PressRelease, true
	case "live", "liveblog", "live-blog", "live-updates", "liveticker":
		return feeds.Live, true
	}
	return "", false
}
