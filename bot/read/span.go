package read

import "calmcalf/routines"

// MostPause is how many Nights one pause may have, and how many days ahead it
// may begin.
const MostPause = 366

// mostAhead is how many days after its start the end of a span without a year
// may lie. Beyond that, an end in the past is more likely than one next year.
const mostAhead = 300

// Span reads the Nights of a pause: nothing typed, for an open end from today;
// "7d", "2 weeks", "1 month", counted from today's Night; "until 2026-12-01",
// that Night included; "2026-12-24 2027-01-02", "24 Dec - 2 Jan",
// "24.12.-2.1.", "24-26 Dec"; "from 24 Dec" with an open end; "tomorrow for 3
// days"; today or tomorrow, that Night alone.
//
// It refuses what begins before today or more than a year ahead, ends before
// it begins or is longer than a year, and any other date alone, which may be
// the first Night or the last.
func (w *Words) Span(text string, today routines.Date) (routines.Span, error) {
	s := w.scan(text)
	if s.empty() {
		return routines.Span{From: today}, nil
	}
	p, ok := s.pause(today)
	s.fill()
	s.skip('.')
	if err := s.done("span", ok); err != nil {
		return routines.Span{}, err
	}
	span, err := s.bounds(p, today)
	if err != nil {
		return routines.Span{}, err
	}
	return result(span, s.checkSpan(span, today))
}

// pause is a span as it was typed.
type pause struct {
	from, to *written // nil: today, and none
	length   length
	open     bool // no end was meant
}

// length is a number of units.
type length struct {
	count int // 0: no length was typed
	unit  sense
}

// from returns the last of the Nights when the first is known.
func (l length) from(first routines.Date) routines.Date {
	switch l.unit {
	case weekWord:
		return first + routines.Date(7*l.count) - 1
	case monthWord:
		_, _, day := first.Civil()
		month := first.Month() + routines.Month(l.count)
		return min(month.First()+routines.Date(day)-1, month.Last()+1) - 1
	}
	return first + routines.Date(l.count) - 1
}

func (s *scan) pause(today routines.Date) (p pause, ok bool) {
	s.fill()
	if _, ok := s.take(toWord); ok {
		to, ok := s.date(today)
		p.to = &to
		return p, ok
	}
	if p.length, ok = s.length(); ok {
		if _, ok = s.take(fromWord); ok {
			from, ok := s.date(today)
			p.from = &from
			return p, ok
		}
		return p, true
	}
	if p, ok = s.sameMonth(today); ok {
		return p, true
	}
	_, p.open = s.take(fromWord)
	from, ok := s.date(today)
	if !ok {
		return p, false
	}
	p.from = &from
	if from.fixed == 0 {
		s.skip('.')
	}
	if s.fill(); s.end() {
		return p, true
	}
	p.open = false
	if p.length, ok = s.length(); ok {
		return p, true
	}
	if !s.rangeMark() && !s.skip(',') {
		s.take(andWord)
	}
	to, ok := s.date(today)
	p.to = &to
	return p, ok
}

// length takes "7d", "for 2 weeks" or "a month".
func (s *scan) length() (l length, ok bool) {
	start := s.at
	s.take(forWord)
	if s.token(0).kind == numberToken {
		l.count = s.token(0).value
		s.at++
	} else if _, ok := s.take(oneWord); ok {
		l.count = 1
	}
	if l.unit, ok = s.take(dayWord, weekWord, monthWord); !ok || l.count == 0 {
		s.at = start
		return length{}, false
	}
	// More is refused anyway, and must not overflow a Date first.
	l.count = min(l.count, MostPause+1)
	return l, true
}

// sameMonth takes "24-26 Dec", where the first date is a day alone.
func (s *scan) sameMonth(today routines.Date) (p pause, ok bool) {
	before := *s
	s.take(fromWord)
	s.fill()
	day := s.token(0)
	if day.isNumber(2) {
		s.at++
		s.skip('.')
		s.take(ordinalWord)
		if s.rangeMark() {
			if to, ok := s.date(today); ok && len(to.readings) == 1 {
				from := to
				from.readings = []monthDay{{to.readings[0].month, day.value}}
				from.weekday = -1
				return pause{from: &from, to: &to}, true
			}
		}
	}
	*s = before
	return pause{}, false
}

// bounds resolves the dates of a span, one after the other: the date that is
// known settles a year that is missing from the other.
func (s *scan) bounds(p pause, today routines.Date) (routines.Span, error) {
	span := routines.Span{From: today}
	if p.from != nil {
		near, tense := today, Future
		if p.from.year == 0 && p.to != nil && p.to.year != 0 {
			to, err := s.resolve(*p.to, today, Future)
			if err != nil {
				return routines.Span{}, err
			}
			near, tense = to, Past
		}
		from, err := s.resolve(*p.from, near, tense)
		if err != nil {
			return routines.Span{}, err
		}
		if tense == Future {
			from = s.recent(*p.from, from, today)
		}
		span.From = from
	}
	switch {
	case p.to != nil:
		to, err := s.resolve(*p.to, span.From, Future)
		if err != nil {
			return routines.Span{}, err
		}
		span.To = s.recent(*p.to, to, span.From)
	case p.length.count > 0:
		span.To = p.length.from(span.From)
	case p.from != nil && !p.open:
		if p.from.fixed == 0 {
			return routines.Span{}, mistake(routines.Unclear, "error.span.single", s.text, routines.Args{"Date": span.From})
		}
		span.To = span.From
	}
	return span, nil
}

// recent replaces a date without a year that would lie too far ahead by the one
// a year before.
func (s *scan) recent(w written, date, after routines.Date) routines.Date {
	if w.fixed == 0 && w.year == 0 && date > after+mostAhead {
		if earlier, err := s.resolve(w, after, Past); err == nil {
			return earlier
		}
	}
	return date
}

func (s *scan) checkSpan(span routines.Span, today routines.Date) error {
	switch {
	case span.From < today:
		return mistake(routines.Refused, "error.span.past", s.text, routines.Args{"From": span.From})
	case span.To != 0 && span.To < span.From:
		return mistake(routines.Refused, "error.span.order", s.text, routines.Args{"From": span.From, "To": span.To})
	case span.From > today+MostPause:
		return mistake(routines.Refused, "error.span.far", s.text, routines.Args{"From": span.From, "Most": MostPause})
	case span.To != 0 && span.To-span.From >= MostPause:
		return mistake(routines.Refused, "error.span.long", s.text, routines.Args{"Most": MostPause})
	}
	return nil
}
