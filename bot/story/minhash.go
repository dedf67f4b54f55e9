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

// signature is a text's MinHash; the zero value is that of a text too short.
type signature [bins]uint16

func sign(words []uint64) (out signature, ok bool) {
	if len(words) < minShingle+shingle {
		return out, false
	}
	var s [bins]uint32
	for i := 0; i+shingle <= len(words); i++ {
		h := uint64(0)
		for _, w := range words[i : i+shingle] {
			h = (bits.RotateLeft64(h, 9) ^ w) * 0x9E3779B97F4A7C15
		}
		v := uint32(h>>26) | 1
		if b := h >> 58; s[b] == 0 || v < s[b] {
			s[b] = v
		}
	}
	return dense(s), true
}

// dense fills empty bins from the next full one (Shrivastava and Li, 2014), with
// the distance mixed in so that filled bins agree only if they were filled alike.
// Of each bin sixteen bits are kept.
func dense(s [bins]uint32) (out signature) {
	for i := range s {
		v := s[i]
		for d := uint32(1); v == 0 && d < bins; d++ {
			if v = s[(uint32(i)+d)%bins]; v != 0 {
				v += d * 0x9E3779B1
			}
		}
		out[i] = uint16(v>>16) ^ uint16(v)
	}
	return out
}

// like estimates the Jaccard similarity of two texts.
func (s *signature) like(t *signature) float64 {
	same := 0
	for i := range s {
		if s[i] == t[i] {
			same++
		}
	}
	return float64(same) / bins
}

// band is the key of one band: texts that share it are compared.
func (s *signature) band(n int) uint32 {
	h := uint64(n + 1)
	for _, v := range s[n*bandRows : (n+1)*bandRows] {
		h = (bits.RotateLeft64(h, 13) ^ uint64(v)) * 0x9E3779B97F4A7C15
	}
	return uint32(h >> 32)
}
