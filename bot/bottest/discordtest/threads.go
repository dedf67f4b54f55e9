package discordtest

import (
	"encoding/json"
	"slices"
)

// Tag is a label that a forum's posts can bear.
type Tag struct {
	ID        string `json:"id"`
	Name      string `json:"name"`
	Moderated bool   `json:"moderated"`
}

const needsTag = 1 << 4 // a flag of forums

// Tags gives a forum its labels; needed: a post without one is refused.
func (s *Server) Tags(forum string, needed bool, names ...string) {
	s.mu.Lock()
	defer s.mu.Unlock()
	c := s.channels[forum]
	c.Tags = nil
	for _, n := range names {
		c.Tags = append(c.Tags, Tag{ID: s.newID(), Name: n})
	}
	if c.Flags = 0; needed {
		c.Flags = needsTag
	}
}

// Applied names the labels of a post.
func (s *Server) Applied(post string) (names []string) {
	s.mu.Lock()
	defer s.mu.Unlock()
	c := s.channels[post]
	for _, t := range s.channels[c.ParentID].Tags {
		if slices.Contains(c.Applied, t.ID) {
			names = append(names, t.Name)
		}
	}
	return names
}

// Archive puts a thread away, as happens by itself when nobody writes; lock keeps it
// there.
func (s *Server) Archive(thread string, lock bool) {
	s.mu.Lock()
	defer s.mu.Unlock()
	c := s.channels[thread]
	c.Meta.Archived, c.Meta.Locked = true, lock
	s.dispatch(c.GuildID, "THREAD_UPDATE", c)
}

func (s *Server) changeChannel(c *Channel, body []byte) (any, *apiError) {
	var in struct {
		Archived *bool `json:"archived"`
	}
	if err := json.Unmarshal(body, &in); err != nil {
		return nil, bad("channel")
	}
	if c.Meta.Locked || c.Type != Thread { // threads are opened by those who write there, other channels changed by managers
		return nil, no(403, 50013, "Missing Permissions")
	}
	if in.Archived != nil {
		c.Meta.Archived = *in.Archived
	}
	return c, nil
}

func (s *Server) crosspost(c *Channel, m *Message) (any, *apiError) {
	if m == nil || m.ChannelID != c.ID {
		return nil, no(404, 10008, "Unknown Message")
	}
	if c.Type != News {
		return nil, no(403, 50024, "Cannot execute action on this channel type")
	}
	m.Followed = true
	return m, nil
}

func (s *Server) activeThreads(g *Guild) []*Channel {
	out := []*Channel{}
	for _, c := range s.channels {
		if c.GuildID == g.ID && c.Type == Thread && !c.Meta.Archived {
			out = append(out, c)
		}
	}
	return out
}

func (s *Server) openThread(c *Channel, body []byte) (any, *apiError) {
	var in struct {
		Name    string          `json:"name"`
		Tags    []string        `json:"applied_tags"`
		Message json.RawMessage `json:"message"`
	}
	_ = json.Unmarshal(body, &in)
	if n := runes(in.Name); c.Type != Forum || n < 1 || n > 100 || len(in.Tags) > 5 {
		return nil, bad("name or tags of a post")
	}
	for _, id := range in.Tags {
		if !slices.ContainsFunc(c.Tags, func(t Tag) bool { return t.ID == id && !t.Moderated }) {
			return nil, bad("unknown tag %s", id)
		}
	}
	if len(in.Tags) == 0 && c.Flags&needsTag != 0 {
		return nil, no(400, 40067, "A tag is required to create a forum post in this channel")
	}
	m, err := checkMessage(in.Message, false)
	if err != nil {
		return nil, err
	}
	if m.Nonce != "" {
		return nil, bad("a post's message has no nonce")
	}
	if s.rights(c, s.Bot.ID)&EmbedLinks == 0 && m.Content == "" {
		return nil, no(400, 50006, "Cannot send an empty message: embeds need a permission")
	}
	t := &Channel{Type: Thread, GuildID: c.GuildID, ParentID: c.ID, Name: in.Name, Owner: s.Bot.ID, Applied: in.Tags}
	first := s.put(t, m)
	t.ID, first.ChannelID = first.ID, first.ID // a post and its first message share an id
	s.channels[t.ID] = t
	return map[string]any{"id": t.ID, "type": t.Type, "message": first}, nil
}
