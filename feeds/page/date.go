package page

import (
	"time"

	"github.com/markusmobius/go-htmldate"
)

// published is when the page says that the article appeared: by its JSON-LD, its
// meta data and its own words, the cheap search before the thorough one.
func (d *document) published() (day time.Time) {
	defer func() {
		if recover() != nil {
			day = time.Time{}
		}
	}()
	if d.isLarge() {
		return time.Time{}
	}
	for _, quick := range []bool{true, false} {
		best, err := htmldate.FromDocument(d.root, htmldate.Options{UseOriginalDate: true, SkipExtensiveSearch: quick, URL: d.where.String()})
		if err == nil && !best.IsZero() {
			return utc(best.DateTime)
		}
	}
	return time.Time{}
}
