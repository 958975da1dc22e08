package store

import (
	"time"

	"calmcalf/routines"
)

// nightRecord is how a Night is kept. Its date and its person are its key, and
// not repeated. Instants are seconds, as deltas: the opening since 1970, the
// others from the opening on.
type nightRecord struct {
	Opened  int64        `cbor:"1,keyasint,omitempty"`
	Since   int64        `cbor:"2,keyasint,omitempty"`
	Paused  bool         `cbor:"3,keyasint,omitempty"`
	Marks   [][]int64    `cbor:"4,keyasint,omitempty"` // tuples: see encodeMark
	Asked   int64        `cbor:"5,keyasint,omitempty"`
	Log     [][]int64    `cbor:"6,keyasint,omitempty"` // tuples: field, value, at (since the one before, first since Asked), usual
	Cramps  [][]int64    `cbor:"7,keyasint,omitempty"` // tuples: at (since the one before), logged, undone
	Again   bool         `cbor:"8,keyasint,omitempty"`
	AskedIn int          `cbor:"9,keyasint,omitempty"`
	Notes   []noteRecord `cbor:"10,keyasint,omitempty"`
}

type noteRecord struct {
	Text string `cbor:"1,keyasint,omitempty"`
	At   int64  `cbor:"2,keyasint,omitempty"`
}

// How many numbers the tuples have.
const (
	markNumbers   = 9
	answerNumbers = 4
	crampNumbers  = 3
)

func encodeNight(id routines.PersonID, n *routines.Night) ([]byte, error) {
	var err error
	r := newNightRecord(n, &err)
	if err != nil {
		return nil, nightFault(id, n.Date, err)
	}
	payload, err := encode(&r)
	if err != nil {
		return nil, nightFault(id, n.Date, err)
	}
	return Seal(nightPlace(id, n.Date), payload), nil
}

func newNightRecord(n *routines.Night, err *error) nightRecord {
	r := nightRecord{Paused: n.Paused, Again: n.Again, AskedIn: n.AskedIn}
	opening := deltas{unit: time.Second, err: err}
	r.Opened = opening.encode(n.Opened)
	since, log, cramps := opening, opening, opening
	r.Since = since.encode(n.Since)
	r.Marks = convert(n.Marks, func(m routines.Mark) []int64 { return encodeMark(m, opening) })
	r.Asked = log.encode(n.Asked)
	r.Log = convert(n.Log, func(a routines.Answer) []int64 {
		return tuple(int64(a.Field), int64(a.Value), log.encode(a.At), bit(a.Usual))
	})
	r.Cramps = convert(n.Cramps, func(c routines.Cramp) []int64 {
		return tuple(cramps.encode(c.At), cramps.encode(c.Logged), bit(c.Undone))
	})
	r.Notes = convert(n.Notes, func(note routines.Note) noteRecord {
		at := opening
		return noteRecord{Text: note.Text, At: at.encode(note.At)}
	})
	return r
}

func encodeMark(m routines.Mark, at deltas) []int64 {
	return tuple(int64(m.Routine), int64(m.Ordinal), int64(m.State),
		at.encode(m.Due), at.encode(m.Sent), at.encode(m.Answered), at.encode(m.Snoozed), int64(m.Message), bit(m.Again))
}

func decodeNight(id routines.PersonID, record Record) (routines.Night, error) {
	payload, ok := Unseal(nightPlace(id, record.Date), record.Data)
	if !ok {
		return routines.Night{}, nightFault(id, record.Date, errChecksum)
	}
	night, err := readNight(record.Date, payload)
	if err != nil {
		return routines.Night{}, nightFault(id, record.Date, err)
	}
	return night, nil
}

func readNight(date routines.Date, payload []byte) (n routines.Night, err error) {
	var r nightRecord
	if err := decode(payload, &r); err != nil {
		return n, err
	}
	n = routines.Night{Date: date, Paused: r.Paused, Again: r.Again, AskedIn: r.AskedIn}
	opening := deltas{unit: time.Second, err: &err}
	n.Opened = opening.decode(r.Opened)
	since, log, cramps := opening, opening, opening
	n.Since = since.decode(r.Since)
	n.Marks = convert(r.Marks, func(numbers []int64) routines.Mark {
		return decodeMark(read(numbers, markNumbers, &err), opening)
	})
	n.Asked = log.decode(r.Asked)
	n.Log = convert(r.Log, func(numbers []int64) routines.Answer {
		t := read(numbers, answerNumbers, &err)
		return routines.Answer{
			Field: number[routines.Field](t),
			Value: number[routines.Value](t),
			At:    log.decode(t.next()),
			Usual: t.bool(),
		}
	})
	n.Cramps = convert(r.Cramps, func(numbers []int64) routines.Cramp {
		t := read(numbers, crampNumbers, &err)
		return routines.Cramp{At: cramps.decode(t.next()), Logged: cramps.decode(t.next()), Undone: t.bool()}
	})
	n.Notes = convert(r.Notes, func(note noteRecord) routines.Note {
		at := opening
		return routines.Note{Text: note.Text, At: at.decode(note.At)}
	})
	return n, err
}

func decodeMark(t *reader, at deltas) routines.Mark {
	return routines.Mark{
		Routine:  number[routines.Routine](t),
		Ordinal:  number[uint8](t),
		State:    number[routines.State](t),
		Due:      at.decode(t.next()),
		Sent:     at.decode(t.next()),
		Answered: at.decode(t.next()),
		Snoozed:  at.decode(t.next()),
		Message:  number[int](t),
		Again:    t.bool(),
	}
}
