package feeds

import (
	"fmt"
	"maps"
	"strings"
	"testing"

	"golang.org/x/net/html"
)

func TestAttributesAreReadUpToABound(t *testing.T) {
	var many strings.Builder
	for i := range 2 * mostAttributes {
		fmt.Fprintf(&many, " a%d=1", i)
	}
	for tag, want := range map[string]int{"<link>": 0, "<a HREF='/x&amp;y' rel=next>": 2, "<a" + many.String() + ">": mostAttributes} {
		z := html.NewTokenizer(strings.NewReader(tag))
		z.Next()
		_, more := z.TagName()
		got := Attributes(z, more)
		if len(got) != want {
			t.Errorf("%.20s has %d attributes, want %d", tag, len(got), want)
		}
		if want == 2 && !maps.Equal(got, map[string]string{"href": "/x&y", "rel": "next"}) {
			t.Errorf("they are %v", got)
		}
	}
}
