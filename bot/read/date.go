package read

import (
	"time"

	"calmcalf/routines"
)

// Tense decides which date is meant when no year was typed.
type Tense uint8

// The tenses.
const (
	Past   Tense = iota // the latest such date, today included
	Future              // the earliest such date, today included
)

// The years that a typed date may lie in.
const (
	firstYear = 2000
	lastYear  = 2099
)

// Date reads a calendar date of the years 2000 to 2099: 2026-11-19,
// 2026/11/19, 19.11.2026, 19.11., 19 Nov, November 19th, 2026, 19/11/26; or
// today, tomorrow, yesterday. A date without a year is the nearest in the
// tense; one with a year may lie on either side of today.
//
// Numbers with dots have the day first. Numbers with slashes, or with dashes
// and the year last, are refused when day and month could be swapped. A year
// of two digits, after dots or slashes only, is of this century.
func (w *Words) Date(text string, today routines.Date, tense Tense) (routines.Date, error) {
	s := w.scan(text)
	written, ok := s.date(today)
	s.fill()
	s.skip('.')
	if err := s.done("date", ok); err != nil {
		return 0, err
	}
	return s.resolve(written, today, tense)
}

// monthDay is a day of a month, in a year yet to be decided.
type monthDay struct {
	month time.Month
	day   int
}

// written is a date as it was typed.
type written struct {
	fixed    routines.Date // today, tomorrow or yesterday; 0: see the rest
	year     int           // 0: none was typed
	readings []monthDay    // two when day and month may be swapped
	weekday  int           // -1: none was typed
}

// in returns the date of the year; ok is false when there is no such day.
func (m monthDay) in(year int) (routines.Date, bool) {
	date := routines.DateOf(year, m.month, m.day)
	_, month, day := date.Civil()
	return date, month == m.month && day == m.day
}

// near returns the nearest such date in the tense. The 29th of February may be
// eight years away.
func (m monthDay) near(today routines.Date, tense Tense) (routines.Date, bool) {
	year, _, _ := today.Civil()
	step := 1
	if tense == Past {
		step = -1
	}
	for range 9 {
		date, ok := m.in(year)
		if ok && (tense == Past && date <= today || tense == Future && date >= today) {
			return date, true
		}
		year += step
	}
	return 0, false
}

// resolve returns the date that was meant, or the mistake.
func (s *scan) resolve(w written, today routines.Date, tense Tense) (routines.Date, error) {
	dates := []routines.Date{w.fixed}
	if w.fixed == 0 {
		dates = dates[:0]
		for _, m := range w.readings {
			date, ok := m.near(today, tense)
			if w.year != 0 {
				date, ok = m.in(w.year)
			}
			if ok && (len(dates) == 0 || dates[0] != date) {
				dates = append(dates, date)
			}
		}
	}
	switch {
	case len(dates) == 0:
		return 0, mistake(routines.Unclear, "error.date.none", s.text, nil)
	case len(dates) > 1:
		return 0, mistake(routines.Unclear, "error.date.ambiguous", s.text, routines.Args{"First": dates[0], "Second": dates[1]})
	case w.weekday >= 0 && time.Weekday(w.weekday) != dates[0].Weekday():
		return 0, mistake(routines.Unclear, "error.date.weekday", s.text, routines.Args{"Date": dates[0]})
	}
	return dates[0], nil
}

// date takes one date.
func (s *scan) date(today routines.Date) (w written, ok bool) {
	s.fill()
	w.weekday = -1
	switch named, _ := s.take(todayWord, tomorrowWord, yesterdayWord); named {
	case todayWord:
		w.fixed = today
		return w, true
	case tomorrowWord:
		w.fixed = today + 1
		return w, true
	case yesterdayWord:
		w.fixed = today - 1
		return w, true
	}
	if day, ok := s.takeDay(); ok {
		w.weekday = int(day)
		s.skip(',')
		s.fill()
	}
	first := s.token(0)
	switch {
	case first.kind == wordToken:
		ok = s.monthFirst(&w)
	case first.isNumber(4) && len(first.text) == 4:
		ok = s.yearFirst(&w)
	case first.isNumber(2):
		ok = s.dayFirst(&w)
	}
	if ok && w.year != 0 && (w.year < firstYear || w.year > lastYear) {
		return w, s.fail(routines.Refused, "error.date.year", routines.Args{"First": firstYear, "Last": lastYear})
	}
	return w, ok
}

// monthFirst takes "Nov 19" and "November 19th, 2026".
func (s *scan) monthFirst(w *written) bool {
	month, ok := s.takeMonth()
	s.fill()
	day := s.token(0)
	if !ok || !day.isNumber(2) {
		return false
	}
	s.at++
	s.take(ordinalWord)
	w.readings = []monthDay{{month, day.value}}
	s.namedYear(w)
	return true
}

// yearFirst takes 2026-11-19 with any of the marks.
func (s *scan) yearFirst(w *written) bool {
	w.year = s.token(0).value
	mark, month, day := s.token(1).kind, s.token(2), s.token(4)
	if mark != '-' && mark != '/' && mark != '.' || s.token(3).kind != mark ||
		!month.isNumber(2) || !day.isNumber(2) || mark != '.' && (month.spaced || day.spaced) {
		return false
	}
	w.readings = []monthDay{{time.Month(month.value), day.value}}
	s.at += 5
	return true
}

// dayFirst takes what begins with a day or, with slashes and dashes, a month.
func (s *scan) dayFirst(w *written) bool {
	first := s.token(0)
	s.at++
	mark, second := s.token(0), s.token(1)
	switch {
	case mark.kind == '.' && second.isNumber(2):
		w.readings = []monthDay{{time.Month(second.value), first.value}}
		s.at += 2
		if s.token(0).kind == '.' && (s.token(1).isNumber(4) && len(s.token(1).text) == 4 || s.tight(1)) {
			s.at++
			return s.year(w)
		}
		if s.token(0).kind == numberToken && len(s.token(0).text) == 4 {
			return s.year(w)
		}
		s.skip('.')
		return true
	case (mark.kind == '/' || mark.kind == '-') && second.isNumber(2) && !second.spaced:
		w.readings = []monthDay{{time.Month(second.value), first.value}, {time.Month(first.value), second.value}}
		s.at += 2
		if s.token(0).kind == mark.kind && s.tight(1) && (mark.kind == '/' || len(s.token(1).text) == 4) {
			s.at++
			return s.year(w)
		}
		return mark.kind == '/'
	}
	s.skip('.')
	s.take(ordinalWord)
	s.skip('-')
	month, ok := s.takeMonth()
	if !ok {
		return false
	}
	w.readings = []monthDay{{month, first.value}}
	s.namedYear(w)
	return true
}

// year takes a year of four digits or two.
func (s *scan) year(w *written) bool {
	year := s.token(0)
	if !year.isNumber(4) || len(year.text)%2 != 0 {
		return false
	}
	w.year = year.value
	if len(year.text) == 2 {
		w.year += firstYear
	}
	s.at++
	return true
}

// namedYear takes the year after a month's name, if there is one: four digits,
// since "24 Dec 26 Dec" are two dates.
func (s *scan) namedYear(w *written) {
	i := 0
	if mark := s.token(0).kind; mark == ',' || mark == '-' && !s.token(0).spaced && s.tight(1) {
		i = 1
	}
	year := s.token(i)
	ends := s.token(i+1).kind != '-' || !s.tight(i+2) || s.token(i+1).spaced
	if year.isNumber(4) && len(year.text) == 4 && ends {
		w.year = year.value
		s.at += i + 1
	}
}
