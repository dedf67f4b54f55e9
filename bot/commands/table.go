package commands

import (
	"context"

	"crier/bot"
)

// command is a line of the table: what the menus show, and what is done.
type command struct {
	bot.Command
	message bool   // offered on a message, where a network can do that
	like    string // of a name that is not shown: the command whose help tells of it
	run     func(context.Context, *call) error
}

// table is the one list of commands, in the order in which they are shown.
func table() []command {
	return []command{
		summaryCommand(), nextCommand(), previousCommand(), moreCommand(), latestCommand(), searchCommand(), saveCommand(), savedCommand(),
		topicsCommand(), subscribeCommand(), unsubscribeCommand(), alertsCommand(),
		addfeedCommand(), removefeedCommand(), feedsCommand(), muteCommand(), whyCommand(),
		importCommand(), exportCommand(),
		broadcastCommand(),
		languageCommand(), settingsCommand(), privacyCommand(), forgetCommand(), helpCommand(), startCommand(),
		// Lines of buttons, and names that are not shown.
		cardCommand(), unsaveCommand(), previewCommand(), unmuteCommand(), followCommand(), postingCommand(), chosenCommand(), titlesCommand(), tryCommand(), stopCommand(), cancelCommand(), ownCommand(), atCommand(),
	}
}

// All is the table as the networks see it.
func (b *Bot) All() []bot.Command {
	out := make([]bot.Command, len(b.table))
	for i, c := range b.table {
		out[i] = c.Command
		out[i].Run = func(ctx context.Context, r bot.Request, say bot.Say) error {
			r.Command = c.Name
			return b.Handle(ctx, r, say)
		}
	}
	return out
}

func (b *Bot) find(name string) (command, bool) {
	found, ok := b.router.Find(name)
	if !ok {
		return command{}, false
	}
	for _, c := range b.table {
		if c.Name == found.Name {
			return c, true
		}
	}
	return command{}, false
}

// listed are the commands that a menu may show.
func (b *Bot) listed() []command {
	var out []command
	for _, c := range b.table {
		if c.Section != "" {
			out = append(out, c)
		}
	}
	return out
}
