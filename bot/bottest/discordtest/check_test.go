package discordtest

import (
	"fmt"
	"strings"
	"testing"
)

func TestBodiesBeyondTheLimitsAreRefused(t *testing.T) {
	const silent = `"allowed_mentions":{"parse":[]}`
	long := func(n int) string { return strings.Repeat("x", n) }
	button := func(id string) string { return fmt.Sprintf(`{"type":2,"style":2,"label":"a","custom_id":%q}`, id) }
	row := func(list ...string) string { return `{"type":1,"components":[` + strings.Join(list, ",") + `]}` }
	embeds := func(n, size int) string {
		return `"embeds":[` + strings.TrimSuffix(strings.Repeat(`{"description":"`+long(size)+`"},`, n), ",") + `]`
	}
	for name, c := range map[string]struct {
		body string
		ok   bool
	}{
		"a message":              {`{"content":"hi",` + silent + `}`, true},
		"no allowed_mentions":    {`{"content":"hi"}`, false},
		"everyone may be called": {`{"content":"hi","allowed_mentions":{"parse":["everyone"]}}`, false},
		"empty":                  {`{` + silent + `}`, false},
		"2000 characters":        {`{"content":"` + long(2000) + `",` + silent + `}`, true},
		"2001 characters":        {`{"content":"` + long(2001) + `",` + silent + `}`, false},
		"6000 in sum":            {`{` + embeds(2, 3000) + `,` + silent + `}`, true},
		"above 6000 in sum":      {`{` + embeds(2, 3001) + `,` + silent + `}`, false},
		"eleven embeds":          {`{` + embeds(11, 5) + `,` + silent + `}`, false},
		"a description of 4097":  {`{` + embeds(1, 4097) + `,` + silent + `}`, false},
		"a shared address":       {`{"embeds":[{"title":"a","url":"https://x.y"},{"title":"b","url":"https://x.y"}],` + silent + `}`, false},
		"a nonce of 26":          {`{"content":"hi","nonce":"` + long(26) + `",` + silent + `}`, false},
		"a row":                  {`{"content":"hi","components":[` + row(button("a"), button("b")) + `],` + silent + `}`, true},
		"the same id twice":      {`{"content":"hi","components":[` + row(button("a"), button("a")) + `],` + silent + `}`, false},
		"an id of 101":           {`{"content":"hi","components":[` + row(button(long(101))) + `],` + silent + `}`, false},
		"an empty row":           {`{"content":"hi","components":[` + row() + `],` + silent + `}`, false},
		"six rows":               {`{"content":"hi","components":[` + strings.Repeat(row(button("a"))+",", 5) + row(button("a")) + `],` + silent + `}`, false},
	} {
		if err := Check([]byte(c.body)); (err == nil) != c.ok {
			t.Errorf("%s: %v, want accepted %v", name, err, c.ok)
		}
	}
}
