package routines

import "time"

// wall is a wall-clock date and time without a zone, in minutes since
// 1970-01-01 00:00. Arithmetic on it is what people do in their heads: "twenty
// minutes before bedtime", whatever the clocks do that night.
type wall int64

func wallOf(d Date, c Clock) wall { return wall(d)*MinutesPerDay + wall(c) }

// date on which the wall time lies.
func (w wall) date() Date {
	d := w / MinutesPerDay
	if w%MinutesPerDay < 0 {
		d--
	}
	return Date(d)
}

// naive dresses the wall time as a UTC time, for calendars that know no zones.
func (w wall) naive() time.Time { return time.Unix(int64(w)*60, 0).UTC() }

func wallFrom(naive time.Time) wall { return wall(naive.Unix() / 60) }

// widestOffset bounds how far any zone's clock has been from UTC, with room.
const widestOffset = 26 * time.Hour

// in resolves the wall time to an instant: the first of a repeated one, the
// end of the gap for one that was jumped over. Later wall times never resolve
// to earlier instants.
//
// time.Date would do for most, but promises no side in either case.
func (w wall) in(zone *time.Location) time.Time {
	seconds := int64(w) * 60
	t := time.Unix(seconds, 0).Add(-widestOffset).In(zone)
	for {
		_, offset := t.Zone()
		start, end := t.ZoneBounds()
		if !start.IsZero() && start.Unix()+int64(offset) > seconds {
			return start.UTC()
		}
		if end.IsZero() || seconds < end.Unix()+int64(offset) {
			return time.Unix(seconds-int64(offset), 0).UTC()
		}
		t = end
	}
}
