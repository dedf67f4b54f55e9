package main

import (
	"context"
	"fmt"
	"log/slog"
	"net/netip"
	"os"
	"path/filepath"
	"time"

	"crier/bot"
	"crier/bot/announce"
	"crier/bot/card"
	"crier/bot/commands"
	"crier/bot/jobs"
	"crier/bot/lang"
	"crier/bot/library"
	"crier/bot/outbox"
	"crier/bot/store"
	"crier/feeds/newsroom"
	"crier/feeds/page"
	"crier/feeds/polite"
	"crier/feeds/syndication"
	"crier/summarizer/extractive"
)

// house is the whole program, made and tied together, not yet running.
type house struct {
	settings settings
	log      *slog.Logger
	db       *store.DB
	silence  func() // ends the mailbox's bell
	client   *polite.Client
	poller   *syndication.Poller
	words    *lang.Catalog
	library  *library.Library
	adapters []bot.Adapter
	refused  map[string]error // networks that could not be made
	core     *commands.Bot
	outbox   *outbox.Outbox
	announce *announce.Announcer

	newsroom *newsroom.Newsroom
	paper    *newsroom.Listening // nil: the newsroom is off
}

// build makes every room. What it opened, close closes.
func build(ctx context.Context, s settings, log *slog.Logger) (h *house, err error) {
	h = &house{settings: s, log: log, refused: map[string]error{}}
	defer func() {
		if err != nil {
			h.close()
		}
	}()
	for _, step := range []func(context.Context) error{h.openStore, h.openNewsroom, h.openWeb, h.openNetworks, h.openCore, h.openBelts} {
		if err := step(ctx); err != nil {
			return h, err
		}
	}
	return h, nil
}

func (h *house) close() {
	if h.paper != nil {
		_ = h.paper.Close()
	}
	if h.client != nil {
		h.client.Close()
	}
	if h.silence != nil {
		h.silence()
	}
	if h.db != nil {
		if err := h.db.Close(); err != nil {
			h.log.Error("closing the database", "error", err)
		}
	}
}

func (h *house) openStore(ctx context.Context) (err error) {
	h.db, err = h.store(ctx, store.Options{
		Log: h.log, EditGap: h.editGap(), Person: h.settings.LimitPerson.bounds(), Chat: h.settings.LimitChat.bounds(), All: h.settings.LimitAll.bounds(),
	})
	return err
}

// editGap is how long a message keeps its words: a minute at the published rates.
func (h *house) editGap() time.Duration {
	return time.Duration(float64(time.Minute) / max(h.settings.Pace, 0.1))
}

// store opens the database that the settings name.
func (h *house) store(ctx context.Context, o store.Options) (*store.DB, error) {
	address := h.settings.Database
	if address == "" {
		if err := os.MkdirAll(h.settings.Data, 0o700); err != nil {
			return nil, fmt.Errorf("making the data folder: %w", err)
		}
		address = filepath.Join(h.settings.Data, "crier.db")
	}
	return store.Open(ctx, address, o)
}

// openNewsroom serves the sample site. A port that is taken is no reason to stop:
// any other will do, and without the site only the sample is missing.
func (h *house) openNewsroom(context.Context) (err error) {
	if h.newsroom, err = newsroom.New(newsroom.Options{}); err != nil {
		return err
	}
	if h.settings.Newsroom == "off" {
		return nil
	}
	if h.paper, err = h.newsroom.Listen(h.settings.Newsroom); err == nil {
		return nil
	}
	h.log.Warn("the newsroom's port is taken, using another", "error", err)
	if h.paper, err = h.newsroom.Listen("127.0.0.1:0"); err != nil {
		h.log.Warn("the newsroom is closed", "error", err)
	}
	return nil
}

// openWeb makes the way out and everything that reads through it.
func (h *house) openWeb(context.Context) error {
	allow, err := h.settings.ranges()
	if err != nil {
		return err
	}
	o := polite.Options{Version: version, Contact: h.settings.Contact, Allow: allow}
	if h.paper != nil {
		o.Exact = []netip.AddrPort{h.paper.Address}
	}
	if h.client, err = polite.New(o); err != nil {
		return err
	}
	summarizer := extractive.New()
	h.poller = syndication.New(h.client)
	h.poller.Language = summarizer.LanguageByWords
	h.library = library.New(library.Options{
		Reader: page.New(h.client, h.log), Summarizer: summarizer, Store: h.db, Log: h.log,
	})
	h.words, err = lang.New()
	return err
}

// openNetworks makes the adapters. One that cannot be made is reported and left
// out; the others go on.
func (h *house) openNetworks(context.Context) error {
	pacer := outbox.NewPacer(h.settings.Pace)
	wake, silence := h.db.Listen(jobs.BeltMail)
	h.silence = silence
	parts := networkParts{
		settings: h.settings, words: h.words, mailbox: h.db, inbox: h.db, wake: wake,
		pace: pacer.Answer, slow: pacer.Slow, log: h.log,
	}
	for _, n := range networks() {
		a, err := n.open(parts)
		switch {
		case err != nil:
			h.refused[n.name] = err
			h.log.Error("a network is left out", "network", n.name, "error", err)
		case a != nil:
			h.adapters = append(h.adapters, a)
		}
	}
	h.outbox = outbox.New(outbox.Options{
		Store: h.db, Adapters: h.adapters, Pacer: pacer, Belt: jobs.BeltDeliver, Hourly: h.settings.Hourly, Log: h.log,
		Closed: func(ctx context.Context, at bot.Address, why error) { h.core.Closed(ctx, at, why) },
	})
	return nil
}

func (h *house) openCore(context.Context) (err error) {
	o := commands.Options{Store: h.db, Library: h.library, Poller: h.poller, Outliner: syndication.NewOutlines(h.client), Lang: h.words, Adapters: h.adapters, PollMin: h.settings.PollMin, Log: h.log,
		Limits: commands.Limits{Person: h.settings.LimitPerson.allowance(), Chat: h.settings.LimitChat.allowance(), All: h.settings.LimitAll.allowance()},
	}
	if h.paper != nil {
		o.Sample = h.paper.URL + h.newsroom.Publish(1)[0]
	}
	h.core, err = commands.New(o)
	return err
}

func (h *house) openBelts(context.Context) error {
	h.announce = announce.New(announce.Options{
		Store: h.db, Library: h.library, Log: h.log,
		Again: func() { h.db.Ring(jobs.BeltAnnounce) },
		Words: func(n card.News) bot.Reply { return card.Alert(h.words, n) },
		Ended: func(lang, feed string) bot.Reply { return card.Ended(h.words, lang, feed) },
		Also:  func(r bot.Reply, lang string, names []string) bot.Reply { return card.Also(h.words, r, lang, names) },
	})
	return nil
}
