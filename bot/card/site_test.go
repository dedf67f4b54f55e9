package card

import (
	"testing"

	"crier/feeds"
)

func TestOneSourceHasOneNameOnACard(t *testing.T) {
	for _, c := range []struct{ site, url, label, want string }{
		{"Der Uferbote", "https://uferbote.example/a", "Uferbote", "Der Uferbote"},
		{"Der Uferbote", "https://uferbote.example/a", "", "Der Uferbote"},
		{"Der Uferbote", "https://uferbote.example/a", "dpa", "dpa"},
		{"The Harbor Courier", "https://courier.example/a", "HARBOR COURIER", "The Harbor Courier"},
		{"Velm News", "https://velm.example/a", "Velm", "Velm News"},
		{"velm.com", "https://velm.com/a", "Velm", "velm.com"},
		{"", "https://www.port-ellery.co.uk/a", "Port Ellery", "port-ellery.co.uk"},
		{"Velm", "https://velm.example/a", "Velm city council", "Velm city council"},
		{"Le Rivage", "https://rivage.example/a", "La Rive", "La Rive"},
		{"", "https://velm.example/a", "example", "example"},
		{"海辺新聞", "https://umibe.example/a", "海辺新聞", "海辺新聞"},
		{"", "", "Uferbote", "Uferbote"},
		{"", "", "", ""},
	} {
		if got := source(feeds.Article{Site: c.site, URL: c.url}, c.label); got != c.want {
			t.Errorf("%q on %q: %q, want %q", c.label, c.site, got, c.want)
		}
	}
}
