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
