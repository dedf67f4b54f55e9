package extractive

import (
	"strings"
	"unicode"
	"unicode/utf8"

	"crier/summarizer"
)

// block is a paragraph: its prose, once cleaning has shrunk it, and what cleaning
// learned from what it left out.
type block struct {
	span summarizer.Span
	tag  string // the source that a tag at its end names
}

// paragraphs finds the blocks of a body: a blank line always ends one, a single line
// break ends one unless the lines look wrapped to a width.
func paragraphs(body string) []block {
	var blocks []block
	for at := 0; at < len(body); {
		end := chunkEnd(body, at)
		blocks = appendChunk(blocks, body, summarizer.Span{Start: at, End: end})
		at = end
		for at < len(body) && (body[at] == '\n' || body[at] == '\r') {
			at++
		}
	}
	return blocks
}

// chunkEnd finds the next blank line, or the body's end.
func chunkEnd(body string, at int) int {
	for at < len(body) {
		i := strings.IndexByte(body[at:], '\n')
		if i < 0 {
			return len(body)
		}
		at += i
		rest := at + 1
		for rest < len(body) && (body[rest] == ' ' || body[rest] == '\t' || body[rest] == '\r') {
			rest++
		}
		if rest >= len(body) || body[rest] == '\n' {
			return at
		}
		at = rest
	}
	return len(body)
}

func appendChunk(blocks []block, body string, s summarizer.Span) []block {
	if s = trimSpace(body, s); s.Start == s.End {
		return blocks
	}
	if wrapped(body[s.Start:s.End]) {
		return append(blocks, block{span: s})
	}
	first := len(blocks)
	for at := s.Start; at < s.End; {
		end := s.End
		if i := strings.IndexByte(body[at:end], '\n'); i >= 0 {
			end = at + i
		}
		if line := trimSpace(body, summarizer.Span{Start: at, End: end}); line.Start < line.End {
			if n := len(blocks); n > first && continues(body, blocks[n-1].span, line) {
				blocks[n-1].span.End = line.End
			} else {
				blocks = append(blocks, block{span: line})
			}
		}
		at = end + 1
	}
	return blocks
}

// continues tells whether a line goes on with the sentence of the one before.
func continues(body string, before, line summarizer.Span) bool {
	r, _ := decode(body, line.Start)
	return unicode.IsLower(r) && !endsSentence(body[max(before.Start, before.End-8):before.End])
}

// Wrapped lines are between these lengths, in characters.
const (
	wrapMin = 50
	wrapMax = 120
)

// wrapped tells whether the line breaks of a chunk come from wrapping to a width:
// every line but the last is nearly as long as the longest, and most do not end a
// sentence.
func wrapped(chunk string) bool {
	lines := strings.Count(chunk, "\n")
	if lines == 0 {
		return true // one line: nothing to tell apart
	}
	longest, shortest, open := 0, wrapMax, 0
	for range lines {
		line, rest, _ := strings.Cut(chunk, "\n")
		chunk = rest
		n := utf8.RuneCountInString(line)
		longest, shortest = max(longest, n), min(shortest, n)
		if longest > wrapMax {
			return false
		}
		if !endsSentence(line) {
			open++
		}
	}
	return longest >= wrapMin && shortest*5 >= longest*3 && open*2 >= lines
}

// stops end a sentence, in the scripts that we know.
const stops = ".!?…。！？．।॥۔؟։።၊။។៕"

// closers may stand after the stop that ends a sentence.
const closers = "\"'”’»›)]}」』】）“"

// endsSentence tells whether s ends with a stop, closing marks aside.
func endsSentence(s string) bool {
	s = strings.TrimRight(s, closers+" \t\r\n\u00a0")
	r, _ := utf8.DecodeLastRuneInString(s)
	return s != "" && strings.ContainsRune(stops, r)
}
