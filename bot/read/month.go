package read

import (
	"time"

	"calmcalf/routines"
)

// Month reads a month of the years 2000 to 2099: 2026-10, 10/2026, Oct 2026,
// last month; nothing typed is the current month. A month without a year is the
// latest one that has begun.
func (w *Words) Month(text string, today routines.Date) (routines.Month, error) {
	s := w.scan(text)
	if s.empty() {
		return today.Month(), nil
	}
	switch named, _ := s.take(thisMonthWord, lastMonthWord); named {
	case thisMonthWord:
		return result(today.Month(), s.done("month", true))
	case lastMonthWord:
		return result(today.Month()-1, s.done("month", true))
	}
	year, month, ok := s.month()
	s.skip('.')
	if err := s.done("month", ok); err != nil {
		return 0, err
	}
	switch {
	case month < time.January || month > time.December:
		return 0, mistake(routines.Unclear, "error.month.none", text, nil)
	case year == 0:
		latest := today.Month()
		for _, m := latest.Civil(); m != month; _, m = latest.Civil() {
			latest--
		}
		return latest, nil
	case year < firstYear || year > lastYear:
		return 0, mistake(routines.Refused, "error.date.year", text, routines.Args{"First": firstYear, "Last": lastYear})
	}
	return routines.MonthOf(year, month), nil
}

// month takes a month and its year, in either order; year 0 is none.
func (s *scan) month() (year int, month time.Month, ok bool) {
	takeYear := func() {
		if t := s.token(0); t.isNumber(4) && len(t.text) == 4 {
			year = t.value
			s.at++
		}
	}
	mark := func() {
		switch s.token(0).kind {
		case '-', '/', '.', ',':
			s.at++
		}
	}
	if takeYear(); year != 0 {
		mark()
	}
	if t := s.token(0); t.isNumber(2) {
		month, ok = time.Month(t.value), true
		s.at++
	} else {
		month, ok = s.takeMonth()
	}
	if ok && year == 0 {
		mark()
		takeYear()
	}
	return year, month, ok
}
