package read

import (
	"slices"

	"calmcalf/routines"
)

// Clock reads one time of day: 9, 9:00, 0900, 21.30, 21h30, 9pm, 9:30 p.m.,
// noon. 24:00 is midnight. "21 30" is 21:30, since only one time is asked for.
// It refuses hours and minutes that do not exist, and more than one time.
func (w *Words) Clock(text string) (routines.Clock, error) {
	s := w.scan(text)
	clock, ok := s.one()
	s.fill()
	if ok && !s.end() {
		rest := *s
		rest.separators()
		if _, another := rest.list(); another || rest.err != nil {
			s.fail(routines.Unclear, "error.clock.several", nil)
		}
	}
	return result(clock, s.done("clock", ok))
}

// Clocks reads one or more times of day, separated by spaces, commas,
// semicolons, line breaks, & or "and". They come sorted, equal ones merged.
//
// Numbers of one or two digits with only a space between them, or a comma or
// semicolon without a space, are ambiguous: "9 11 14" is three times, "21 30"
// is one. They are all hours when each of them can be, and alternately hours
// and minutes when some are 00 or above 24, or 05 after a single digit. What
// could be either is refused: "22 15", "9 10", "9 30 11".
//
// When one time says am or pm, every time that could say it must: somebody who
// types "8 and 9 pm" may mean 20:00.
func (w *Words) Clocks(text string) ([]routines.Clock, error) {
	s := w.scan(text)
	var clocks []routines.Clock
	ok := true
	for s.separators(); ok && !s.end(); s.separators() {
		var list []routines.Clock
		list, ok = s.list()
		clocks = append(clocks, list...)
		s.fill()
	}
	slices.Sort(clocks)
	return result(slices.Compact(clocks), s.done("clock", ok && len(clocks) > 0))
}

// result is the value, or the zero value with an error.
func result[T any](value T, err error) (T, error) {
	if err != nil {
		var none T
		return none, err
	}
	return value, nil
}

// separators skips whatever may stand between the parts of a list, and reports
// whether that included a semicolon or a new line.
func (s *scan) separators() (broken bool) {
	for {
		switch s.token(0).kind {
		case ';':
			broken = true
			s.at++
			continue
		case ',', '&', '+':
			s.at++
			continue
		}
		if _, ok := s.take(andWord); !ok {
			return broken
		}
	}
}

// one takes a single time, for places where no list can be meant.
func (s *scan) one() (routines.Clock, bool) {
	s.fill()
	run := s.run(true)
	if len(run) == 2 && s.tokens[run[1]].isPair() {
		s.at = run[1] + 1
		return s.finish(s.tokens[run[0]], s.tokens[run[1]].value, noSense)
	}
	return s.clock()
}

// list takes one time, or a whole run of bare numbers.
func (s *scan) list() ([]routines.Clock, bool) {
	s.fill()
	run := s.run(false)
	if len(run) < 2 {
		clock, ok := s.clock()
		return []routines.Clock{clock}, ok
	}
	pairs, ok := s.pairs(run)
	if !ok {
		return nil, false
	}
	var list []routines.Clock
	for i := 0; i < len(run); i++ {
		hour, minute := s.tokens[run[i]], 0
		if pairs {
			i++
			minute = s.tokens[run[i]].value
		}
		s.at = run[i] + 1
		clock, ok := s.finish(hour, minute, noSense)
		if !ok {
			return nil, false
		}
		list = append(list, clock)
	}
	return list, true
}

// run returns the positions of the bare numbers that come next, close together.
func (s *scan) run(single bool) (run []int) {
	for i := 0; s.bareAt(i); {
		if t := s.token(i); !single && len(run) > 0 && t.value <= 12 && t.text[0] != '0' && s.halfAt(i+1) {
			return run // 9 11pm: the 11pm is a time of its own
		}
		run = append(run, s.at+i)
		switch next := s.token(i + 1); {
		case next.kind == numberToken:
			i++
		case (next.kind == ',' || next.kind == ';') && !next.spaced && s.tight(i+2):
			i += 2
		default:
			return run
		}
	}
	return run
}

// bareAt reports whether a number of an hour's length without minutes of its own
// is i tokens ahead.
func (s *scan) bareAt(i int) bool {
	if !s.token(i).isNumber(2) || s.pointAt(i+1) || s.token(i+1).kind == ':' {
		return false
	}
	_, hour := s.match(i+1, oclockWord)
	return hour == 0
}

// halfAt reports whether am, pm or the like is i tokens ahead.
func (s *scan) halfAt(i int) bool {
	_, length := s.match(i, amWord, pmWord, lateWord)
	return length > 0
}

// pointAt reports whether a point with a number right behind it is i tokens
// ahead.
func (s *scan) pointAt(i int) bool {
	t := s.token(i)
	return t.kind == '.' && !t.spaced && s.tight(i+1)
}

// tight reports whether a number without a space before it is i tokens ahead.
func (s *scan) tight(i int) bool {
	t := s.token(i)
	return t.kind == numberToken && !t.spaced
}

// pairs reports whether a run of numbers is hours and minutes in turn; ok is
// false when it is impossible to say.
func (s *scan) pairs(run []int) (pairs, ok bool) {
	likely := len(run)%2 == 0 // every second number looks like minutes
	for i, at := range run {
		t := s.tokens[at]
		if t.value > 59 {
			return false, s.fail(routines.Unclear, "error.clock.impossible", nil)
		}
		// run keeps a number before am or pm only if that clock has no such
		// hour, so it must be minutes.
		padded := len(s.tokens[run[0]].text) == 1 && t.text[0] == '0'
		sure := i > 0 && t.isPair() && (t.value > 24 || t.value == 0 || padded || s.halfAt(at+1-s.at))
		pairs = pairs || sure || t.value > 24
		if i%2 == 1 && !sure && !(t.isPair() && t.value%5 == 0) {
			likely = false
		}
	}
	if pairs && !likely || !pairs && likely && len(run) == 2 {
		return false, s.fail(routines.Unclear, "error.clock.pair", nil)
	}
	return pairs, true
}

// clock takes one time that does not depend on its neighbours.
func (s *scan) clock() (routines.Clock, bool) {
	start := s.at
	if named, ok := s.take(noonWord, midnightWord); ok {
		if named == noonWord {
			return routines.ClockOf(12, 0), true
		}
		return 0, true
	}
	half, _ := s.take(amWord, pmWord, lateWord) // as in Chinese and Korean
	s.fill()
	hour := s.token(0)
	if !hour.isNumber(4) {
		s.at = start
		return 0, false
	}
	s.at++
	minute := 0
	switch next := s.token(0); {
	case len(hour.text) > 2:
		minute = hour.value % 100
		hour.value /= 100
		if next.kind == ':' {
			return 0, false
		}
	case next.kind == ':', s.pointAt(0):
		if !s.token(1).isPair() {
			return 0, false
		}
		minute = s.token(1).value
		s.at += 2
	default:
		if _, ok := s.take(oclockWord); ok && s.minutesFollow() {
			minute = s.token(0).value
			s.at++
			s.take(minuteWord)
		}
	}
	if next := s.token(0); next.kind == ':' || s.pointAt(0) {
		return 0, false // seconds, or a date
	}
	return s.finish(hour, minute, half)
}

// minutesFollow reports whether the number after "h" or "o'clock" is minutes
// rather than the next time of a list.
func (s *scan) minutesFollow() bool {
	return s.token(0).isPair() && s.bareAt(0)
}

// finish takes what may follow an hour and a minute, and checks them.
func (s *scan) finish(hour token, minute int, half sense) (routines.Clock, bool) {
	s.take(oclockWord)
	if half == noSense {
		half, _ = s.take(amWord, pmWord, lateWord)
	}
	h, named := hour.value, noSense
	if half == noSense && h == 12 && minute == 0 {
		if named, _ = s.take(noonWord, midnightWord); named == midnightWord {
			h = 0
		}
	}
	if s.token(0).kind == '.' && !s.tight(1) {
		s.at++
	}
	possible := minute <= 59
	switch half {
	case noSense:
		possible = possible && (h < 24 || h == 24 && minute == 0)
		s.bare = s.bare || named == noSense && h >= 1 && h <= 12 && hour.text[0] != '0'
	case lateWord:
		// One at night is 1:00, ten at night 22:00, and twelve midnight.
		possible = possible && (h <= 12 || h >= 17 && h < 24)
		if h >= 5 && h <= 11 {
			h += 12
		} else if h == 12 {
			h = 0
		}
		s.halved = true
	default:
		possible = possible && h >= 1 && h <= 12
		h %= 12
		if half == pmWord {
			h += 12
		}
		s.halved = true
	}
	if !possible {
		return 0, s.fail(routines.Unclear, "error.clock.impossible", nil)
	}
	return routines.ClockOf(h%24, minute), true
}
