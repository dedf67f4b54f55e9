package telegramtest

import (
	"fmt"
	"reflect"
	"slices"
	"strconv"
	"strings"
	"time"
)

// place finds the chat of a request that wants to write there, or says why not.
func (s *Server) place(p params) (*Chat, *problem) {
	c, no := s.chat(p.values["chat_id"])
	if no != nil {
		return nil, no
	}
	if c.kind == "private" {
		return c, s.mayWriteTo(s.people[c.ID])
	}
	kind := map[string]string{"group": "group", "supergroup": "supergroup", "channel": "channel"}[c.kind]
	status := c.members[s.bot.ID]
	switch {
	case c.moved != 0:
		return nil, &problem{Code: 400, Text: "Bad Request: group chat was upgraded to a supergroup chat", Parameters: object{"migrate_to_chat_id": c.moved}}
	case c.deleted:
		return nil, forbidden("the group chat was deleted")
	case status == "kicked":
		return nil, forbidden("bot was kicked from the " + kind + " chat")
	case status == "left" || status == "":
		return nil, forbidden("bot is not a member of the " + kind + " chat")
	case c.kind == "channel" && (status != "administrator" || c.noPost):
		return nil, bad("Bad Request: need administrator rights in the channel chat")
	case c.muted && status == "member" || status == "restricted":
		return nil, bad("Bad Request: not enough rights to send text messages to the chat")
	}
	return c, nil
}

func (s *Server) mayWriteTo(p *Person) *problem {
	switch {
	case p.gone:
		return forbidden("user is deactivated")
	case p.blocked:
		return forbidden("bot was blocked by the user")
	case !p.open:
		return forbidden("bot can't initiate conversation with a user")
	}
	return nil
}

func forbidden(why string) *problem { return &problem{Code: 403, Text: "Forbidden: " + why} }

func (s *Server) chat(name string) (*Chat, *problem) {
	if name == "" {
		return nil, bad("Bad Request: chat_id is empty")
	}
	id, err := strconv.ParseInt(name, 10, 64)
	if err != nil {
		id = s.names[strings.ToLower(name)]
	}
	c := s.chats[id]
	if c == nil {
		return nil, bad("Bad Request: chat not found")
	}
	return c, nil
}

func (s *Server) sendMessage(p params) (any, *problem) {
	c, no := s.place(p)
	if no != nil {
		return nil, no
	}
	t, no := readText(p.values["text"], p.values["parse_mode"], maxText)
	if no != nil {
		return nil, no
	}
	if t.empty() {
		return nil, bad("Bad Request: message text is empty")
	}
	m := &Message{Text: t.text, Marks: t.marks}
	return s.deliver(c, m, p)
}

// deliver finishes a new message of the bot's with what the request says of it.
func (s *Server) deliver(c *Chat, m *Message, p params) (any, *problem) {
	m.Thread = int(p.number("message_thread_id"))
	if m.Thread != 0 {
		t := c.topics[m.Thread]
		if t == nil {
			return nil, bad("Bad Request: message thread not found")
		}
		if t.closed && c.members[s.bot.ID] != "administrator" {
			return nil, bad("Bad Request: TOPIC_CLOSED")
		}
	}
	var to struct {
		ID      int  `json:"message_id"`
		Without bool `json:"allow_sending_without_reply"`
	}
	if no := p.object("reply_parameters", &to); no != nil {
		return nil, no
	}
	if to.ID != 0 && c.find(to.ID) == nil {
		if !to.Without {
			return nil, bad("Bad Request: message to be replied not found")
		}
		to.ID = 0
	}
	if no := s.decorate(m, p); no != nil {
		return nil, no
	}
	s.lastID++
	m.ID, m.From, m.ReplyTo, m.Silent = int(s.lastID), s.bot.ID, to.ID, p.yes("disable_notification")
	if m.keyboard != nil {
		c.keyboard = m
	}
	c.messages = append(c.messages, m)
	return c.json(m), nil
}

// decorate reads the buttons and the preview.
func (s *Server) decorate(m *Message, p params) *problem {
	var keys struct {
		Rows  [][]Button `json:"inline_keyboard"`
		Force bool       `json:"force_reply"`
		Hint  string     `json:"input_field_placeholder"`
		Under [][]key    `json:"keyboard"`
	}
	var preview struct {
		URL      string `json:"url"`
		Disabled bool   `json:"is_disabled"`
	}
	if no := p.object("reply_markup", &keys); no != nil {
		return no
	}
	if no := p.object("link_preview_options", &preview); no != nil {
		return no
	}
	if len([]rune(keys.Hint)) > 64 {
		return bad("Bad Request: input field placeholder is too long")
	}
	m.Buttons, m.Asks, m.Placeholder = keys.Rows, keys.Force, keys.Hint
	m.Preview, m.NoPreview = preview.URL, preview.Disabled
	if no := checkKeyboard(keys.Under); no != nil {
		return no
	}
	m.keyboard = keys.Under
	return checkKeys(keys.Rows)
}

func checkKeys(rows [][]Button) *problem {
	count := 0
	for _, row := range rows {
		for _, b := range row {
			count++
			switch {
			case b.Text == "":
				return bad("Bad Request: can't parse inline keyboard button: Button text must be non-empty")
			case b.URL == "" && b.Data == "":
				return bad("Bad Request: can't parse inline keyboard button: Text buttons are unallowed in the inline keyboard")
			case len(b.Data) > 64:
				return bad("Bad Request: BUTTON_DATA_INVALID")
			case b.URL != "" && checkedLink(b.URL) == "":
				return bad("Bad Request: inline keyboard button URL '" + b.URL + "' is invalid: Wrong HTTP URL")
			}
		}
	}
	if count > 100 {
		return bad("Bad Request: BUTTON_COUNT_INVALID")
	}
	return nil
}

func (s *Server) editMessageText(p params) (any, *problem) {
	c, no := s.place(p)
	if no != nil {
		return nil, no
	}
	m := c.find(int(p.number("message_id")))
	if m == nil {
		return nil, bad("Bad Request: message to edit not found")
	}
	if m.From != s.bot.ID || m.Asks || m.keyboard != nil {
		return nil, bad("Bad Request: message can't be edited")
	}
	if m.Document != nil {
		return nil, bad("Bad Request: there is no text in the message to edit")
	}
	t, no := readText(p.values["text"], p.values["parse_mode"], maxText)
	if no != nil {
		return nil, no
	}
	if t.empty() {
		return nil, bad("Bad Request: message text is empty")
	}
	edited := *m
	edited.Text, edited.Marks = t.text, t.marks
	if no := s.decorate(&edited, p); no != nil {
		return nil, no
	}
	if edited.Text == m.Text && reflect.DeepEqual(edited.Marks, m.Marks) && sameKeys(edited.Buttons, m.Buttons) && edited.Preview == m.Preview {
		return nil, bad("Bad Request: message is not modified: specified new message content and reply markup are exactly the same as a current content and reply markup of the message")
	}
	edited.Edits++
	*m = edited
	return c.json(m), nil
}

func sameKeys(a, b [][]Button) bool {
	return slices.EqualFunc(a, b, func(x, y []Button) bool { return slices.Equal(x, y) })
}

func (s *Server) deleteMessage(p params) (any, *problem) {
	c, no := s.chat(p.values["chat_id"])
	if no != nil {
		return nil, no
	}
	m := c.find(int(p.number("message_id")))
	switch {
	case m == nil:
		return nil, bad("Bad Request: message to delete not found")
	case c.kind != "private" && m.From != s.bot.ID && c.members[s.bot.ID] != "administrator":
		return nil, bad("Bad Request: message can't be deleted")
	}
	c.messages = slices.DeleteFunc(c.messages, func(o *Message) bool { return o == m })
	if c.keyboard == m { // the apps take its keyboard away with it
		c.keyboard = nil
	}
	return true, nil
}

func (s *Server) sendChatAction(p params) (any, *problem) {
	c, no := s.place(p)
	if no != nil {
		return nil, no
	}
	if id := int(p.number("message_thread_id")); id != 0 && c.topics[id] == nil {
		return nil, bad("Bad Request: message thread not found")
	}
	if !slices.Contains(actions(), p.values["action"]) {
		return nil, bad("Bad Request: wrong parameter action in request")
	}
	c.acts++
	return true, nil
}

func actions() []string {
	return []string{"typing", "upload_photo", "record_video", "upload_video", "record_voice", "upload_voice", "upload_document", "choose_sticker", "find_location"}
}

func (s *Server) date() int64 { return time.Now().Unix() }

func (s *Server) sendDocument(p params) (any, *problem) {
	c, no := s.place(p)
	if no != nil {
		return nil, no
	}
	f, ok := p.files["document"]
	if !ok {
		return nil, bad("Bad Request: there is no document in the request")
	}
	if len(f.content) == 0 {
		return nil, bad("Bad Request: file must be non-empty")
	}
	t, no := readText(p.values["caption"], p.values["parse_mode"], maxCaption)
	if no != nil {
		return nil, no
	}
	s.lastID++
	id := fmt.Sprintf("file-%d", s.lastID)
	s.files[id] = f.content
	m := &Message{Text: t.text, Marks: t.marks, Document: &Document{Name: f.name, Content: f.content, id: id}}
	return s.deliver(c, m, p)
}
