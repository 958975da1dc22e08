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
// weekday named. Weeks hold those days only that are there.
func Weeks(days []Day, first time.Weekday) (weeks []WeekRate) {
	var begins Date
	for i, d := range days {
		if of := d.Date - Date(d.Date.Weekday()-first+7)%7; i == 0 || of != begins {
			begins = of
			weeks = append(weeks, WeekRate{From: d.Date})
		}
		w := &weeks[len(weeks)-1]
		w.To = d.Date
		w.Rate.add(d)
	}
	return weeks
}
