package story

// register leads to the words of one article, which is compared with many.
type register struct {
	of    *article
	odds  [maxWords]odd            // of the words
	first [1 << registerBits]uint8 // the place plus one of the first word whose hash begins so
}

const (
	registerBits = 9 // eight times as many as there are words: what is not there is seldom looked at
	hashRest     = 32 - registerBits
)

func (r *register) open(of *article, odds map[uint32]odd) {
	r.of, r.first, r.odds = of, [1 << registerBits]uint8{}, [maxWords]odd{}
	words := of.words()
	for i := len(words) - 1; i >= 0; i-- {
		r.first[words[i].hash>>hashRest] = uint8(i + 1)
		if words[i].kind == concept {
			r.odds[i] = odds[words[i].hash]
		}
	}
}

// both gathers what two articles share, of which the first is that of the last time, or
// often will be.
func (r *register) both(a, b *article, odds map[uint32]odd, c *compared) {
	if r.of != a {
		r.open(a, odds)
	}
	mine, theirs := a.words(), b.words()
	for j := range theirs {
		y := &theirs[j]
		at := int(r.first[y.hash>>hashRest])
		if at == 0 {
			continue
		}
		for i := at - 1; i < len(mine) && mine[i].hash <= y.hash; i++ {
			if mine[i].hash == y.hash {
				c.add(&mine[i], y, kindOfBoth(a, b, &mine[i], y), r.odds[i])
			}
		}
	}
}
