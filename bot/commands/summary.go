package commands

import (
	"context"
	"errors"
	"fmt"
	"net/url"
	"path"
	"regexp"
	"strconv"
	"strings"

	"crier/bot"
	"crier/bot/library"
	"crier/summarizer"
)

func summaryCommand() command {
	return command{
		Command: bot.Command{
			Name: "summary", Aliases: []string{"tldr", "summarize"}, Section: bot.Reading, Main: true,
			Usage: "[url|number|text] [short|medium|long]",
			Options: []bot.Option{
				{Name: "text", Complete: true},
				{Name: "length", Choices: []string{"short", "medium", "long"}},
				{Name: "file", File: true},
			},
		},
		message: true,
		run:     runSummary,
	}
}

// runSummary summarizes, in this order: the number of a list, an address in the
// arguments, the links of the message or of the one it replies to, a file, the text
// of the arguments, the text it replies to.
func runSummary(ctx context.Context, c *call) error {
	args, size := c.length(c.Args)
	if n, err := strconv.Atoi(args); err == nil {
		return c.summarizeNumber(ctx, n, size)
	}
	if links := c.addresses(args); len(links) > 0 {
		return c.summarizeLinks(ctx, links, size)
	}
	switch {
	case c.File != nil:
		return c.summarizeFile(ctx, size)
	case args != "":
		return c.summarizeText(ctx, "", args, size)
	case c.Quoted != "":
		return c.summarizeText(ctx, "", c.Quoted, size)
	}
	r := c.text("summary.how")
	r.Buttons = c.tryOne()
	return c.show(ctx, r)
}

// length takes the wish for a length off the end of the arguments; without one the
// chat's own counts.
func (c *call) length(args string) (rest string, size summarizer.Size) {
	args = strings.TrimSpace(args)
	i := strings.LastIndexAny(args, " \n\t")
	if size, ok := sizeOf(strings.ToLower(args[i+1:])); ok {
		return strings.TrimSpace(args[:i+1]), size
	}
	size, _ = sizeOf(c.profile.Length)
	return args, size
}

func sizeOf(word string) (summarizer.Size, bool) {
	switch word {
	case "short":
		return summarizer.Short, true
	case "medium":
		return summarizer.Medium, true
	case "long":
		return summarizer.Long, true
	}
	return summarizer.Medium, false
}

// bareAddress is what people type for an address without its scheme.
var bareAddress = regexp.MustCompile(`(?i)^(?:[\p{L}\d](?:[\p{L}\d-]*[\p{L}\d])?\.)+\p{L}{2,}(?::\d+)?(?:[/?#]\S*)?$`)

// addressOf completes an address that was typed; empty if the word is none.
func addressOf(word string) string {
	word = strings.Trim(strings.TrimSpace(word), "<>")
	lower := strings.ToLower(word)
	if strings.ContainsAny(word, " \n\t") {
		return ""
	}
	if strings.HasPrefix(lower, "http://") || strings.HasPrefix(lower, "https://") {
		return word
	}
	if bareAddress.MatchString(word) {
		return "https://" + word
	}
	return ""
}

// addresses are the links that a request is about.
func (c *call) addresses(args string) []string {
	if a := addressOf(args); a != "" {
		return []string{a}
	}
	if strings.Contains(args, "://") && !strings.ContainsAny(args, " \n\t") {
		return []string{args} // no address that can be read, which its reader says
	}
	return c.Links
}

// pageOf names a page by its host and the end of its path.
func pageOf(address string) string {
	u, err := url.Parse(address)
	if err != nil {
		return ""
	}
	if name := path.Base(u.Path); len(name) > 1 {
		return short(hostOf(address)+"/"+name, 40)
	}
	return hostOf(address)
}

func (c *call) summarizeNumber(ctx context.Context, n int, size summarizer.Size) error {
	address, err := c.Store.ListItem(ctx, c.From, c.Sender.ID, n)
	if errors.Is(err, ErrNothing) || err == nil && address == "" {
		return c.noSuchNumber(n)
	}
	if err != nil {
		return fmt.Errorf("looking up number %d of the list: %w", n, err)
	}
	if strings.HasPrefix(address, "a_") {
		it, err := c.get(ctx, address)
		if err != nil {
			return err
		}
		return c.card(ctx, it, shown{size: size})
	}
	return c.summarizeLinks(ctx, []string{address}, size)
}

// summarizeLinks shows the first link's card, with the others as buttons.
func (c *call) summarizeLinks(ctx context.Context, links []string, size summarizer.Size) error {
	it, err := c.fetch(ctx, links[0])
	if err != nil {
		return err
	}
	rest := links[1:min(len(links), 1+maxOthers)]
	if err := c.Store.Remember(ctx, rest); err != nil {
		return fmt.Errorf("remembering links: %w", err)
	}
	var others []bot.Button
	for _, l := range rest {
		others = append(others, bot.Button{Label: c.p.Text("summary.further", "Page", pageOf(l)), Line: "card " + library.ID(l)})
	}
	how := shown{size: size}
	if len(others) > 0 {
		how.more = [][]bot.Button{others}
	}
	return c.card(ctx, it, how)
}

// maxOthers is how many further links of a message are offered: a row of buttons.
const maxOthers = 4

func (c *call) summarizeText(ctx context.Context, title, text string, size summarizer.Size) error {
	it, err := c.Library.Text(ctx, title, text)
	if err != nil {
		return err
	}
	return c.card(ctx, it, shown{size: size})
}

// noSuchNumber says so, and leads to a new list.
func (c *call) noSuchNumber(n int) error {
	a := advise("advice.no_such_number", "Number", n)
	a.buttons = [][]bot.Button{{c.button("button.latest", "latest")}}
	return a
}
