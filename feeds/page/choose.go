package page

// choose takes the better of two readings of one page.
func choose(first, second reading) reading {
	a, b := size(first.blocks), size(second.blocks)
	switch {
	case a == 0:
		return second
	case b == 0:
		return first
	case b > 2*a:
		first.blocks = second.blocks
	}
	return first
}

// size counts the words of blocks.
func size(blocks []block) int {
	n := 0
	for _, b := range blocks {
		n += words(b.text)
	}
	return n
}
