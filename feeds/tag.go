package feeds

import "golang.org/x/net/html"

// mostAttributes of a tag are read: no link has so many.
const mostAttributes = 20

// Attributes reads those of the tag whose name a tokenizer has just told, more as
// [html.Tokenizer.TagName] gave it, without making a token of them.
func Attributes(z *html.Tokenizer, more bool) map[string]string {
	all := map[string]string{}
	for more && len(all) < mostAttributes {
		var key, value []byte
		key, value, more = z.TagAttr()
		all[string(key)] = string(value)
	}
	return all
}
