package discord

import (
	"io"
	"net/http"
	"slices"
	"strconv"
	"strings"
	"time"
)

// route is where a call goes, without what is secret in it.
type route struct {
	key         string // of this route alone; may hold an interaction's token
	kind        string // method and path without any id: what shares a bucket's name
	major       string // the channel, server or webhook: buckets differ by it
	name        string // for people
	interaction bool   // not counted against the whole bot
}

// routeOf keeps the first id of a path, by which Discord's buckets differ, and
// blanks the others and every token.
func routeOf(method, path string) route {
	parts := strings.Split(strings.Trim(path, "/"), "/")
	hook := parts[0] == "webhooks" || parts[0] == "interactions"
	name, major := slices.Clone(parts), ""
	for i := 1; i < len(parts); i++ {
		switch {
		case hook && i == 2:
			name[i], major = "*", major+"/"+parts[i]
		case i == 1 && isID(parts[i]):
			major = parts[i]
		case i > 1 && isID(parts[i]):
			parts[i], name[i] = "*", "*"
		}
	}
	kind := slices.Clone(name)
	if major != "" {
		kind[1] = "*"
	}
	return route{
		key: method + " " + strings.Join(parts, "/"), kind: method + " " + strings.Join(kind, "/"), major: major,
		name: method + " " + strings.Join(name, "/"), interaction: hook,
	}
}

func readRefusal(r route, resp *http.Response) *refusal {
	defer func() { _ = resp.Body.Close() }()
	raw, _ := io.ReadAll(io.LimitReader(resp.Body, 64<<10))
	no := &refusal{Route: r.name, Status: resp.StatusCode, Shared: resp.Header.Get("X-RateLimit-Scope") == "shared"}
	var body struct {
		Code    int     `json:"code"`
		Message string  `json:"message"`
		After   float64 `json:"retry_after"`
		Global  bool    `json:"global"`
	}
	isJSON := loosely(raw, &body) == nil
	no.Code, no.Text = body.Code, body.Message
	if resp.StatusCode != http.StatusTooManyRequests {
		return no
	}
	no.All = body.Global || resp.Header.Get("X-RateLimit-Global") != "" || !isJSON
	no.After = max(time.Duration(body.After*float64(time.Second)), seconds(resp.Header.Get("Retry-After")))
	if no.After <= 0 {
		no.After = unsaidWait
	}
	return no
}

func seconds(s string) time.Duration {
	f, err := strconv.ParseFloat(s, 64)
	if err != nil || f < 0 || f > 86400 {
		return 0
	}
	return time.Duration(f * float64(time.Second))
}
