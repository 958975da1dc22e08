package store

import (
	"encoding/binary"
	"reflect"
	"time"

	"calmcalf/routines"
)

// headRecord is how all of a Book but its Nights is kept. The person's id is
// its key, and not repeated. Instants are microseconds since 1970.
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
	Admitted  int64            `cbor:"11,keyasint,omitempty"`
	Away      int64            `cbor:"12,keyasint,omitempty"`
	Settings  routines.Setting `cbor:"13,keyasint,omitempty"`
	Listed    []int64          `cbor:"10,keyasint,omitempty"` // Applied, as it was once kept
	Noted     notedRecord      `cbor:"14,keyasint,omitzero"`
	Summaries summariesRecord  `cbor:"15,keyasint,omitzero"`
	Early     int64            `cbor:"16,keyasint,omitempty"` // since the alarm
	Applied   []byte           `cbor:"17,keyasint,omitempty"` // the first, then the steps between them, as varints
}

type notedRecord struct {
	Appointment routines.Date `cbor:"1,keyasint,omitempty"`
	Pattern     routines.Date `cbor:"2,keyasint,omitempty"`
	CrampNights int           `cbor:"3,keyasint,omitempty"`
	Disturbed   int           `cbor:"4,keyasint,omitempty"`
	Adjoining   int           `cbor:"5,keyasint,omitempty"`
}

type summariesRecord struct {
	Last     routines.Month   `cbor:"1,keyasint,omitempty"`
	Blank    routines.Month   `cbor:"2,keyasint,omitempty"`
	Compare  routines.Routine `cbor:"3,keyasint,omitempty"`
	Insights [][]int64        `cbor:"4,keyasint,omitempty"` // rows: month, routine, with: cramped, nights, without: cramped, nights, unanswered
}

const insightColumns = 7

// Maps that are empty are kept apart from those that are not there: a plan
// without habits can still be given one.
type planRecord struct {
	Zone    string                           `cbor:"1,keyasint,omitempty"`
	Journey journeyRecord                    `cbor:"2,keyasint,omitzero"`
	Wake    []routines.Clock                 `cbor:"3,keyasint,omitempty"`
	Bed     []routines.Clock                 `cbor:"4,keyasint,omitempty"`
	Habits  map[routines.Routine]habitRecord `cbor:"5,keyasint,omitzero"`
	CheckIn []slotRecord                     `cbor:"6,keyasint,omitempty"`
	Pauses  []spanRecord                     `cbor:"7,keyasint,omitempty"`
}

type journeyRecord struct {
	Zone  string        `cbor:"1,keyasint,omitempty"`
	Until routines.Date `cbor:"2,keyasint,omitempty"`
}

type habitRecord struct {
	On    bool         `cbor:"1,keyasint,omitempty"`
	Slots []slotRecord `cbor:"2,keyasint,omitempty"`
}

type slotRecord struct {
	Base   routines.Base `cbor:"1,keyasint,omitempty"`
	Offset int16         `cbor:"2,keyasint,omitempty"`
	Cron   string        `cbor:"3,keyasint,omitempty"`
	Nights routines.Days `cbor:"4,keyasint,omitempty"`
}

type spanRecord struct {
	From routines.Date `cbor:"1,keyasint,omitempty"`
	To   routines.Date `cbor:"2,keyasint,omitempty"`
}

type gatesRecord struct {
	Answered int64             `cbor:"1,keyasint,omitempty"`
	Closed   routines.Activity `cbor:"2,keyasint,omitempty"`
	Asked    int64             `cbor:"3,keyasint,omitempty"`
}

type careRecord struct {
	Since int64         `cbor:"1,keyasint,omitempty"`
	Usual routines.Sign `cbor:"2,keyasint,omitempty"`
	Hush  int64         `cbor:"3,keyasint,omitempty"`

	Called int64 `cbor:"4,keyasint,omitempty"`
}

type quietRecord struct {
	Routines map[routines.Routine]uint8 `cbor:"1,keyasint,omitzero"`
	Told     map[routines.Routine]bool  `cbor:"2,keyasint,omitzero"`
	CheckIns uint8                      `cbor:"3,keyasint,omitempty"`
	Since    routines.Date              `cbor:"4,keyasint,omitempty"`
	Asked    routines.Date              `cbor:"5,keyasint,omitempty"`
}

// encodeHead gives the record of all of a Book but its Nights. It is blank when
// there is nothing in it that is worth storing: remembered update ids alone are
// not.
func encodeHead(b *Book) (record []byte, blank bool, err error) {
	r, err := writeHead(b)
	if err != nil {
		return nil, false, personFault(b.id, err)
	}
	blank = r.Admitted == 0 && r.Joined == 0 && reflect.ValueOf(r).IsZero() // which takes long to find out
	r.Applied = steps(b.Applied)
	payload, err := encode(&r)
	if err != nil {
		return nil, false, personFault(b.id, err)
	}
	return Seal(personPlace(b.id), payload), blank, nil
}

func writeHead(b *Book) (r headRecord, err error) {
	micros := func(t time.Time) int64 {
		l := line{unit: time.Microsecond}
		distance := l.put(t)
		if l.err != nil {
			err = l.err
		}
		return distance
	}
	alarm := line{unit: time.Microsecond}
	alarm.put(b.Alarm)
	early := alarm.put(b.Early)
	if alarm.err != nil {
		return r, alarm.err
	}
	p := &b.Person
	r = headRecord{
		Language: p.Language, Admitted: micros(p.Admitted), Joined: micros(p.Joined), Consented: micros(p.Consented),
		Away: micros(p.Away), Asking: p.Asking, Settings: p.Settings,
		Plan:  writePlan(&p.Plan),
		Gates: gatesRecord{Answered: micros(p.Gates.Answered), Asked: micros(p.Gates.Asked), Closed: p.Gates.Closed},
		Care:  careRecord{Since: micros(p.Care.Since), Called: micros(p.Care.Called), Usual: p.Care.Usual, Hush: micros(p.Care.Hush)},
		Quiet: quietRecord{
			Routines: p.Quiet.Routines, Told: p.Quiet.Told,
			CheckIns: p.Quiet.CheckIns, Since: p.Quiet.Since, Asked: p.Quiet.Asked,
		},
		Alarm:     micros(b.Alarm),
		Early:     early,
		Noted:     notedRecord(p.Noted),
		Summaries: writeSummaries(&p.Summaries),
	}
	return r, err
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

func readHead(payload []byte, b *Book) error {
	var r headRecord
	err := decode(payload, &r)
	if err != nil {
		return err
	}
	instant := func(distance int64) time.Time {
		l := line{unit: time.Microsecond}
		t := l.take(distance)
		if l.err != nil {
			err = l.err
		}
		return t
	}
	plan, err := readPlan(&r.Plan)
	if err != nil {
		return err
	}
	summaries, err := readSummaries(&r.Summaries)
	if err != nil {
		return err
	}
	b.Person = routines.Person{
		Language: r.Language, Admitted: instant(r.Admitted), Joined: instant(r.Joined), Consented: instant(r.Consented),
		Away: instant(r.Away), Asking: r.Asking, Settings: r.Settings,
		Plan:  plan,
		Gates: routines.Gates{Answered: instant(r.Gates.Answered), Asked: instant(r.Gates.Asked), Closed: r.Gates.Closed},
		Care:  routines.Care{Since: instant(r.Care.Since), Called: instant(r.Care.Called), Usual: r.Care.Usual, Hush: instant(r.Care.Hush)},
		Quiet: routines.Quiet{
			Routines: r.Quiet.Routines, Told: r.Quiet.Told,
			CheckIns: r.Quiet.CheckIns, Since: r.Quiet.Since, Asked: r.Quiet.Asked,
		},
		Noted:     routines.Noted(r.Noted),
		Summaries: summaries,
	}
	alarm := line{unit: time.Microsecond}
	b.Alarm, b.Early = alarm.take(r.Alarm), alarm.take(r.Early)
	if alarm.err != nil {
		return alarm.err
	}
	if b.Applied = sums(r.Listed); len(r.Applied) > 0 {
		b.Applied = added(r.Applied, &err)
	}
	return err
}

func writeSummaries(s *routines.Summaries) summariesRecord {
	return summariesRecord{Last: s.Last, Blank: s.Blank, Compare: s.Compare,
		Insights: convert(s.Insights, func(i routines.Insight) []int64 {
			return row(int64(i.Month), int64(i.Routine), int64(i.With.Count), int64(i.With.Of),
				int64(i.Without.Count), int64(i.Without.Of), int64(i.Unanswered))
		})}
}

func readSummaries(r *summariesRecord) (s routines.Summaries, err error) {
	s = routines.Summaries{Last: r.Last, Blank: r.Blank, Compare: r.Compare}
	s.Insights = convert(r.Insights, func(row []int64) routines.Insight {
		if len(row) > insightColumns {
			err = errNewer
		}
		return routines.Insight{
			Month:      narrow[routines.Month](column(row, 0), &err),
			Routine:    narrow[routines.Routine](column(row, 1), &err),
			With:       routines.Proportion{Count: narrow[int](column(row, 2), &err), Of: narrow[int](column(row, 3), &err)},
			Without:    routines.Proportion{Count: narrow[int](column(row, 4), &err), Of: narrow[int](column(row, 5), &err)},
			Unanswered: narrow[int](column(row, 6), &err),
		}
	})
	return s, err
}

func writePlan(p *routines.Plan) planRecord {
	r := planRecord{
		Zone: p.Zone, Journey: journeyRecord(p.Journey),
		Wake: writeWeek(p.Wake), Bed: writeWeek(p.Bed),
		CheckIn: convert(p.CheckIn, func(s routines.Slot) slotRecord { return slotRecord(s) }),
		Pauses:  convert(p.Pauses, func(s routines.Span) spanRecord { return spanRecord(s) }),
	}
	if p.Habits != nil {
		r.Habits = make(map[routines.Routine]habitRecord, len(p.Habits))
	}
	for routine, h := range p.Habits {
		r.Habits[routine] = habitRecord{
			On:    h.On,
			Slots: convert(h.Slots, func(s routines.Slot) slotRecord { return slotRecord(s) }),
		}
	}
	return r
}

func readPlan(r *planRecord) (routines.Plan, error) {
	p := routines.Plan{
		Zone: r.Zone, Journey: routines.Journey(r.Journey),
		CheckIn: convert(r.CheckIn, func(s slotRecord) routines.Slot { return routines.Slot(s) }),
		Pauses:  convert(r.Pauses, func(s spanRecord) routines.Span { return routines.Span(s) }),
	}
	if r.Habits != nil {
		p.Habits = make(map[routines.Routine]routines.Habit, len(r.Habits))
	}
	for routine, h := range r.Habits {
		p.Habits[routine] = routines.Habit{
			On:    h.On,
			Slots: convert(h.Slots, func(s slotRecord) routines.Slot { return routines.Slot(s) }),
		}
	}
	for _, week := range []struct {
		stored []routines.Clock
		into   *routines.Week
	}{{r.Wake, &p.Wake}, {r.Bed, &p.Bed}} {
		if len(week.stored) != 0 && len(week.stored) != len(week.into) {
			return p, errShape
		}
		copy(week.into[:], week.stored)
	}
	return p, nil
}

// writeWeek leaves out a week of midnights, which is what a plan holds that was
// not made yet.
func writeWeek(w routines.Week) []routines.Clock {
	if w == (routines.Week{}) {
		return nil
	}
	return w[:]
}

func convert[A, B any](from []A, one func(A) B) []B {
	if len(from) == 0 {
		return nil
	}
	to := make([]B, len(from))
	for i, a := range from {
		to[i] = one(a)
	}
	return to
}

// steps keeps numbers that lie close together as the distances between them.
// They are by far the most numbers of a head, and are kept in a form that can be
// read without looking at the type of each.
func steps(numbers []int64) []byte {
	var last int64
	record := make([]byte, 0, 4*len(numbers))
	for _, n := range numbers {
		record = binary.AppendVarint(record, n-last)
		last = n
	}
	return record
}

// added undoes steps.
func added(record []byte, err *error) (numbers []int64) {
	var last int64
	for numbers = make([]int64, 0, mostApplied+1); len(record) > 0; { // room for one more
		step, length := binary.Varint(record)
		if length <= 0 {
			*err = errShape
			return nil
		}
		last += step
		numbers, record = append(numbers, last), record[length:]
	}
	return numbers
}

// sums undoes steps that were kept as a list.
func sums(steps []int64) []int64 {
	var last int64
	return convert(steps, func(step int64) int64 {
		last += step
		return last
	})
}
