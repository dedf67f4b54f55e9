package page

import (
	"encoding/json"
	"strings"
)

// thing is an object of JSON-LD (schema.org).
type thing map[string]any

// Bounds: how many objects of one page are looked at, and the bytes of a script;
// an article with its text has a tenth.
const (
	maxThings = 200
	maxLD     = 512 << 10
)

// readLD reads one script's objects, those inside @graph and lists included. Broken
// JSON gives none, but for the raw line breaks that many sites leave in strings.
func readLD(script string) []thing {
	script = strings.TrimSpace(script)
	script = strings.TrimSuffix(strings.TrimPrefix(script, "<!--"), "-->")
	var value any
	if json.Unmarshal([]byte(script), &value) != nil {
		tame := strings.Map(func(r rune) rune {
			if r < ' ' {
				return ' '
			}
			return r
		}, script)
		if json.Unmarshal([]byte(strings.TrimRight(tame, "; ")), &value) != nil {
			return nil
		}
	}
	var out []thing
	openLD(value, &out, 0)
	return out
}

func openLD(value any, out *[]thing, depth int) {
	if depth > 4 || len(*out) > maxThings {
		return
	}
	switch v := value.(type) {
	case []any:
		for _, e := range v {
			openLD(e, out, depth+1)
		}
	case map[string]any:
		*out = append(*out, v)
		openLD(v["@graph"], out, depth+1)
		openLD(v["mainEntity"], out, depth+1)
		openLD(v["mainEntityOfPage"], out, depth+1)
	}
}

// is says whether the object is of one of the types; a type may end the given name.
func (t thing) is(ends ...string) bool {
	for _, kind := range texts(t["@type"]) {
		for _, end := range ends {
			if strings.HasSuffix(kind, end) {
				return true
			}
		}
	}
	return false
}

// articleLD gives the object that describes the page's article.
func (d *document) articleLD() thing {
	for _, t := range d.ld {
		if t.is("Article", "BlogPosting", "Report", "SocialMediaPosting", "LiveBlogPosting") {
			return t
		}
	}
	return nil
}

func (t thing) text(key string) string {
	if all := texts(t[key]); len(all) > 0 {
		return squeeze(all[0])
	}
	return ""
}

// texts gives a string or the strings of a list.
func texts(value any) []string {
	switch v := value.(type) {
	case string:
		return []string{v}
	case []any:
		var out []string
		for _, e := range v {
			if s, ok := e.(string); ok {
				out = append(out, s)
			}
		}
		return out
	}
	return nil
}
