package polite

import (
	"context"
	"crypto/tls"
	"crypto/x509"
	"errors"
	"fmt"
	"io"
	"net"
	"net/http"
	"net/url"
	"strings"
	"syscall"
	"time"

	"code.dny.dev/ssrf"

	"crier/feeds"
)

// explain turns any failure of a request into the Problem that people are told.
func explain(asked string, err error) error {
	err = unwrapURL(err)
	p := feeds.Problem{Kind: kindOf(err), Err: err}
	if known, ok := errors.AsType[*feeds.Problem](err); ok {
		p = *known // a copy: one failure to get robots.txt answers for many pages
	}
	p.URL = feeds.Shown(asked)
	if u, err := url.Parse(strings.TrimSpace(asked)); err == nil {
		p.Host = u.Hostname()
	}
	return &p
}

// unwrapURL takes the bare cause out of net/url's errors, which quote the whole
// address with whatever key it holds.
func unwrapURL(err error) error {
	for {
		e, ok := errors.AsType[*url.Error](err)
		if !ok {
			return err
		}
		err = e.Err
	}
}

func kindOf(err error) feeds.ProblemKind {
	var network net.Error
	switch {
	case errors.Is(err, context.Canceled):
		return feeds.Cancelled
	case errors.Is(err, context.DeadlineExceeded), errors.As(err, &network) && network.Timeout():
		return feeds.Timeout
	case errors.Is(err, errPort):
		return feeds.Port
	case errors.Is(err, ssrf.ErrProhibitedIP), errors.Is(err, ssrf.ErrProhibitedNetwork), errors.Is(err, ssrf.ErrInvalidHostPort):
		return feeds.Private
	case untrusted(err):
		return feeds.Untrusted
	case unreachable(err):
		return feeds.Unreachable
	}
	return feeds.ServerError
}

func untrusted(err error) bool {
	return is[*tls.CertificateVerificationError](err) || is[tls.RecordHeaderError](err) || is[tls.AlertError](err) ||
		is[x509.HostnameError](err) || is[x509.UnknownAuthorityError](err) || is[x509.CertificateInvalidError](err) ||
		errors.Is(err, http.ErrSchemeMismatch)
}

func unreachable(err error) bool {
	return is[*net.DNSError](err) || is[*net.OpError](err) || is[*net.AddrError](err) ||
		errors.Is(err, io.EOF) || errors.Is(err, io.ErrUnexpectedEOF) || errors.Is(err, syscall.ECONNRESET)
}

func is[E error](err error) bool {
	_, ok := errors.AsType[E](err)
	return ok
}

// statusProblem gives the Problem of an answer that is not the thing asked for.
func statusProblem(res *http.Response, g feeds.Get) error {
	asked := g.ETag != "" || g.LastModified != ""
	if res.StatusCode >= 200 && res.StatusCode < 300 || res.StatusCode == http.StatusNotModified && asked {
		return nil
	}
	return &feeds.Problem{
		Kind:   kindOfStatus(res),
		Status: res.StatusCode,
		Wait:   feeds.RetryAfter(res.Header, time.Now()),
		Err:    fmt.Errorf("the server answered %d", res.StatusCode),
	}
}

func kindOfStatus(res *http.Response) feeds.ProblemKind {
	if strings.EqualFold(res.Header.Get("Cf-Mitigated"), "challenge") {
		return feeds.BotCheck
	}
	switch res.StatusCode {
	case http.StatusNotFound:
		return feeds.NotFound
	case http.StatusGone:
		return feeds.Gone
	case http.StatusUnauthorized, http.StatusPaymentRequired, http.StatusForbidden,
		http.StatusProxyAuthRequired, http.StatusUnavailableForLegalReasons:
		return feeds.Forbidden
	case http.StatusTooManyRequests, http.StatusServiceUnavailable:
		return feeds.Busy
	case http.StatusRequestTimeout, http.StatusGatewayTimeout:
		return feeds.Timeout
	}
	return feeds.ServerError
}
