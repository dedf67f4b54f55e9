package pdf

import (
	"strconv"
	"strings"

	"golang.org/x/text/encoding/charmap"
	"golang.org/x/text/unicode/norm"
)

// signs are the names of glyphs that are no letters with accents, as in Adobe's
// list of glyph names.
const signs = "space= exclam=! quotedbl=\" numbersign=# dollar=$ percent=% ampersand=& quotesingle=' parenleft=( parenright=) asterisk=* plus=+ comma=, hyphen=- period=. slash=/ " +
	"zero=0 one=1 two=2 three=3 four=4 five=5 six=6 seven=7 eight=8 nine=9 colon=: semicolon=; less=< equal== greater=> question=? at=@ bracketleft=[ backslash=\\ bracketright=] " +
	"asciicircum=^ underscore=_ grave=` braceleft={ bar=| braceright=} asciitilde=~ exclamdown=¡ cent=¢ sterling=£ currency=¤ yen=¥ brokenbar=¦ section=§ dieresis=¨ copyright=© " +
	"ordfeminine=ª guillemotleft=« logicalnot=¬ sfthyphen=\u00ad registered=® macron=¯ degree=° plusminus=± acute=´ mu=µ paragraph=¶ periodcentered=· cedilla=¸ ordmasculine=º " +
	"guillemotright=» onequarter=¼ onehalf=½ threequarters=¾ questiondown=¿ multiply=× divide=÷ germandbls=ß ae=æ AE=Æ oe=œ OE=Œ eth=ð Eth=Ð thorn=þ Thorn=Þ oslash=ø Oslash=Ø " +
	"lslash=ł Lslash=Ł dcroat=đ Dcroat=Đ hbar=ħ Hbar=Ħ dotlessi=ı kgreenlandic=ĸ eng=ŋ Eng=Ŋ tbar=ŧ Tbar=Ŧ florin=ƒ fraction=⁄ quoteleft=‘ quoteright=’ quotesinglbase=‚ " +
	"quotedblleft=“ quotedblright=” quotedblbase=„ dagger=† daggerdbl=‡ bullet=• ellipsis=… perthousand=‰ guilsinglleft=‹ guilsinglright=› endash=– emdash=— Euro=€ euro=€ trademark=™ " +
	"minus=− fi=fi fl=fl ff=ff ffi=ffi ffl=ffl ft=ft st=st nbspace= nonbreakingspace= circumflex=ˆ caron=ˇ tilde=˜ breve=˘ dotaccent=˙ ring=˚ ogonek=˛ hungarumlaut=˝ infinity=∞ " +
	"lessequal=≤ greaterequal=≥ notequal=≠ approxequal=≈ partialdiff=∂ summation=∑ product=∏ integral=∫ radical=√ lozenge=◊ arrowleft=← arrowright=→ arrowup=↑ arrowdown=↓ element=∈ " +
	"alpha=α beta=β gamma=γ delta=δ epsilon=ε zeta=ζ eta=η theta=θ iota=ι kappa=κ lambda=λ nu=ν xi=ξ omicron=ο pi=π rho=ρ sigma=σ sigma1=ς tau=τ upsilon=υ phi=φ chi=χ psi=ψ omega=ω " +
	"Alpha=Α Beta=Β Gamma=Γ Delta=Δ Epsilon=Ε Zeta=Ζ Eta=Η Theta=Θ Iota=Ι Kappa=Κ Lambda=Λ Mu=Μ Nu=Ν Xi=Ξ Omicron=Ο Pi=Π Rho=Ρ Sigma=Σ Tau=Τ Upsilon=Υ Phi=Φ Chi=Χ Psi=Ψ Omega=Ω"

// accents are the ends of names of letters with a combining mark.
const accents = "grave=\u0300 acute=\u0301 circumflex=\u0302 tilde=\u0303 macron=\u0304 breve=\u0306 dotaccent=\u0307 dieresis=\u0308 ring=\u030a hungarumlaut=\u030b caron=\u030c commaaccent=\u0327 cedilla=\u0327 ogonek=\u0328 tonos=\u0301"

// glyphs turns names of glyphs into text.
type glyphs struct{ signs, accents map[string]string }

func newGlyphs() glyphs {
	table := func(list string) map[string]string {
		out := map[string]string{}
		for pair := range strings.SplitSeq(list, " ") {
			if k, v, ok := strings.Cut(pair, "="); ok && v != "" {
				out[k] = v
			}
		}
		return out
	}
	g := glyphs{table(signs), table(accents)}
	g.signs["space"], g.signs["nbspace"], g.signs["nonbreakingspace"] = " ", " ", " "
	return g
}

// text is what a glyph of a name shows; empty if the name says nothing.
func (g glyphs) text(glyph string) string {
	glyph, _, _ = strings.Cut(glyph, ".")
	if len(glyph) == 1 {
		return glyph
	}
	if s, ok := g.signs[glyph]; ok {
		return s
	}
	if s := byCode(glyph); s != "" {
		return s
	}
	if strings.Contains(glyph, "_") && len(glyph) < 40 {
		var b strings.Builder
		for part := range strings.SplitSeq(glyph, "_") {
			if part != "" {
				b.WriteString(g.text(part))
			}
		}
		return b.String()
	}
	for end, mark := range g.accents {
		if base, ok := strings.CutSuffix(glyph, end); ok && base != "" {
			letter := base
			if len(base) > 1 {
				letter = g.signs[base]
			}
			if letter != "" {
				return norm.NFC.String(letter + mark)
			}
		}
	}
	return ""
}

// byCode reads names made of a code: uni00E9, u1F600, afii10017.
func byCode(glyph string) string {
	hex := func(s string) string {
		n, err := strconv.ParseUint(s, 16, 21)
		if err != nil || n < 32 {
			return ""
		}
		return string(rune(n))
	}
	if rest, ok := strings.CutPrefix(glyph, "uni"); ok && len(rest) >= 4 {
		return hex(rest[:4])
	}
	if rest, ok := strings.CutPrefix(glyph, "u"); ok && len(rest) >= 4 && len(rest) <= 6 {
		return hex(rest)
	}
	if rest, ok := strings.CutPrefix(glyph, "afii"); ok {
		switch n, _ := strconv.Atoi(rest); { // Cyrillic, in the order of its alphabet; Ё stands between
		case n == 10023:
			return "Ё"
		case n == 10071:
			return "ё"
		case n >= 10017 && n <= 10049:
			return string(rune(0x410 + n - 10017 - over(n, 10023)))
		case n >= 10065 && n <= 10097:
			return string(rune(0x430 + n - 10065 - over(n, 10071)))
		}
	}
	return ""
}

func over(n, limit int) int {
	if n > limit {
		return 1
	}
	return 0
}

// standard is what Adobe's standard encoding has other than ASCII: codes in
// hexadecimal with their texts.
const standard = "27’ 60‘ a1¡ a2¢ a3£ a4⁄ a5¥ a6ƒ a7§ a8¤ a9' aa“ ab« ac‹ ad› aefi affl b1– b2† b3‡ b4· b6¶ b7• b8‚ b9„ ba” bb» bc… bd‰ bf¿ " +
	"c1` c2´ c3ˆ c4˜ c5¯ c6˘ c7˙ c8¨ ca˚ cb¸ cd˝ ce˛ cfˇ d0— e1Æ e3ª e8Ł e9Ø eaŒ ebº f1æ f5ı f8ł f9ø faœ fbß"

// encoded gives the 256 texts of one of the encodings that have names.
func encoded(kind name) [256]string {
	var out [256]string
	from := charmap.Windows1252
	if kind == "MacRomanEncoding" {
		from = charmap.Macintosh
	}
	last := 256
	if kind == "StandardEncoding" {
		last = 127
	}
	for i := 32; i < last; i++ {
		if r := from.DecodeByte(byte(i)); r != 0xFFFD && i != 127 {
			out[i] = string(r)
		}
	}
	if kind == "StandardEncoding" {
		for pair := range strings.SplitSeq(standard, " ") {
			if code, err := strconv.ParseUint(pair[:2], 16, 8); err == nil {
				out[code] = pair[2:]
			}
		}
	}
	return out
}
