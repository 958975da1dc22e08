package export

import (
	"regexp"
	"slices"
	"strings"
	"time"
	"unicode"

	"calmcalf/routines"
)

// moment is when something was, as a table tells it: a date, and mostly a time
// of day, on the clock of wherever the person was.
type moment struct {
	date  routines.Date
	clock routines.Clock // unknown: none was told
}

const unknown routines.Clock = -1

// dateLayouts are how dates are written. The two with strokes say the same of
// most dates: of a column they can only be told apart by a day after the 12th.
var dateLayouts = []string{
	"2006-1-2", "2006/1/2", "2006.1.2", "2.1.2006", "2 Jan 2006", "2 January 2006", "Jan 2, 2006", "January 2, 2006",
	"Mon 2 Jan 2006", "Monday, 2 January 2006", dayFirst, monthFirst,
}

const (
	dayFirst   = "2/1/2006"
	monthFirst = "1/2/2006"
)

// clockLayouts are what may follow a date.
var clockLayouts = []string{
	"", " 15:04", " 15:04:05", ", 15:04", ", 15:04:05", " 3:04 PM", ", 3:04 PM", " 3:04:05 PM", ", 3:04:05 PM",
	"T15:04:05Z07:00", "T15:04:05Z0700", "T15:04:05", "T15:04", "T15:04Z07:00", " 15:04:05Z07:00", " 15:04:05 -0700",
}

// dashes between day, month and year are read as strokes.
var dashes = regexp.MustCompile(`^(\d{1,2})-(\d{1,2})-(\d{4})`)

// longestMoment is more than a date and a time take, in bytes.
const longestMoment = 60

var ordinal = regexp.MustCompile(`(\d)(ST|ND|RD|TH)\b`)

// moments reads a column of dates, all of them written in one way. wrong is where
// the first is that cannot be read, or -1; ambiguous tells that all can be read
// in two ways.
func moments(cells []string) (all []moment, wrong int, ambiguous bool) {
	texts := make([]string, len(cells))
	for i, cell := range cells {
		if len(cell) > longestMoment {
			return nil, i, false
		}
		texts[i] = strings.ToUpper(strings.Map(plainSpace, cell)) // of AM; the names of months are read in any case
	}
	all, wrong, ambiguous = momentsOf(texts)
	if wrong < 0 {
		return all, wrong, ambiguous
	}
	for i, text := range texts {
		texts[i] = dashes.ReplaceAllString(ordinal.ReplaceAllString(text, "$1"), "$1/$2/$3")
	}
	return momentsOf(texts)
}

func momentsOf(texts []string) (all []moment, wrong int, ambiguous bool) {
	wrong = -1
	for _, date := range dateLayouts {
		read, bad := written(texts, date)
		switch {
		case bad < 0 && all == nil:
			all = read
		case bad < 0 && date == monthFirst && !slices.Equal(all, read):
			return nil, -1, true
		case all == nil:
			wrong = max(wrong, bad)
		}
	}
	if all != nil || len(texts) == 0 {
		return all, -1, false
	}
	return nil, wrong, false
}

// written reads dates of a layout. Times of day may follow some of them, or in
// several ways.
func written(texts []string, date string) (all []moment, wrong int) {
	clock := clockLayouts[0]
	for i, text := range texts {
		m, ok := parseMoment(text, date, clock)
		for j := 0; !ok && j < len(clockLayouts); j++ {
			clock = clockLayouts[j]
			m, ok = parseMoment(text, date, clock)
		}
		if !ok {
			return nil, i
		}
		all = append(all, m)
	}
	return all, -1
}

// plainSpace makes plain spaces of those that do not break.
func plainSpace(r rune) rune {
	if unicode.IsSpace(r) {
		return ' '
	}
	return r
}

func parseMoment(text, date, clock string) (m moment, ok bool) {
	t, err := time.Parse(date+clock, text)
	if err != nil {
		return m, false
	}
	m = moment{routines.DateOf(t.Date()), unknown}
	if clock != "" {
		m.clock = routines.ClockOf(t.Hour(), t.Minute())
	}
	return m, m.date >= 1 && m.date <= lastDate
}

// night is the Night that a moment belongs to, and the instant. Of a date alone
// it is the Night of that date, as its end tells it.
func (m moment) night(p *routines.Plan) (routines.Date, time.Time) {
	if m.clock == unknown {
		return m.date, p.WakeTime(m.date + 1)
	}
	year, month, day := m.date.Civil()
	at := time.Date(year, month, day, m.clock.Hour(), m.clock.Minute(), 0, 0, p.Location(m.date)).UTC()
	return p.NightAt(at), at
}
