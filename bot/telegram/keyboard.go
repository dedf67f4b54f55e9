package telegram

import (
	"strings"

	"crier/bot"
)

// version stands before a pressed line in callback data (64 bytes at most, of
// which bot.MaxLine are the line's). Data of another version is answered, and
// nothing else happens.
const version = "1|"

type key struct {
	Text string `json:"text"`
	Data string `json:"callback_data,omitempty"`
	URL  string `json:"url,omitempty"`
}

type keyboard struct {
	Rows [][]key `json:"inline_keyboard"`
}

// keyboardOf makes the buttons. One bad button would make the server refuse the
// whole message, so those it would not take are left out. A channel's posts carry
// no private buttons: everyone sees them, nobody asked.
func keyboardOf(rows [][]bot.Button, kind bot.Kind) *keyboard {
	k := &keyboard{Rows: [][]key{}}
	for _, row := range rows {
		var keys []key
		for _, b := range row {
			if kind == bot.Channel && b.URL == "" {
				continue
			}
			if made, ok := keyOf(b); ok && len(keys) < 8 {
				keys = append(keys, made)
			}
		}
		if len(keys) > 0 && len(k.Rows) < 12 {
			k.Rows = append(k.Rows, keys)
		}
	}
	return k
}

func keyOf(b bot.Button) (key, bool) {
	label := firstRunes(oneLine(b.Label), 64)
	if !visible(label) {
		return key{}, false
	}
	if b.URL != "" {
		link := legal(b.URL)
		return key{Text: label, URL: link}, link != ""
	}
	if b.Line == "" || len(b.Line) > bot.MaxLine {
		return key{}, false
	}
	return key{Text: label, Data: version + b.Line}, true
}

// pressedLine is the inverse of what keyOf put into a button.
func pressedLine(data string) (line string, ok bool) { return strings.CutPrefix(data, version) }
