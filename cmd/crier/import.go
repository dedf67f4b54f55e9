package main

import (
	"context"
	"errors"
	"fmt"
	"io"
	"os"
	"strings"
	"time"

	"golang.org/x/sync/errgroup"

	"crier/bot"
	"crier/bot/commands"
	"crier/bot/lang"
	"crier/bot/store"
	"crier/feeds"
	"crier/feeds/syndication"
)

// where names the rows that import and export are about.
type where struct {
	Data     string `from:"CRIER_DATA" default:"data" help:"Folder of the database." placeholder:"DIR"`
	Database string `from:"DATABASE_URL" help:"PostgreSQL instead of the file in the data folder." placeholder:"URL" secret:""`
	Chat     string `help:"The chat, such as telegram:123456; without it, the feeds that every chat may see." placeholder:"NETWORK:ID"`
}

// address reads --chat; its kind is that of a chat of one person unless the store
// knows it otherwise.
func (w where) address() (bot.Address, error) {
	if w.Chat == "" {
		return bot.Address{}, nil
	}
	network, chat, ok := strings.Cut(w.Chat, ":")
	if !ok || network == "" || chat == "" {
		return bot.Address{}, fmt.Errorf("--chat %q names no chat; write network:id, such as telegram:123456", w.Chat)
	}
	return bot.Address{Network: network, Chat: chat, Kind: bot.Direct}, nil
}

// open opens the store without bounds: whoever runs Crier sets them.
func (w where) open(ctx context.Context) (*store.DB, error) {
	none := store.Bounds{Feeds: -1, Topics: -1}
	h := house{settings: settings{Data: w.Data, Database: w.Database}}
	return h.store(ctx, store.Options{Person: none, Chat: none, All: none})
}

type importCommand struct {
	wayOut
	where
	From string `arg:"" name:"url|file" help:"OPML file or its address; - for standard input."`
}

// Run imports the feeds of an OPML file: those that work, all at once or none.
func (c importCommand) Run(ctx context.Context, s streams) error {
	at, err := c.address()
	if err != nil {
		return err
	}
	client, err := c.client()
	if err != nil {
		return err
	}
	defer client.Close()
	list, err := c.list(ctx, s, syndication.NewOutlines(client))
	if err != nil {
		return c.noList(err)
	}
	db, err := c.open(ctx)
	if err != nil {
		return err
	}
	defer func() { _ = db.Close() }()
	good, report, err := tryAll(ctx, s.err, syndication.New(client), list.Feeds)
	if err != nil {
		return err
	}
	for _, p := range list.Skipped {
		report = append(report, p.URL+": "+feedProblem(p))
	}
	n, err := c.store(ctx, db, at, good)
	if err != nil {
		return err
	}
	for _, line := range report {
		if _, err := fmt.Fprintln(s.out, line); err != nil {
			return err
		}
	}
	_, err = fmt.Fprintf(s.out, "%d of %d feeds are new; %d were left out.\n", n, len(list.Feeds)+len(list.Skipped), len(list.Feeds)+len(list.Skipped)-len(good))
	return err
}

func (c importCommand) list(ctx context.Context, s streams, outlines syndication.Outlines) (feeds.OPML, error) {
	if isWeb(c.From) {
		return outlines.FetchOPML(ctx, c.From)
	}
	body, err := readBytes(s, c.From)
	if err != nil {
		return feeds.OPML{}, err
	}
	return outlines.ReadOPML(body)
}

// noList says what is wrong with a list of feeds, as a chat is told.
func (c importCommand) noList(err error) error {
	kind := feeds.KindOf(err)
	switch kind {
	case feeds.NotFeed, feeds.BrokenFeed, feeds.EmptyFeed, feeds.TooLarge:
	default:
		return inWords(err)
	}
	words, failed := lang.New()
	if failed != nil {
		return errors.Join(err, failed)
	}
	name := c.From
	switch {
	case isWeb(name):
		name = feeds.Shown(name)
	case name == "-":
		name = "standard input"
	}
	return errors.New(words.Printer(lang.Default).Text("advice.import_"+string(kind), "Name", name))
}

func (importCommand) store(ctx context.Context, db *store.DB, at bot.Address, good []feeds.Source) (int, error) {
	if at.Network == "" {
		return db.ImportPublic(ctx, good)
	}
	id, err := db.KeepImport(ctx, at, nil)
	if err != nil {
		return 0, err
	}
	return db.Import(ctx, bot.Follow{Chat: at, How: bot.Quiet}, id, good)
}

// Bounds of trying feeds: at the same time, and each.
const (
	triedAbreast = 24
	tryOneFor    = 25 * time.Second
)

// tryAll asks every feed once, with a bar on w. It gives those that work, or may
// work later, and a line for each that had a problem.
func tryAll(ctx context.Context, w io.Writer, poller feeds.Poller, list []feeds.Outline) (good []feeds.Source, report []string, err error) {
	type tried struct {
		src feeds.Source
		err error
	}
	all := make([]tried, len(list))
	b := newBar(w, len(list))
	var g errgroup.Group
	g.SetLimit(triedAbreast)
	for i, o := range list {
		g.Go(func() error {
			defer b.step()
			src := feeds.Source{URL: o.URL, Title: o.Title, Site: o.Site}
			one, cancel := context.WithTimeout(ctx, tryOneFor)
			defer cancel()
			u, err := poller.Poll(one, src)
			if u.URL != "" {
				src.URL = u.URL
			}
			if src.Title == "" {
				src.Title = u.Title
			}
			src.NextPoll = time.Now().Add(max(u.Wait, time.Minute))
			all[i] = tried{src, err}
			return nil
		})
	}
	_ = g.Wait() // they return nil: failures are in the list
	b.end()
	if ctx.Err() != nil {
		return nil, nil, errors.New("stopped: nothing was imported")
	}
	for i, t := range all {
		passing, ok := commands.FeedTrial(t.err)
		if ok || passing {
			good = append(good, t.src)
		}
		if !ok {
			report = append(report, feeds.Shown(list[i].URL)+": "+feedProblem(t.err))
		}
	}
	return good, report, nil
}

// feedProblem says in English what is wrong with a feed.
func feedProblem(err error) string {
	words, wordsErr := lang.New()
	if wordsErr != nil {
		return err.Error()
	}
	p := words.Printer(lang.Default)
	if passing, _ := commands.FeedTrial(err); passing {
		return p.Text("failed_feed.later")
	}
	return commands.FeedProblem(p, err)
}

type exportCommand struct {
	where
	To string `arg:"" name:"file" optional:"" default:"-" help:"Where to write; - for standard output."`
}

// Run writes feeds as OPML or, with --chat, all that is kept about the chat as the
// zip file that /export gives.
func (c exportCommand) Run(ctx context.Context, s streams) error {
	at, err := c.address()
	if err != nil {
		return err
	}
	db, err := c.open(ctx)
	if err != nil {
		return err
	}
	defer func() { _ = db.Close() }()
	return c.write(s, func(w io.Writer) error {
		if at.Network == "" {
			list, err := db.PublicFeeds(ctx)
			if err != nil {
				return err
			}
			return syndication.WriteOPML(w, "Feeds from Crier", list)
		}
		kept, err := db.Kept(ctx, at, at.Chat)
		if err != nil {
			return err
		}
		body, err := commands.Zipped(syndication.Outlines{}, kept, "Feeds from Crier", time.Now())
		if err == nil {
			_, err = w.Write(body)
		}
		return err
	})
}

// write writes to the file or standard output; a file appears whole or not at all.
func (c exportCommand) write(s streams, to func(io.Writer) error) error {
	if c.To == "-" {
		return to(s.out)
	}
	part := c.To + ".part"
	f, err := os.OpenFile(part, os.O_CREATE|os.O_WRONLY|os.O_TRUNC, 0o600)
	if err != nil {
		return fmt.Errorf("writing the export: %w", err)
	}
	if err := errors.Join(to(f), f.Close()); err != nil {
		_ = os.Remove(part)
		return fmt.Errorf("writing the export: %w", err)
	}
	return os.Rename(part, c.To)
}
