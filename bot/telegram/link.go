package telegram

import (
	"net"
	"net/url"
	"strings"
	"unicode"
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
	if err != nil || u.Scheme != "http" && u.Scheme != "https" || u.User != nil || !publicHost(u.Hostname()) {
		return ""
	}
	if s := u.String(); len(s) <= maxLink {
		return s
	}
	u.Fragment, u.RawFragment = "", "" // the exact place is lost, not the article
	if s := u.String(); len(s) <= maxLink {
		return s
	}
	return ""
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
	for _, r := range host {
		if r < 0x80 && !strings.ContainsRune("abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789.-_", r) {
			return false
		}
	}
	return !strings.Contains(host, "..")
}
