package train

import "strings"

// porter is the Porter stemmer (M. F. Porter, "An algorithm for suffix stripping",
// 1980) with the extensions of NLTK, which the reference implementation of ROUGE
// uses. Snowball's English stemmer differs, so figures would not compare.
type porter struct{ known map[string]string }

func newPorter() *porter {
	p := &porter{known: map[string]string{}}
	for _, w := range strings.Fields(irregular) {
		from, to, _ := strings.Cut(w, "=")
		p.known[from] = to
	}
	return p
}

const irregular = "sky=sky skies=sky dying=die lying=lie tying=tie news=news innings=inning inning=inning outings=outing outing=outing cannings=canning canning=canning howe=howe proceed=proceed exceed=exceed succeed=succeed"

// stem returns the stem of a lower-cased ASCII word.
func (p *porter) stem(w string) string {
	if s, ok := p.known[w]; ok {
		return s
	}
	s := w
	if len(w) > 2 {
		s = step5(step4(step3(step2(step1c(step1b(step1a(w)))))))
	}
	p.known[w] = s
	return s
}

func consonant(w string, i int) bool {
	switch w[i] {
	case 'a', 'e', 'i', 'o', 'u':
		return false
	case 'y':
		return i == 0 || !consonant(w, i-1)
	}
	return true
}

// measure counts the sequences vowel-consonant.
func measure(w string) int {
	n, vowel := 0, false
	for i := range len(w) {
		c := consonant(w, i)
		if c && vowel {
			n++
		}
		vowel = !c
	}
	return n
}

func hasVowel(w string) bool {
	for i := range len(w) {
		if !consonant(w, i) {
			return true
		}
	}
	return false
}

func doubled(w string) bool {
	n := len(w)
	return n >= 2 && w[n-1] == w[n-2] && consonant(w, n-1)
}

// short is the *o condition: consonant-vowel-consonant, the last not w, x or y; NLTK
// adds vowel-consonant for words of two letters.
func short(w string) bool {
	n := len(w)
	if n >= 3 && consonant(w, n-3) && !consonant(w, n-2) && consonant(w, n-1) {
		return !strings.ContainsRune("wxy", rune(w[n-1]))
	}
	return n == 2 && !consonant(w, 0) && consonant(w, 1)
}

// rule replaces a suffix where what stands before it meets a condition.
type rule struct {
	suffix, by string
	when       func(stem string) bool
}

func always(string) bool     { return true }
func over0(stem string) bool { return measure(stem) > 0 }
func over1(stem string) bool { return measure(stem) > 1 }
func over1st(stem string) bool {
	return over1(stem) && (strings.HasSuffix(stem, "s") || strings.HasSuffix(stem, "t"))
}
func over0log(stem string) bool { return measure(stem+"l") > 0 }

// apply uses the first rule whose suffix fits, whether or not its condition holds.
func apply(w string, rules []rule) string {
	for _, r := range rules {
		if stem, ok := strings.CutSuffix(w, r.suffix); ok {
			if r.when(stem) {
				return stem + r.by
			}
			return w
		}
	}
	return w
}

func each(when func(string) bool, pairs string) []rule {
	var rules []rule
	for _, p := range strings.Fields(pairs) {
		suffix, by, _ := strings.Cut(p, "=")
		rules = append(rules, rule{suffix, by, when})
	}
	return rules
}

func step1a(w string) string {
	if strings.HasSuffix(w, "ies") && len(w) == 4 {
		return w[:len(w)-3] + "ie"
	}
	return apply(w, each(always, "sses=ss ies=i ss=ss s="))
}

func step1b(w string) string {
	if stem, ok := strings.CutSuffix(w, "ied"); ok {
		if len(w) == 4 {
			return stem + "ie"
		}
		return stem + "i"
	}
	if stem, ok := strings.CutSuffix(w, "eed"); ok {
		if over0(stem) {
			return stem + "ee"
		}
		return w
	}
	stem, ok := strings.CutSuffix(w, "ed")
	if !ok || !hasVowel(stem) {
		if stem, ok = strings.CutSuffix(w, "ing"); !ok || !hasVowel(stem) {
			return w
		}
	}
	switch {
	case strings.HasSuffix(stem, "at"), strings.HasSuffix(stem, "bl"), strings.HasSuffix(stem, "iz"):
		return stem + "e"
	case doubled(stem):
		if strings.ContainsRune("lsz", rune(stem[len(stem)-1])) {
			return stem
		}
		return stem[:len(stem)-1]
	case measure(stem) == 1 && short(stem):
		return stem + "e"
	}
	return stem
}

func step1c(w string) string {
	if n := len(w); n > 2 && w[n-1] == 'y' && consonant(w, n-2) {
		return w[:n-1] + "i"
	}
	return w
}

func step2(w string) string {
	if stem, ok := strings.CutSuffix(w, "alli"); ok && over0(stem) {
		return step2(stem + "al")
	}
	rules := each(over0, "ational=ate tional=tion enci=ence anci=ance izer=ize bli=ble alli=al entli=ent eli=e ousli=ous ization=ize ation=ate ator=ate alism=al iveness=ive fulness=ful ousness=ous aliti=al iviti=ive biliti=ble fulli=ful")
	return apply(w, append(rules, rule{"logi", "log", over0log}))
}

func step3(w string) string {
	return apply(w, each(over0, "icate=ic ative= alize=al iciti=ic ical=ic ful= ness="))
}

func step4(w string) string {
	rules := each(over1, "al= ance= ence= er= ic= able= ible= ant= ement= ment= ent=")
	rules = append(rules, rule{"ion", "", over1st})
	return apply(w, append(rules, each(over1, "ou= ism= ate= iti= ous= ive= ize=")...))
}

func step5(w string) string {
	if stem, ok := strings.CutSuffix(w, "e"); ok {
		if m := measure(stem); m > 1 || m == 1 && !short(stem) {
			w = stem
		}
	}
	if strings.HasSuffix(w, "ll") && over1(w[:len(w)-1]) {
		w = w[:len(w)-1]
	}
	return w
}
