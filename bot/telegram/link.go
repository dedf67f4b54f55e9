package telegram

import (
	"fmt"
	"net"
	"net/url"
	"strings"
	"unicode"

	"golang.org/x/net/idna"
)

// maxLink is the longest address that is put behind words: a text may have 32 KB
// before parsing, and every link counts.
const maxLink = 4096

// legal completes and checks an address as the server does: it drops a bad one
// behind words without a sign, and refuses a whole message for one behind a
// button. It returns "" for what the server would not take.
func legal(link string) string {
	link = strings.TrimSpace(link)
	if strings.ContainsFunc(link, func(r rune) bool { return unicode.IsControl(r) || unicode.IsSpace(r) }) {
		return ""
	}
	u, err := url.Parse(link)
	if err != nil || u.Scheme != "http" && u.Scheme != "https" || u.User != nil {
		return ""
	}
	host := u.Hostname()
	if strings.ContainsFunc(host, func(r rune) bool { return r >= 0x80 }) {
		if host, err = idna.Lookup.ToASCII(host); err != nil {
			return ""
		}
	}
	if !publicHost(host) {
		return ""
	}
	if port := u.Port(); port != "" {
		host += ":" + port
	}
	u.Host = host
	if s := ascii(u.String()); len(s) <= maxLink {
		return s
	}
	u.Fragment, u.RawFragment = "", "" // the exact place is lost, not the article
	if s := ascii(u.String()); len(s) <= maxLink {
		return s
	}
	return ""
}

// ascii writes what remains of other bytes in an address, valid or not, as "%C3".
func ascii(s string) string {
	var out strings.Builder
	for i := range len(s) {
		if s[i] < 0x80 {
			out.WriteByte(s[i])
		} else {
			fmt.Fprintf(&out, "%%%02X", s[i])
		}
	}
	return out.String()
}

// publicHost reports names with a dot, and addresses. "localhost" is refused by
// the server.
func publicHost(host string) bool {
	if net.ParseIP(host) != nil {
		return !strings.Contains(host, ":")
	}
	host = strings.TrimSuffix(host, ".")
	dot := strings.LastIndexByte(host, '.')
	if dot <= 0 || len(host)-dot < 3 || len(host) > 253 {
		return false
	}
	top := host[dot+1:]
	if strings.Trim(top, "0123456789") == "" {
		return false
	}
	odd := strings.ContainsFunc(host, func(r rune) bool { return notInName(r) && r != '.' && r != '-' })
	return !odd && !strings.Contains(host, "..")
}
