package discord

import (
	"context"
	"fmt"
	"net/http"
	"regexp"

	"github.com/bwmarrin/discordgo"

	"crier/bot"
)

var (
	personPattern = regexp.MustCompile(`^<@!?(\d{1,20})>$`)
	placePattern  = regexp.MustCompile(`^(?:<#|https://(?:\w+\.)?discord\.com/channels/(?:\d+|@me)/)(\d{1,20})(?:>|/\d+)?$`)
)

// Chat finds a channel by its id, a mention (<#id>) or a link to it, and a
// person's direct chat by a mention of the person (<@id>), which opens it; "me" is
// the bot itself.
func (a *Adapter) Chat(ctx context.Context, name string) (bot.Chat, error) {
	if name == "me" {
		return a.itself(ctx)
	}
	if m := personPattern.FindStringSubmatch(name); m != nil {
		var c channel
		err := a.patient(ctx, everywhere(), http.MethodPost, "users/@me/channels", map[string]string{"recipient_id": m[1]}, &c)
		if statusOf(err) == http.StatusBadRequest && codeOf(err) != codeBadRecipient { // as other servers of this protocol want it
			err = a.patient(ctx, everywhere(), http.MethodPost, "users/@me/channels", map[string][]string{"recipients": {m[1]}}, &c)
		}
		return a.found(name, &c, err)
	}
	id := name
	if m := placePattern.FindStringSubmatch(name); m != nil {
		id = m[1]
	}
	if !isID(id) {
		return bot.Chat{}, fmt.Errorf("discord: %q: %w", name, bot.ErrNoChat)
	}
	c, err := a.channel(ctx, id)
	return a.found(name, c, err)
}

// inviteRights are what a post needs: to see the channel, to write there and in its
// threads, to show embeds and to attach files.
const inviteRights = discordgo.PermissionViewChannel | discordgo.PermissionSendMessages | discordgo.PermissionSendMessagesInThreads |
	discordgo.PermissionEmbedLinks | discordgo.PermissionAttachFiles | discordgo.PermissionReadMessageHistory

// itself tells the bot's name and the page that adds it to a server.
func (a *Adapter) itself(ctx context.Context) (bot.Chat, error) {
	me, err := a.whoami(ctx)
	if err != nil {
		return bot.Chat{}, err
	}
	invite := fmt.Sprintf("https://discord.com/oauth2/authorize?client_id=%s&scope=bot+applications.commands&permissions=%d", me.app, int64(inviteRights))
	return bot.Chat{Title: me.username, Invite: invite}, nil
}

func (a *Adapter) found(name string, c *channel, err error) (bot.Chat, error) {
	if absent(err) {
		return bot.Chat{}, fmt.Errorf("discord: %q: %w: %w", name, bot.ErrNoChat, err)
	}
	if err != nil {
		return bot.Chat{}, err
	}
	title := c.title()
	if title == "" && len(c.Recipients) > 0 {
		title = sender(&c.Recipients[0], "", "").Name
	}
	return bot.Chat{Address: address(c.ID, c.Type), Title: title}, nil
}

func (a *Adapter) channel(ctx context.Context, id string) (*channel, error) {
	var c channel
	err := a.patient(ctx, bot.Address{Network: Network, Chat: id}, http.MethodGet, "channels/"+id, nil, &c)
	return &c, err
}

// CanManage reports whether the sender has Manage Server or Manage Channels in the
// channel and the bot may post there; in a direct chat, whether it is the sender's.
func (a *Adapter) CanManage(ctx context.Context, at bot.Address, s bot.Sender) (bool, error) {
	if !isID(at.Chat) || !isID(s.ID) {
		return false, fmt.Errorf("discord: %q: %w", at.Chat, bot.ErrNoChat)
	}
	c, err := a.channel(ctx, at.Chat)
	if absent(err) {
		return false, fmt.Errorf("discord: %w: %w", bot.ErrCannotPost, err)
	}
	if err != nil {
		return false, err
	}
	if c.GuildID == "" {
		for _, u := range c.Recipients {
			if u.ID == s.ID {
				return true, nil
			}
		}
		return false, fmt.Errorf("discord: %w", bot.ErrNotManager)
	}
	return a.canManage(ctx, c, s.ID)
}

func (a *Adapter) canManage(ctx context.Context, c *channel, person string) (bool, error) {
	me, err := a.whoami(ctx)
	if err != nil {
		return false, err
	}
	theirs, err := a.permissions(ctx, c, person)
	if err != nil {
		return false, err
	}
	if theirs&(discordgo.PermissionManageGuild|discordgo.PermissionManageChannels) == 0 || theirs&discordgo.PermissionViewChannel == 0 {
		return false, fmt.Errorf("discord: %w", bot.ErrNotManager)
	}
	ours, err := a.permissions(ctx, c, me.user)
	if err != nil {
		return false, err
	}
	need := bits(discordgo.PermissionViewChannel | discordgo.PermissionSendMessages)
	if c.isThread() {
		need = discordgo.PermissionViewChannel | discordgo.PermissionSendMessagesInThreads
	}
	if ours&need != need || !c.takesPosts() {
		return false, fmt.Errorf("discord: %w", bot.ErrCannotPost)
	}
	return true, nil
}

// permissions are what a member may do in a channel; none for who is no member.
func (a *Adapter) permissions(ctx context.Context, c *channel, person string) (bits, error) {
	at := bot.Address{Network: Network, Chat: c.ID}
	var g guild
	if err := a.patient(ctx, at, http.MethodGet, "guilds/"+c.GuildID, nil, &g); err != nil {
		return 0, fmt.Errorf("asking for the server's roles: %w", err)
	}
	var m member
	err := a.patient(ctx, at, http.MethodGet, "guilds/"+c.GuildID+"/members/"+person, nil, &m)
	if codeOf(err) == codeUnknownMember || codeOf(err) == codeUnknownUser {
		return 0, nil
	}
	if err != nil {
		return 0, fmt.Errorf("asking for a member's roles: %w", err)
	}
	over := c.Overwrites
	if c.isThread() { // a thread has the rights of the channel it hangs in
		parent, err := a.channel(ctx, c.ParentID)
		if err != nil {
			return 0, err
		}
		over = parent.Overwrites
	}
	return compute(&g, over, m.Roles, person), nil
}

const everything = ^bits(0)

// compute follows Discord's order: the owner and administrators may all; then the
// overwrites of everyone, of the roles together, and of the person.
func compute(g *guild, over []overwrite, roles []string, person string) bits {
	if g.OwnerID == person {
		return everything
	}
	has := map[string]bool{g.ID: true}
	for _, id := range roles {
		has[id] = true
	}
	var p bits
	for _, r := range g.Roles {
		if has[r.ID] {
			p |= r.Permissions
		}
	}
	if p&discordgo.PermissionAdministrator != 0 {
		return everything
	}
	var allow, deny, mineAllow, mineDeny bits
	for _, o := range over {
		switch {
		case o.ID == g.ID:
			p = p&^o.Deny | o.Allow
		case o.Type == discordgo.PermissionOverwriteTypeRole && has[o.ID]:
			allow, deny = allow|o.Allow, deny|o.Deny
		case o.Type == discordgo.PermissionOverwriteTypeMember && o.ID == person:
			mineAllow, mineDeny = o.Allow, o.Deny
		}
	}
	p = p&^deny | allow
	return p&^mineDeny | mineAllow
}
