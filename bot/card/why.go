package card

import (
	"strings"

	"crier/bot/lang"
	"crier/summarizer"
)

// Why tells in a line what spoke for a point, strongest first: "Chosen because it names
// Ana Ruiz and holds what the article comes back to." It is "" for a point without
// reasons, such as those of a text that is shown whole.
func Why(p *lang.Printer, pt summarizer.Point) string {
	var said []string
	for _, r := range pt.Why {
		key := "why." + r.Code
		if !p.Has(key) || r.Detail == "" && (r.Code == "names" || r.Code == "figures") {
			continue
		}
		said = append(said, p.Text(key, "Detail", p.Isolate(r.Detail)))
	}
	if len(said) == 0 {
		return ""
	}
	return p.Text("why.line", "Reasons", strings.Join(said, p.Text("why.and")))
}

// quoted is how many characters of a point are quoted where its reasons are told.
const quoted = 60

// WhyEach tells for every point of an article's summary what spoke for it, a line each:
// the point's beginning, then its reasons. A text that is shown whole has one line that
// says so; a summarizer that gives no reasons has none.
func WhyEach(p *lang.Printer, c Card) []string {
	if c.Summary.Method == whole {
		return []string{p.Text("why.whole")}
	}
	var lines []string
	for _, pt := range c.Summary.Points {
		if said := Why(p, pt); said != "" {
			begins := clip(sentence(pt, c.Item.Article.Text, c.Summary.Language), quoted)
			lines = append(lines, p.Text("why.point", "Point", p.Isolate(begins), "Why", said))
		}
	}
	return lines
}
