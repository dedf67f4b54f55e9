package telegramtest

import (
	"fmt"
	"strings"
	"time"
)

// Person is someone with an app.
type Person struct {
	ID     int64
	Name   string
	Locale string

	s       *Server
	open    bool // has written to the bot
	blocked bool
	gone    bool // the account was deleted
}

// NewPerson makes someone who has never met the bot.
func (s *Server) NewPerson(name, locale string) *Person {
	s.mu.Lock()
	defer s.mu.Unlock()
	s.lastID++
	p := &Person{ID: 500_000 + s.lastID, Name: name, Locale: locale, s: s}
	s.people[p.ID] = p
	s.chats[p.ID] = &Chat{ID: p.ID, s: s, kind: "private", members: map[int64]string{p.ID: "member", s.bot.ID: "member"}, topics: map[int]*topic{}}
	return p
}

// Chat is the person's private chat with the bot.
func (p *Person) Chat() *Chat {
	p.s.mu.Lock()
	defer p.s.mu.Unlock()
	return p.s.chats[p.ID]
}

func (p *Person) account() account { return account{ID: p.ID, First: p.Name, Locale: p.Locale} }

func (s *Server) accountOf(id int64) (account, bool) {
	if id == s.bot.ID {
		return s.bot, true
	}
	p, ok := s.people[id]
	if !ok {
		return account{}, false
	}
	return p.account(), true
}

// Meet opens the private chat without a word: the bot may write to the person.
func (p *Person) Meet() {
	p.s.mu.Lock()
	defer p.s.mu.Unlock()
	p.open = true
}

// Block closes the private chat to the bot and tells it.
func (p *Person) Block() { p.setBlocked(true, "kicked") }

// Unblock opens it again.
func (p *Person) Unblock() { p.setBlocked(false, "member") }

func (p *Person) setBlocked(blocked bool, status string) {
	p.s.mu.Lock()
	defer p.s.mu.Unlock()
	p.blocked = blocked
	p.s.chats[p.ID].setBot(p, status)
}

// Vanish deletes the person's account.
func (p *Person) Vanish() {
	p.s.mu.Lock()
	defer p.s.mu.Unlock()
	p.gone = true
}

// How is something particular about a message that a person sends.
type How func(*Message)

// ReplyTo makes it a reply.
func ReplyTo(id int) How { return func(m *Message) { m.ReplyTo = id } }

// InTopic posts it to a forum topic.
func InTopic(id int) How { return func(m *Message) { m.Thread = id } }

// With adds any fields to its JSON.
func With(fields map[string]any) How {
	return func(m *Message) {
		for k, v := range fields {
			m.extra[k] = v
		}
	}
}

// Linked puts an address behind words of the text.
func Linked(words, address string) How {
	return func(m *Message) {
		before, _, found := strings.Cut(m.Text, words)
		if found {
			m.Marks = append(m.Marks, Entity{Type: "text_link", Offset: Units(before), Length: Units(words), URL: address})
		}
	}
}

// Attach makes it a document with the text as its caption.
func Attach(name, kind string, content []byte) How {
	return func(m *Message) { m.Document = &Document{Name: name, Type: kind, Content: content} }
}

// Anonymous sends it as an admin who hides behind the group.
func Anonymous(c *Chat) How {
	return func(m *Message) {
		m.extra["from"] = account{ID: 1087968824, IsBot: true, First: "Group", Username: "GroupAnonymousBot"}
		m.extra["sender_chat"] = object{"id": c.ID, "type": c.kind, "title": c.title}
	}
}

// AsChannel sends it in the name of a channel.
func AsChannel(c *Chat) How {
	return func(m *Message) {
		m.extra["from"] = account{ID: 136817688, IsBot: true, First: "Channel", Username: "Channel_Bot"}
		m.extra["sender_chat"] = object{"id": c.ID, "type": c.kind, "title": c.title}
	}
}

// Says sends a text to a chat and returns the message's id. In a group the bot
// hears only what its privacy mode lets through: commands, replies to it, and its
// name. In a channel the post has no author.
func (p *Person) Says(c *Chat, text string, how ...How) int {
	s := p.s
	s.mu.Lock()
	defer s.mu.Unlock()
	s.lastID++
	m := &Message{ID: int(s.lastID), From: p.ID, Text: text, extra: object{}}
	for _, h := range how {
		h(m)
	}
	m.Marks = append(m.Marks, found(shown{m.Text, m.Marks})...)
	if m.Document != nil {
		m.Document.id = fmt.Sprintf("file-%d", m.ID)
		s.files[m.Document.id] = m.Document.Content
	}
	kind := "message"
	switch c.kind {
	case "private":
		p.open = true
	case "channel":
		kind, m.From = "channel_post", 0
		m.extra["sender_chat"] = c.object()
	}
	c.messages = append(c.messages, m)
	if c.kind == "private" || c.kind == "channel" || s.hears(c, m) {
		s.push(kind, c.ID, c.json(m))
	}
	s.touch()
	return m.ID
}

// Edits changes the text of a message of the person's, and tells the bot if it may
// know the message.
func (p *Person) Edits(c *Chat, id int, text string) {
	s := p.s
	s.mu.Lock()
	defer s.mu.Unlock()
	m := c.find(id)
	m.Text, m.Marks = text, found(shown{text: text})
	m.extra["edit_date"] = s.date()
	if c.kind == "private" || s.hears(c, m) {
		s.push("edited_message", c.ID, c.json(m))
	}
	s.touch()
}

func (s *Server) hears(c *Chat, m *Message) bool {
	q := c.find(m.ReplyTo)
	return strings.HasPrefix(m.Text, "/") || strings.Contains(strings.ToLower(m.Text), "@"+BotName) || q != nil && q.From == s.bot.ID
}

// Writes sends a text in the private chat.
func (p *Person) Writes(text string, how ...How) int { return p.Says(p.Chat(), text, how...) }

// Press presses the newest button with the label in the chat. The answer to it can
// be read from what is returned.
func (p *Person) Press(c *Chat, label string) (*Press, error) {
	s := p.s
	s.mu.Lock()
	defer s.mu.Unlock()
	for i := len(c.messages) - 1; i >= 0; i-- {
		m := c.messages[i]
		for _, row := range m.Buttons {
			for _, b := range row {
				if b.Text == label && b.Data != "" {
					return p.press(c, m, b.Data), nil
				}
			}
		}
	}
	return nil, fmt.Errorf("nobody can press %q in chat %d: it is not there", label, c.ID)
}

// PressData presses a button of a message that bears any data at all, as a
// changed app might.
func (p *Person) PressData(c *Chat, id int, data string) *Press {
	p.s.mu.Lock()
	defer p.s.mu.Unlock()
	return p.press(c, c.find(id), data)
}

func (p *Person) press(c *Chat, m *Message, data string) *Press {
	s := p.s
	s.lastID++
	id := fmt.Sprintf("press-%d", s.lastID)
	q := &query{at: time.Now(), press: &Press{s: s}}
	s.queries[id], s.asked[s.queue.next] = q, q
	s.push("callback_query", c.ID, object{
		"id": id, "from": p.account(), "chat_instance": "1", "data": data, "message": c.json(m),
	})
	return q.press
}

// Asks types "@bot text" in some chat; the results can be read from what is
// returned once the bot has answered.
func (p *Person) Asks(text string) *Inline {
	s := p.s
	s.mu.Lock()
	defer s.mu.Unlock()
	s.lastID++
	id := fmt.Sprintf("inline-%d", s.lastID)
	q := &query{at: time.Now(), inline: &Inline{s: s}}
	s.queries[id] = q
	s.push("inline_query", 0, object{"id": id, "from": p.account(), "query": text, "offset": ""})
	return q.inline
}
