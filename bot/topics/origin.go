package topics

import (
	"net/url"
	"strings"

	"crier/feeds"
)

// host is that of an article, as site: compares it.
func host(a feeds.Article) string {
	for _, address := range []string{a.Canonical, a.URL} {
		if u, err := url.Parse(address); err == nil && u.Host != "" {
			return plainHost(u.Hostname())
		}
	}
	return ""
}

// plainHost is a host as site: compares it.
func plainHost(h string) string {
	return strings.Trim(strings.TrimPrefix(strings.ToLower(h), "www."), ".")
}

func primary(lang string) string {
	p, _, _ := strings.Cut(strings.ToLower(lang), "-")
	return p
}
