package telegram

import (
	"context"
	"fmt"
	"net/url"
	"strconv"
	"strings"
	"sync"
	"time"

	tgbotapi "github.com/go-telegram-bot-api/telegram-bot-api/v5"

	"crier/bot"
)

const (
	rightsAge  = 3 * time.Minute // so long an answer about rights holds
	maxMembers = 4096            // answers kept
)

// Chat finds a place by "@name", an id, or a link to it on t.me, a person's own chat
// by "<@id>". A link to a forum topic gives the topic; "me" is the bot itself.
func (a *Adapter) Chat(ctx context.Context, name string) (bot.Chat, error) {
	if name == "me" {
		return a.itself(ctx)
	}
	id, thread := chatName(name)
	if id == "" {
		return bot.Chat{}, fmt.Errorf("telegram: %w: %q names none", bot.ErrNoChat, name)
	}
	var c tgbotapi.Chat
	err := a.call(ctx, "getChat", tgbotapi.Params{"chat_id": id}, &c)
	switch {
	case coded(err, 400) || coded(err, 403):
		return bot.Chat{}, fmt.Errorf("%w: %w", bot.ErrNoChat, err)
	case err != nil:
		return bot.Chat{}, err
	}
	out := bot.Chat{Address: addressOf(&c), Title: c.Title}
	out.Address.Thread = thread
	if c.UserName != "" {
		out.Handle = "@" + c.UserName
	}
	if out.Title == "" {
		out.Title = strings.TrimSpace(c.FirstName + " " + c.LastName)
	}
	return out, nil
}

// itself tells the bot's names and the link that adds it to a group.
func (a *Adapter) itself(ctx context.Context) (bot.Chat, error) {
	me, err := a.self(ctx)
	if err != nil {
		return bot.Chat{}, err
	}
	at := "https://t.me/" + me.UserName
	return bot.Chat{Title: me.FirstName, Handle: "@" + me.UserName, Invite: at + "?startgroup=1", Start: at + "?start="}, nil
}

// chatName reads the ways in which people name a chat.
func chatName(name string) (id, thread string) {
	name = strings.TrimSpace(name)
	if person, ok := strings.CutPrefix(name, "<@"); ok { // a person's id is also their chat's
		name = strings.TrimSuffix(person, ">")
	}
	if rest, ok := strings.CutPrefix(strings.TrimPrefix(strings.TrimPrefix(name, "https://"), "http://"), "t.me/"); ok {
		parts := strings.Split(strings.Trim(rest, "/"), "/")
		if parts[0] == "c" && len(parts) > 1 {
			name, parts = "-100"+parts[1], parts[1:]
		} else {
			name = "@" + parts[0]
		}
		if len(parts) > 1 && isNumber(parts[1]) && parts[1] != "1" {
			thread = parts[1]
		}
	}
	switch {
	case isNumber(name):
		return name, thread
	case strings.HasPrefix(name, "@") && len(name) > 1 && strings.IndexFunc(name[1:], notInName) < 0:
		return name, thread
	default:
		return "", ""
	}
}

func isNumber(s string) bool {
	_, err := strconv.ParseInt(s, 10, 64)
	return err == nil && url.PathEscape(s) == s
}

// CanManage reports whether the sender is creator or administrator of the chat and
// the bot may post there. Who writes as the chat itself is one of its admins: an
// anonymous admin of a group, an author in a channel.
func (a *Adapter) CanManage(ctx context.Context, at bot.Address, who bot.Sender) (bool, error) {
	if at.Kind == bot.Direct {
		if at.Chat == who.ID {
			return true, nil
		}
		return false, fmt.Errorf("telegram: %w", bot.ErrNotManager)
	}
	if who.ID != at.Chat {
		m, err := a.member(ctx, at.Chat, who.ID)
		switch {
		case says(err, "user not found", "member not found", "participant_id_invalid", "user_id_invalid", "invalid user_id"):
			return false, fmt.Errorf("%w: %w", bot.ErrNotManager, err)
		case coded(err, 400) || coded(err, 403):
			return false, fmt.Errorf("%w: %w", bot.ErrCannotPost, err)
		case err != nil:
			return false, err
		case !m.IsCreator() && !m.IsAdministrator():
			return false, fmt.Errorf("telegram: %w", bot.ErrNotManager)
		}
	}
	return a.canPost(ctx, at)
}

// canPost reports whether the bot itself may write there.
func (a *Adapter) canPost(ctx context.Context, at bot.Address) (bool, error) {
	self, err := a.self(ctx)
	if err != nil {
		return false, err
	}
	m, err := a.member(ctx, at.Chat, formatID(self.ID))
	if coded(err, 400) || coded(err, 403) {
		return false, fmt.Errorf("%w: %w", bot.ErrCannotPost, err)
	}
	if err != nil {
		return false, err
	}
	switch {
	case m.IsAdministrator() && (at.Kind != bot.Channel || m.CanPostMessages), m.IsCreator(),
		at.Kind == bot.Group && m.Status == "restricted" && m.CanSendMessages:
		return true, nil
	case at.Kind == bot.Group && m.Status == "member":
		return a.membersMayPost(ctx, at.Chat)
	default:
		return false, fmt.Errorf("telegram: %w", bot.ErrCannotPost)
	}
}

// membersMayPost reads a group's own setting.
func (a *Adapter) membersMayPost(ctx context.Context, chat string) (bool, error) {
	var c tgbotapi.Chat
	if err := a.call(ctx, "getChat", tgbotapi.Params{"chat_id": chat}, &c); err != nil {
		return false, err
	}
	if c.Permissions != nil && !c.Permissions.CanSendMessages {
		return false, fmt.Errorf("telegram: %w", bot.ErrCannotPost)
	}
	return true, nil
}

// rights remembers for some minutes who is what in which chat.
type rights struct {
	mu   sync.Mutex
	kept map[string]map[string]membership // by chat, then person
	size int
}

type membership struct {
	tgbotapi.ChatMember
	until time.Time
}

func (a *Adapter) member(ctx context.Context, chat, person string) (tgbotapi.ChatMember, error) {
	if m, ok := a.rights.get(chat, person); ok {
		return m, nil
	}
	if strings.HasPrefix(person, "-") {
		return tgbotapi.ChatMember{Status: "left"}, nil // a channel's identity is no member
	}
	var m tgbotapi.ChatMember
	err := a.call(ctx, "getChatMember", tgbotapi.Params{"chat_id": chat, "user_id": person}, &m)
	if err == nil {
		a.rights.put(chat, person, m)
	}
	return m, err
}

func (r *rights) get(chat, person string) (tgbotapi.ChatMember, bool) {
	r.mu.Lock()
	defer r.mu.Unlock()
	m, ok := r.kept[chat][person]
	return m.ChatMember, ok && time.Now().Before(m.until)
}

func (r *rights) put(chat, person string, m tgbotapi.ChatMember) {
	r.mu.Lock()
	defer r.mu.Unlock()
	if r.kept == nil || r.size >= maxMembers {
		r.kept, r.size = map[string]map[string]membership{}, 0
	}
	if r.kept[chat] == nil {
		r.kept[chat] = map[string]membership{}
	}
	r.kept[chat][person] = membership{m, time.Now().Add(rightsAge)}
	r.size++
}

// forget drops what is known of a chat, when something has changed there.
func (r *rights) forget(chat string) {
	r.mu.Lock()
	defer r.mu.Unlock()
	r.size -= len(r.kept[chat])
	delete(r.kept, chat)
}
