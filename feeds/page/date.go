package page

import (
	"regexp"
	"strconv"
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

var (
	newYear    = regexp.MustCompile(`(?:^|\D)0?1(?:er|st|º)?\D{1,12}([12]\d{3})(?:\D|$)`) // 1 January 2024, January 1, 2024, 01.01.2024
	newYearISO = regexp.MustCompile(`([12]\d{3})\D?0?1\D?0?1(?:\D|$)`)                    // 2024-01-01, 2024年1月1日
)

// yearAlone says whether no more than a year was found, such as that of a copyright in
// the footer or of something that happened "in 2008": htmldate makes the first of
// January of it, and no date is better.
func yearAlone(r htmldate.Result) bool {
	if r.DateTime.YearDay() != 1 || r.HasTime {
		return false
	}
	year := strconv.Itoa(r.DateTime.Year())
	for _, written := range []*regexp.Regexp{newYear, newYearISO} {
		for _, m := range written.FindAllStringSubmatch(r.SrcString, -1) {
			if m[1] == year {
				return false
			}
		}
	}
	return true
}
