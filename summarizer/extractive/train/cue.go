package train

import "math"

// Cue words: a stem counts when enough articles have it, and the less the fewer
// sentences have it.
const (
	leastArticles = 60
	doubt         = 20 // sentences of no opinion that every stem is thought to have
	parts         = 5  // rows learn from cue words that other parts of the articles gave
)

// cuesOf weighs the stems of the rows that keep says: the log of how much oftener than
// usual the sentences with a stem belong to a good summary.
func cuesOf(rows []example, keep func(article int) bool) map[string]float32 {
	type count struct {
		member, all float64
		articles    int
		last        int // the last article that had it, plus one
		lastRow     int
	}
	counts := map[string]*count{}
	var member, all float64
	for i := range rows {
		row := &rows[i]
		if !keep(row.article) {
			continue
		}
		member += float64(row.member)
		all++
		for _, s := range row.stems {
			c := counts[s]
			if c == nil {
				c = &count{}
				counts[s] = c
			}
			if c.lastRow == i+1 {
				continue
			}
			c.lastRow = i + 1
			c.member += float64(row.member)
			c.all++
			if c.last != row.article+1 {
				c.last = row.article + 1
				c.articles++
			}
		}
	}
	base := member / max(all, 1)
	cues := map[string]float32{}
	for s, c := range counts {
		if c.articles >= leastArticles {
			w := math.Log((c.member + doubt*base) / (c.all + doubt) / base)
			cues[s] = float32(math.Round(w*1e3) / 1e3)
		}
	}
	return cues
}

// setCues gives every row what the cue words of the other parts say about it: a row
// that had helped to weigh its own words would believe them too much.
func setCues(rows []example, at int) {
	for part := range parts {
		cues := cuesOf(rows, func(article int) bool { return article%parts != part })
		for i := range rows {
			if row := &rows[i]; row.article%parts == part {
				var sum float32
				for _, s := range row.stems {
					sum += cues[s]
				}
				row.features[at] = sum / float32(max(1, len(row.stems)))
			}
		}
	}
}
