package main

import (
	"context"
	"fmt"
	"text/tabwriter"
	"time"

	"crier/feeds"
	"crier/feeds/syndication"
)

type feedCommand struct {
	wayOut
	URL string `arg:"" help:"Address of a feed, or of a site that has one."`
}

// shownEntries is how many entries `crier feed` lists.
const shownEntries = 10

// Run shows what a feed would give: its title, its newest entries, the next poll
// and what is wrong with it.
func (c feedCommand) Run(ctx context.Context, s streams) error {
	client, err := c.client()
	if err != nil {
		return err
	}
	defer client.Close()
	poller := syndication.New(client)
	found, err := poller.Find(ctx, c.URL)
	if err != nil {
		return inWords(err)
	}
	if len(found) > 1 {
		return c.list(s, found)
	}
	u, err := poller.Poll(ctx, feeds.Source{URL: found[0].URL})
	if err != nil {
		return inWords(err)
	}
	return c.show(s, found[0].URL, u)
}

func (feedCommand) list(s streams, found []feeds.Candidate) error {
	if _, err := fmt.Fprintln(s.out, "That site has several feeds. Ask again with the address of one:"); err != nil {
		return err
	}
	w := tabwriter.NewWriter(s.out, 0, 4, 2, ' ', 0)
	for _, f := range found {
		if _, err := fmt.Fprintf(w, "  %s\t%s\n", f.Title, feeds.Shown(f.URL)); err != nil {
			return err
		}
	}
	return w.Flush()
}

func (feedCommand) show(s streams, address string, u feeds.Update) error {
	w := tabwriter.NewWriter(s.out, 0, 4, 2, ' ', 0)
	rows := [][2]string{
		{"Title", u.Title}, {"Address", feeds.Shown(address)}, {"Site", u.Site}, {"Language", u.Language},
		{"Entries", fmt.Sprint(len(u.Entries))}, {"Next poll", nextPoll(u.Wait)}, {"Hub", u.Hub}, {"ETag", u.ETag}, {"Last-Modified", u.LastModified},
	}
	if u.URL != "" && u.URL != address {
		rows = append(rows, [2]string{"Moved to", feeds.Shown(u.URL)})
	}
	for _, row := range rows {
		if row[1] != "" {
			if _, err := fmt.Fprintf(w, "%s:\t%s\n", row[0], row[1]); err != nil {
				return err
			}
		}
	}
	if err := w.Flush(); err != nil {
		return err
	}
	for _, e := range u.Entries[:min(shownEntries, len(u.Entries))] {
		if _, err := fmt.Fprintf(s.out, "\n%s  %s\n  %s\n", e.Published.Format("2006-01-02 15:04"), e.Title, feeds.Shown(e.URL)); err != nil {
			return err
		}
	}
	return nil
}

// nextPoll says when Crier would look again.
func nextPoll(wait time.Duration) string {
	soonest := 5 * time.Minute // the default of CRIER_POLL_MIN
	if wait > soonest {
		return "in " + wait.String() + ", as the feed asks"
	}
	return "in " + soonest.String() + " at the soonest"
}
