package card

import (
	"crier/bot"
	"crier/bot/lang"
)

// Ended tells that a feed has come to its end: it is not polled any more.
func Ended(words *lang.Catalog, tag, feed string) bot.Reply {
	p := words.Printer(tag)
	return bot.Reply{
		Text:    []string{p.Text("alert.ended", "Name", clip(fold(feed), 60))},
		Buttons: rows([]bot.Button{{Label: p.Text("button.feeds"), Line: "feeds"}}),
	}
}
