package topics

// post is a query that waits at a term.
type post struct {
	slot uint32
	check
}

// nobody is the slot of a post that is none.
const nobody = ^uint32(0)

// The first query that waits at a term stands in the term. Where there are more, these
// are a row in an arena: how many words it has room for, how many posts there are, and
// the posts.
const (
	rowHead  = 2
	postSize = 3
)

// row is the posts at a place in the arena; zero: there are none.
func (v *vocabulary) row(place uint32) []uint32 {
	if place == 0 {
		return nil
	}
	b := v.crowds.at(place)
	return b[rowHead : rowHead+postSize*b[1]]
}

func postAt(row []uint32, i uint32) post {
	p := row[postSize*i:][:postSize]
	return post{p[0], check{p[1], p[2]}}
}

func putPost(row []uint32, i uint32, p post) {
	row = row[postSize*i:][:postSize]
	row[0], row[1], row[2] = p.slot, p.one, p.other
}

// wait adds a post to a term's and returns its place there.
func (v *vocabulary) wait(id uint32, p post) uint32 {
	t := &v.terms[id]
	if t.first.slot == nobody {
		t.first = p
		return 0
	}
	row := v.row(t.rest)
	if t.rest == 0 {
		v.move(t, rowHead+postSize)
	} else if room := v.crowds.at(t.rest)[0]; rowHead+len(row) == int(room) {
		v.move(t, rowHead+2*len(row))
	}
	b := v.crowds.at(t.rest)
	putPost(b[rowHead:], b[1], p)
	b[1]++
	return b[1]
}

// move gives a term's row room for so many words, or takes it away.
func (v *vocabulary) move(t *demand, size int) {
	row, old := v.row(t.rest), t.rest
	if t.rest = 0; size > rowHead {
		t.rest = v.crowds.keep(size)
		b := v.crowds.at(t.rest)
		b[0], b[1] = uint32(size), uint32(copy(b[rowHead:], row)/postSize)
	}
	if old != 0 {
		v.crowds.drop(old, int(v.crowds.at(old)[0]))
	}
}

// at is the post at a place of a term's.
func (v *vocabulary) at(id, place uint32) post {
	t := &v.terms[id]
	if place == 0 {
		return t.first
	}
	return postAt(v.row(t.rest), place-1)
}

// leave takes away the post at a place of a term's. If another one moves to that place,
// from is where it was.
func (v *vocabulary) leave(id, place uint32) (gone post, from uint32) {
	t := &v.terms[id]
	row := v.row(t.rest)
	from = uint32(len(row) / postSize)
	gone, last := v.at(id, place), v.at(id, from)
	switch {
	case from == 0:
		t.first.slot = nobody
		return gone, from
	case place == 0:
		t.first = last
	default:
		putPost(row, place-1, last)
	}
	b := v.crowds.at(t.rest)
	if b[1]--; b[1] == 0 || rowHead+2*postSize*b[1] < b[0]/2 {
		v.move(t, rowHead+postSize*int(b[1]))
	}
	return gone, from
}
