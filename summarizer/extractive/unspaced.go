package extractive

import (
	"strings"

	"crier/summarizer"
)

// Thai, Lao, Khmer and Burmese may write no stop at all: a space ends a phrase, and a
// few phrases make a sentence. Lengths in characters.
const (
	phraseRun  = 60  // from here on a space before a word that opens sentences ends one
	longestRun = 160 // from here on any space does
)

// thaiOpenings are words that begin sentences in Thai news.
var thaiOpenings = [...]string{
	"ทั้งนี้", "นอกจากนี้", "อย่างไรก็ตาม", "ขณะที่", "ด้าน", "สำหรับ", "ส่วน", "ต่อมา", "ล่าสุด", "ก่อนหน้า", "หลังจาก", "จากนั้น", "เบื้องต้น", "ดังนั้น", "แต่",
}

// splitLong divides the last of the sentences where it belongs to a script that ends
// phrases with spaces.
func (sp *splitter) splitLong(into []summarizer.Span) []summarizer.Span {
	s := into[len(into)-1]
	text := sp.body[s.Start:s.End]
	if len(text) < phraseRun || !endsWithSpaces(text) {
		return into
	}
	into = into[:len(into)-1]
	start, run := 0, 0
	for at, r := range text {
		run++
		if r != ' ' || run < phraseRun || len(text)-at < phraseRun/2*3 {
			continue
		}
		if run >= longestRun || opensThai(text[at+1:]) {
			into = append(into, trimSpace(sp.body, summarizer.Span{Start: s.Start + start, End: s.Start + at}))
			start, run = at+1, 0
		}
	}
	return append(into, trimSpace(sp.body, summarizer.Span{Start: s.Start + start, End: s.End}))
}

func opensThai(s string) bool {
	for _, w := range thaiOpenings {
		if strings.HasPrefix(s, w) {
			return true
		}
	}
	return false
}

// endsWithSpaces tells whether most of the beginning of s is of such a script.
func endsWithSpaces(s string) bool {
	n, of := 0, 0
	for _, r := range s {
		if r >= 0xe00 && r <= 0xeff || r >= 0x1000 && r <= 0x109f || r >= 0x1780 && r <= 0x17ff {
			n++
		}
		if of++; of >= phraseRun {
			break
		}
	}
	return n*2 > of
}
