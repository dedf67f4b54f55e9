package telegram

import (
	"encoding/json"
	"fmt"
	"strconv"
	"sync"

	tgbotapi "github.com/go-telegram-bot-api/telegram-bot-api/v5"

	"crier/bot"
)

// The library's types stand for the Bot API of 2021: what came later is dropped
// when it decodes. Ours embed them and add the fields that Crier reads.

type update struct {
	raw           json.RawMessage
	ID            int                         `json:"update_id"`
	Message       *message                    `json:"message"`
	Edited        *message                    `json:"edited_message"`
	ChannelPost   *message                    `json:"channel_post"`
	CallbackQuery *callback                   `json:"callback_query"`
	InlineQuery   *tgbotapi.InlineQuery       `json:"inline_query"`
	MyChatMember  *tgbotapi.ChatMemberUpdated `json:"my_chat_member"`
}

// allowedUpdates is sent always: left out, the server keeps an older list.
const allowedUpdates = `["message","edited_message","channel_post","callback_query","inline_query","my_chat_member"]`

type message struct {
	tgbotapi.Message
	ReplyTo     *message     `json:"reply_to_message"` // in the place of the embedded type's field
	ThreadID    int          `json:"message_thread_id"`
	IsTopic     bool         `json:"is_topic_message"`
	TopicMade   *topicName   `json:"forum_topic_created"`
	TopicNamed  *topicName   `json:"forum_topic_edited"`
	TopicClosed *struct{}    `json:"forum_topic_closed"`
	TopicOpened *struct{}    `json:"forum_topic_reopened"`
	Chosen      *chosenChat  `json:"chat_shared"`
	Preview     *linkPreview `json:"link_preview_options"`
	Quote       *quote       `json:"quote"`
	External    *external    `json:"external_reply"`
}

type linkPreview struct {
	URL        string `json:"url,omitempty"`
	IsDisabled bool   `json:"is_disabled,omitempty"`
	Small      bool   `json:"prefer_small_media,omitempty"`
}

type topicName struct {
	Name string `json:"name"`
}

// chosenChat is what a person chose from the list that a keyboard of ours opened.
type chosenChat struct {
	ID int64 `json:"chat_id"`
}

// quote is the part of the replied message that the person marked.
type quote struct {
	Text     string                   `json:"text"`
	Entities []tgbotapi.MessageEntity `json:"entities"`
}

// external is what is told of a message in another chat that was replied to.
type external struct {
	Preview  *linkPreview       `json:"link_preview_options"`
	Document *tgbotapi.Document `json:"document"`
}

type callback struct {
	tgbotapi.CallbackQuery
	Message *message `json:"message"` // in the place of the embedded type's field

	once   sync.Once
	goesOn bool
	begun  func() // told once its answer waits to be shown; may be nil
}

// decodeUpdate reads one update. Where it cannot, the id is read on its own, so that
// the update can still be named and left behind.
func decodeUpdate(raw json.RawMessage) (update, error) {
	u := update{raw: raw}
	whole := json.Unmarshal(raw, &u)
	if whole == nil {
		return u, nil
	}
	var id struct {
		ID int `json:"update_id"`
	}
	if err := json.Unmarshal(raw, &id); err != nil {
		return update{}, fmt.Errorf("read an update's id: %w", err)
	}
	return update{ID: id.ID}, fmt.Errorf("read update %d: %w", id.ID, whole)
}

// lane names what must be handled in order: a chat, or a person's inline queries.
func (u *update) lane() string {
	switch {
	case u.Message != nil && u.Message.Chat != nil:
		return formatID(u.Message.Chat.ID)
	case u.Edited != nil && u.Edited.Chat != nil:
		return formatID(u.Edited.Chat.ID)
	case u.ChannelPost != nil && u.ChannelPost.Chat != nil:
		return formatID(u.ChannelPost.Chat.ID)
	case u.MyChatMember != nil:
		return formatID(u.MyChatMember.Chat.ID)
	case u.CallbackQuery != nil && u.CallbackQuery.From != nil:
		return formatID(u.CallbackQuery.From.ID) // the private chat, where it is answered
	case u.InlineQuery != nil && u.InlineQuery.From != nil:
		return "inline " + formatID(u.InlineQuery.From.ID)
	default:
		return ""
	}
}

// words are a message's text or caption with what is marked in it.
func (m *message) words() (string, []tgbotapi.MessageEntity) {
	if m.Text != "" {
		return m.Text, m.Entities
	}
	return m.Caption, m.CaptionEntities
}

// address is where an answer to the message goes. A thread of replies that is no
// forum topic has an id too, but is no place to post to; the General topic has
// the id 1, which must never be sent.
func (m *message) address() bot.Address {
	at := addressOf(m.Chat)
	if m.IsTopic && m.ThreadID > 1 {
		at.Thread = strconv.Itoa(m.ThreadID)
	}
	return at
}

func (m *message) ref() bot.MessageRef {
	return bot.MessageRef{Address: m.address(), ID: strconv.Itoa(m.MessageID)}
}

// Ids of the accounts that stand for a chat which speaks for itself.
const (
	serviceAccount  = 777000
	groupAnonymous  = 1087968824
	channelIdentity = 136817688
)

// sender is who wrote. Whoever speaks as a chat has that chat's id: an anonymous
// admin the group's own, so that the two compare equal exactly for admins.
func (m *message) sender() bot.Sender {
	if m.SenderChat != nil {
		return bot.Sender{ID: formatID(m.SenderChat.ID), Name: m.SenderChat.Title, Locale: localeOf(m.From)}
	}
	if m.From != nil {
		return senderOf(m.From)
	}
	return bot.Sender{ID: formatID(m.Chat.ID), Name: m.Chat.Title}
}

// foreign reports messages that nobody typed to us: from other bots, and posts
// of a linked channel that the server forwards into its group.
func (m *message) foreign() bool {
	if m.IsAutomaticForward || m.From == nil {
		return m.IsAutomaticForward
	}
	stands := m.From.ID == groupAnonymous || m.From.ID == channelIdentity
	return m.From.IsBot && !stands || m.From.ID == serviceAccount
}

func senderOf(u *tgbotapi.User) bot.Sender {
	name := u.FirstName
	if u.LastName != "" {
		name += " " + u.LastName
	}
	return bot.Sender{ID: formatID(u.ID), Name: name, Locale: u.LanguageCode}
}

func localeOf(u *tgbotapi.User) string {
	if u == nil || u.IsBot {
		return ""
	}
	return u.LanguageCode
}

func addressOf(c *tgbotapi.Chat) bot.Address {
	at := bot.Address{Network: network, Chat: formatID(c.ID)}
	switch c.Type {
	case "group", "supergroup":
		at.Kind = bot.Group
	case "channel":
		at.Kind = bot.Channel
	}
	return at
}

func formatID(id int64) string { return strconv.FormatInt(id, 10) }
