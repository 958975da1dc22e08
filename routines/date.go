package routines

import (
	"fmt"
	"time"
)

// Date is a civil calendar date without a zone, counted in days since
// 1970-01-01. The zero Date is that day; no Night of a person carries it, so
// it also serves as "none".
type Date int32

// DateOf gives the Date of a year, month and day; a day out of its month's
// range is normalised as [time.Date] does.
func DateOf(year int, month time.Month, day int) Date {
	return Date(time.Date(year, month, day, 0, 0, 0, 0, time.UTC).Unix() / secondsPerDay)
}

// DateAt is the date that t shows in its own location.
func DateAt(t time.Time) Date {
	return DateOf(t.Date())
}

// ParseDate reads the ISO form, 2026-11-22. It refuses dates that do not
// exist, such as 2026-02-30.
func ParseDate(text string) (Date, error) {
	t, err := time.Parse(time.DateOnly, text)
	if err != nil {
		return 0, fmt.Errorf("routines: %q is not a date like 2026-11-22", text)
	}
	return DateAt(t), nil
}

// Civil gives the year, month and day.
func (d Date) Civil() (year int, month time.Month, day int) { return d.midnight().Date() }

// Weekday of the date.
func (d Date) Weekday() time.Weekday { return d.midnight().Weekday() }

// String is the ISO form, 2026-11-22.
func (d Date) String() string { return d.midnight().Format(time.DateOnly) }

func (d Date) midnight() time.Time { return time.Unix(int64(d)*secondsPerDay, 0).UTC() }

// Month is a calendar month, counted in months since January of year 0.
type Month int32

// MonthOf gives the Month of a year and month.
func MonthOf(year int, month time.Month) Month { return Month(year*12 + int(month) - 1) }

// Month in which the date lies.
func (d Date) Month() Month {
	year, month, _ := d.Civil()
	return MonthOf(year, month)
}

// Civil gives the year and the month.
func (m Month) Civil() (year int, month time.Month) {
	return int(m) / 12, time.Month(int(m)%12 + 1)
}

// First and Last are the month's outermost dates.
func (m Month) First() Date {
	year, month := m.Civil()
	return DateOf(year, month, 1)
}

// Last is the month's last date.
func (m Month) Last() Date { return (m + 1).First() - 1 }

// String is the ISO form, 2026-11.
func (m Month) String() string {
	year, month := m.Civil()
	return fmt.Sprintf("%04d-%02d", year, month)
}

// ParseMonth reads the ISO form, 2026-11.
func ParseMonth(text string) (Month, error) {
	t, err := time.Parse("2006-01", text)
	if err != nil {
		return 0, fmt.Errorf("routines: %q is not a month like 2026-11", text)
	}
	return MonthOf(t.Year(), t.Month()), nil
}

const secondsPerDay = 24 * 60 * 60
