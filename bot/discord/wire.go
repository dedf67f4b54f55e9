package discord

import (
	"encoding/json"
	"strconv"
	"strings"

	"github.com/bwmarrin/discordgo"
)

// What comes in, in the few fields that are read.

type user struct {
	ID         string `json:"id"`
	Username   string `json:"username"`
	GlobalName string `json:"global_name"`
	Bot        bool   `json:"bot"`
}

type member struct {
	User  *user    `json:"user"`
	Nick  string   `json:"nick"`
	Roles []string `json:"roles"`
}

type channel struct {
	ID         string                `json:"id"`
	Type       discordgo.ChannelType `json:"type"`
	GuildID    string                `json:"guild_id"`
	ParentID   string                `json:"parent_id"`
	Name       string                `json:"name"`
	Overwrites []overwrite           `json:"permission_overwrites"`
	Recipients []user                `json:"recipients"`
	OwnerID    string                `json:"owner_id"`
	Flags      int                   `json:"flags"`
	Tags       []tag                 `json:"available_tags"` // of a forum
	Thread     struct {
		Archived bool `json:"archived"`
		Locked   bool `json:"locked"`
	} `json:"thread_metadata"`
}

func (c *channel) isThread() bool {
	return c.Type == discordgo.ChannelTypeGuildNewsThread || c.Type == discordgo.ChannelTypeGuildPublicThread ||
		c.Type == discordgo.ChannelTypeGuildPrivateThread
}

// title is what people call it.
func (c *channel) title() string {
	if c.Name == "" || c.isThread() {
		return c.Name
	}
	return "#" + c.Name
}

// takesPosts reports channels in which messages or threads can be written.
func (c *channel) takesPosts() bool {
	switch c.Type {
	case discordgo.ChannelTypeGuildCategory, discordgo.ChannelTypeGuildDirectory, discordgo.ChannelTypeGuildStore:
		return false
	}
	return true
}

type guild struct {
	ID            string    `json:"id"`
	Name          string    `json:"name"`
	OwnerID       string    `json:"owner_id"`
	SystemChannel string    `json:"system_channel_id"`
	Unavailable   bool      `json:"unavailable"`
	Roles         []role    `json:"roles"`
	Channels      []channel `json:"channels"`
	Threads       []channel `json:"threads"`
}

// bits are rights, a number written as a string; an empty one is none.
type bits int64

func (b *bits) UnmarshalJSON(raw []byte) error {
	s := strings.Trim(string(raw), `"`)
	if s == "" || s == "null" {
		return nil
	}
	n, err := strconv.ParseUint(s, 10, 64)
	*b = bits(n)
	return err
}

type role struct {
	ID          string `json:"id"`
	Permissions bits   `json:"permissions"`
}

// overwrite changes rights in one channel.
type overwrite struct {
	ID    string                            `json:"id"`
	Type  discordgo.PermissionOverwriteType `json:"type"`
	Allow bits                              `json:"allow"`
	Deny  bits                              `json:"deny"`
}

type attachment struct {
	Filename    string `json:"filename"`
	ContentType string `json:"content_type"`
	Size        int64  `json:"size"`
	URL         string `json:"url"`
}

type message struct {
	ID          string       `json:"id"`
	ChannelID   string       `json:"channel_id"`
	GuildID     string       `json:"guild_id"`
	WebhookID   string       `json:"webhook_id"`
	Author      *user        `json:"author"`
	Content     string       `json:"content"`
	Attachments []attachment `json:"attachments"`
	Embeds      []struct {
		URL         string `json:"url"`
		Title       string `json:"title"`
		Description string `json:"description"`
	} `json:"embeds"`
	Referenced *message    `json:"referenced_message"`
	Components []component `json:"components"`
	Forwarded  []struct {
		Message message `json:"message"`
	} `json:"message_snapshots"` // what a forward shows: it has no content of its own
}

type interaction struct {
	ID            string                    `json:"id"`
	ApplicationID string                    `json:"application_id"`
	Type          discordgo.InteractionType `json:"type"`
	GuildID       string                    `json:"guild_id"`
	ChannelID     string                    `json:"channel_id"`
	Channel       *channel                  `json:"channel"`
	Context       *int                      `json:"context"`
	Member        *member                   `json:"member"`
	User          *user                     `json:"user"`
	Locale        string                    `json:"locale"`
	Token         string                    `json:"token"`
	Message       *message                  `json:"message"`
	Rights        bits                      `json:"app_permissions"` // ours in the channel; 0: not told
	Data          interactionData           `json:"data"`
}

// interactionData is the union of the data of all types: no type is asserted.
type interactionData struct {
	Name       string                           `json:"name"`
	Type       discordgo.ApplicationCommandType `json:"type"`
	TargetID   string                           `json:"target_id"`
	Options    []option                         `json:"options"`
	CustomID   string                           `json:"custom_id"`
	Values     []string                         `json:"values"`
	Components []component                      `json:"components"`
	Resolved   struct {
		Messages    map[string]message    `json:"messages"`
		Attachments map[string]attachment `json:"attachments"`
	} `json:"resolved"`
}

type option struct {
	Name    string                                 `json:"name"`
	Type    discordgo.ApplicationCommandOptionType `json:"type"`
	Value   json.RawMessage                        `json:"value"`
	Options []option                               `json:"options"`
	Focused bool                                   `json:"focused"`
}

// component is a row or an input of a form that was sent, or a part of a message that
// is made of components alone.
type component struct {
	CustomID   string      `json:"custom_id"`
	Value      string      `json:"value"`
	Content    string      `json:"content"` // of a text
	URL        string      `json:"url"`     // of a button that opens an address
	Components []component `json:"components"`
	Component  *component  `json:"component"` // inside a label
	Accessory  *component  `json:"accessory"` // beside a section
}

// bare reports that a message in the channel must do without embeds.
func (i *interaction) bare() bool {
	return i.GuildID != "" && i.Rights != 0 && i.Rights&(discordgo.PermissionEmbedLinks|discordgo.PermissionAdministrator) == 0
}

func (i *interaction) who() *user {
	if i.Member != nil && i.Member.User != nil {
		return i.Member.User
	}
	if i.User != nil {
		return i.User
	}
	return &user{}
}
