package web

import (
	"crypto/rand"
	"crypto/sha256"
	"encoding/base64"
	"errors"
	"net/http"
	"slices"
	"time"

	"crier/bot"
)

const (
	cookieName = "crier_chat"
	cookieAge  = 400 * 24 * time.Hour // the longest that browsers keep one (RFC 6265bis, 5.5)
)

// cookieChat is the chat whose secret the browser holds; empty if it holds none.
// The chat is a hash of the secret, so who reads a row or a log cannot open it.
func cookieChat(r *http.Request) string {
	c, err := r.Cookie(cookieName)
	if err != nil || len(c.Value) != len(rand.Text()) {
		return ""
	}
	return chatOf(c.Value)
}

func chatOf(secret string) string {
	sum := sha256.Sum256([]byte("crier web chat " + secret))
	return base64.RawURLEncoding.EncodeToString(sum[:16])
}

// visitor is the chat of a request, or why there is none.
func (a *Adapter) visitor(r *http.Request) (string, problem) {
	chat := cookieChat(r)
	if chat == "" {
		return "", noChat
	}
	last, err := a.opts.Store.LastMail(r.Context(), []string{chat})
	if err != nil {
		a.opts.Log.Error("cannot look for a web chat", "chat", chat, "err", err)
		return "", failed
	}
	if _, ok := last[chat]; !ok {
		return "", noChat
	}
	return chat, ""
}

// serveHello gives the page what it needs to begin; a browser without a chat gets
// one, in which the core is asked for its greeting.
func (a *Adapter) serveHello(w http.ResponseWriter, r *http.Request) {
	if !decode(w, r, &struct{}{}) {
		return
	}
	s := a.begin()
	if s == nil {
		starting.write(w)
		return
	}
	defer s.work.Done()
	secret := ""
	_, p := a.visitor(r)
	switch p {
	case "":
		c, _ := r.Cookie(cookieName) // visitor has found it
		secret = c.Value
	case noChat:
		secret, p = a.greet(s, r)
	}
	if p != "" {
		p.write(w)
		return
	}
	http.SetCookie(w, &http.Cookie{
		Name: cookieName, Value: secret, Path: "/", MaxAge: int(cookieAge.Seconds()),
		HttpOnly: true, Secure: a.opts.Secure || r.TLS != nil, SameSite: http.SameSiteStrictMode,
	})
	_, lang, _ := a.page.wordsFor(r)
	writeJSON(w, http.StatusOK, map[string]any{"commands": suggestions(s.menu, lang, a.opts.Loopback)})
}

// greet opens a chat and asks the core for its greeting.
func (a *Adapter) greet(s *session, r *http.Request) (secret string, p problem) {
	secret = rand.Text()
	chat := chatOf(secret)
	if !a.opts.Loopback && !a.rooms.newcomers.Allow() || !a.rooms.enter(chat) {
		return "", full
	}
	_, err := a.opts.Store.OpenMailbox(r.Context(), chat, a.opts.MaxChats)
	switch {
	case err == nil:
		a.start(r.Context(), s, a.request(r, chat, "/start"))
		return secret, ""
	case errors.Is(err, ErrFull):
		a.opts.Log.Warn("no more web chats are taken", "most", a.opts.MaxChats)
		p = full
	default:
		a.opts.Log.Error("cannot open a web chat", "err", err)
		p = failed
	}
	a.rooms.exit(chat)
	return "", p
}

// suggestion is a command as the page offers it.
type suggestion struct {
	Name  string `json:"name"`
	Usage string `json:"usage,omitempty"`
	Help  string `json:"help,omitempty"`
	More  bool   `json:"more,omitempty"` // values can be proposed
}

func suggestions(menu bot.Menu, lang string, operator bool) []suggestion {
	out := []suggestion{}
	for _, i := range menu.Items {
		if i.Where == bot.InGroups || i.Who == bot.Owner && !operator || slices.Contains(i.Hidden, network) {
			continue
		}
		help := i.Help[lang]
		if help == "" && len(menu.Languages) > 0 {
			help = i.Help[menu.Languages[0]]
		}
		out = append(out, suggestion{Name: i.Name, Usage: i.Usage, Help: help, More: completed(i.Command) != ""})
	}
	return out
}
