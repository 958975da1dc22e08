package store

import "calmcalf/routines"

type planRecord struct {
	Zone    string           `cbor:"1,keyasint,omitempty"`
	Journey journeyRecord    `cbor:"2,keyasint,omitzero"`
	Wake    []routines.Clock `cbor:"3,keyasint,omitempty"`
	Bed     []routines.Clock `cbor:"4,keyasint,omitempty"`

	// One that is empty is kept apart from none: a plan without habits can still
	// be given one.
	Habits map[routines.Routine]habitRecord `cbor:"5,keyasint,omitzero"`

	CheckIn []slotRecord `cbor:"6,keyasint,omitempty"`
	Pauses  []spanRecord `cbor:"7,keyasint,omitempty"`
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

func newPlanRecord(p *routines.Plan) planRecord {
	r := planRecord{
		Zone: p.Zone, Journey: journeyRecord(p.Journey),
		Wake: encodeWeek(&p.Wake), Bed: encodeWeek(&p.Bed),
		CheckIn: convert(p.CheckIn, newSlotRecord),
		Pauses:  convert(p.Pauses, func(s routines.Span) spanRecord { return spanRecord(s) }),
	}
	if p.Habits != nil {
		r.Habits = make(map[routines.Routine]habitRecord, len(p.Habits))
	}
	for routine, h := range p.Habits {
		r.Habits[routine] = habitRecord{On: h.On, Slots: convert(h.Slots, newSlotRecord)}
	}
	return r
}

func (r *planRecord) plan(err *error) routines.Plan {
	p := routines.Plan{
		Zone: r.Zone, Journey: routines.Journey(r.Journey),
		Wake: decodeWeek(r.Wake, err), Bed: decodeWeek(r.Bed, err),
		CheckIn: convert(r.CheckIn, slotRecord.slot),
		Pauses:  convert(r.Pauses, func(s spanRecord) routines.Span { return routines.Span(s) }),
	}
	if r.Habits != nil {
		p.Habits = make(map[routines.Routine]routines.Habit, len(r.Habits))
	}
	for routine, h := range r.Habits {
		p.Habits[routine] = routines.Habit{On: h.On, Slots: convert(h.Slots, slotRecord.slot)}
	}
	return p
}

func newSlotRecord(s routines.Slot) slotRecord { return slotRecord(s) }

func (r slotRecord) slot() routines.Slot { return routines.Slot(r) }

// encodeWeek leaves out a week of midnights, which is what a plan holds that was
// not made yet.
func encodeWeek(w *routines.Week) []routines.Clock {
	if *w == (routines.Week{}) {
		return nil
	}
	return w[:]
}

func decodeWeek(clocks []routines.Clock, err *error) (w routines.Week) {
	if len(clocks) != 0 && len(clocks) != len(w) {
		*err = errShape
	}
	copy(w[:], clocks)
	return w
}
