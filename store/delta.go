package store

import "time"

// deltas keeps instants as whole units since the instant before, which makes
// them small. A copy goes on from the same instant, and shares err, which is set
// when an instant cannot be kept.
//
// Zero stands for the zero instant, so a difference from zero on is kept one
// larger than it is.
type deltas struct {
	unit time.Duration // a second or a microsecond
	last int64         // units since 1970
	err  *error
}

// The instants that can be kept lie between these, in seconds since 1970: the
// zero time and the year 10000.
const (
	minTime = -62135596800
	maxTime = 253402300800
)

func (d *deltas) encode(t time.Time) (delta int64) {
	if t.IsZero() {
		return 0
	}
	if t.Unix() <= minTime || t.Unix() >= maxTime {
		*d.err = errRange
		return 0
	}
	at := t.Unix()
	if d.unit == time.Microsecond {
		at = t.UnixMicro()
	}
	delta = at - d.last
	d.last = at
	if delta >= 0 {
		delta++
	}
	return delta
}

func (d *deltas) decode(delta int64) time.Time {
	if delta == 0 {
		return time.Time{}
	}
	if delta > 0 {
		delta--
	}
	perSecond := int64(time.Second / d.unit)
	at := d.last + delta // out of the range below, too, should it overflow
	if at < (minTime+1)*perSecond || at >= maxTime*perSecond {
		*d.err = errRange
		return time.Time{}
	}
	d.last = at
	if d.unit == time.Microsecond {
		return time.UnixMicro(at).UTC()
	}
	return time.Unix(at, 0).UTC()
}

// micros are deltas from 1970 on, in microseconds.
func micros(err *error) deltas { return deltas{unit: time.Microsecond, err: err} }

// encodeMicros and decodeMicros keep an instant that depends on no other.
func encodeMicros(t time.Time, err *error) int64 {
	d := micros(err)
	return d.encode(t)
}

func decodeMicros(delta int64, err *error) time.Time {
	d := micros(err)
	return d.decode(delta)
}
