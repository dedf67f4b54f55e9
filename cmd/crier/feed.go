package main

import (
	"cmp"
	"context"
	"fmt"
	"strings"
	"text/tabwriter"
	"time"

	"crier/bot/jobs"
	"crier/feeds"
	"crier/feeds/syndication"
)

type feedCommand struct {
	wayOut
	PollMin time.Duration `from:"CRIER_POLL_MIN" default:"5m" help:"Shortest time between two looks at a feed." placeholder:"TIME"`
	PollMax time.Duration `from:"CRIER_POLL_MAX" default:"1h" help:"Longest time between two looks at a feed." placeholder:"TIME"`
	URL     string        `arg:"" help:"Address of a feed, or of a site that has one."`
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

func (c feedCommand) show(s streams, address string, u feeds.Update) error {
	w := tabwriter.NewWriter(s.out, 0, 4, 2, ' ', 0)
	rows := [][2]string{
		{"Title", u.Title}, {"Address", feeds.Shown(address)}, {"Site", u.Site}, {"Language", u.Language},
		{"Entries", fmt.Sprint(len(u.Entries))}, {"Next poll", c.nextPoll(u, time.Now())}, {"Hub", u.Hub}, {"ETag", u.ETag}, {"Last-Modified", u.LastModified},
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
		if _, err := fmt.Fprint(s.out, "\n"+entryShown(e)); err != nil {
			return err
		}
	}
	return nil
}

// entryShown is an entry's date, title and address; feeds leave out any of them.
func entryShown(e feeds.Entry) string {
	when, title, address := "no date", e.Title, "no address"
	if !e.Published.IsZero() {
		when = e.Published.Format("2006-01-02 15:04")
	}
	if title == "" {
		title, _, _ = strings.Cut(cmp.Or(e.Summary, e.Content), "\n")
	}
	if e.URL != "" {
		address = feeds.Shown(e.URL)
	}
	return fmt.Sprintf("%s  %s\n  %s\n", when, title, address)
}

// nextPoll says when Crier would look again, and why then.
func (c feedCommand) nextPoll(u feeds.Update, now time.Time) string {
	p := jobs.PlanFor(u, now, c.PollMin, c.PollMax)
	rhythm := "it gives too few dates to know its rhythm"
	if p.Rhythm > 0 {
		rhythm = "it brings an entry about every " + rough(p.Rhythm)
	}
	why := map[jobs.Why]string{
		jobs.ByRhythm:  rhythm,
		jobs.BySilence: "it has brought nothing for " + rough(p.Silent),
		jobs.ByWish:    "as it asks; " + rhythm,
		jobs.AtMost:    "the least that CRIER_POLL_MIN leaves; " + rhythm,
		jobs.AtLeast:   "the most that CRIER_POLL_MAX leaves; " + rhythm,
	}[p.Why]
	when := "in " + rough(p.Wait) + ": " + why
	if u.Hub != "" {
		when += "; with CRIER_PUBLIC_URL its hub pushes, and it is asked in " + rough(max(c.PollMax, u.Wait)) + " only"
	}
	return when
}

// rough is a span of time without what nobody asks about.
func rough(d time.Duration) string {
	const day = 24 * time.Hour
	switch {
	case d >= 2*day:
		return fmt.Sprintf("%d days", (d+day/2)/day)
	case d >= 2*time.Hour:
		return fmt.Sprintf("%.3g hours", d.Hours())
	case d >= 2*time.Minute:
		return fmt.Sprintf("%d minutes", d/time.Minute)
	default:
		return d.Round(time.Second).String()
	}
}
