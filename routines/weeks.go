package routines

import "time"

// EnoughOfWeek is how many of a week's seven Nights must be answered before it
// is compared with anything.
const EnoughOfWeek = 5

// WeekRate is the rate of one calendar week, or what some days hold of it.
type WeekRate struct {
	From, To Date // the first and the last of its days that were counted
	Rate     Rate
}

// Enough tells whether the week's rate may be compared with another.
func (w WeekRate) Enough() bool { return w.Rate.Answered >= EnoughOfWeek }

// Weeks counts days, in order, by the calendar week, which begins on the
// weekday named. The first and the last week are of those days only that are
// there.
func Weeks(days []Day, first time.Weekday) (weeks []WeekRate) {
	for i, d := range days {
		if i == 0 || d.Date.Weekday() == first || d.Date-days[i-1].Date >= 7 {
			weeks = append(weeks, WeekRate{From: d.Date})
		}
		w := &weeks[len(weeks)-1]
		w.To = d.Date
		w.Rate.add(d)
	}
	return weeks
}
