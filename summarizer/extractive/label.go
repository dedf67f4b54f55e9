package extractive

import (
	"strings"
	"unicode"
	"unicode/utf8"

	"crier/summarizer"
)

// Bounds of what stands before a block's colon or as its marker.
const (
	longestSpeaker = 40 // bytes: "CARLOS VEGA, REPORTER"
	fewestTurns    = 3  // so many labelled blocks make a transcript
	fewestItems    = 2  // so many blocks with one marker make a list
)

// labelled finds the form of a text whose blocks open with labels or list markers.
func (d *document) labelled(blocks []block) {
	turns, items, clocks := 0, 0, 0
	for _, b := range blocks {
		text := d.body[b.span.Start:b.span.End]
		if n, _ := turnLabel(text); n > 0 {
			turns++
		}
		if listMarker(text) > 0 {
			items++
		}
		if clock(text) > 0 {
			clocks++
		}
	}
	d.live = clocks >= fewestItems
	d.transcript, d.list = turns >= fewestTurns, items >= fewestItems
}

// turnLabel reads "CARLOS VEGA: " or "Q: " at the beginning of a block: its length and
// the name in it, "" where the letters name nobody.
func turnLabel(text string) (int, string) {
	at := strings.IndexByte(text[:min(len(text), longestSpeaker)], ':')
	if at < 1 || at+2 >= len(text) || text[at+1] != ' ' {
		return 0, ""
	}
	name := text[:at]
	letters := 0
	for _, r := range name {
		switch {
		case unicode.IsUpper(r):
			letters++
		case !strings.ContainsRune(" .,-'’", r):
			return 0, ""
		}
	}
	if letters == 0 || strings.Count(name, " ") > 4 {
		return 0, ""
	}
	if letters < 3 {
		name = ""
	}
	return at + 2, name
}

// listMarker is the length of "• " or "- " at the beginning of a block.
func listMarker(text string) int {
	r, size := utf8.DecodeRuneInString(text)
	if !strings.ContainsRune("-–—•·*▪●◦‣►▶✓✔➤→", r) || size >= len(text) {
		return 0
	}
	rest := strings.TrimLeft(text[size:], " \t\u00a0")
	if len(rest) == len(text)-size && r != '•' && r != '●' && r != '▪' {
		return 0
	}
	return len(text) - len(rest)
}

// clock is the length of the time of day that opens an entry of a live page: "11:42 ",
// "9.05 am: ", "14h30 - ".
func clock(text string) int {
	at, digits, marks := 0, 0, 0
	for at < len(text) && at < 8 {
		switch c := text[at]; {
		case isDigit(rune(c)):
			digits++
		case (c == ':' || c == '.' || c == 'h') && digits > 0 && marks == 0:
			marks++
		default:
			goto read
		}
		at++
	}
read:
	if marks != 1 || digits < 3 || digits > 4 || !isDigit(rune(text[at-1])) {
		return 0
	}
	rest := text[at:]
	for _, half := range [...]string{" am", " pm", "am", "pm", " a.m.", " p.m.", " AM", " PM", " Uhr", " GMT", " ET"} {
		if after, ok := strings.CutPrefix(rest, half); ok {
			rest = after
			break
		}
	}
	prose := strings.TrimLeft(rest, " \t\u00a0:–—-|,")
	if len(prose) == len(rest) || prose == "" {
		return 0
	}
	return len(text) - len(prose)
}

// isBullet tells whether text opens with a mark that only lists have.
func isBullet(text string) bool {
	r, _ := utf8.DecodeRuneInString(text)
	return strings.ContainsRune("•▪●◦‣►▶✓✔➤", r)
}

// peelLabel finds where the prose of a block's first sentence begins, behind a list
// marker, the label of who speaks in a transcript, or a place in capitals before a
// colon ("NEW DELHI: …"), and who speaks.
func (d *document) peelLabel(s summarizer.Span, b *block) (start int) {
	text := d.body[s.Start:s.End]
	if n := listMarker(text); n > 0 && n < len(text) && (d.list && !d.lang.dashes || isBullet(text)) {
		return s.Start + n
	}
	if n := clock(text); n > 0 && d.live {
		return s.Start + n
	}
	if n := caselessPlace(text); n > 0 && s.Start == d.blocks[0].span.Start {
		return s.Start + n
	}
	n, name := turnLabel(text)
	if n == 0 || n >= len(text) || d.isLabelOfPage(s.Start, n) {
		return s.Start
	}
	if !d.transcript {
		if !isShouted(text) {
			return s.Start
		}
		return s.Start + n
	}
	if b.tag == "" {
		b.tag = d.fullName(name)
	}
	return s.Start + n
}

// caselessPlace is the length of a place before a colon or a dash at the beginning of a
// text in a script without capitals: "नई दिल्ली: …", "กรุงเทพฯ – …".
func caselessPlace(text string) int {
	words, letters := 1, 0
	for at, r := range text[:min(len(text), longestPlace)] {
		size := utf8.RuneLen(r)
		switch {
		case unicode.IsUpper(r) || unicode.IsLower(r) || unicode.IsDigit(r):
			return 0
		case r == ' ' && letters > 0:
			if rest := text[at+1:]; !strings.HasPrefix(rest, "–") && !strings.HasPrefix(rest, "—") && !strings.HasPrefix(rest, "- ") {
				words++
			}
		case (r == ':' || r == '：' || r == '–' || r == '—' || r == '-' && at > 0 && text[at-1] == ' ') && letters > 1 && words <= 3:
			rest := strings.TrimLeft(text[at+size:], " \u00a0")
			if len(rest) < 2*longestPlace {
				return 0
			}
			return len(text) - len(rest)
		case unicode.IsLetter(r) || unicode.IsMark(r) || strings.ContainsRune("ฯ،,'’", r):
			letters++
		default:
			return 0
		}
	}
	return 0
}

// isLabelOfPage tells whether a label is furniture ("WATCH: …"): then it stays, for its
// sentence to be known by it.
func (d *document) isLabelOfPage(start, n int) bool {
	tokens := d.vocab.tokenize(nil, d.body, summarizer.Span{Start: start, End: start + n})
	if len(tokens) == 0 {
		return false
	}
	from := len(d.tokens)
	d.tokens = append(d.tokens, tokens...)
	found := d.phraseAt(from, len(d.tokens), furniture) > 0
	d.tokens = d.tokens[:from]
	return found
}

// mostSpeakers bounds how many names of a transcript are looked up.
const mostSpeakers = 24

func (d *document) fullName(label string) string {
	if full, ok := d.speakers[label]; ok || len(d.speakers) >= mostSpeakers {
		return full
	}
	if d.speakers == nil {
		d.speakers = map[string]string{}
	}
	for known, full := range d.speakers {
		if strings.HasSuffix(known, " "+label) && label != "" {
			d.speakers[label] = full // JUDY MARTIN comes back as MARTIN
			return full
		}
	}
	if label != "" {
		d.speakers[label] = d.inFull(label)
	}
	return d.speakers[label]
}

// inFull gives the name of a speaker as the prose writes it: "VEGA" is Carlos Vega.
func (d *document) inFull(name string) string {
	words := strings.Fields(strings.ToLower(name))
	for i, w := range words {
		r, size := utf8.DecodeRuneInString(w)
		words[i] = string(unicode.ToUpper(r)) + w[size:]
	}
	name = strings.Join(words, " ")
	if len(words) != 1 {
		return name
	}
	at := strings.Index(d.body, " "+name)
	if at <= 0 {
		return name
	}
	first := strings.LastIndexAny(d.body[:at], " \n") + 1
	if r, size := decode(d.body, first); unicode.IsUpper(r) && at-first > size && strings.IndexFunc(d.body[first:at], func(r rune) bool { return !unicode.IsLetter(r) && r != '-' }) < 0 {
		return d.body[first:at] + " " + name
	}
	return name
}
