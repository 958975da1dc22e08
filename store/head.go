package store

import (
	"reflect"

	"calmcalf/routines"
)

// headRecord is how all of a Book but its Nights is kept. The person's id is its
// key, and not repeated. Instants are microseconds since 1970.
type headRecord struct {
	Language  string           `cbor:"1,keyasint,omitempty"`
	Joined    int64            `cbor:"2,keyasint,omitempty"`
	Consented int64            `cbor:"3,keyasint,omitempty"`
	Asking    string           `cbor:"4,keyasint,omitempty"`
	Plan      planRecord       `cbor:"5,keyasint,omitzero"`
	Gates     gatesRecord      `cbor:"6,keyasint,omitzero"`
	Care      careRecord       `cbor:"7,keyasint,omitzero"`
	Quiet     quietRecord      `cbor:"8,keyasint,omitzero"`
	Alarm     int64            `cbor:"9,keyasint,omitempty"`
	Listed    []int64          `cbor:"10,keyasint,omitempty"` // Applied, as older versions wrote it
	Admitted  int64            `cbor:"11,keyasint,omitempty"`
	Away      int64            `cbor:"12,keyasint,omitempty"`
	Settings  routines.Setting `cbor:"13,keyasint,omitempty"`
	Noted     notedRecord      `cbor:"14,keyasint,omitzero"`
	Summaries summariesRecord  `cbor:"15,keyasint,omitzero"`
	Early     int64            `cbor:"16,keyasint,omitempty"` // since the alarm
	Applied   []byte           `cbor:"17,keyasint,omitempty"` // see packApplied
	Owed      []owedRecord     `cbor:"18,keyasint,omitempty"`
}

type owedRecord struct {
	Update   int64    `cbor:"1,keyasint,omitempty"`
	At       int64    `cbor:"2,keyasint,omitempty"`
	Again    int64    `cbor:"3,keyasint,omitempty"`
	Kind     OwedKind `cbor:"4,keyasint,omitempty"`
	What     string   `cbor:"5,keyasint,omitempty"`
	Message  int      `cbor:"6,keyasint,omitempty"`
	Pictured bool     `cbor:"7,keyasint,omitempty"`
	Tries    int      `cbor:"8,keyasint,omitempty"`
}

type gatesRecord struct {
	Answered int64             `cbor:"1,keyasint,omitempty"`
	Closed   routines.Activity `cbor:"2,keyasint,omitempty"`
	Asked    int64             `cbor:"3,keyasint,omitempty"`
}

type careRecord struct {
	Since  int64         `cbor:"1,keyasint,omitempty"`
	Usual  routines.Sign `cbor:"2,keyasint,omitempty"`
	Hush   int64         `cbor:"3,keyasint,omitempty"`
	Called int64         `cbor:"4,keyasint,omitempty"`
}

// Maps that are empty are kept apart from those that are not there.
type quietRecord struct {
	Routines map[routines.Routine]uint8 `cbor:"1,keyasint,omitzero"`
	Told     map[routines.Routine]bool  `cbor:"2,keyasint,omitzero"`
	CheckIns uint8                      `cbor:"3,keyasint,omitempty"`
	Since    routines.Date              `cbor:"4,keyasint,omitempty"`
	Asked    routines.Date              `cbor:"5,keyasint,omitempty"`
}

type notedRecord struct {
	Appointment routines.Date `cbor:"1,keyasint,omitempty"`
	Pattern     routines.Date `cbor:"2,keyasint,omitempty"`
	CrampNights int           `cbor:"3,keyasint,omitempty"`
	Disturbed   int           `cbor:"4,keyasint,omitempty"`
	Adjoining   int           `cbor:"5,keyasint,omitempty"`
}

// encodeHead gives the record of all of a Book but its Nights. It is blank when
// there is nothing in it that is worth storing: remembered update ids alone are
// not.
func encodeHead(b *Book) (record []byte, blank bool, err error) {
	r := newHeadRecord(b, &err)
	if err != nil {
		return nil, false, personFault(b.id, err)
	}
	blank = reflect.ValueOf(r).Elem().IsZero()
	r.Applied = packApplied(b.Applied)
	payload, err := encode(r)
	if err != nil {
		return nil, false, personFault(b.id, err)
	}
	return Seal(personPlace(b.id), payload), blank, nil
}

// newHeadRecord leaves out what was applied.
func newHeadRecord(b *Book, err *error) *headRecord {
	p, alarm := &b.Person, micros(err)
	return &headRecord{
		Language:  p.Language,
		Joined:    encodeMicros(p.Joined, err),
		Consented: encodeMicros(p.Consented, err),
		Asking:    p.Asking,
		Plan:      newPlanRecord(&p.Plan),
		Gates: gatesRecord{
			Answered: encodeMicros(p.Gates.Answered, err),
			Closed:   p.Gates.Closed,
			Asked:    encodeMicros(p.Gates.Asked, err),
		},
		Care: careRecord{
			Since:  encodeMicros(p.Care.Since, err),
			Usual:  p.Care.Usual,
			Hush:   encodeMicros(p.Care.Hush, err),
			Called: encodeMicros(p.Care.Called, err),
		},
		Quiet:     quietRecord(p.Quiet),
		Alarm:     alarm.encode(b.Alarm),
		Admitted:  encodeMicros(p.Admitted, err),
		Away:      encodeMicros(p.Away, err),
		Settings:  p.Settings,
		Noted:     notedRecord(p.Noted),
		Summaries: newSummariesRecord(&p.Summaries),
		Early:     alarm.encode(b.Early),
		Owed: convert(b.Owed, func(o Owed) owedRecord {
			return owedRecord{o.Update, encodeMicros(o.At, err), encodeMicros(o.Again, err), o.Kind, o.What, o.Message, o.Pictured, o.Tries}
		}),
	}
}

// decodeHead fills a Book from its head.
func decodeHead(b *Book) error {
	payload, ok := Unseal(personPlace(b.id), b.head)
	if !ok {
		return personFault(b.id, errChecksum)
	}
	if err := readHead(payload, b); err != nil {
		return personFault(b.id, err)
	}
	return nil
}

func readHead(payload []byte, b *Book) (err error) {
	var r headRecord
	if err := decode(payload, &r); err != nil {
		return err
	}
	alarm := micros(&err)
	b.Person = routines.Person{
		Language:  r.Language,
		Joined:    decodeMicros(r.Joined, &err),
		Consented: decodeMicros(r.Consented, &err),
		Asking:    r.Asking,
		Plan:      r.Plan.plan(&err),
		Gates: routines.Gates{
			Answered: decodeMicros(r.Gates.Answered, &err),
			Closed:   r.Gates.Closed,
			Asked:    decodeMicros(r.Gates.Asked, &err),
		},
		Care: routines.Care{
			Since:  decodeMicros(r.Care.Since, &err),
			Usual:  r.Care.Usual,
			Hush:   decodeMicros(r.Care.Hush, &err),
			Called: decodeMicros(r.Care.Called, &err),
		},
		Quiet:     routines.Quiet(r.Quiet),
		Admitted:  decodeMicros(r.Admitted, &err),
		Away:      decodeMicros(r.Away, &err),
		Settings:  r.Settings,
		Noted:     routines.Noted(r.Noted),
		Summaries: r.Summaries.summaries(&err),
	}
	b.Alarm, b.Early = alarm.decode(r.Alarm), alarm.decode(r.Early)
	b.Owed = convert(r.Owed, func(o owedRecord) Owed {
		return Owed{o.Update, decodeMicros(o.At, &err), decodeMicros(o.Again, &err), o.Kind, o.What, o.Message, o.Pictured, o.Tries}
	})
	if err != nil {
		return err
	}
	if len(r.Applied) == 0 {
		b.Applied = listedApplied(r.Listed)
		return nil
	}
	b.Applied, err = unpackApplied(r.Applied)
	return err
}
