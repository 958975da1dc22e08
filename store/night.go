package store

import (
	"time"

	"calmcalf/routines"
)

// nightRecord is how a Night is kept. Its date and its person are its key, and
// not repeated. Instants are seconds: the opening since 1970, everything else
// on a line from the opening.
type nightRecord struct {
	Opened  int64        `cbor:"1,keyasint,omitempty"`
	Since   int64        `cbor:"2,keyasint,omitempty"`
	Paused  bool         `cbor:"3,keyasint,omitempty"`
	Marks   [][]int64    `cbor:"4,keyasint,omitempty"` // rows: routine, ordinal, state, due, sent, answered, snoozed, message, again
	Asked   int64        `cbor:"5,keyasint,omitempty"`
	Log     [][]int64    `cbor:"6,keyasint,omitempty"` // rows: field, value, at (since the row before), usual
	Cramps  [][]int64    `cbor:"7,keyasint,omitempty"` // rows: at, logged, undone
	Again   bool         `cbor:"8,keyasint,omitempty"`
	AskedIn int          `cbor:"9,keyasint,omitempty"`
	Notes   []noteRecord `cbor:"10,keyasint,omitempty"`
}

type noteRecord struct {
	Text string `cbor:"1,keyasint,omitempty"`
	At   int64  `cbor:"2,keyasint,omitempty"`
}

// Columns of the rows.
const (
	markColumns   = 9
	answerColumns = 4
	crampColumns  = 3
)

func encodeNight(id routines.PersonID, n *routines.Night) ([]byte, error) {
	var err error
	fail := func(l line) {
		if l.err != nil {
			err = l.err
		}
	}
	r := nightRecord{Paused: n.Paused, Again: n.Again, AskedIn: n.AskedIn}
	start := line{unit: time.Second}
	r.Opened = start.put(n.Opened)
	fail(start)

	since := start
	r.Since = since.put(n.Since)
	fail(since)

	for _, m := range n.Marks {
		l := start
		r.Marks = append(r.Marks, row(int64(m.Routine), int64(m.Ordinal), int64(m.State),
			l.put(m.Due), l.put(m.Sent), l.put(m.Answered), l.put(m.Snoozed), int64(m.Message), bit(m.Again)))
		fail(l)
	}

	log := start
	r.Asked = log.put(n.Asked)
	for _, a := range n.Log {
		r.Log = append(r.Log, row(int64(a.Field), int64(a.Value), log.put(a.At), bit(a.Usual)))
	}
	fail(log)

	cramps := start
	for _, c := range n.Cramps {
		r.Cramps = append(r.Cramps, row(cramps.put(c.At), cramps.put(c.Logged), bit(c.Undone)))
	}
	fail(cramps)

	for _, note := range n.Notes {
		l := start
		r.Notes = append(r.Notes, noteRecord{Text: note.Text, At: l.put(note.At)})
		fail(l)
	}

	if err != nil {
		return nil, nightFault(id, n.Date, err)
	}
	payload, err := encode(&r)
	if err != nil {
		return nil, nightFault(id, n.Date, err)
	}
	return Seal(nightPlace(id, n.Date), payload), nil
}

func decodeNight(id routines.PersonID, page Page) (routines.Night, error) {
	payload, ok := Unseal(nightPlace(id, page.Date), page.Record)
	if !ok {
		return routines.Night{}, nightFault(id, page.Date, errChecksum)
	}
	night, err := readNight(page.Date, payload)
	if err != nil {
		return routines.Night{}, nightFault(id, page.Date, err)
	}
	return night, nil
}

func readNight(date routines.Date, payload []byte) (routines.Night, error) {
	var r nightRecord
	err := decode(payload, &r)
	if err != nil {
		return routines.Night{}, err
	}
	fail := func(l line) {
		if l.err != nil {
			err = l.err
		}
	}
	n := routines.Night{Date: date, Paused: r.Paused, Again: r.Again, AskedIn: r.AskedIn}
	start := line{unit: time.Second}
	n.Opened = start.take(r.Opened)
	fail(start)

	since := start
	n.Since = since.take(r.Since)
	fail(since)

	if len(r.Marks) > 0 {
		n.Marks = make([]routines.Mark, len(r.Marks))
	}
	for i, row := range r.Marks {
		if len(row) > markColumns {
			err = errNewer
		}
		l := start
		n.Marks[i] = routines.Mark{
			Routine:  narrow[routines.Routine](column(row, 0), &err),
			Ordinal:  narrow[uint8](column(row, 1), &err),
			State:    narrow[routines.State](column(row, 2), &err),
			Due:      l.take(column(row, 3)),
			Sent:     l.take(column(row, 4)),
			Answered: l.take(column(row, 5)),
			Snoozed:  l.take(column(row, 6)),
			Message:  narrow[int](column(row, 7), &err),
			Again:    column(row, 8) != 0,
		}
		fail(l)
	}

	log := start
	n.Asked = log.take(r.Asked)
	if len(r.Log) > 0 {
		n.Log = make([]routines.Answer, len(r.Log))
	}
	for i, row := range r.Log {
		if len(row) > answerColumns {
			err = errNewer
		}
		n.Log[i] = routines.Answer{
			Field: narrow[routines.Field](column(row, 0), &err),
			Value: narrow[routines.Value](column(row, 1), &err),
			At:    log.take(column(row, 2)),
			Usual: column(row, 3) != 0,
		}
	}
	fail(log)

	cramps := start
	if len(r.Cramps) > 0 {
		n.Cramps = make([]routines.Cramp, len(r.Cramps))
	}
	for i, row := range r.Cramps {
		if len(row) > crampColumns {
			err = errNewer
		}
		n.Cramps[i] = routines.Cramp{At: cramps.take(column(row, 0)), Logged: cramps.take(column(row, 1)), Undone: column(row, 2) != 0}
	}
	fail(cramps)

	if len(r.Notes) > 0 {
		n.Notes = make([]routines.Note, len(r.Notes))
	}
	for i, note := range r.Notes {
		l := start
		n.Notes[i] = routines.Note{Text: note.Text, At: l.take(note.At)}
		fail(l)
	}
	return n, err
}
