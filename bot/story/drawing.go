package story

import (
	"slices"

	"golang.org/x/text/unicode/norm"
)

// drawing is a sketch being made.
type drawing struct {
	*sketch
	known   *known
	signing signing
	at      spelled
	scripts scripts
	spot    spot
	loud    bool // capital letters tell nothing here
	run     uint8
	capital bool               // the word before has a capital letter
	low     [maxSketched]bool  // which words come with a small letter, too
	opens   [maxSketched]uint8 // how often one opens a sentence with a capital letter
	opened  int                // the word before is the number of this one of the words and opens a sentence with a capital; else -1
}

func (d *drawing) take(t token) {
	upper := capitalised(t.text)
	joined := upper && d.capital && t.joined
	if !joined {
		d.run++
	}
	d.capital = upper
	d.hear(t, upper)
	k, ok := kindOf(t.text, t.opens || d.loud && !abbreviation(t.text))
	if k == name && d.language == "de" && !joined && d.known.isNoun(t) {
		k = plainWord
	}
	if joined && d.opened >= 0 && k == name {
		w := &d.words[d.opened]
		w.kind = max(w.kind, name) // of the name that opens a sentence this is the second word
	}
	d.opened = -1
	if !ok && !d.known.tells(t) {
		return
	}
	if d.spot <= inLead {
		d.days |= d.known.day(t.stem)
	}
	if upper && !t.opens && !d.loud {
		d.named(t, k)
	}
	if compounds(d.language) && (upper || d.language != "de") {
		d.head(t)
	}
	i := d.index(t, upper, &k)
	if i < 0 {
		return
	}
	w := &d.words[i]
	w.kind = max(w.kind, k)
	switch {
	case !upper:
		d.low[i] = true
	case t.opens && !d.loud:
		d.opened = i
		d.opens[i]++
	}
}

// named keeps a word with a capital letter as it is besides what it may mean: one that is
// listed may be a name where nouns have small letters (Castelo Branco); where they have not,
// one that only begins as a listed one does (Wolkenrode).
func (d *drawing) named(t token, k kind) {
	if k == name && d.language != "de" {
		d.contract(t)
	}
	m, ok := d.known.meaning(t)
	if !ok || m.kind != concept {
		return
	}
	nouns, listed := d.language == "de", d.known.lists(t.text)
	if nouns && !listed || !nouns && listed {
		d.also(t.stem^asWritten, t.stem, k)
	}
}

// contract adds the name that one may stand for that is written without marks.
func (d *drawing) contract(t token) {
	short := token{text: contracted(t.text)}
	if short.stem = foldedHash(short.text); short.stem == t.stem {
		return
	}
	if m, ok := d.known.meaning(short); ok {
		d.also(m.hash, m.hash, m.kind)
		return
	}
	d.also(short.stem, short.stem, name)
}

// head adds what the last part of a compound means.
func (d *drawing) head(t token) {
	if len(t.text) > longestCompound || d.known.lists(t.text) {
		return
	}
	if m, ok := d.known.headOf(norm.NFC.String(t.text)); ok {
		d.also(m.hash, m.hash, concept)
	}
}

// also adds a word beside the one that is read.
func (d *drawing) also(key, hash uint32, k kind) {
	i, known := d.at.find(key)
	if known {
		d.words[i].kind = max(d.words[i].kind, k)
		return
	}
	if len(d.words) < maxSketched {
		d.at.put(key, len(d.words))
		d.words = append(d.words, word{hash: hash, run: d.run, spot: d.spot, kind: k})
	}
}

// asWritten makes the key under which a word is found as it is written, where its stem leads
// to what other words that begin so mean.
const asWritten = 0x5bd1e995

// index is where among the words one is, which it joins if it is new; less than zero:
// there are too many. Twelve is 12.
func (d *drawing) index(t token, upper bool, k *kind) int {
	i, known := d.at.find(t.stem)
	if known && !upper {
		return i
	}
	h, key := t.stem, t.stem
	m, ok := d.known.meaning(t)
	switch {
	case ok && (m.kind != concept || !upper || d.language == "de" || d.known.lists(t.text)):
		h, key, *k = m.hash, m.hash, m.kind
	case ok || m.shared:
		key ^= asWritten
	}
	if key != t.stem {
		i, known = d.at.find(key)
	}
	if !known {
		if i = len(d.words); i == maxSketched {
			return -1
		}
		d.at.put(key, i)
		d.words = append(d.words, word{hash: h, run: d.run, spot: d.spot})
	}
	if key == m.hash && !m.shared {
		d.at.alias(t.stem, i)
	}
	return i
}

// hear takes how a name sounds.
func (d *drawing) hear(t token, upper bool) {
	if 'a' <= t.text[0] && t.text[0] <= 'z' { // nearly always
		d.scripts[latin]++
		return
	}
	s := scriptOf(t.text)
	if s == digits {
		return
	}
	d.scripts[s]++
	if len(d.sounds) == maxSounds || s.cased() && (t.opens || !upper || isDate(t.text)) {
		return
	}
	if h, ok := soundHash(t.text, d.language); ok {
		d.heard(h)
	}
	if s == han || s == hangul {
		if h, ok := softHash(t.text); ok {
			d.heard(h)
		}
	}
}

func (d *drawing) heard(h uint32) {
	if len(d.sounds) < maxSounds && !slices.Contains(d.sounds, h) {
		d.sounds = append(d.sounds, h)
	}
}
