package feeds

import (
	"net/url"
	"regexp"
	"strings"
)

// Shown gives an address as people and logs may see it. Feed addresses often carry
// a key that opens somebody's account: user and password, a token among the query's
// values, a long random part of the path. These are replaced by "…" (random parts
// keep their first three characters, so that two feeds can be told apart), and the
// fragment is left out. What is no web address comes back as "…" alone.
func Shown(address string) string {
	u, err := url.Parse(strings.TrimSpace(address))
	if err != nil || u.Host == "" {
		return "…"
	}
	var b strings.Builder
	b.WriteString(u.Scheme + "://")
	if u.User != nil {
		b.WriteString("…@")
	}
	b.WriteString(u.Host)
	parts := strings.Split(u.EscapedPath(), "/")
	for i, part := range parts {
		parts[i] = shownPart(part)
	}
	b.WriteString(strings.Join(parts, "/"))
	if u.RawQuery != "" {
		b.WriteString("?" + shownQuery(u.RawQuery))
	}
	return b.String()
}

// shownQuery masks values, never names, and keeps the order.
func shownQuery(raw string) string {
	pairs := strings.Split(raw, "&")
	for i, pair := range pairs {
		name, value, ok := strings.Cut(pair, "=")
		switch {
		case !ok:
			pairs[i] = shownPart(pair)
		case secretName.MatchString(name) && value != "":
			pairs[i] = name + "=…"
		case !publicName.MatchString(name):
			pairs[i] = name + "=" + shownPart(value)
		}
	}
	return strings.Join(pairs, "&")
}

func shownPart(part string) string {
	if !looksRandom(part) {
		return part
	}
	return part[:3] + "…"
}

var (
	secretName  = regexp.MustCompile(`(?i)(token|secret|passw|signature|session|credential|^auth|_auth|api_?key|^(key|pass|pwd|pw|sig|sid|jwt|hmac|code|user|email|apikey)$)`)
	publicName  = regexp.MustCompile(`^(channel_id|playlist_id|list|v)$`) // YouTube's names for public things
	hexadecimal = regexp.MustCompile(`^[0-9a-fA-F-]{16,}$`)
)

// looksRandom tells keys from words: a key changes between lower case, upper case
// and digits all the time, words joined by hyphens hardly ever do.
func looksRandom(s string) bool {
	if len(s) < 16 {
		return false
	}
	letters := strings.IndexFunc(s, func(r rune) bool { return class(r) == 'a' || class(r) == 'A' }) >= 0
	digits := strings.ContainsAny(s, "0123456789")
	if hexadecimal.MatchString(s) {
		return letters && digits
	}
	if len(s) < 20 {
		return false
	}
	changes, last := 0, rune(0)
	for _, r := range s {
		c := class(r)
		if c == 0 {
			continue
		}
		if last != 0 && c != last {
			changes++
		}
		last = c
	}
	return changes*4 >= len(s)
}

// class gives 'a', 'A' or '0' for what keys are made of, 0 for all else.
func class(r rune) rune {
	switch {
	case r >= 'a' && r <= 'z':
		return 'a'
	case r >= 'A' && r <= 'Z':
		return 'A'
	case r >= '0' && r <= '9':
		return '0'
	}
	return 0
}
