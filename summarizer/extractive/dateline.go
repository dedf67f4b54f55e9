package extractive

import (
	"strings"
	"unicode"
	"unicode/utf8"

	"crier/summarizer"
)

// Bounds of a dateline, in bytes.
const (
	longestPlace  = 64 // "NEW YORK, March 3"
	longestAgency = 40 // "(The Hollywood Reporter)"
)

// agencies are names that stand in datelines without a dash behind them.
const agencies = " CNN AP AFP REUTERS UPI BBC DPA EFE ANSA TASS RIA KCNA NTB TT RITZAU STT AA İHA DHA IHA PTI ANI IANS UNB XINHUA SDA APA BELGA ANP PAP CTK ČTK MTI AGERPRES LUSA NPR BLOOMBERG CNBC PRNEWSWIRE ТАСС ИТАР-ТАСС ИНТЕРФАКС РИАНОВОСТИ УКРИНФОРМ УКРІНФОРМ ANTARA AGI ADNKRONOS "

// peelDateline finds where the prose of a sentence begins, behind a dateline such as
// "LONDON (Reuters) - " or "(CNN)", and the agency that it names. first tells whether
// the sentence opens its paragraph: only there may a dateline do without an agency.
func peelDateline(body string, s summarizer.Span, first bool) (start int, agency string) {
	text := body[s.Start:s.End]
	if skip, name := agencyDateline(text); skip > 0 {
		return s.Start + skip, name
	}
	if !first {
		return s.Start, ""
	}
	if skip := placeDateline(text); skip > 0 {
		return s.Start + skip, ""
	}
	if skip := eastAsianDateline(text); skip > 0 {
		return s.Start + skip, eastAsianAgency(text[:skip])
	}
	return s.Start + stampDateline(text), ""
}

// agencyDateline reads "Place, date (AGENCY) - ".
func agencyDateline(text string) (int, string) {
	head := text[:min(len(text), longestPlace)]
	open, closing := strings.IndexByte(head, '('), byte(')')
	if open < 0 {
		open, closing = strings.IndexByte(head, '/'), '/' // "МОСКВА, 3 марта. /ТАСС/."
	}
	if open < 0 || open > 0 && !isPlace(text[:open]) {
		return 0, ""
	}
	if closing == '/' && open+1 < len(text) && isDigit(rune(text[open+1])) {
		return 0, ""
	}
	end := strings.IndexByte(text[open+1:min(len(text), open+longestAgency)], closing) + 1
	if end < 1 || closing == '/' && !isAgency(strings.TrimSpace(text[open+1:open+end])) {
		return 0, ""
	}
	name := strings.TrimSpace(text[open+1 : open+end])
	rest := text[open+end+1:]
	behind := strings.TrimLeft(rest, " \t\u00a0")
	dashed := strings.TrimLeft(behind, "-–—―:=. \t\u00a0")
	known := isAgency(name)
	switch {
	case dashed == "":
		return 0, ""
	case len(dashed) < len(behind) && (open > 0 || known || isPlace(name)):
	case known:
	case rest == behind && opensUpper(rest) && isPlace(name): // "(The Hollywood Reporter)It's …"
	default:
		return 0, ""
	}
	if !known && (open > 0 || strings.Contains(name, " ")) && len(name) > 20 {
		name = ""
	}
	return len(text) - len(dashed), name
}

func isAgency(name string) bool {
	return strings.Contains(agencies, " "+strings.ToUpper(name)+" ")
}

// isPlace tells whether s could be a place and a date: short, all of its words
// capitalized, numbers or abbreviations.
func isPlace(s string) bool {
	words := strings.FieldsFunc(s, func(r rune) bool { return unicode.IsSpace(r) || strings.ContainsRune(",./-–", r) })
	if len(words) == 0 || len(words) > 7 {
		return false
	}
	lower := 0
	for _, w := range words {
		r, _ := utf8.DecodeRuneInString(w)
		if unicode.IsLower(r) {
			lower++
		}
	}
	return lower*3 <= len(words) && lower < len(words)
}

// openers may stand before the first word of a sentence.
const openers = "\"'“‘„«»”(["

func opensUpper(s string) bool {
	s = strings.TrimLeft(s, openers)
	r, _ := utf8.DecodeRuneInString(s)
	return unicode.IsUpper(r)
}

// placeDateline reads "LONDON, March 3 — " and "BERLIN - ": capitals, or a number in
// a place, before a dash.
func placeDateline(text string) int {
	head := text[:min(len(text), longestPlace)]
	for at, r := range head {
		if r != '-' && r != '–' && r != '—' {
			continue
		}
		place := strings.TrimSpace(head[:at])
		spaced := strings.HasSuffix(head[:at], " ") || r == '—'
		rest := strings.TrimLeft(text[at:], "-–—")
		if !spaced || !isPlace(place) || !isShouted(place) || !strings.HasPrefix(rest, " ") && r != '—' {
			return 0
		}
		return len(text) - len(strings.TrimLeft(rest, " \t\u00a0"))
	}
	return 0
}

// isShouted tells whether s opens with a word in capitals, of three letters at least, or
// with two words ("HÀ NỘI").
func isShouted(s string) bool {
	n, words := 0, 0
	for _, r := range s {
		switch {
		case unicode.IsUpper(r) || unicode.IsMark(r):
			n++
			continue
		case unicode.IsLetter(r):
			return false
		case r != ' ' || n >= 3 || words > 0:
			return n >= 3
		}
		words++
	}
	return n >= 3
}

// stampDateline reads a numeric time stamp: "12/28/2015 AT 04:50 PM EST ".
func stampDateline(text string) int {
	digits, at, timed := 0, 0, false
	for at < len(text) && at < longestPlace {
		word := text[at:]
		if i := strings.IndexByte(word, ' '); i >= 0 {
			word = word[:i]
		}
		if !isStamp(word) {
			break
		}
		marks := strings.Count(word, "/") + strings.Count(word, ":")
		digits += marks
		timed = timed || marks > 0
		if r, _ := utf8.DecodeRuneInString(word); unicode.IsUpper(r) && len(word) > 2 {
			digits++ // a day or a month
		}
		at += len(word)
		for at < len(text) && text[at] == ' ' {
			at++
		}
	}
	if digits < 2 || !timed || at >= len(text) {
		return 0
	}
	return at
}

func isStamp(word string) bool {
	switch strings.ToUpper(strings.Trim(word, ".,|")) {
	case "MONDAY", "TUESDAY", "WEDNESDAY", "THURSDAY", "FRIDAY", "SATURDAY", "SUNDAY",
		"JANUARY", "FEBRUARY", "MARCH", "APRIL", "MAY", "JUNE", "JULY", "AUGUST", "SEPTEMBER", "OCTOBER", "NOVEMBER", "DECEMBER",
		"JAN", "FEB", "MAR", "APR", "JUN", "JUL", "AUG", "SEP", "SEPT", "OCT", "NOV", "DEC", "PUBLISHED", "UPDATED",
		"AT", "AM", "PM", "A.M", "P.M", "EST", "EDT", "ET", "GMT", "UTC", "BST", "CET", "CEST", "PST", "PDT", "IST", "":
		return true
	}
	for _, r := range word {
		if !isDigit(r) && !strings.ContainsRune("/:.,-|", r) {
			return false
		}
	}
	return true
}

// eastAsianDateline reads "新华社北京3月3日电 ", "【東京＝…】" and "(서울=연합뉴스) … 기자 = ".
func eastAsianDateline(text string) int {
	head := text[:min(len(text), 120)]
	switch {
	case strings.HasPrefix(head, "【"), strings.HasPrefix(head, "［"), strings.HasPrefix(head, "〔"):
		for _, c := range [...]string{"】", "］", "〕"} {
			if i := strings.Index(head, c); i > 0 {
				return len(text) - len(strings.TrimLeft(text[i+len(c):], " \u3000-－—"))
			}
		}
	case strings.HasPrefix(head, "("):
		if i := strings.Index(head, " = "); i > 0 && strings.Contains(head[:i], "=") {
			return i + len(" = ")
		}
	}
	for _, wire := range [...]string{"日电", "日電", "日讯", "日訊"} {
		i := strings.Index(head, wire)
		if i < 0 || strings.ContainsAny(head[:i], "，。") {
			continue
		}
		return len(text) - len(strings.TrimLeft(skipReporter(text[i+len(wire):]), " \u3000"))
	}
	return 0
}

// eastAsianAgency reads the agency that such a dateline names: "新华社", "연합뉴스".
func eastAsianAgency(dateline string) string {
	if i := strings.Index(dateline, "社"); i > 0 && i < 5*len("社") && !strings.ContainsAny(dateline[:1], "【［〔(") {
		return dateline[:i+len("社")]
	}
	if rest, ok := strings.CutPrefix(dateline, "("); ok {
		if _, name, ok := strings.Cut(rest, "="); ok {
			name, _, ok = strings.Cut(name, ")")
			if ok && len(name) < longestAgency {
				return strings.TrimSpace(name)
			}
		}
	}
	return ""
}

// skipReporter leaves out "（记者 …）" behind a dateline.
func skipReporter(s string) string {
	for _, pair := range [...][2]string{{"（", "）"}, {"(", ")"}} {
		if rest, ok := strings.CutPrefix(strings.TrimLeft(s, " \u3000"), pair[0]); ok {
			if inside, after, ok := strings.Cut(rest, pair[1]); ok && len(inside) < 60 {
				return after
			}
		}
	}
	return s
}
