package polite

import (
	"errors"
	"fmt"
	"net/netip"
	"net/url"
	"slices"
	"strconv"
	"strings"
	"syscall"

	"code.dny.dev/ssrf"

	"crier/feeds"
)

// errPort is the refusal of a port that is not the web's.
var errPort = errors.New("this port is not fetched")

// maxAddress is the length of an address in bytes: twice what browsers' address
// bars and most servers take.
const maxAddress = 4096

// forbidden are the ports from 1024 up that the Fetch standard blocks.
var forbidden = [...]uint16{1719, 1720, 1723, 2049, 3659, 4045, 4190, 5060, 5061, 6000, 6566, 6665, 6666, 6667, 6668, 6669, 6679, 6697, 10080}

// guard decides where connections may go.
type guard struct {
	guardian *ssrf.Guardian
	exact    []netip.AddrPort
}

func newGuard(allow []netip.Prefix, exact []netip.AddrPort) (*guard, error) {
	var v4, v6 []netip.Prefix
	for _, p := range allow {
		switch {
		case !p.IsValid():
			return nil, fmt.Errorf("allowed range %q is not valid", p)
		case p.Addr().Is4():
			v4 = append(v4, p.Masked())
		default:
			v6 = append(v6, p.Masked())
		}
	}
	return &guard{
		guardian: ssrf.New(ssrf.WithAnyPort(), ssrf.WithAllowedV4Prefixes(v4...), ssrf.WithAllowedV6Prefixes(v6...)),
		exact:    slices.Clone(exact),
	}, nil
}

// control is the dialer's last question before it connects (net.Dialer.Control).
func (g *guard) control(network, address string, raw syscall.RawConn) error {
	at, err := netip.ParseAddrPort(address)
	if err != nil {
		return fmt.Errorf("%w: %s", ssrf.ErrInvalidHostPort, address)
	}
	if slices.Contains(g.exact, at) {
		return nil
	}
	if err := g.guardian.Safe(network, address, raw); err != nil {
		return err // at another port it would be no better
	}
	if !webPort(at.Port()) {
		return fmt.Errorf("%w: %d", errPort, at.Port())
	}
	return nil
}

func webPort(p uint16) bool {
	return p == 80 || p == 443 || p >= 1024 && !slices.Contains(forbidden[:], p)
}

// address turns what was asked into an address that may be requested. It refuses
// early what the dial would refuse anyway where the host is written as a number;
// behind a proxy this is the only look.
func (c *Client) address(raw string) (*url.URL, error) {
	raw = strings.TrimSpace(raw)
	if len(raw) > maxAddress {
		return nil, badAddress("longer than %d bytes", maxAddress)
	}
	u, err := url.Parse(raw)
	if err != nil {
		return nil, badAddress("%w", unwrapURL(err))
	}
	return u, c.check(u)
}

// check says whether a hop may be taken.
func (c *Client) check(u *url.URL) error {
	if u.Scheme != "http" && u.Scheme != "https" {
		return badAddress("the scheme is not http or https")
	}
	host := strings.TrimSuffix(u.Hostname(), ".")
	if host == "" || u.Opaque != "" {
		return badAddress("there is no host")
	}
	port, err := portOf(u)
	if err != nil {
		return err
	}
	if ip, err := netip.ParseAddr(host); err == nil {
		at := netip.AddrPortFrom(ip.Unmap(), port)
		network := "tcp4"
		if at.Addr().Is6() {
			network = "tcp6"
		}
		return c.guard.control(network, at.String(), nil)
	}
	if endsInNumber(host) {
		return badAddress("the host is neither a name nor an IP address")
	}
	if c.proxied && (host == "localhost" || strings.HasSuffix(host, ".localhost")) {
		return fmt.Errorf("%w: %s", ssrf.ErrProhibitedIP, host)
	}
	return nil
}

func portOf(u *url.URL) (uint16, error) {
	switch {
	case u.Port() != "":
		p, err := strconv.ParseUint(u.Port(), 10, 16)
		if err != nil || p == 0 {
			return 0, badAddress("there is no port %s", u.Port())
		}
		return uint16(p), nil
	case u.Scheme == "https":
		return 443, nil
	}
	return 80, nil
}

// endsInNumber tells forms such as 127.1, 0x7f000001 or 2130706433, which some
// resolvers take for IP addresses (the same name as in the WHATWG URL standard).
func endsInNumber(host string) bool {
	last := host[strings.LastIndexByte(host, '.')+1:]
	_, err := strconv.ParseUint(last, 0, 64)
	return err == nil || last != "" && strings.Trim(last, "0123456789") == ""
}

func badAddress(format string, args ...any) error {
	return &feeds.Problem{Kind: feeds.BadAddress, Err: fmt.Errorf(format, args...)}
}

// bare gives an address without its fragment, which belongs to browsers.
func bare(u *url.URL) string {
	copied := *u
	copied.Fragment, copied.RawFragment = "", ""
	return copied.String()
}
