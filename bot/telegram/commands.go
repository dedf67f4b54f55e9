package telegram

import (
	"context"
	"io"
	"slices"
	"strings"
	"unicode/utf16"

	tgbotapi "github.com/go-telegram-bot-api/telegram-bot-api/v5"

	"crier/bot"
)

// request reads what a message asks. ok is false when it is not for this bot:
// a command that names another one, or talk in a group.
func (a *Adapter) request(m *message, self tgbotapi.User) (r bot.Request, ok bool) {
	text, _ := m.words()
	r = bot.Request{From: m.address(), Sender: m.sender(), Message: m.ref(), Text: text}
	if m.ViaBot != nil && m.ViaBot.ID == self.ID { // a choice of inline mode: it is our own summary
		return r, false
	}
	line := text
	toUs := r.From.Kind == bot.Direct
	replied := m.ReplyTo
	if replied != nil && replied.TopicMade != nil { // every message of a topic replies to the one that made it
		replied = nil
	}
	if replied != nil && replied.From != nil && replied.From.ID == self.ID {
		toUs = true
		if ask, found := formLine(replied, self.UserName); found {
			line, replied = "/"+ask+text, nil
		}
	}
	rest, named := cutName(line, self.UserName)
	if named {
		toUs, line = true, rest
		r.Text = rest
	}
	name, args, addressed := parseCommand(line)
	about := replied
	if name == "" && !named && replied != nil && replied.From != nil && replied.From.ID == self.ID { // "thanks!" under a card asks for no other
		about = nil
	}
	r.Quoted, r.Links = quoted(m, replied), linksOf(m, about)
	if addressed != "" && !strings.EqualFold(addressed, self.UserName) {
		return r, false
	}
	r.Command, r.Args = name, args
	if r.Command == "start" && r.From.Kind == bot.Direct {
		a.carried(&r)
	}
	r.File = a.fileOf(m.Document)
	if r.File == nil && r.Command != "" { // "/summary" as a reply to a document
		r.File = a.fileOf(repliedFile(m, replied))
	}
	if r.Command == "" && (r.From.Kind == bot.Channel || !toUs) {
		return r, false
	}
	return r, r.Command != "" || r.Text != "" || named && len(r.Links) > 0 || r.File != nil || m.carriesMedia()
}

// carried reads a line that a link brought from a group. It is as if it had been pressed
// there: the answer is private, and about the group.
func (a *Adapter) carried(r *bot.Request) {
	line, from, ok := a.signer.open(r.Args, r.Sender.ID)
	if !ok {
		return
	}
	r.Command, r.Args, _ = parseCommand("/" + line)
	if from.Chat != "" {
		r.From, r.Pressed = from, true
	}
}

// parseCommand splits "/name@bot rest". The name is empty when line is no command.
func parseCommand(line string) (name, args, addressed string) {
	line = strings.TrimLeft(line, " \n\t")
	if !strings.HasPrefix(line, "/") {
		return "", "", ""
	}
	end := strings.IndexFunc(line, func(r rune) bool { return r == ' ' || r == '\n' || r == '\t' || r == '\u00a0' })
	word := line[1:]
	if end >= 0 {
		word, args = line[1:end], strings.TrimSpace(line[end:])
	}
	name, addressed, _ = strings.Cut(word, "@")
	if name == "" || len(name) > 32 || strings.IndexFunc(name, notInName) >= 0 {
		return "", "", ""
	}
	return strings.ToLower(name), args, addressed
}

func notInName(r rune) bool {
	return (r < 'a' || r > 'z') && (r < 'A' || r > 'Z') && (r < '0' || r > '9') && r != '_'
}

// cutName takes "@bot" from the front of a line.
func cutName(line, username string) (rest string, named bool) {
	word, rest, _ := strings.Cut(strings.TrimSpace(line), " ")
	if username == "" || !strings.HasPrefix(word, "@") || !strings.EqualFold(strings.Trim(word[1:], ":,"), username) {
		return line, false
	}
	return strings.TrimSpace(rest), true
}

// repliedFile is the document of the message that m replies to, here or in another
// chat.
func repliedFile(m, q *message) *tgbotapi.Document {
	switch {
	case q != nil:
		return q.Document
	case m.External != nil:
		return m.External.Document
	default:
		return nil
	}
}

// quoted is the text of the message that m replies to, or the part of it that the
// person marked: all that is told of a message in another chat.
func quoted(m, q *message) string {
	if m.Quote != nil && m.Quote.Text != "" && (q != nil || m.External != nil) {
		return m.Quote.Text
	}
	if q == nil {
		return ""
	}
	text, _ := q.words()
	return text
}

// linksOf lists the addresses in a message and then in the one it replies to,
// each once. A card's own preview names its article and comes before its sources.
func linksOf(m, q *message) []string {
	text, marks := m.words()
	links := marked(nil, text, marks)
	if m.Quote != nil && (q != nil || m.External != nil) {
		links = marked(links, m.Quote.Text, m.Quote.Entities)
	}
	if q == nil {
		if m.External != nil {
			links = previewed(links, m.External.Preview)
		}
		return links
	}
	text, marks = q.words()
	return marked(previewed(links, q.Preview), text, marks)
}

func previewed(links []string, p *linkPreview) []string {
	if p == nil || !isWeb(p.URL) {
		return links
	}
	return appendOnce(links, p.URL)
}

// marked adds the addresses that the server marked in a text, and where it marked
// none those that are written out: it marks none in code, and not every server of
// the protocol marks any.
func marked(links []string, text string, marks []tgbotapi.MessageEntity) []string {
	var units []uint16
	none := true
	for _, e := range marks {
		switch e.Type {
		case "text_link":
			none = false
			if isWeb(e.URL) {
				links = appendOnce(links, e.URL)
			}
		case "url":
			none = false
			if units == nil {
				units = utf16.Encode([]rune(text))
			}
			if e.Offset < 0 || e.Length < 0 || e.Offset > len(units) || e.Length > len(units)-e.Offset {
				continue
			}
			links = appendOnce(links, withScheme(string(utf16.Decode(units[e.Offset:e.Offset+e.Length]))))
		}
	}
	if none {
		for _, link := range bot.FindLinks(text) {
			links = appendOnce(links, link)
		}
	}
	return links
}

// appendOnce adds an address without the directive that leads to a place in its text:
// a card's sources are all one article.
func appendOnce(links []string, link string) []string {
	if at := strings.Index(link, ":~:"); at >= 0 && strings.Contains(link[:at], "#") {
		link = strings.TrimSuffix(link[:at], "#")
	}
	if link == "" || slices.Contains(links, link) {
		return links
	}
	return append(links, link)
}

// withScheme completes an address that was written without one, as Telegram
// marks "example.org/a" as a link too.
func withScheme(link string) string {
	scheme, _, found := strings.Cut(link, "://")
	switch {
	case !found:
		return "https://" + link
	case strings.EqualFold(scheme, "http") || strings.EqualFold(scheme, "https"):
		return link
	default:
		return ""
	}
}

func isWeb(link string) bool {
	scheme, rest, found := strings.Cut(link, "://")
	return found && rest != "" && (strings.EqualFold(scheme, "http") || strings.EqualFold(scheme, "https"))
}

// carriesMedia reports pictures, videos and the like without a word: the core
// says that it cannot read them.
func (m *message) carriesMedia() bool {
	return len(m.Photo) > 0 || m.Video != nil || m.Audio != nil || m.Voice != nil || m.VideoNote != nil ||
		m.Animation != nil || m.Sticker != nil
}

func (a *Adapter) fileOf(d *tgbotapi.Document) *bot.File {
	if d == nil {
		return nil
	}
	return &bot.File{
		Name: d.FileName, Type: d.MimeType, Size: int64(d.FileSize),
		Open: func(ctx context.Context) (io.ReadCloser, error) { return a.download(ctx, d.FileID) },
	}
}
