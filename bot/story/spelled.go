package story

// spelled leads from the hashes of an article's words to their places in its sketch:
// there are few, and every word of the article is looked up.
type spelled struct {
	slots [512]struct {
		hash  uint32
		place uint16 // plus one; zero is an empty slot
	}
	n int
}

// maxSpelled is from how many entries on no other spellings are kept: the words
// themselves must have room.
const maxSpelled = 256

func (s *spelled) slot(hash uint32) int {
	i := int(hash % uint32(len(s.slots)))
	for s.slots[i].place != 0 && s.slots[i].hash != hash {
		i = (i + 1) % len(s.slots)
	}
	return i
}

func (s *spelled) find(hash uint32) (place int, ok bool) {
	x := &s.slots[s.slot(hash)]
	return int(x.place) - 1, x.place != 0
}

func (s *spelled) put(hash uint32, place int) {
	x := &s.slots[s.slot(hash)]
	x.hash, x.place = hash, uint16(place+1)
	s.n++
}

// alias keeps another spelling of a word, as long as there is room.
func (s *spelled) alias(hash uint32, place int) {
	if s.n < maxSpelled {
		s.put(hash, place)
	}
}
