package web

import (
	"context"
	"fmt"

	"crier/bot"
)

// quiet is a core that has nothing to say.
type quiet struct{}

func (quiet) Handle(context.Context, bot.Request, bot.Say) error { return nil }
func (quiet) Complete(context.Context, bot.Request, string) ([]bot.Choice, error) {
	return nil, nil
}
func (quiet) Inline(context.Context, bot.Request, string) ([]bot.Reply, error) { return nil, nil }
func (quiet) Event(context.Context, bot.Event, bot.Say) error                  { return nil }
func (quiet) Seen(context.Context, string, string) (bool, error)               { return false, nil }

// answering is a core that answers with a function.
type answering struct {
	quiet
	handle func(context.Context, bot.Request, bot.Say) error
}

func (c answering) Handle(ctx context.Context, r bot.Request, say bot.Say) error {
	return c.handle(ctx, r, say)
}

// newsdesk is a core that behaves like Crier's on a small scale. Reading ends when
// a test says so, so that the time in between can be looked at.
type newsdesk struct {
	quiet
	read chan struct{}
}

func (d *newsdesk) Handle(ctx context.Context, r bot.Request, say bot.Say) error {
	switch {
	case r.Command == "start":
		return say(ctx, greeting())
	case r.Command == "more":
		c := sampleCard()
		c.Points = append(c.Points, bot.Point{Text: "The next count of the reservoirs is due on Friday.", Source: "Velm Water Board", Link: "https://example.org/rain#:~:text=The%20next"})
		c.Buttons[0][1] = bot.Button{Label: "Less", Line: "less a_1"}
		c.Replace = true
		return say(ctx, c)
	case r.Command == "next":
		c := sampleCard()
		c.Title = "A ferry that runs on the tide alone"
		return say(ctx, c)
	case r.Command == "subscribe" && r.Args == "":
		return say(ctx, bot.Reply{Text: []string{"Which topic?"}, Form: &bot.Form{Title: "Topic", Label: "Words to watch for", Placeholder: "climate", Line: "subscribe "}})
	case r.File != nil:
		return say(ctx, bot.Reply{Text: []string{fmt.Sprintf("%d bytes of %s, %s", r.File.Size, r.File.Name, r.File.Type)}})
	case len(r.Links) > 0:
		if err := say(ctx, bot.Reply{Text: []string{"Reading example.org…"}, Busy: true}); err != nil {
			return err
		}
		select {
		case <-d.read:
		case <-ctx.Done():
			return ctx.Err()
		}
		return say(ctx, sampleCard())
	default:
		return say(ctx, bot.Reply{Text: []string{"You said: " + r.Text}})
	}
}

func (*newsdesk) Complete(_ context.Context, r bot.Request, option string) ([]bot.Choice, error) {
	if r.Command != "subscribe" || option != "words" {
		panic(fmt.Sprintf("asked for %s of %+v", option, r))
	}
	return []bot.Choice{{Label: "Tides", Value: "tides"}, {Label: "Tigers", Value: "tigers"}}, nil
}

func greeting() bot.Reply {
	return bot.Reply{
		Text:    []string{"Send me a link: I reply with its main points, in the article's own words. I can also watch topics for you."},
		Buttons: [][]bot.Button{{{Label: "Try one", Line: "try"}, {Label: "Choose topics", Line: "topics"}}},
	}
}

func sampleCard() bot.Reply {
	return bot.Reply{
		Title: "Rain returns to Velm after a summer without a drop", URL: "https://example.org/rain", Site: "example.org", Lang: "en",
		Points: []bot.Point{
			{Text: "It rained for the first time since May, and the two reservoirs above the town rose by a hand's breadth in one night.", Source: "Velm Herald", Link: "https://example.org/rain#:~:text=It%20rained"},
			{Text: "Farmers said the barley could still be saved, the beans could not.", Source: "Growers' Union", Link: "https://example.org/rain#:~:text=Farmers%20said"},
			{Text: "The council keeps the ban on watering lawns until the end of the month.", Source: "Velm Council", Link: "https://example.org/rain#:~:text=The%20council"},
		},
		Footer: "example.org · 84 of 624 words, all from the article",
		Buttons: [][]bot.Button{
			{{Label: "‹ Previous", Line: "previous a_1"}, {Label: "More", Line: "more a_1"}, {Label: "Next ›", Line: "next a_1"}},
			{{Label: "Open", URL: "https://example.org/rain"}, {Label: "Save", Line: "save a_1"}},
		},
	}
}

func sampleAlert() bot.Reply {
	c := sampleCard()
	c.Kicker, c.Also, c.Points = `New for "drought"`, "also: Reuters, BBC", c.Points[:1]
	c.Buttons = [][]bot.Button{{{Label: "More", Line: "more a_1"}, {Label: "Open", URL: "https://example.org/rain"}, {Label: "Why", Line: "why a_1"}, {Label: "Mute", Line: "mute a_1"}}}
	return c
}

func sampleList() bot.Reply {
	return bot.Reply{Title: "Latest", Points: []bot.Point{
		{Number: 1, Text: "Rain returns to Velm after a summer without a drop", Source: "example.org", Link: "https://example.org/1"},
		{Number: 2, Text: "تعود الأمطار إلى المدينة بعد صيف جاف", Lang: "ar", Source: "example.net", Link: "https://example.net/2"},
		{Number: 3, Text: "A ferry that runs on the tide alone", Source: "example.com", Link: "https://example.com/3"},
	}, Buttons: [][]bot.Button{{{Label: "1", Line: "summary 1"}, {Label: "2", Line: "summary 2"}, {Label: "3", Line: "summary 3"}}}}
}

func sampleArabic() bot.Reply {
	return bot.Reply{
		Title: "تعود الأمطار إلى فيلم", URL: "https://example.net/ar", Lang: "ar",
		Points: []bot.Point{
			{Text: "هطلت الأمطار لأول مرة منذ شهر مايو، وارتفع منسوب الخزانين فوق البلدة.", Source: "Velm Herald", Link: "https://example.net/ar#:~:text=x"},
			{Text: "قال المزارعون إن الشعير لا يزال من الممكن إنقاذه.", Source: "اتحاد المزارعين", Link: "https://example.net/ar#:~:text=y"},
		},
		Footer:  "example.net · 24 من 312 كلمة",
		Buttons: [][]bot.Button{{{Label: "More", Line: "more a_2"}, {Label: "Next ›", Line: "next a_2"}}},
	}
}

func deskMenu() bot.Menu {
	item := func(name, usage, help string) bot.MenuItem {
		return bot.MenuItem{Command: bot.Command{Name: name, Usage: usage}, Help: map[string]string{"en": help, "de": help}}
	}
	subscribe := item("subscribe", "[words|address]", "Alerts for a topic or a feed")
	subscribe.Options = []bot.Option{{Name: "words", Complete: true}}
	return bot.Menu{Languages: []string{"en", "de"}, Items: []bot.MenuItem{
		item("summary", "[url|number|text] [short|medium|long]", "The main points of an article"),
		item("search", "words", "Find articles of the last 30 days"),
		subscribe,
		item("settings", "", "Language, quiet hours, time zone, length"),
		item("help", "[command]", "What I can do"),
	}}
}
