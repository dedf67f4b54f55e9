package discordtest

import (
	"encoding/json"
	"net/http"
	"time"
)

// callback takes the first response. The lock is held.
func (s *Server) callback(p []string, body []byte) (any, *apiError) {
	i := s.running[p[2]]
	if i == nil || i.ID != p[1] || s.now().Sub(i.born) > 3*time.Second && !i.answered {
		return nil, no(404, 10062, "Unknown interaction")
	}
	if i.answered {
		return nil, no(400, 40060, "Interaction has already been acknowledged.")
	}
	if err := s.respond(i, body); err != nil {
		return nil, err
	}
	i.answered, i.took = true, s.now().Sub(i.born)
	close(i.done)
	return nil, nil
}

func (s *Server) respond(i *Interaction, body []byte) *apiError {
	var r struct {
		Type int             `json:"type"`
		Data json.RawMessage `json:"data"`
	}
	if err := json.Unmarshal(body, &r); err != nil {
		return bad("not a response")
	}
	flags := struct {
		Flags int `json:"flags"`
	}{}
	_ = json.Unmarshal(r.Data, &flags)
	switch r.Type {
	case 4, 7:
		in, err := checkMessage(r.Data, r.Type == 7)
		if err != nil {
			return err
		}
		if r.Type == 7 {
			i.original = i.message
			i.message.set(in)
			return nil
		}
		i.original = s.put(i.channel, in)
		i.original.hideFor(i.Who, in.Flags)
	case 5:
		if flags.Flags&^64 != 0 {
			return bad("a deferral takes EPHEMERAL alone")
		}
		i.original = s.put(i.channel, &outgoing{})
		i.original.Deferred = true
		i.original.hideFor(i.Who, flags.Flags)
	case 6:
		if i.message == nil {
			return bad("type 6 answers a press")
		}
		i.original = i.message
	case 8:
		return i.propose(r.Data)
	case 9:
		if i.kind == 5 {
			return bad("a form cannot answer a form")
		}
		return i.open(r.Data)
	default:
		return bad("response type %d", r.Type)
	}
	return nil
}

func (m *Message) hideFor(u *User, flags int) {
	if flags&64 != 0 {
		m.For = u
	}
}

func (i *Interaction) propose(raw []byte) *apiError {
	var d struct {
		Choices []Choice `json:"choices"`
	}
	if err := json.Unmarshal(raw, &d); err != nil || i.kind != 4 || len(d.Choices) > 25 {
		return bad("choices")
	}
	for _, c := range d.Choices {
		if n := runes(c.Name); n < 1 || n > 100 || runes(c.Value) > 100 {
			return bad("choice %q", c.Name)
		}
	}
	i.Choices = d.Choices
	return nil
}

func (i *Interaction) open(raw []byte) *apiError {
	var d struct {
		Modal
		Components []struct {
			Components []struct {
				CustomID    string `json:"custom_id"`
				Label       string `json:"label"`
				Placeholder string `json:"placeholder"`
			} `json:"components"`
		} `json:"components"`
	}
	if err := json.Unmarshal(raw, &d); err != nil || len(d.Components) != 1 || len(d.Components[0].Components) != 1 {
		return bad("form")
	}
	in := d.Components[0].Components[0]
	for _, c := range []struct {
		s        string
		min, max int
	}{{d.CustomID, 1, 100}, {d.Title, 1, 45}, {in.Label, 1, 45}, {in.CustomID, 1, 100}, {in.Placeholder, 0, 100}} {
		if n := runes(c.s); n < c.min || n > c.max {
			return bad("form: %q", c.s)
		}
	}
	d.Input = in.CustomID
	i.Modal = &d.Modal
	return nil
}

// webhook takes edits, follow-ups and deletions. The lock is held.
func (s *Server) webhook(method string, p []string, body []byte) (any, *apiError) {
	i := s.running[p[2]]
	if i == nil || p[1] != s.App {
		return nil, no(404, 10015, "Unknown Webhook")
	}
	if s.now().Sub(i.born) > 15*time.Minute {
		return nil, no(401, 50027, "Invalid Webhook Token")
	}
	if !i.answered {
		return nil, no(404, 10015, "Unknown Webhook")
	}
	if method == http.MethodPost {
		return s.followUp(i, body)
	}
	m := i.original
	if p[4] != "@original" {
		m = s.find(p[4])
	}
	if m == nil || s.find(m.ID) == nil {
		return nil, no(404, 10008, "Unknown Message")
	}
	if method == http.MethodDelete {
		s.remove(m)
		return nil, nil
	}
	return s.change(m, body)
}

// followUp adds a message; the first after a deferral takes the deferral's place.
func (s *Server) followUp(i *Interaction, body []byte) (any, *apiError) {
	in, err := checkMessage(body, false)
	if err != nil {
		return nil, err
	}
	if m := i.original; m != nil && m.Deferred && s.find(m.ID) != nil {
		m.set(in)
		return m, nil
	}
	m := s.put(i.channel, in)
	m.hideFor(i.Who, in.Flags)
	return m, nil
}
