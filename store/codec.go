package store

import (
	"encoding/binary"
	"errors"
	"fmt"
	"hash/crc32"
	"time"

	"calmcalf/routines"
)

// mostBytes bounds a payload. The largest that the bot can make are far
// smaller; a record that grows without end is a fault to be seen early.
const mostBytes = 1 << 20

// What may be wrong with a record.
var (
	errChecksum = errors.New("is damaged: its checksum does not fit")
	errShape    = errors.New("is damaged: it has not the shape of one")
	errNewer    = errors.New("was written by a newer version of the program")
	errRange    = errors.New("holds an instant that is not of this era")
	errLarge    = errors.New("is too large to be stored")
)

func personFault(id routines.PersonID, err error) error {
	return fmt.Errorf("store: person %d: the record of the person %w", id, err)
}

func nightFault(id routines.PersonID, date routines.Date, err error) error {
	return fmt.Errorf("store: person %d: the record of the night %v %w", id, date, err)
}

var castagnoli = crc32.MakeTable(crc32.Castagnoli)

const checksumBytes = 4

// Seal appends a checksum (CRC-32C) to a payload. It covers the record's place
// as well, so that a record is noticed that lies in the place of another.
func Seal(place, payload []byte) []byte {
	return binary.BigEndian.AppendUint32(payload, checksum(place, payload))
}

// Unseal gives the payload of a sealed record; ok is false when the checksum
// does not fit.
func Unseal(place, record []byte) (payload []byte, ok bool) {
	if len(record) < checksumBytes {
		return nil, false
	}
	payload, sum := record[:len(record)-checksumBytes], record[len(record)-checksumBytes:]
	return payload, binary.BigEndian.Uint32(sum) == checksum(place, payload)
}

func checksum(place, payload []byte) uint32 {
	return crc32.Update(crc32.Checksum(place, castagnoli), castagnoli, payload)
}

func personPlace(id routines.PersonID) []byte {
	return binary.BigEndian.AppendUint64(make([]byte, 0, 12), uint64(id))
}

func nightPlace(id routines.PersonID, date routines.Date) []byte {
	return binary.BigEndian.AppendUint32(personPlace(id), uint32(date))
}

// line keeps instants as whole units since the last one on it, which makes
// them small. A line starts at 1970; a copy of it is a branch.
//
// Zero stands for the zero instant, so distances from zero on are kept one
// larger than they are.
type line struct {
	unit time.Duration
	at   int64 // units since 1970
	err  error
}

// The instants that can be kept lie between these, in seconds since 1970: the
// zero time and the year 10000.
const (
	dawn = -62135596800
	dusk = 253402300800
)

func (l *line) put(t time.Time) (distance int64) {
	if t.IsZero() {
		return 0
	}
	if t.Unix() <= dawn || t.Unix() >= dusk {
		l.err = errRange
		return 0
	}
	at := t.Unix()
	if l.unit == time.Microsecond {
		at = t.UnixMicro()
	}
	distance = at - l.at
	l.at = at
	if distance >= 0 {
		distance++
	}
	return distance
}

func (l *line) take(distance int64) time.Time {
	if distance == 0 {
		return time.Time{}
	}
	if distance > 0 {
		distance--
	}
	perSecond := int64(time.Second / l.unit)
	if distance > 2*dusk*perSecond || distance < -2*dusk*perSecond {
		l.err = errRange
		return time.Time{}
	}
	at := l.at + distance
	if at < (dawn+1)*perSecond || at >= dusk*perSecond {
		l.err = errRange
		return time.Time{}
	}
	l.at = at
	if l.unit == time.Microsecond {
		return time.UnixMicro(at).UTC()
	}
	return time.Unix(at, 0).UTC()
}
