package discord

import (
	"bytes"
	"context"
	"encoding/json"
	"fmt"
	"net/http"
	"regexp"
	"slices"
	"strings"

	"github.com/bwmarrin/discordgo"

	"crier/bot"
)

const maxChat, maxOnMessages = 100, 15 // commands of each type

// publish makes Discord's commands equal to the menu. It overwrites them only when
// they differ: Discord allows 200 new ones a day.
func (a *Adapter) publish(ctx context.Context, m bot.Menu) error {
	me, err := a.whoami(ctx)
	if err != nil {
		return err
	}
	want := commands(m)
	path := "applications/" + me.app + "/commands"
	var have []*discordgo.ApplicationCommand
	err = a.patient(ctx, everywhere(), http.MethodGet, path+"?with_localizations=true", nil, &have)
	if err == nil && same(have, want) {
		return nil
	}
	err = a.patient(ctx, everywhere(), http.MethodPut, path, want, nil)
	if codeOf(err) == codeBadForm { // a server that knows no contexts and no user installs
		err = a.patient(ctx, everywhere(), http.MethodPut, path, older(want), nil)
	}
	if err != nil {
		return fmt.Errorf("overwriting the commands: %w", err)
	}
	a.log.Info("commands published", "count", len(want))
	return nil
}

// older are the commands without what came into the protocol last.
func older(list []*discordgo.ApplicationCommand) []*discordgo.ApplicationCommand {
	out := make([]*discordgo.ApplicationCommand, len(list))
	for i, c := range list {
		plain := *c
		plain.Contexts, plain.IntegrationTypes = nil, nil
		out[i] = &plain
	}
	return out
}

// commands makes the menu's commands: flat ones under their names, those of a
// group as its subcommands, and entries of the message menu.
func commands(m bot.Menu) []*discordgo.ApplicationCommand {
	out := []*discordgo.ApplicationCommand{}
	groups := map[string]*discordgo.ApplicationCommand{}
	onMessages := 0
	for i := range m.Items {
		item := &m.Items[i]
		if slices.Contains(item.Hidden, Network) || item.Who == bot.Owner {
			continue
		}
		if c := fold(groups, item, m); c != nil && len(out) < maxChat {
			out = append(out, c)
		}
	}
	for i := range m.Items {
		item := &m.Items[i]
		if label := item.MessageMenu[first(m.Languages)]; label != "" && onMessages < maxOnMessages {
			onMessages++
			out = append(out, onMessage(item, m, label))
		}
	}
	return out
}

// fold puts an item into its group's command; it returns a command that is new.
func fold(groups map[string]*discordgo.ApplicationCommand, item *bot.MenuItem, m bot.Menu) *discordgo.ApplicationCommand {
	if item.Group == "" {
		c := command(item, m, item.Name)
		c.NameLocalizations = named(item.Names, m.Languages, item.Name)
		c.Options = options(item, item.Options, m)
		if len(item.Actions) > 0 {
			c.Options = actions(item, m)
		}
		return c
	}
	g, isOld := groups[item.Group]
	if !isOld {
		g = command(item, m, item.Group)
		g.NameLocalizations = named(m.GroupNames[item.Group], m.Languages, item.Group)
		if help, others := inWords(m.GroupHelp[item.Group], m.Languages); help != "" {
			g.Description, g.DescriptionLocalizations = help, &others
		}
		groups[item.Group] = g
	}
	help, others := inWords(item.Help, m.Languages)
	sub := &discordgo.ApplicationCommandOption{
		Type: discordgo.ApplicationCommandOptionSubCommand, Name: item.Sub,
		Description: help, DescriptionLocalizations: others, Options: options(item, item.Options, m),
	}
	if names := named(item.Names, m.Languages, item.Sub); names != nil {
		sub.NameLocalizations = *names
	}
	g.Options = append(g.Options, sub)
	if isOld {
		return nil
	}
	return g
}

func command(item *bot.MenuItem, m bot.Menu, name string) *discordgo.ApplicationCommand {
	help, others := inWords(item.Help, m.Languages)
	c := &discordgo.ApplicationCommand{Type: discordgo.ChatApplicationCommand, Name: name, Description: help}
	if len(others) > 0 {
		c.DescriptionLocalizations = &others
	}
	where(c, item)
	return c
}

// where says in which places a command is offered, and to whom at first: a server
// can give it to others.
func where(c *discordgo.ApplicationCommand, item *bot.MenuItem) {
	contexts := []discordgo.InteractionContextType{discordgo.InteractionContextGuild, discordgo.InteractionContextBotDM}
	kinds := []discordgo.ApplicationIntegrationType{discordgo.ApplicationIntegrationGuildInstall}
	switch item.Where {
	case bot.InDirect:
		contexts = contexts[1:]
	case bot.InGroups:
		contexts = contexts[:1]
	}
	if item.Who == bot.Manager || item.Section == bot.Posting {
		rights := int64(discordgo.PermissionManageChannels)
		c.DefaultMemberPermissions = &rights
	} else {
		kinds = append(kinds, discordgo.ApplicationIntegrationUserInstall)
		if item.Where == bot.Anywhere {
			contexts = append(contexts, discordgo.InteractionContextPrivateChannel)
		}
	}
	c.Contexts, c.IntegrationTypes = &contexts, &kinds
}

func onMessage(item *bot.MenuItem, m bot.Menu, label string) *discordgo.ApplicationCommand {
	c := &discordgo.ApplicationCommand{Type: discordgo.MessageApplicationCommand, Name: clip(label, 32)}
	names := locales(item.MessageMenu, m.Languages, 32)
	if len(names) > 0 {
		c.NameLocalizations = &names
	}
	where(c, item)
	return c
}

// named are the names in other languages, without those that Discord would refuse and
// those that are the name itself.
func named(in map[string]string, languages []string, name string) *map[discordgo.Locale]string {
	good := map[string]string{}
	for lang, word := range in {
		if word != name && namePattern.MatchString(word) {
			good[lang] = word
		}
	}
	out := locales(good, languages, 32)
	if out == nil {
		return nil
	}
	return &out
}

// namePattern is what Discord takes for a name; letters must be lower case where
// there is such a thing.
var namePattern = regexp.MustCompile(`^[-_\p{Ll}\p{Lo}\p{M}\p{N}]{1,32}$`)

// inWords is a description in the first language and in the others.
func inWords(in map[string]string, languages []string) (string, map[discordgo.Locale]string) {
	return clip(oneLine(in[first(languages)]), 100), locales(in, languages, 100)
}

func first(list []string) string {
	if len(list) == 0 {
		return ""
	}
	return list[0]
}

// locales keys words by Discord's names of languages.
func locales(in map[string]string, languages []string, limit int) map[discordgo.Locale]string {
	out := map[discordgo.Locale]string{}
	for i, lang := range languages {
		if word := clip(oneLine(in[lang]), limit); i > 0 && word != "" {
			for _, l := range localesOf(lang) {
				out[l] = word
			}
		}
	}
	if len(out) == 0 {
		return nil
	}
	return out
}

// localesOf are Discord's locales of a language: the same tag, or all that begin
// with it. discordgo's list lacks some of them.
func localesOf(lang string) (out []discordgo.Locale) {
	known := strings.Fields("id da de en-GB en-US es-ES es-419 fr hr it lt hu nl no pl pt-BR ro fi sv-SE vi tr cs el bg ru uk hi th zh-CN ja zh-TW ko")
	for _, l := range known {
		if strings.EqualFold(l, lang) || strings.HasPrefix(l, lang+"-") {
			out = append(out, discordgo.Locale(l))
		}
	}
	return out
}

// same compares what we set, not what Discord adds to it.
func same(have, want []*discordgo.ApplicationCommand) bool {
	x, y := digest(have), digest(want)
	return x != nil && bytes.Equal(x, y)
}

func digest(list []*discordgo.ApplicationCommand) []byte {
	var out []discordgo.ApplicationCommand
	for _, c := range list {
		k := discordgo.ApplicationCommand{
			Type: max(c.Type, discordgo.ChatApplicationCommand), Name: c.Name, Description: c.Description,
			DefaultMemberPermissions: c.DefaultMemberPermissions, Contexts: c.Contexts, IntegrationTypes: c.IntegrationTypes,
			NameLocalizations: c.NameLocalizations, DescriptionLocalizations: c.DescriptionLocalizations, Options: normal(c.Options),
		}
		out = append(out, k)
	}
	slices.SortFunc(out, func(x, y discordgo.ApplicationCommand) int {
		return strings.Compare(fmt.Sprint(x.Type, x.Name), fmt.Sprint(y.Type, y.Name))
	})
	raw, err := json.Marshal(out)
	if err != nil {
		return nil
	}
	return raw
}

// normal makes absent and empty lists the same.
func normal(list []*discordgo.ApplicationCommandOption) []*discordgo.ApplicationCommandOption {
	out := []*discordgo.ApplicationCommandOption{}
	for _, o := range list {
		c := *o
		c.Options = normal(o.Options)
		c.ChannelTypes = append([]discordgo.ChannelType{}, o.ChannelTypes...)
		c.Choices = append([]*discordgo.ApplicationCommandOptionChoice{}, o.Choices...)
		out = append(out, &c)
	}
	return out
}
