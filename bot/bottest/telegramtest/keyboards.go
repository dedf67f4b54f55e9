package telegramtest

import (
	"errors"
	"fmt"
)

// key is one of the keys under the text field that open the app's list of chats.
type key struct {
	Text    string   `json:"text"`
	Request *request `json:"request_chat"`
}

type request struct {
	ID      int             `json:"request_id"`
	Channel bool            `json:"chat_is_channel"`
	User    map[string]bool `json:"user_administrator_rights"`
	Bot     map[string]bool `json:"bot_administrator_rights"`
	Member  bool            `json:"bot_is_member"`
}

func checkKeyboard(rows [][]key) *problem {
	ids := map[int]bool{}
	for _, row := range rows {
		for _, k := range row {
			switch {
			case k.Text == "":
				return bad("Bad Request: can't parse keyboard button: Text must be non-empty")
			case k.Request == nil:
				continue
			case k.Request.ID == 0 || ids[k.Request.ID]:
				return bad("Bad Request: can't parse keyboard button: Duplicate or missing request identifier")
			}
			ids[k.Request.ID] = true
			for right := range k.Request.Bot {
				if k.Request.Bot[right] && !k.Request.User[right] {
					return bad("Bad Request: BOT_ADMIN_RIGHTS_INVALID")
				}
			}
		}
	}
	return nil
}

// Keys lists the keyboard that is open under the text field of a private chat.
func (c *Chat) Keys() []string {
	c.s.mu.Lock()
	defer c.s.mu.Unlock()
	var out []string
	if c.keyboard != nil {
		for _, row := range c.keyboard.keyboard {
			for _, k := range row {
				out = append(out, k.Text)
			}
		}
	}
	return out
}

// Chooses presses a key of the keyboard and picks a chat from the list that opens:
// it has the chats of that kind of which the person is an admin. The app makes the
// bot what it asks to be there.
func (p *Person) Chooses(label string, chosen *Chat) error {
	s := p.s
	s.mu.Lock()
	defer s.mu.Unlock()
	c := s.chats[p.ID]
	if c.keyboard == nil {
		return errors.New("no keyboard is open")
	}
	for _, row := range c.keyboard.keyboard {
		for _, k := range row {
			if k.Text == label {
				return p.chooses(c, k.Request, chosen)
			}
		}
	}
	return fmt.Errorf("there is no key %q", label)
}

func (p *Person) chooses(c *Chat, r *request, chosen *Chat) error {
	s := p.s
	status := chosen.members[p.ID]
	if (chosen.kind == "channel") != r.Channel || status != "creator" && status != "administrator" {
		return fmt.Errorf("%q is not in the list", chosen.title)
	}
	if inside := chosen.members[s.bot.ID]; r.Bot != nil && inside != "administrator" {
		chosen.setBot(p, "administrator")
	} else if r.Member && inside != "administrator" && inside != "member" {
		chosen.setBot(p, "member")
	}
	s.lastID++
	s.push("message", c.ID, object{
		"message_id": s.lastID, "date": s.date(), "chat": c.object(), "from": p.account(),
		"chat_shared": object{"request_id": r.ID, "chat_id": chosen.ID, "title": chosen.title},
	})
	s.touch()
	return nil
}
