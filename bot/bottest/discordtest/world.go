package discordtest

import "strconv"

// Rights that tests give.
const (
	Administrator  int64 = 1 << 3
	ManageChannels int64 = 1 << 4
	ManageGuild    int64 = 1 << 5
	View           int64 = 1 << 10
	Write          int64 = 1 << 11
	EmbedLinks     int64 = 1 << 14
	WriteInThreads int64 = 1 << 38
	everyday             = View | Write | EmbedLinks | WriteInThreads
)

// Types of channels.
const (
	Text   = 0
	Direct = 1
	News   = 5
	Thread = 11
	Forum  = 15
)

// User is a person, or the bot.
type User struct {
	ID       string `json:"id"`
	Username string `json:"username"`
	Bot      bool   `json:"bot,omitempty"`
	Locale   string `json:"-"`
	dm       string
	closed   bool
}

// Guild is a server of people.
type Guild struct {
	ID       string              `json:"id"`
	Name     string              `json:"name"`
	OwnerID  string              `json:"owner_id"`
	System   string              `json:"system_channel_id,omitempty"`
	Roles    []*Role             `json:"roles"`
	Channels []*Channel          `json:"channels"`
	Emojis   []map[string]string `json:"emojis,omitempty"` // which nobody here reads
	members  map[string][]string // roles by user
	s        *Server
}

// Role is a set of rights.
type Role struct {
	ID          string `json:"id"`
	Name        string `json:"name"`
	Permissions string `json:"permissions"`
	bits        int64
}

// Overwrite changes rights in one channel; Type 0 is a role, 1 a member.
type Overwrite struct {
	ID    string `json:"id"`
	Type  int    `json:"type"`
	Allow string `json:"allow"`
	Deny  string `json:"deny"`
}

// Channel is a place for messages, threads and direct chats included.
type Channel struct {
	ID         string      `json:"id"`
	Type       int         `json:"type"`
	GuildID    string      `json:"guild_id,omitempty"`
	ParentID   string      `json:"parent_id,omitempty"`
	Name       string      `json:"name,omitempty"`
	Overwrites []Overwrite `json:"permission_overwrites"`
	Recipients []*User     `json:"recipients,omitempty"`
	Owner      string      `json:"owner_id,omitempty"`
	Flags      int         `json:"flags,omitempty"`
	Tags       []Tag       `json:"available_tags,omitempty"`
	Applied    []string    `json:"applied_tags,omitempty"`
	Meta       struct {
		Archived bool `json:"archived"`
		Locked   bool `json:"locked"`
	} `json:"thread_metadata"`
	gone bool
}

// User makes a person.
func (s *Server) User(name string) *User {
	u := &User{ID: s.id(), Username: name, Locale: "en-US"}
	s.mu.Lock()
	defer s.mu.Unlock()
	s.users[u.ID] = u
	return u
}

// DM returns the id of a person's chat with the bot.
func (s *Server) DM(u *User) string {
	s.mu.Lock()
	defer s.mu.Unlock()
	return s.openDM(u).ID
}

func (s *Server) openDM(u *User) *Channel {
	if c := s.channels[u.dm]; c != nil {
		return c
	}
	c := &Channel{ID: s.newID(), Type: Direct, Recipients: []*User{u}}
	u.dm, s.channels[c.ID] = c.ID, c
	return c
}

// CloseDM makes a person refuse direct messages, or take them again.
func (s *Server) CloseDM(u *User, closed bool) {
	s.mu.Lock()
	defer s.mu.Unlock()
	u.closed = closed
}

// Guild makes a server with an owner. The bot is a member at once, but connected
// bots hear of it only through [Server.Invite].
func (s *Server) Guild(name string, owner *User) *Guild {
	g := &Guild{ID: s.id(), Name: name, OwnerID: owner.ID, members: map[string][]string{}, s: s}
	g.Roles = []*Role{{ID: g.ID, Name: "@everyone", Permissions: strconv.FormatInt(everyday, 10), bits: everyday}}
	s.mu.Lock()
	defer s.mu.Unlock()
	s.guilds[g.ID] = g
	g.members[owner.ID], g.members[s.Bot.ID] = nil, nil
	return g
}

// Invite adds the bot to the guild in front of its eyes.
func (s *Server) Invite(g *Guild) {
	s.mu.Lock()
	defer s.mu.Unlock()
	g.members[s.Bot.ID] = nil
	s.dispatch(g.ID, "GUILD_CREATE", g)
}

// Expel removes the bot from the guild.
func (s *Server) Expel(g *Guild) {
	s.mu.Lock()
	defer s.mu.Unlock()
	delete(g.members, s.Bot.ID)
	s.dispatch(g.ID, "GUILD_DELETE", map[string]any{"id": g.ID})
}

// Outage makes a guild unavailable for everyone.
func (s *Server) Outage(g *Guild) {
	s.mu.Lock()
	defer s.mu.Unlock()
	s.dispatch(g.ID, "GUILD_DELETE", map[string]any{"id": g.ID, "unavailable": true})
}

// Join makes a person a member with these rights.
func (g *Guild) Join(u *User, rights int64) {
	r := &Role{ID: g.s.id(), Name: "role of " + u.Username, Permissions: strconv.FormatInt(rights, 10), bits: rights}
	g.s.mu.Lock()
	defer g.s.mu.Unlock()
	g.Roles = append(g.Roles, r)
	g.members[u.ID] = []string{r.ID}
}

// Channel makes a channel of the type.
func (g *Guild) Channel(name string, kind int, over ...Overwrite) string {
	return g.place(&Channel{Type: kind, Name: name, Overwrites: over})
}

// Thread makes a thread in a channel.
func (g *Guild) Thread(parent, name string) string {
	return g.place(&Channel{Type: Thread, Name: name, ParentID: parent})
}

func (g *Guild) place(c *Channel) string {
	c.ID, c.GuildID = g.s.id(), g.ID
	g.s.mu.Lock()
	defer g.s.mu.Unlock()
	g.s.channels[c.ID] = c
	if c.Type != Thread {
		g.Channels = append(g.Channels, c)
	}
	return c.ID
}

// Delete removes a channel.
func (s *Server) Delete(channel string) {
	s.mu.Lock()
	defer s.mu.Unlock()
	c := s.channels[channel]
	c.gone = true
	name := "CHANNEL_DELETE"
	if c.Type == Thread {
		name = "THREAD_DELETE"
	}
	s.dispatch(c.GuildID, name, c)
}

// rights are what a user may do in a channel. The lock is held.
func (s *Server) rights(c *Channel, user string) int64 {
	g := s.guilds[c.GuildID]
	roles, isMember := g.members[user]
	switch {
	case !isMember:
		return 0
	case g.OwnerID == user:
		return -1
	}
	mine := map[string]bool{g.ID: true}
	for _, r := range roles {
		mine[r] = true
	}
	var p int64
	for _, r := range g.Roles {
		if mine[r.ID] {
			p |= r.bits
		}
	}
	if p&Administrator != 0 {
		return -1
	}
	over := c.Overwrites
	if parent := s.channels[c.ParentID]; c.Type == Thread && parent != nil {
		over = parent.Overwrites
	}
	steps := [3]func(Overwrite) bool{
		func(o Overwrite) bool { return o.ID == g.ID },
		func(o Overwrite) bool { return o.Type == 0 && o.ID != g.ID && mine[o.ID] },
		func(o Overwrite) bool { return o.Type == 1 && o.ID == user },
	}
	for _, applies := range steps {
		var allow, deny int64
		for _, o := range over {
			if applies(o) {
				allow, deny = allow|number(o.Allow), deny|number(o.Deny)
			}
		}
		p = p&^deny | allow
	}
	return p
}

func number(s string) int64 {
	n, _ := strconv.ParseInt(s, 10, 64)
	return n
}
