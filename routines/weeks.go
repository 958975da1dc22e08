package routines

import "time"

// EnoughOfWeek is how many of a week's seven Nights must be answered before it
// is compared with anything.
const EnoughOfWeek = 5

// WeekRate is the rate of seven dates, or what some days hold of them.
type WeekRate struct {
	From, To Date // both included
	Rate     Rate
}

// Enough reports whether the week's rate may be compared with another.
func (w WeekRate) Enough() bool { return w.Rate.Answered >= EnoughOfWeek }

// Weeks counts days, in order, by the calendar week, which begins on the
// weekday named. Weeks reach from the first to the last day of theirs that is
// there.
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

// Sevens counts days, in order, by seven dates each, back from the last day: a
// period then ends with a whole week, and only the first one may be shorter.
func Sevens(days []Day) (weeks []WeekRate) {
	if len(days) == 0 {
		return nil
	}
	first, last := days[0].Date, days[len(days)-1].Date
	for to := last - (last-first)/7*7; to <= last; to += 7 {
		w := WeekRate{From: max(to-6, first), To: to}
		for ; len(days) > 0 && days[0].Date <= to; days = days[1:] {
			w.Rate.add(days[0])
		}
		weeks = append(weeks, w)
	}
	return weeks
}
