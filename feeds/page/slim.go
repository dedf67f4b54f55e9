package page

import (
	"strings"

	"golang.org/x/net/html"
)

// slim takes out of the tree what no engine looks at: scripts, styles and comments,
// the insides of drawings, and attributes that are for browsers alone. The engines
// copy the tree several times over, and most of what they would copy is that. What
// is to be read from it must have been read before.
func slim(n *html.Node) {
	for c := n.FirstChild; c != nil; {
		next := c.NextSibling
		switch {
		case c.Type == html.CommentNode, isIndent(c):
			n.RemoveChild(c)
		case c.Type != html.ElementNode:
		case isIdle(c):
			n.RemoveChild(c)
		case c.Data == "svg":
			c.FirstChild, c.LastChild = nil, nil
		default:
			slim(c)
		}
		c = next
	}
	if n.Type == html.ElementNode {
		n.Attr = withoutIdle(n.Attr)
	}
}

// isIndent says whether a text is the white space that pages are laid out with
// between their blocks: nobody sees it.
func isIndent(n *html.Node) bool {
	edge := func(m *html.Node) bool { return m == nil || m.Type == html.ElementNode && isBlock(m.Data) }
	return n.Type == html.TextNode && edge(n.PrevSibling) && edge(n.NextSibling) && edge(n.Parent) && n.Parent.Data != "pre" &&
		strings.TrimSpace(n.Data) == ""
}

// isIdle says whether an element holds nothing for engines: they read JSON-LD of all
// scripts.
func isIdle(n *html.Node) bool {
	switch n.Data {
	case "style", "noscript": // what a noscript holds is one text, tags and all
		return true
	case "script":
		return !strings.Contains(strings.ToLower(attr(n, "type")), "json")
	}
	return false
}

// withoutIdle keeps, in place, the attributes that engines know.
func withoutIdle(all []html.Attribute) []html.Attribute {
	kept := all[:0]
	for _, a := range all {
		if !idleAttribute(a) {
			kept = append(kept, a)
		}
	}
	return kept
}

func idleAttribute(a html.Attribute) bool {
	switch a.Key {
	case "id", "class", "role", "href", "src", "rel", "name", "property", "content", "itemprop", "type", "lang", "alt", "title", "hidden",
		"aria-hidden", "aria-modal", "data-component", "data-testid", "data-lp-replacement-content", "datatable", "summary",
		"hreflang", "http-equiv", "target", "colspan", "rowspan", "width", "height":
		return false
	case "style":
		return !strings.Contains(a.Val, "display") && !strings.Contains(a.Val, "visibility")
	}
	return true
}
