package web

import (
	"net"
	"net/http"
	"net/netip"
	"slices"
	"strings"
)

// guard decides which requests may come in at all.
type guard struct {
	loopback bool
	hosts    []string // lower case, without port
}

func newGuard(loopback bool, hosts []string) guard {
	g := guard{loopback: loopback}
	for _, h := range hosts {
		g.hosts = append(g.hosts, hostName(h))
	}
	return g
}

// hostName is a Host header without its port and brackets, in lower case.
func hostName(host string) string {
	if name, _, err := net.SplitHostPort(host); err == nil {
		host = name
	}
	host = strings.TrimSuffix(strings.TrimPrefix(host, "["), "]")
	return strings.ToLower(strings.TrimSuffix(host, "."))
}

// knows reports whether we answer under this Host header. A page of someone else
// that rebinds its name to our address comes with its own name, so loopback names
// are safe always, and plain addresses wherever others may reach us.
func (g guard) knows(host string) bool {
	name := hostName(host)
	if name == "localhost" || slices.Contains(g.hosts, name) {
		return true
	}
	ip, err := netip.ParseAddr(name)
	return err == nil && (ip.IsLoopback() || !g.loopback)
}

// forwarded reports whether a proxy stands before us. On loopback it would make
// every stranger the operator.
func forwarded(h http.Header) bool {
	return h.Get("Forwarded") != "" || h.Get("X-Forwarded-For") != "" || h.Get("X-Real-Ip") != ""
}

// ours reports whether a request comes from our own page: by Sec-Fetch-Site where
// the browser sends it (all do since 2023), else by Origin. A request with neither
// is not a browser's.
func ours(r *http.Request) bool {
	if site := r.Header.Get("Sec-Fetch-Site"); site != "" {
		return site == "same-origin"
	}
	origin := r.Header.Get("Origin")
	if origin == "" {
		return true
	}
	_, host, ok := strings.Cut(origin, "://")
	return ok && strings.EqualFold(host, r.Host)
}

// wrap keeps strangers out and tells the browser what the page may do.
func (g guard) wrap(next http.HandlerFunc) http.HandlerFunc {
	return func(w http.ResponseWriter, r *http.Request) {
		secure(w.Header())
		if !g.knows(r.Host) {
			http.Error(w, "Crier does not answer under this name. The operator can add it: CRIER_PUBLIC_URL.", http.StatusMisdirectedRequest)
			return
		}
		if g.loopback && forwarded(r.Header) {
			http.Error(w, "Crier is set up for this machine alone but stands behind a proxy. The operator must set CRIER_PUBLIC_URL.", http.StatusForbidden)
			return
		}
		next(w, r)
	}
}

// chat is wrap for what reads or writes a chat: only our own page may.
func (g guard) chat(next http.HandlerFunc) http.HandlerFunc {
	return g.wrap(func(w http.ResponseWriter, r *http.Request) {
		if !ours(r) {
			http.Error(w, "This address answers Crier's own page only.", http.StatusForbidden)
			return
		}
		w.Header().Set("Cache-Control", "no-store")
		next(w, r)
	})
}

func secure(h http.Header) {
	h.Set("Content-Security-Policy", "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self'; connect-src 'self'; "+
		"base-uri 'none'; form-action 'none'; frame-ancestors 'none'; require-trusted-types-for 'script'; trusted-types 'none'")
	h.Set("X-Content-Type-Options", "nosniff")
	h.Set("X-Frame-Options", "DENY")
	h.Set("Referrer-Policy", "no-referrer")
	h.Set("Cross-Origin-Opener-Policy", "same-origin")
	h.Set("Cross-Origin-Resource-Policy", "same-origin")
	h.Set("Permissions-Policy", "camera=(), microphone=(), geolocation=()")
}
