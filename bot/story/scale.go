package story

import (
	"strconv"
	"strings"
	"unicode"
	"unicode/utf8"
)

const longestScale = 40 // bytes of a word that scales a number

// scaled writes a number out that a word scales: 2.4 million, 2,4 Millionen and 240万
// are 2400000.
func scaled(number, rest string) string {
	if strings.HasPrefix(rest, "\u00a0") || strings.HasPrefix(rest, "\u202f") {
		_, n := utf8.DecodeRuneInString(rest)
		rest = rest[n:]
	}
	zeros := zerosOf(strings.TrimPrefix(rest, " "))
	whole, part, _ := strings.Cut(number, ".")
	if zeros == 0 || len(part) > zeros || len(number)+zeros > 18 || strings.ContainsAny(number, ":") {
		return number
	}
	digits := strings.TrimLeft(whole+part, "0")
	if digits == "" {
		return number
	}
	return digits + "000000000000"[:zeros-len(part)]
}

// summed adds the parts that follow a number in the East: 7万4000 is 74000, 1億5000万
// is 150000000. It tells how long they are.
func summed(number, rest string) (sum string, n int) {
	for {
		r, unit := utf8.DecodeRuneInString(rest[n:])
		zeros, part := easternZeros(r), n+unit
		digits := digitsLen(rest[part:])
		if digits == 0 || digits > zeros {
			return number, n
		}
		much, err := strconv.ParseInt(number, 10, 64)
		more, err2 := strconv.ParseInt(scaled(rest[part:part+digits], rest[part+digits:]), 10, 64)
		if err != nil || err2 != nil {
			return number, n
		}
		number, n = strconv.FormatInt(much+more, 10), part+digits
	}
}

func easternZeros(r rune) int {
	switch r {
	case '万', '萬', '만':
		return 4
	case '亿', '億', '억':
		return 8
	}
	return 0
}

// zerosOf is how many zeros the word at the beginning adds to the number before it.
func zerosOf(text string) int {
	r, n := utf8.DecodeRuneInString(text)
	if zeros := easternZeros(r); zeros > 0 || !unicode.IsLetter(r) {
		return zeros
	}
	for i, r := range text[:min(len(text), longestScale)] {
		if n = i; !unicode.IsLetter(r) && !unicode.Is(unicode.Mn, r) && !unicode.Is(unicode.Mc, r) {
			break
		}
		n += utf8.RuneLen(r)
	}
	zeros := zerosIn(text[:min(n, len(text))])
	if zeros == 3 && n < len(text) && (strings.HasPrefix(text[n:], " millones") || strings.HasPrefix(text[n:], " milhões")) {
		return 9
	}
	return zeros
}

func zerosIn(word string) int {
	switch word {
	case "thousand", "tausend", "Tausend", "mil", "mila", "mille", "duizend", "tusen", "tusind", "tuhatta", "tysięcy", "tisíc", "ribu", "bin",
		"тысяч", "тысячи", "тыс", "тисяч", "ألف", "آلاف", "هزار", "हजार", "हज़ार", "হাজার", "אלף":
		return 3
	case "lakh", "लाख", "লাখ":
		return 5
	case "million", "millions", "Million", "Millionen", "Mio", "mln", "mn", "millón", "millones", "milhão", "milhões", "milione", "milioni", "miljoen",
		"miljon", "miljoner", "millioner", "miljoonaa", "milionów", "milionů", "juta", "milyon", "миллион", "миллиона", "миллионов", "млн", "мільйонів",
		"εκατομμύρια", "مليون", "ملايين", "میلیون", "মিলিয়ন", "מיליון":
		return 6
	case "crore", "करोड़", "কোটি":
		return 7
	case "billion", "billions", "bn", "milliard", "milliards", "Milliarde", "Milliarden", "Mrd", "miliardo", "miliardi", "miljard", "miljarder", "milliarder",
		"miljardia", "miliardów", "miliard", "miliar", "bilhão", "bilhões", "milyar", "миллиард", "миллиарда", "миллиардов", "млрд", "мільярдів",
		"δισεκατομμύρια", "مليار", "مليارات", "میلیارد", "अरब", "מיליארד":
		return 9
	}
	return 0
}
