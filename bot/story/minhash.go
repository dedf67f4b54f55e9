package story

import "math/bits"

// Near-copies: one-permutation MinHash (Li, Owen and Zhang, 2012) with 64 bins over
// runs of four words, found by eight bands of three of them.
const (
	bins       = 64
	shingle    = 4
	bandRows   = 3
	bands      = 8
	minShingle = 12  // fewer say too little
	alike      = 0.3 // estimated Jaccard similarity from which texts are near-copies
	identical  = 0.97
)

// signature is a text's MinHash, four bins in a number; the zero value is that of a
// text too short.
type signature [bins / lanes]uint64

const (
	lanes    = 4
	laneBits = 64 / lanes
)

func (s *signature) bin(i int) uint16 { return uint16(s[i/lanes] >> (i % lanes * laneBits)) }

// signing is a signature being made.
type signing struct {
	least [bins]uint32
	runs  [shingle - 1]uint64 // hashes of the runs of one, two and three words that end here
	words int
}

// add takes the next word: each run is that of the words before and this one.
func (s *signing) add(word uint64) {
	const odd = 0x9E3779B97F4A7C15
	h := (bits.RotateLeft64(s.runs[2], 9) ^ word) * odd
	s.runs[2] = (bits.RotateLeft64(s.runs[1], 9) ^ word) * odd
	s.runs[1] = (bits.RotateLeft64(s.runs[0], 9) ^ word) * odd
	s.runs[0] = word * odd
	if s.words++; s.words < shingle {
		return
	}
	v := uint32(h>>26) | 1
	if b := &s.least[h>>58]; *b == 0 || v < *b {
		*b = v
	}
}

func (s *signing) done() (out signature, ok bool) {
	if s.words < minShingle+shingle {
		return out, false
	}
	return dense(&s.least), true
}

// dense fills empty bins from the next full one (Shrivastava and Li, 2014), with
// the distance mixed in so that filled bins agree only if they were filled alike.
// Of each bin sixteen bits are kept.
func dense(s *[bins]uint32) (out signature) {
	for i := range s {
		v := s[i]
		for d := uint32(1); v == 0 && d < bins; d++ {
			if v = s[(uint32(i)+d)%bins]; v != 0 {
				v += d * 0x9E3779B1
			}
		}
		out[i/lanes] |= uint64(uint16(v>>16)^uint16(v)) << (i % lanes * laneBits)
	}
	return out
}

// like estimates the Jaccard similarity of two texts. It looks at four bins at once:
// a bin that differs lends or keeps its highest bit.
func (s *signature) like(t *signature) float64 {
	const low = 0x7fff_7fff_7fff_7fff
	same := 0
	for i := range s {
		x := s[i] ^ t[i]
		same += bits.OnesCount64(^((x & low) + low | x | low))
	}
	return float64(same) / bins
}

// band is the key of one band: texts that share it are compared.
func (s *signature) band(n int) uint32 {
	h := uint64(n + 1)
	for i := n * bandRows; i < (n+1)*bandRows; i++ {
		h = (bits.RotateLeft64(h, 13) ^ uint64(s.bin(i))) * 0x9E3779B97F4A7C15
	}
	return uint32(h >> 32)
}
