package story

import (
	"encoding/binary"
	"errors"
	"fmt"
)

// The layout of a sketch in bytes: version, language, script, flags, print, words,
// sounds and, where it is known, when it was published; numbers are little-endian. The
// layouts before, which may be kept for four days, knew no concepts: those words are as they
// were written. In the first a word was in the title or in the text, and names were heard
// otherwise: its sounds are not read.
const (
	layout    = 3
	oldLayout = 1
)

// errSketch is the answer to bytes that are no sketch of this version.
var errSketch = errors.New("not a sketch")

func (s *sketch) bytes() []byte {
	b := make([]byte, 0, 16+2*bins+6*len(s.words)+4*len(s.sounds))
	b = append(b, layout, byte(len(s.language)))
	b = append(b, s.language...)
	b = append(b, byte(s.script), truth(s.printed)|s.days<<1)
	if s.printed {
		for _, v := range s.print {
			b = binary.LittleEndian.AppendUint64(b, v)
		}
	}
	b = append(b, byte(len(s.words)))
	for _, w := range s.words {
		b = binary.LittleEndian.AppendUint32(b, w.hash)
		b = append(b, w.run, byte(w.kind)<<2|byte(w.spot))
	}
	b = append(b, byte(len(s.sounds)))
	for _, h := range s.sounds {
		b = binary.LittleEndian.AppendUint32(b, h)
	}
	if s.published != 0 {
		b = binary.LittleEndian.AppendUint64(b, uint64(s.published))
	}
	return b
}

func truth(b bool) byte {
	if b {
		return 1
	}
	return 0
}

// parse is the inverse of bytes.
func parse(b []byte) (*sketch, error) {
	r := reader{b: b}
	version := r.byte()
	if version < oldLayout || version > layout {
		return nil, errSketch
	}
	s := &sketch{language: string(r.next(int(r.byte())))}
	s.script = script(min(r.byte(), byte(hangul)))
	flags := r.byte()
	s.days = flags >> 1
	if s.printed = flags&1 == 1; s.printed {
		for i := range s.print {
			s.print[i] = binary.LittleEndian.Uint64(r.next(8))
		}
	}
	s.words = make([]word, min(int(r.byte()), maxSketched))
	all := r.next(6 * len(s.words))
	for i := range s.words {
		w := all[6*i:][:6]
		s.words[i] = word{hash: binary.LittleEndian.Uint32(w), run: w[4], kind: min(kind(w[5]>>2), concept), spot: spot(w[5] & 3)}
	}
	for i := 0; version == oldLayout && i < len(s.words); i++ {
		x := all[6*i+5]
		s.words[i].kind, s.words[i].spot = min(kind(x>>1), number), spot(1-x&1)
	}
	s.sounds = make([]uint32, min(int(r.byte()), maxSounds))
	all = r.next(4 * len(s.sounds))
	for i := range s.sounds {
		s.sounds[i] = binary.LittleEndian.Uint32(all[4*i:])
	}
	if version == oldLayout {
		s.sounds = nil
	}
	if len(r.b) == 8 {
		s.published = int64(binary.LittleEndian.Uint64(r.next(8)))
	}
	if r.short {
		return nil, fmt.Errorf("%w: %d bytes", errSketch, len(b))
	}
	return s, nil
}

// reader takes bytes from the front; beyond the end it gives zeros.
type reader struct {
	b     []byte
	short bool
}

func (r *reader) byte() byte { return r.next(1)[0] }

func (r *reader) next(n int) []byte {
	if n > len(r.b) {
		r.short = true
		return make([]byte, n)
	}
	out := r.b[:n]
	r.b = r.b[n:]
	return out
}

// hash64 is FNV-1a (Fowler, Noll, Vo): the same in every process.
func hash64[S string | []byte](s S) uint64 {
	h := uint64(hashOfNone)
	for i := range len(s) {
		h = (h ^ uint64(s[i])) * hashFactor
	}
	return h
}

const (
	hashOfNone = 14695981039346656037
	hashFactor = 1099511628211
)

func hash32[S string | []byte](s S) uint32 {
	return fold(hash64(s))
}

func fold(h uint64) uint32 { return uint32(h>>32) ^ uint32(h) }
