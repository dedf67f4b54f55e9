package page

import (
	"regexp"
	"strings"
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
		if err == nil && !best.IsZero() && !yearAlone(best) {
			return utc(best.DateTime)
		}
	}
	return time.Time{}
}

var years = regexp.MustCompile(`[12]\d{3}`)

// yearAlone says whether no more than a year was found, such as that of a copyright in
// the footer, of which htmldate makes the first of January: no date is better.
func yearAlone(r htmldate.Result) bool {
	return r.DateTime.YearDay() == 1 && !r.HasTime && !strings.ContainsAny(years.ReplaceAllString(r.SrcString, ""), "0123456789")
}
