package pdf

import (
	"strings"
	"unicode"
	"unicode/utf8"

	"golang.org/x/text/encoding"
	"golang.org/x/text/encoding/japanese"
	"golang.org/x/text/encoding/korean"
	"golang.org/x/text/encoding/simplifiedchinese"
	"golang.org/x/text/encoding/traditionalchinese"
)

// font turns the bytes of shown strings into text and widths.
type font struct {
	to       *cmap // what the file says; nil: nothing
	simple   [256]string
	double   bool // codes are of two bytes
	utf16    bool
	charset  encoding.Encoding // of codes of one or two bytes; nil: none
	widths   map[int]float64   // of a thousandth of the size
	standard float64           // of codes without a width; 0: guessed from the letter
	mono     bool
	scale    float64 // of widths to the size: 1/1000, but for fonts made of drawings
}

// glyph is one shown code.
type glyph struct {
	text  string
	width float64 // in units of the font's size
	space bool    // the code for a space, which word spacing widens
}

// font reads a font's dictionary once.
func (r *reader) font(v any) *font {
	at, isRef := v.(ref)
	if isRef {
		if known, ok := r.fonts[at]; ok {
			return known
		}
	}
	d := r.dict(v)
	if d == nil {
		return nil
	}
	ft := &font{widths: map[int]float64{}, scale: .001}
	if s, ok := r.get(d["ToUnicode"]).(*stream); ok {
		ft.to = r.readCMap(s)
	}
	if r.name(d["Subtype"]) == "Type0" {
		r.composite(ft, d)
	} else {
		r.plain(ft, d)
	}
	if isRef {
		r.fonts[at] = ft
	}
	return ft
}

// plain reads a font of codes of one byte.
func (r *reader) plain(ft *font, d dict) {
	first := r.int(d["FirstChar"])
	for i, w := range r.array(d["Widths"]) {
		if i > 255 {
			break
		}
		ft.widths[first+i] = r.number(w)
	}
	descriptor := r.dict(d["FontDescriptor"])
	ft.standard = r.number(descriptor["MissingWidth"])
	ft.mono = strings.Contains(string(r.name(d["BaseFont"])), "Courier")
	if r.name(d["Subtype"]) == "Type3" {
		if m := r.array(d["FontMatrix"]); len(m) == 6 && r.number(m[0]) > 0 {
			ft.scale = r.number(m[0])
		}
	}
	base := name("StandardEncoding")
	if r.name(d["Subtype"]) == "TrueType" {
		base = "WinAnsiEncoding"
	}
	enc := r.get(d["Encoding"])
	switch e := enc.(type) {
	case name:
		base = e
	case dict:
		if n := r.name(e["BaseEncoding"]); n != "" {
			base = n
		}
	}
	ft.simple = encoded(base)
	code := 0
	for _, v := range r.array(r.dict(enc)["Differences"]) {
		switch v := r.get(v).(type) {
		case int:
			code = v
		case name:
			if code >= 0 && code < 256 {
				ft.simple[code] = r.named(string(v), code)
			}
			code++
		}
	}
}

// named is what a glyph of a name shows. Names that only count, as those of fonts
// made of bitmaps, mostly stand at the codes of ASCII; TeX has ligatures below it.
func (r *reader) named(glyph string, code int) string {
	if s := r.glyphs.text(glyph); s != "" || strings.HasPrefix(glyph, ".") {
		return s
	}
	switch {
	case code >= 33 && code < 127:
		return string(rune(code))
	case code >= 27 && code <= 31:
		return []string{"ff", "fi", "fl", "ffi", "ffl"}[code-27]
	}
	return ""
}

// composite reads a font of codes of two bytes.
func (r *reader) composite(ft *font, d dict) {
	kind := string(r.name(d["Encoding"]))
	ft.double = true
	switch {
	case strings.Contains(kind, "UCS2"), strings.Contains(kind, "UTF16"):
		ft.utf16 = true
	case strings.HasPrefix(kind, "GB"):
		ft.charset = simplifiedchinese.GBK
	case strings.Contains(kind, "RKSJ"):
		ft.charset = japanese.ShiftJIS
	case strings.HasPrefix(kind, "ETen"), strings.HasPrefix(kind, "B5"):
		ft.charset = traditionalchinese.Big5
	case strings.HasPrefix(kind, "KSC"):
		ft.charset = korean.EUCKR
	}
	below := r.array(d["DescendantFonts"])
	if len(below) == 0 {
		return
	}
	inner := r.dict(below[0])
	ft.standard = 1000
	if v, ok := inner["DW"]; ok {
		ft.standard = r.number(v)
	}
	list := r.array(inner["W"])
	for i := 0; i+1 < len(list); {
		from := r.int(list[i])
		if each, ok := r.get(list[i+1]).(array); ok {
			for k, w := range each {
				ft.widths[from+k] = r.number(w)
			}
			r.take(&r.values, len(each))
			i += 2
			continue
		}
		if i+2 >= len(list) {
			return
		}
		to, w := min(r.int(list[i+1]), 1<<16), r.number(list[i+2])
		r.take(&r.values, max(0, to-from))
		for code := max(0, from); code <= to; code++ {
			ft.widths[code] = w
		}
		i += 3
	}
}

// next takes one code off a shown string.
func (ft *font) next(s string) (glyph, string) {
	n := ft.size(s)
	code := s[:n]
	g := glyph{space: n == 1 && code == " "}
	g.text = ft.meaning(code)
	g.width = ft.width(number16(code), g.text)
	return g, s[n:]
}

func (ft *font) size(s string) int {
	switch {
	case len(s) == 1, !ft.double:
		return 1
	case ft.charset != nil && ft.to == nil:
		if s[0] < 0x80 {
			return 1
		}
	case ft.to != nil && ft.to.spaces[1] && !ft.to.spaces[2]:
		return 1
	}
	return 2
}

func (ft *font) meaning(code string) string {
	if ft.to != nil {
		if s, ok := ft.to.find(code); ok {
			return s
		}
	}
	switch {
	case ft.utf16:
		return fromUTF16(code)
	case ft.charset != nil:
		s, err := ft.charset.NewDecoder().String(code)
		if err != nil {
			return ""
		}
		return s
	case ft.double:
		return ""
	}
	return ft.simple[code[0]]
}

func (ft *font) width(code int, text string) float64 {
	if w, ok := ft.widths[code]; ok {
		return w * ft.scale
	}
	if ft.standard > 0 {
		return ft.standard * ft.scale
	}
	if ft.mono {
		return .6
	}
	return guessed(text)
}

// guessed is about how wide a letter is in a common font: files may leave the
// widths of the fonts that every reader has out.
func guessed(text string) float64 {
	r, n := utf8.DecodeRuneInString(text)
	switch {
	case n == 0:
		return 0
	case strings.ContainsRune("iljtfI.,;:'|!()[] ", r):
		return .28
	case strings.ContainsRune("mwMW@%—…", r):
		return .83
	case unicode.IsUpper(r):
		return .67
	case unicode.In(r, unicode.Han, unicode.Hiragana, unicode.Katakana, unicode.Hangul):
		return 1
	}
	return .53
}
