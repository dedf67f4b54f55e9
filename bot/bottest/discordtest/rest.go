package discordtest

import (
	"encoding/json"
	"io"
	"mime"
	"mime/multipart"
	"net/http"
	"strings"
)

// Message is one message as it is stored.
type Message struct {
	ID         string            `json:"id"`
	ChannelID  string            `json:"channel_id"`
	GuildID    string            `json:"guild_id,omitempty"`
	Author     *User             `json:"author"`
	Content    string            `json:"content"`
	Embeds     []Embed           `json:"embeds"`
	Components []json.RawMessage `json:"components"`
	Flags      int               `json:"flags"`
	Nonce      string            `json:"nonce,omitempty"`
	Referenced *Message          `json:"referenced_message,omitempty"`

	For      *User  `json:"-"` // ephemeral: who alone sees it
	Deferred bool   `json:"-"` // "thinking…"
	File     string `json:"-"` // the content of an attached document
	Calls    string `json:"-"` // the role that it called
	Followed bool   `json:"-"` // it was handed on to other servers
	rows     []row
}

// Embed is a framed part of a message.
type Embed struct {
	URL         string `json:"url,omitempty"`
	Title       string `json:"title,omitempty"`
	Description string `json:"description,omitempty"`
	Author      *struct {
		Name string `json:"name"`
		URL  string `json:"url,omitempty"`
	} `json:"author,omitempty"`
	Footer *struct {
		Text string `json:"text"`
	} `json:"footer,omitempty"`
	Thumbnail *struct {
		URL string `json:"url"`
		Alt string `json:"description,omitempty"`
	} `json:"thumbnail,omitempty"`
	Fields []struct {
		Name  string `json:"name"`
		Value string `json:"value"`
	} `json:"fields,omitempty"`
}

func readBody(r *http.Request) []byte {
	raw, _ := io.ReadAll(io.LimitReader(r.Body, 32<<20))
	kind, params, _ := mime.ParseMediaType(r.Header.Get("Content-Type"))
	if kind != "multipart/form-data" {
		return raw
	}
	form, err := multipart.NewReader(strings.NewReader(string(raw)), params["boundary"]).ReadForm(32 << 20)
	if err != nil || len(form.Value["payload_json"]) == 0 {
		return nil
	}
	var payload map[string]any
	_ = json.Unmarshal([]byte(form.Value["payload_json"][0]), &payload)
	for _, list := range form.File {
		if f, err := list[0].Open(); err == nil {
			b, _ := io.ReadAll(f)
			payload["_file"] = string(b)
			_ = f.Close()
		}
	}
	out, _ := json.Marshal(payload)
	return out
}

// route finds what a call asks for. The lock is held.
func (s *Server) route(r *http.Request, path string, body []byte) (any, *apiError) {
	p := strings.Split(strings.Trim(path, "/"), "/")
	for len(p) < 6 {
		p = append(p, "")
	}
	switch p[0] {
	case "gateway":
		limit := map[string]any{"total": 1000, "remaining": s.Starts, "reset_after": s.StartsReset.Milliseconds(), "max_concurrency": s.Concurrency}
		if s.Starts == 0 { // by the next question they are there again
			s.Starts = 999
		}
		return map[string]any{"url": s.gatewayU, "shards": s.Shards, "session_start_limit": limit}, nil
	case "oauth2":
		return map[string]any{"id": s.App}, nil
	case "users":
		return s.usersRoute(r.Method, p, body)
	case "applications":
		return s.commandsRoute(r.Method, body)
	case "guilds":
		return s.guildsRoute(p)
	case "channels":
		return s.channelsRoute(r.Method, p, body)
	case "interactions":
		return s.callback(p, body)
	case "webhooks":
		return s.webhook(r.Method, p, body)
	}
	return nil, no(404, 0, "404: Not Found")
}

func (s *Server) usersRoute(method string, p []string, body []byte) (any, *apiError) {
	if method != http.MethodPost {
		return s.Bot, nil
	}
	var in struct {
		Recipient  string   `json:"recipient_id"`
		Recipients []string `json:"recipients"`
	}
	if err := json.Unmarshal(body, &in); err == nil && len(in.Recipients) == 1 {
		in.Recipient = in.Recipients[0]
	}
	if u := s.users[in.Recipient]; u != nil && p[2] == "channels" {
		return s.openDM(u), nil
	}
	return nil, no(400, 50033, "Invalid Recipient(s)")
}

func (s *Server) guildsRoute(p []string) (any, *apiError) {
	g := s.guilds[p[1]]
	if g == nil {
		return nil, no(404, 10004, "Unknown Guild")
	}
	if _, here := g.members[s.Bot.ID]; !here {
		return nil, no(403, 50001, "Missing Access")
	}
	if p[2] == "threads" {
		return map[string]any{"threads": s.activeThreads(g)}, nil
	}
	if p[2] != "members" {
		return g, nil
	}
	roles, ok := g.members[p[3]]
	if !ok {
		return nil, no(404, 10007, "Unknown Member")
	}
	return map[string]any{"user": s.users[p[3]], "roles": roles}, nil
}

// mayWrite answers as Discord does when the bot may not.
func (s *Server) mayWrite(c *Channel, writing bool) *apiError {
	if c == nil || c.gone {
		return no(404, 10003, "Unknown Channel")
	}
	if c.GuildID == "" {
		if writing && c.Recipients[0].closed {
			return no(403, 50007, "Cannot send messages to this user")
		}
		return nil
	}
	rights := s.rights(c, s.Bot.ID)
	if rights&View == 0 {
		return no(403, 50001, "Missing Access")
	}
	need := Write
	if c.Type == Thread {
		need = WriteInThreads
	}
	if writing && rights&need == 0 {
		return no(403, 50013, "Missing Permissions")
	}
	return nil
}

func (s *Server) channelsRoute(method string, p []string, body []byte) (any, *apiError) {
	c := s.channels[p[1]]
	if err := s.mayWrite(c, method != http.MethodGet); err != nil {
		return nil, err
	}
	switch {
	case p[2] == "" && method == http.MethodGet:
		return c, nil
	case p[2] == "" && method == http.MethodPatch:
		return s.changeChannel(c, body)
	case p[4] == "crosspost" && method == http.MethodPost:
		return s.crosspost(c, s.find(p[3]))
	case p[2] == "typing":
		return nil, nil
	case p[2] == "threads":
		return s.openThread(c, body)
	case p[2] == "messages" && p[3] == "" && method == http.MethodPost:
		return s.create(c, body)
	case p[2] == "messages" && p[3] != "":
		m := s.find(p[3])
		if m == nil || m.ChannelID != c.ID {
			return nil, no(404, 10008, "Unknown Message")
		}
		if m.Author != s.Bot {
			return nil, no(403, 50005, "Cannot edit a message authored by another user")
		}
		if method == http.MethodDelete {
			s.remove(m)
			return nil, nil
		}
		if c.Meta.Archived {
			return nil, no(400, 50083, "Thread is archived")
		}
		return s.change(m, body)
	}
	return nil, no(404, 0, "404: Not Found")
}

func (s *Server) create(c *Channel, body []byte) (any, *apiError) {
	if c.Type == Forum {
		return nil, no(400, 50008, "Cannot send messages in a non-text channel")
	}
	if c.Meta.Locked {
		return nil, no(403, 160005, "Thread is locked")
	}
	in, err := checkMessage(body, false)
	if err != nil {
		return nil, err
	}
	if c.GuildID != "" && s.rights(c, s.Bot.ID)&EmbedLinks == 0 && in.Content == "" {
		return nil, no(400, 50006, "Cannot send an empty message: embeds need a permission")
	}
	if old := s.nonces[c.ID+in.Nonce]; in.Enforce && in.Nonce != "" && old != nil {
		return old, nil
	}
	m := s.put(c, in)
	if in.Nonce != "" {
		s.nonces[c.ID+in.Nonce] = m
	}
	return m, nil
}

func (s *Server) put(c *Channel, in *outgoing) *Message {
	m := &Message{ID: s.newID(), ChannelID: c.ID, GuildID: c.GuildID, Author: s.Bot, Nonce: in.Nonce, Flags: in.Flags}
	if m.set(in); len(in.Mentions.list()) > 0 {
		m.Calls = in.Mentions.list()[0]
	}
	c.Meta.Archived = false // a thread that is written to comes back
	s.messages = append(s.messages, m)
	return m
}

func (m *Message) set(in *outgoing) {
	m.Content, m.Embeds, m.Components, m.rows = in.Content, in.Embeds, in.Components, in.rows
	m.Deferred = false
	if in.File != "" {
		m.File = in.File
	}
}

func (s *Server) change(m *Message, body []byte) (any, *apiError) {
	in, err := checkMessage(body, true)
	if err != nil {
		return nil, err
	}
	m.set(in)
	return m, nil
}

func (s *Server) find(id string) *Message {
	for _, m := range s.messages {
		if m.ID == id {
			return m
		}
	}
	return nil
}

func (s *Server) remove(m *Message) {
	for i, x := range s.messages {
		if x == m {
			s.messages = append(s.messages[:i:i], s.messages[i+1:]...)
			return
		}
	}
}
