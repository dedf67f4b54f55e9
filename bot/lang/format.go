package lang

import (
	"strconv"
	"time"
)

// Date writes a day: "3 March 2024".
func (p *Printer) Date(t time.Time) string {
	month := p.Text("month.m" + strconv.Itoa(int(t.Month())))
	return p.Text("date.full", "Day", strconv.Itoa(t.Day()), "Month", month, "Year", strconv.Itoa(t.Year()))
}

// In says when something will be: "in 10 minutes". What is due already, or in less
// than a minute, is "in a moment".
func (p *Printer) In(d time.Duration) string {
	n, unit := split(d)
	if n == 0 {
		return p.Text("in.moment")
	}
	return p.Count("in."+unit, n)
}

// Ago says when something was: "2 hours ago".
func (p *Printer) Ago(d time.Duration) string {
	n, unit := split(d)
	if n == 0 {
		return p.Text("ago.moment")
	}
	return p.Count("ago."+unit, n)
}

// For says how long something lasts: "for 24 hours".
func (p *Printer) For(d time.Duration) string {
	n, unit := split(d)
	return p.Count("for."+unit, max(n, 1))
}

// split rounds a span to the unit that people would use: minutes up to an hour and
// a half, hours up to two days.
func split(d time.Duration) (int, string) {
	switch {
	case d < 30*time.Second:
		return 0, "minutes"
	case d < 90*time.Minute:
		return int(d.Round(time.Minute) / time.Minute), "minutes"
	case d <= 48*time.Hour:
		return int(d.Round(time.Hour) / time.Hour), "hours"
	default:
		return int(d.Round(24*time.Hour) / (24 * time.Hour)), "days"
	}
}
