package page

import (
	"strings"

	"golang.org/x/net/html"
)

// visible gives all text that a browser's find would see, as far as the page's own
// source tells.
func visible(root *html.Node) []block {
	return render(&flow{skip: unseen, cells: true}, root)
}

// lines joins blocks, one on each line.
func lines(blocks []block) string {
	var b strings.Builder
	for _, block := range blocks {
		if b.Len() > 0 {
			b.WriteByte('\n')
		}
		b.WriteString(block.text)
	}
	return b.String()
}

// unseen says whether browsers show no text of the element.
func unseen(n *html.Node) bool {
	switch n.Data {
	case "head", "script", "style", "noscript", "template", "iframe", "textarea", "select", "object", "audio", "video", "canvas",
		"svg", "math", "datalist", "noembed", "noframes", "title", "meter", "progress":
		return true
	}
	for _, a := range n.Attr {
		switch a.Key {
		case "hidden":
			return a.Val != "until-found"
		case "style":
			style := strings.ToLower(strings.ReplaceAll(a.Val, " ", ""))
			if strings.Contains(style, "display:none") || strings.Contains(style, "visibility:hidden") {
				return true
			}
		}
	}
	return false
}
