package routines

import (
	"fmt"
	"time"
)

// Clock is a wall-clock time of day in minutes after midnight, 0 to 1439.
type Clock int16

// ClockOf gives the Clock of an hour, 0 to 23, and a minute, 0 to 59.
func ClockOf(hour, minute int) Clock { return Clock(hour*60 + minute) }

// Hour of the day, 0 to 23.
func (c Clock) Hour() int { return int(c) / 60 }

// Minute of the hour, 0 to 59.
func (c Clock) Minute() int { return int(c) % 60 }

// String is the 24-hour form, 21:50.
func (c Clock) String() string { return fmt.Sprintf("%02d:%02d", c.Hour(), c.Minute()) }

// Plus moves the time of day by minutes, around midnight where needed.
func (c Clock) Plus(minutes int) Clock {
	return Clock(((int(c)+minutes)%MinutesPerDay + MinutesPerDay) % MinutesPerDay)
}

// LastClock is 23:59.
const LastClock = MinutesPerDay - 1

const MinutesPerDay = 24 * 60

// Week holds a wall-clock time for each weekday, indexed by [time.Weekday] of
// the Night it belongs to.
type Week [7]Clock

// EveryDay gives the Week that has the same time on all days.
func EveryDay(c Clock) Week { return Week{c, c, c, c, c, c, c} }

// Days is a set of weekdays, bit n for [time.Weekday] n. Weekdays name the
// Night, so 00:30 of a Friday lies on Saturday's calendar date.
type Days uint8

// AllDays holds every weekday.
const AllDays Days = 1<<7 - 1

// DaysOf gives the set of the weekdays named.
func DaysOf(days ...time.Weekday) (set Days) {
	for _, day := range days {
		set |= 1 << day
	}
	return set
}

// Has reports whether the set holds the weekday.
func (s Days) Has(day time.Weekday) bool { return s&(1<<day) != 0 }
