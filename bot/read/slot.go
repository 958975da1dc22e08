package read

import (
	"math"

	"calmcalf/routines"
)

// slots takes one part of a schedule: an anchor, an interval or times of day.
func (s *scan) slots() ([]routines.Slot, bool) {
	before := *s
	for _, part := range []func() ([]routines.Slot, bool){s.anchored, s.everyRange, s.rangeEvery} {
		if slots, ok := part(); ok || s.err != nil {
			return slots, ok
		}
		*s = before
	}
	clocks, ok := s.list()
	var slots []routines.Slot
	for _, clock := range clocks {
		slots = append(slots, routines.At(clock, 0))
	}
	return slots, ok
}

// anchored takes "20 min before bed", "bed-20" or "at waking".
func (s *scan) anchored() ([]routines.Slot, bool) {
	s.fill()
	base, named := s.takeBase()
	offset, ok := 0, true
	if named {
		switch sign := s.token(0).kind; {
		case sign == '+':
			s.at++
			offset, ok = s.duration()
		case sign == '-':
			s.at++
			offset, ok = s.duration()
			offset = -offset
		}
	} else if offset, ok = s.duration(); ok {
		var side sense
		if side, ok = s.take(beforeWord, afterWord); side == beforeWord {
			offset = -offset
		}
		s.fill()
		if ok {
			base, ok = s.takeBase()
		}
	}
	if !ok {
		return nil, false
	}
	// A time that depends on bedtime must lie before it, and one that depends
	// on waking after it: anything else would never ring.
	if base == routines.AtBed && (offset >= 0 || offset <= -routines.MinutesPerDay) || base == routines.AtWake && (offset < 0 || offset >= routines.MinutesPerDay) {
		return nil, s.fail(routines.Refused, "error.anchor.never", nil)
	}
	return []routines.Slot{{Base: base, Offset: int16(offset)}}, true
}

func (s *scan) takeBase() (routines.Base, bool) {
	switch named, _ := s.take(bedWord, wakeWord); named {
	case bedWord:
		return routines.AtBed, true
	case wakeWord:
		return routines.AtWake, true
	}
	return 0, false
}

// leastBare is the smallest number of minutes that may be typed without a unit.
// Anything smaller may be meant as hours.
const leastBare = 5

// duration takes a length of time in minutes, at most a few days: 20 min,
// 2 hours, 1h30, 3.5h, 3:30, half an hour; a number alone is minutes.
func (s *scan) duration() (minutes int, ok bool) {
	if _, ok := s.take(halfHourWord); ok {
		return 30, true
	}
	if _, length := s.match(0, oneWord); length > 0 {
		start := s.at
		s.at += length
		if _, ok := s.take(hourWord); ok {
			return 60, true
		}
		s.at = start
		return 0, false
	}
	whole, fraction := s.token(0), 0.0
	half := whole.kind == '.' && s.tight(1) // ½ before anything
	if !half {
		if !whole.isNumber(4) {
			return 0, false
		}
		s.at++
	}
	decimal := half || s.pointAt(0) || s.token(0).kind == ',' && !s.token(0).spaced && s.tight(1)
	switch {
	case decimal:
		digits := s.token(1)
		if !digits.isNumber(2) {
			return 0, false
		}
		fraction = float64(digits.value) / math.Pow10(len(digits.text))
		s.at += 2
	case s.token(0).kind == ':' && s.token(1).isPair() && s.token(1).value < 60:
		minutes = whole.value*60 + s.token(1).value
		s.at += 2
		s.take(hourWord)
		return minutes, true
	}
	if _, ok := s.take(hourWord); ok {
		minutes = whole.value*60 + int(math.Round(fraction*60))
		return minutes + s.odd(decimal), true
	}
	if decimal {
		return 0, false
	}
	_, unit := s.take(minuteWord)
	return whole.value, unit || whole.value >= leastBare
}

// odd takes the minutes after whole hours: 1h30, 1 hour and 30 minutes.
func (s *scan) odd(decimal bool) int {
	start := s.at
	s.take(andWord)
	minutes := s.token(0)
	if !decimal && minutes.isNumber(2) && minutes.value < 60 {
		s.at++
		if _, unit := s.take(minuteWord); unit || !minutes.spaced {
			return minutes.value
		}
	}
	s.at = start
	return 0
}

// everyRange takes "every 2h 9:00-17:00" or "every 90 min from 9 to 17".
func (s *scan) everyRange() ([]routines.Slot, bool) {
	s.fill()
	gap, ok := s.interval()
	if !ok {
		return nil, false
	}
	s.skip(',')
	from, to, ok := s.clockRange()
	if !ok {
		return nil, s.fail(routines.Unclear, "error.every.range", nil)
	}
	return s.spread(gap, from, to)
}

// rangeEvery takes "9-17 every 2h".
func (s *scan) rangeEvery() ([]routines.Slot, bool) {
	probe := *s
	if _, ok := probe.rangeStart(); !ok {
		return nil, false
	}
	from, to, ok := s.clockRange()
	if !ok {
		return nil, false
	}
	s.skip(',')
	gap, ok := s.interval()
	if !ok {
		return nil, s.fail(routines.Unclear, "error.every.missing", nil)
	}
	return s.spread(gap, from, to)
}

// interval takes "every" and a length of time, from which the number one may be
// left out.
func (s *scan) interval() (minutes int, ok bool) {
	if _, ok := s.take(everyWord); !ok {
		return 0, false
	}
	if _, ok := s.take(hourWord); ok {
		return 60, true
	}
	return s.duration()
}

// clockRange takes two times and what stands between them.
func (s *scan) clockRange() (from, to routines.Clock, ok bool) {
	if from, ok = s.rangeStart(); !ok {
		return 0, 0, false
	}
	to, ok = s.one()
	return from, to, ok
}

// rangeStart takes the start of a range up to its end: "9-", "from 9 to" or
// "between 9 and".
func (s *scan) rangeStart() (from routines.Clock, ok bool) {
	s.fill()
	_, between := s.take(fromWord)
	if from, ok = s.one(); !ok {
		return 0, false
	}
	if ok = s.rangeMark(); !ok && between {
		_, ok = s.take(andWord)
	}
	return from, ok
}

// spread lists the times from one to another, a gap apart. Only a range that
// starts in the afternoon may run past midnight: "9-5" more likely lacks a pm.
// One that ends at midnight ends the day.
func (s *scan) spread(gap int, from, to routines.Clock) ([]routines.Slot, bool) {
	if gap < routines.LeastGap {
		return nil, s.fail(routines.Refused, "error.every.gap", routines.Args{"Gap": routines.LeastGap})
	}
	first, last := int(from), int(to)
	if last <= first && (last == 0 || last < first && first >= routines.MinutesPerDay/2) {
		last += routines.MinutesPerDay
	}
	if last <= first {
		return nil, s.fail(routines.Refused, "error.every.order", routines.Args{"From": from, "To": to})
	}
	var slots []routines.Slot
	for t := first; t <= last; t += gap {
		slots = append(slots, routines.At(routines.Clock(t%routines.MinutesPerDay), 0))
	}
	return slots, true
}
