package web

import (
	"context"
	"net/http"
	"slices"
	"time"

	"crier/bot"
)

const (
	completions  = 8               // proposals that may be looked for at once
	completeTime = 2 * time.Second // after which nobody waits for them any more
)

// completed is the option of a command for whose value the core has proposals,
// empty if there is none.
func completed(c bot.Command) string {
	i := slices.IndexFunc(c.Options, func(o bot.Option) bool { return o.Complete })
	if i < 0 || len(c.Actions) > 0 {
		return ""
	}
	return c.Options[i].Name
}

// serveComplete proposes whole lines for one that has been begun. It is a comfort:
// where anything stands in the way, there are no proposals.
func (a *Adapter) serveComplete(w http.ResponseWriter, r *http.Request) {
	var in struct {
		Line string `json:"line"`
	}
	if !decode(w, r, &in) {
		return
	}
	s := a.begin()
	if s == nil {
		starting.write(w)
		return
	}
	defer s.work.Done()
	chat, p := a.visitor(r)
	if p != "" {
		p.write(w)
		return
	}
	writeJSON(w, http.StatusOK, map[string]any{"choices": a.choices(r, s, chat, clean(in.Line))})
}

// choice is a proposal: what is shown and the line that it makes.
type choice struct {
	Label string `json:"label"`
	Line  string `json:"line"`
}

func (a *Adapter) choices(r *http.Request, s *session, chat, line string) []choice {
	out := []choice{}
	req := a.request(r, chat, line)
	i := slices.IndexFunc(s.menu.Items, func(m bot.MenuItem) bool { return m.Name == req.Command })
	if i < 0 || len(line) > maxPress || completed(s.menu.Items[i].Command) == "" {
		return out
	}
	select {
	case a.proposing <- struct{}{}:
		defer func() { <-a.proposing }()
	default:
		return out
	}
	ctx, cancel := context.WithTimeout(r.Context(), completeTime)
	defer cancel()
	found, err := complete(ctx, s.core, req, completed(s.menu.Items[i].Command))
	if err != nil {
		a.opts.Log.Warn("cannot propose values", "command", req.Command, "err", err)
	}
	for _, c := range found {
		out = append(out, choice{Label: c.Label, Line: "/" + req.Command + " " + c.Value})
	}
	return out
}

// complete is Core.Complete with a panic as an error.
func complete(ctx context.Context, core bot.Core, req bot.Request, option string) (found []bot.Choice, err error) {
	defer recovered(&err)
	return core.Complete(ctx, req, option)
}
