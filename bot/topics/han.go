package topics

import (
	_ "embed"
	"strings"
	"sync"
)

//go:embed han.txt
var hanText string

// hanFirst and hanEnd are where ideographs begin and end that are in common use.
const (
	hanFirst = 0x3400
	hanEnd   = 0xA000
)

// simplified is the one character that stands for all that write the same, in Taiwan, in
// Hong Kong or on the mainland: 台 for 臺, 湾 for 灣. Words are compared character by
// character, so which of them a phrase would have need not be known.
func simplified(r rune) rune {
	if r < hanFirst || r >= hanEnd {
		return r
	}
	if as := hans()[r-hanFirst]; as != 0 {
		return rune(as)
	}
	return r
}

// hans is the character that stands for each, zero: itself.
//
//nolint:gochecknoglobals // never changes, and is thought of once
var hans = sync.OnceValue(func() *[hanEnd - hanFirst]uint16 {
	var known [hanEnd - hanFirst]uint16
	for line := range strings.Lines(hanText) {
		if strings.HasPrefix(line, "#") {
			continue
		}
		all := []rune(strings.TrimSpace(line))
		for _, r := range all[1:] {
			known[r-hanFirst] = uint16(all[0])
		}
	}
	return &known
})
