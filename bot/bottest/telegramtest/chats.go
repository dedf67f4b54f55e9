package telegramtest

import (
	"slices"
	"strconv"
	"strings"
)

// Chat is a place where messages are: a private chat, a group or a channel.
type Chat struct {
	ID     int64
	s      *Server
	kind   string // "private", "group", "supergroup", "channel"
	title  string
	handle string

	members  map[int64]string // person or bot → status
	messages []*Message
	topics   map[int]*topic
	moved    int64 // the supergroup that it became
	deleted  bool
	muted    bool     // members may not write
	noPost   bool     // the bot as a channel's admin may not post
	keyboard *Message // whose keyboard is open under the text field
	acts     int      // "typing…" signs
}

type topic struct {
	name   string
	closed bool
}

// Message is one message as it stands now.
type Message struct {
	ID          int
	From        int64 // 0: the chat itself
	Text        string
	Marks       []Entity
	Buttons     [][]Button
	ReplyTo     int
	Thread      int
	Silent      bool
	Preview     string // the address whose preview is shown
	NoPreview   bool
	Placeholder string // of the answer that it asks for
	Asks        bool   // the apps open a reply to it
	Document    *Document
	Edits       int

	keyboard [][]key
	extra    object // further fields of its JSON
}

// Button is one key under a message.
type Button struct {
	Text string `json:"text"`
	Data string `json:"callback_data,omitempty"`
	URL  string `json:"url,omitempty"`
}

// Document is a file in a message.
type Document struct {
	Name, Type string
	Content    []byte
	id         string
}

// Links lists the addresses behind words.
func (m Message) Links() []string {
	var out []string
	for _, e := range m.Marks {
		if e.Type == "text_link" {
			out = append(out, e.URL)
		}
	}
	return out
}

// Labels lists the buttons in order.
func (m Message) Labels() []string {
	var out []string
	for _, row := range m.Buttons {
		for _, b := range row {
			out = append(out, b.Text)
		}
	}
	return out
}

func (s *Server) newChat(kind, title string) *Chat {
	s.lastID++
	c := &Chat{ID: -s.lastID, s: s, kind: kind, title: title, members: map[int64]string{}, topics: map[int]*topic{}}
	if kind == "supergroup" || kind == "channel" {
		c.ID = -1_000_000_000_000 - s.lastID
	}
	s.chats[c.ID] = c
	return c
}

// NewGroup makes a supergroup in which the bot is a member, without telling it.
func (s *Server) NewGroup(title string) *Chat { return s.newWith("supergroup", title, "member") }

// NewBasicGroup makes a group of the old kind, which can be upgraded.
func (s *Server) NewBasicGroup(title string) *Chat { return s.newWith("group", title, "member") }

// NewChannel makes a channel that the bot administers; handle is "@name" or empty.
func (s *Server) NewChannel(title, handle string) *Chat {
	c := s.newWith("channel", title, "administrator")
	c.SetHandle(handle)
	return c
}

func (s *Server) newWith(kind, title, status string) *Chat {
	s.mu.Lock()
	defer s.mu.Unlock()
	c := s.newChat(kind, title)
	c.members[s.bot.ID] = status
	return c
}

// SetHandle gives the chat a public name.
func (c *Chat) SetHandle(handle string) {
	c.s.mu.Lock()
	defer c.s.mu.Unlock()
	c.handle = strings.TrimPrefix(handle, "@")
	c.s.names["@"+strings.ToLower(c.handle)] = c.ID
}

// Address is the chat's id as adapters write it.
func (c *Chat) Address() string { return strconv.FormatInt(c.ID, 10) }

// SetStatus makes a person "creator", "administrator", "member", "left" or "kicked".
func (c *Chat) SetStatus(p *Person, status string) {
	c.s.mu.Lock()
	defer c.s.mu.Unlock()
	c.members[p.ID] = status
}

// SetBot changes the bot's own status and tells it, as done by the person.
func (c *Chat) SetBot(by *Person, status string) {
	c.s.mu.Lock()
	defer c.s.mu.Unlock()
	c.setBot(by, status)
}

func (c *Chat) setBot(by *Person, status string) {
	old := c.members[c.s.bot.ID]
	if old == "" {
		old = "left"
	}
	c.members[c.s.bot.ID] = status
	member := func(status string) object {
		return object{
			"user": c.s.bot, "status": status, "is_member": status != "left" && status != "kicked",
			"can_post_messages": c.kind == "channel" && status == "administrator" && !c.noPost,
		}
	}
	c.s.push("my_chat_member", c.ID, object{
		"chat": c.object(), "from": by.account(), "date": c.s.date(),
		"old_chat_member": member(old), "new_chat_member": member(status),
	})
}

// SetMuted says whether members may not write.
func (c *Chat) SetMuted(muted bool) {
	c.s.mu.Lock()
	defer c.s.mu.Unlock()
	c.muted = muted
}

// Delete ends the chat.
func (c *Chat) Delete() {
	c.s.mu.Lock()
	defer c.s.mu.Unlock()
	c.deleted = true
}

// Upgrade turns a basic group into a supergroup, and tells the bot in both.
func (c *Chat) Upgrade() *Chat {
	s := c.s
	s.mu.Lock()
	defer s.mu.Unlock()
	to := s.newChat("supergroup", c.title)
	c.upgradeTo(to)
	return to
}

// UpgradeTo is an upgrade of which the bot is told after it has heard of the supergroup.
func (c *Chat) UpgradeTo(to *Chat) {
	c.s.mu.Lock()
	defer c.s.mu.Unlock()
	c.upgradeTo(to)
}

func (c *Chat) upgradeTo(to *Chat) {
	to.members = c.members
	c.moved = to.ID
	c.s.push("message", c.ID, c.service(object{"migrate_to_chat_id": to.ID}))
	c.s.push("message", to.ID, to.service(object{"migrate_from_chat_id": c.ID}))
}

// service is a message that tells of an event.
func (c *Chat) service(fields object) object {
	c.s.lastID++
	out := object{"message_id": c.s.lastID, "date": c.s.date(), "chat": c.object(), "from": account{ID: 1, First: "Admin"}}
	for k, v := range fields {
		out[k] = v
	}
	return out
}

// Messages returns the chat's messages as they stand, oldest first.
func (c *Chat) Messages() []Message {
	c.s.mu.Lock()
	defer c.s.mu.Unlock()
	var out []Message
	for _, m := range c.messages {
		out = append(out, *m)
	}
	return out
}

// FromBot returns the bot's messages as they stand, oldest first.
func (c *Chat) FromBot() []Message {
	return slices.DeleteFunc(c.Messages(), func(m Message) bool { return m.From != c.s.bot.ID })
}

// Acts is how often the bot has shown that it is typing.
func (c *Chat) Acts() int {
	c.s.mu.Lock()
	defer c.s.mu.Unlock()
	return c.acts
}

func (c *Chat) find(id int) *Message {
	for _, m := range c.messages {
		if m.ID == id {
			return m
		}
	}
	return nil
}

func (c *Chat) object() object {
	out := object{"id": c.ID, "type": c.kind}
	if c.kind == "private" {
		p := c.s.people[c.ID]
		out["first_name"] = p.Name
		return out
	}
	out["title"] = c.title
	if c.handle != "" {
		out["username"] = c.handle
	}
	if len(c.topics) > 0 {
		out["is_forum"] = true
	}
	return out
}

// json is the message as updates and answers carry it.
func (c *Chat) json(m *Message) object {
	out := object{"message_id": m.ID, "date": c.s.date(), "chat": c.object()}
	words, marks := "text", "entities"
	if d := m.Document; d != nil {
		words, marks = "caption", "caption_entities"
		out["document"] = object{"file_id": d.id, "file_unique_id": d.id, "file_name": d.Name, "mime_type": d.Type, "file_size": len(d.Content)}
	}
	if m.Text != "" {
		out[words] = m.Text
	}
	if len(m.Marks) > 0 {
		out[marks] = m.Marks
	}
	if len(m.Buttons) > 0 {
		out["reply_markup"] = object{"inline_keyboard": m.Buttons}
	}
	if m.Preview != "" {
		out["link_preview_options"] = object{"url": m.Preview}
	}
	if m.Thread != 0 {
		out["message_thread_id"], out["is_topic_message"] = m.Thread, true
	}
	if q := c.find(m.ReplyTo); q != nil {
		quoted := c.json(q)
		delete(quoted, "reply_to_message")
		out["reply_to_message"] = quoted
	}
	if who, ok := c.s.accountOf(m.From); ok {
		out["from"] = who
	}
	for k, v := range m.extra {
		out[k] = v
	}
	return out
}
