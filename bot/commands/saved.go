package commands

import (
	"context"
	"errors"
	"fmt"
	"strconv"
	"strings"

	"crier/bot"
	"crier/bot/card"
	"crier/bot/library"
)

// What is saved belongs to a person, wherever they pressed: what somebody keeps of a
// group's stories is nobody else's business, so it is answered to them alone.

func saveCommand() command {
	return command{
		Command: bot.Command{Name: "save", Section: bot.Reading, Usage: "[url|number]", Hidden: []string{"discord"}, Instead: map[string]string{"discord": "saved"}},
		run:     runSave,
	}
}

// runSave keeps an article: the one that is named, else the one that is open.
func runSave(ctx context.Context, c *call) error {
	id, err := c.meant(ctx, one(c.Args))
	if err != nil {
		return err
	}
	it, err := c.known(ctx, id)
	if err != nil {
		return err
	}
	if it.Read.IsZero() { // its title is known when its page is; its address is enough
		if read, err := c.get(ctx, id); err == nil {
			it = read
		}
	}
	a := it.Article
	s := Saved{Headline: Headline{Title: a.Title, URL: a.URL, Feed: a.Site, Language: a.Language}, Article: it.ID}
	if s.Title == "" && len(a.Text) > 0 {
		s.Title = short(head(a.Text, 120), 80)
	}
	added, err := c.Store.Save(ctx, c.From.Network, c.Sender.ID, s)
	if errors.Is(err, ErrTooMany) {
		return advise("advice.shelf_full")
	}
	if err != nil {
		return fmt.Errorf("saving an article: %w", err)
	}
	r := c.text("saved.done")
	if !added {
		r = c.text("saved.already")
	}
	r.Private = true
	r.Buttons = [][]bot.Button{{c.button("button.saved", "saved"), c.button("button.undo", "unsave "+it.ID)}}
	if !added {
		r.Buttons[0][1] = c.button("button.remove", "unsave "+it.ID)
	}
	return c.show(ctx, r)
}

// meant is the article that a request is about: by id, by number in the last list, by
// address, else the open one.
func (c *call) meant(ctx context.Context, words string) (string, error) {
	if n, err := strconv.Atoi(words); err == nil {
		address, err := c.Store.ListItem(ctx, c.From, c.Sender.ID, n)
		if nothing(err) || err == nil && address == "" {
			return "", c.noSuchNumber(n)
		}
		return idOf(address), err
	}
	if strings.HasPrefix(words, "a_") {
		return words, nil
	}
	if links := c.addresses(words); len(links) > 0 {
		it, err := c.fetch(ctx, links[0])
		return it.ID, err
	}
	id, _, err := c.open(ctx)
	return id, err
}

// idOf names the article of an item of a list: lists hold addresses, and ids of what
// has none.
func idOf(item string) string {
	if strings.HasPrefix(item, "a_") {
		return item
	}
	return library.ID(item)
}

// unsaveCommand is the line that takes an article off the shelf.
func unsaveCommand() command {
	return command{Command: bot.Command{Name: "unsave"}, run: func(ctx context.Context, c *call) error {
		s, err := c.Store.Unsave(ctx, c.From.Network, c.Sender.ID, c.Args)
		if nothing(err) {
			return advise("advice.not_saved")
		}
		if err != nil {
			return fmt.Errorf("taking an article off the shelf: %w", err)
		}
		title := s.Title
		if title == "" {
			title = hostOf(s.URL)
		}
		r := c.text("saved.removed", "Title", short(title, 80))
		r.Private = true
		r.Buttons = [][]bot.Button{{c.button("button.undo", "save "+s.Article), c.button("button.saved", "saved")}}
		return c.show(ctx, r)
	}}
}

func savedCommand() command {
	return command{
		Command: bot.Command{Name: "saved", Aliases: []string{"bookmarks"}, Section: bot.Reading},
		run:     runSaved,
	}
}

// runSaved lists what the asker keeps, the last first: a number opens an article. With
// "remove" a number takes it off the shelf instead.
func runSaved(ctx context.Context, c *call) error {
	words, from := offset(one(c.Args))
	all, err := c.Store.Shelf(ctx, c.From.Network, c.Sender.ID, listLength+1, from)
	if err != nil {
		return fmt.Errorf("listing what is saved: %w", err)
	}
	if len(all) == 0 && from == 0 {
		r := c.text("saved.empty")
		r.Private = true
		r.Buttons = [][]bot.Button{{c.button("button.next", "next"), c.button("button.latest", "latest")}}
		return c.show(ctx, r)
	}
	press, heading := "card ", "saved.title"
	if words == "remove" {
		press, heading = "unsave ", "saved.which"
	}
	some := all[:min(len(all), listLength)]
	lines, items := make([]card.Line, len(some)), make([]string, len(some))
	for i, s := range some {
		lines[i], items[i] = c.savedLine(s, press), s.Article
	}
	if err := c.Store.SetList(ctx, c.From, c.Sender.ID, items); err != nil {
		return fmt.Errorf("remembering a list: %w", err)
	}
	r := card.List(c.p, c.p.Text(heading), lines)
	r.Private, r.Replace = true, c.Pressed && (from > 0 || words == "remove")
	r.Buttons = append(r.Buttons, c.savedButtons(len(all) > listLength, words, from))
	if len(r.Buttons[len(r.Buttons)-1]) == 0 {
		r.Buttons = r.Buttons[:len(r.Buttons)-1]
	}
	return c.show(ctx, r)
}

func (c *call) savedButtons(more bool, words string, from int) []bot.Button {
	var row []bot.Button
	if more {
		row = append(row, c.button("button.more", strings.TrimSpace("saved +"+strconv.Itoa(from+listLength)+" "+words)))
	}
	if words != "remove" {
		row = append(row, c.button("button.remove_one", strings.TrimSpace("saved +"+strconv.Itoa(from)+" remove")))
	}
	return row
}
