package read

import (
	"time"

	"calmcalf/routines"
)

// Days reads weekdays: sun-thu, "mon, wed and fri", weekdays, weekends,
// daily. A range may run past the end of the week; one from a day to itself
// is that day. The set is never empty.
func (w *Words) Days(text string) (routines.Days, error) {
	s := w.scan(text)
	days, ok := s.days()
	for ok && s.separators() {
		more, _ := s.days()
		days |= more
	}
	s.fill()
	s.skip('.')
	return result(days, s.done("days", ok))
}

const (
	workDays = 1<<time.Monday | 1<<time.Tuesday | 1<<time.Wednesday | 1<<time.Thursday | 1<<time.Friday
	freeDays = 1<<time.Saturday | 1<<time.Sunday
)

// days takes as many weekdays as are next, up to a semicolon.
func (s *scan) days() (set routines.Days, ok bool) {
	for {
		start := s.at
		if ok {
			if broken := s.separators(); broken {
				s.at = start
				return set, true
			}
			s.skip('/')
		}
		s.fill()
		if _, length := s.match(0, dailyWord); length == 0 { // else "every" is part of it
			s.take(everyWord)
		}
		more, found := s.someDays()
		if !found {
			s.at = start
			return set, ok
		}
		set, ok = set|more, true
	}
}

// someDays takes one weekday, range or word for several.
func (s *scan) someDays() (routines.Days, bool) {
	switch named, _ := s.take(dailyWord, weekdaysWord, weekendsWord); named {
	case dailyWord:
		return routines.AllDays, true
	case weekdaysWord:
		return workDays, true
	case weekendsWord:
		return freeDays, true
	}
	first, ok := s.takeDay()
	if !ok {
		return 0, false
	}
	start := s.at
	if !s.rangeMark() {
		return routines.DaysOf(first), true
	}
	last, ok := s.takeDay()
	if !ok {
		s.at = start
		return routines.DaysOf(first), true
	}
	set := routines.DaysOf(last)
	for day := first; day != last; day = (day + 1) % 7 {
		set |= routines.DaysOf(day)
	}
	return set, true
}

// rangeMark takes what stands between the ends of a range.
func (s *scan) rangeMark() bool {
	if s.skip('-') {
		return true
	}
	_, ok := s.take(toWord)
	return ok
}
