package discord

import (
	"slices"

	"github.com/bwmarrin/discordgo"

	"crier/bot"
)

func actions(item *bot.MenuItem, m bot.Menu) (out []*discordgo.ApplicationCommandOption) {
	for _, x := range item.Actions[:min(len(item.Actions), 25)] {
		help, others := inWords(item.ActionHelp[x.Name], m.Languages)
		if item.ActionHelp[x.Name] == nil {
			help, others = inWords(item.Help, m.Languages)
		}
		c := &discordgo.ApplicationCommandOption{
			Type: discordgo.ApplicationCommandOptionSubCommand, Name: x.Name,
			Description: help, DescriptionLocalizations: others, Options: options(item, x.Options, m),
		}
		if names := named(item.ActionNames[x.Name], m.Languages, x.Name); names != nil {
			c.NameLocalizations = *names
		}
		out = append(out, c)
	}
	return out
}

// options puts the required ones first, as Discord wants them.
func options(item *bot.MenuItem, list []bot.Option, m bot.Menu) (out []*discordgo.ApplicationCommandOption) {
	list = slices.Clone(list)
	slices.SortStableFunc(list, func(x, y bot.Option) int {
		switch {
		case x.Required == y.Required:
			return 0
		case x.Required:
			return -1
		}
		return 1
	})
	if sharable(item) {
		list = append(list, bot.Option{Name: publicOption, Switch: true})
	}
	for _, o := range list[:min(len(list), 25)] {
		out = append(out, option1(item, o, m))
	}
	return out
}

// publicOption lets the asker show others what else is for them alone.
const publicOption = "public"

// sharable reports commands whose answers are hidden from others unless the asker
// wants to share them.
func sharable(item *bot.MenuItem) bool {
	return item.OptionHelp[publicOption] != nil && item.Who == bot.Everyone && item.Where != bot.InDirect && !shared(item)
}

func option1(item *bot.MenuItem, o bot.Option, m bot.Menu) *discordgo.ApplicationCommandOption {
	help, others := inWords(item.OptionHelp[o.Name], m.Languages)
	c := &discordgo.ApplicationCommandOption{
		Type: discordgo.ApplicationCommandOptionString, Name: o.Name, Required: o.Required,
		Description: firstOf(help, o.Name), DescriptionLocalizations: others,
	}
	if names := named(item.OptionNames[o.Name], m.Languages, o.Name); names != nil {
		c.NameLocalizations = *names
	}
	switch {
	case o.Chat:
		c.Type, c.ChannelTypes = discordgo.ApplicationCommandOptionChannel, postable()
	case o.Role:
		c.Type = discordgo.ApplicationCommandOptionRole
	case o.Switch:
		c.Type = discordgo.ApplicationCommandOptionBoolean
	case o.File:
		c.Type = discordgo.ApplicationCommandOptionAttachment
	case len(o.Choices) > 0 && len(o.Choices) <= 25:
		for _, v := range o.Choices {
			c.Choices = append(c.Choices, &discordgo.ApplicationCommandOptionChoice{Name: v, Value: v})
		}
	default:
		c.Autocomplete = o.Complete
	}
	return c
}

func postable() []discordgo.ChannelType {
	return []discordgo.ChannelType{
		discordgo.ChannelTypeGuildText, discordgo.ChannelTypeGuildNews, discordgo.ChannelTypeGuildNewsThread,
		discordgo.ChannelTypeGuildPublicThread, discordgo.ChannelTypeGuildPrivateThread,
		discordgo.ChannelTypeGuildForum, discordgo.ChannelTypeGuildMedia,
	}
}
