package store

import (
	"encoding/binary"
	"time"

	"calmcalf/routines"
)

// headFields is how all of a Book but its Nights is kept. The person's id is its
// key, and not repeated. Instants are microseconds since 1970.
//
// What was written is blank when there is nothing in it that is worth storing:
// remembered update ids alone are not.
func headFields(f *form, b *Book) (blank bool) {
	p := &b.Person
	f.text(1, &p.Language)
	f.micro(2, &p.Joined)
	f.micro(3, &p.Consented)
	f.text(4, &p.Asking)
	f.part(5, func(f *form) { planFields(f, &p.Plan) })
	f.part(6, func(f *form) {
		f.micro(1, &p.Gates.Answered)
		number(f, 2, &p.Gates.Closed)
		f.micro(3, &p.Gates.Asked)
	})
	f.part(7, func(f *form) {
		f.micro(1, &p.Care.Since)
		number(f, 2, &p.Care.Usual)
		f.micro(3, &p.Care.Hush)
		f.micro(4, &p.Care.Called)
	})
	f.part(8, func(f *form) {
		q := &p.Quiet
		byRoutine(f, 1, &q.Routines, func(days *uint8) { value(f, days) })
		byRoutine(f, 2, &q.Told, f.bit)
		number(f, 3, &q.CheckIns)
		number(f, 4, &q.Since)
		number(f, 5, &q.Asked)
	})
	alarm := line{unit: time.Microsecond}
	f.instant(9, &b.Alarm, &alarm)
	var listed []int64 // Applied, as it was once kept
	list(f, 10, &listed, func(step *int64) { value(f, step) })
	f.micro(11, &p.Admitted)
	f.micro(12, &p.Away)
	number(f, 13, &p.Settings)
	f.part(14, func(f *form) {
		n := &p.Noted
		number(f, 1, &n.Appointment)
		number(f, 2, &n.Pattern)
		number(f, 3, &n.CrampNights)
		number(f, 4, &n.Disturbed)
		number(f, 5, &n.Adjoining)
	})
	f.part(15, func(f *form) { summaryFields(f, &p.Summaries) })
	f.instant(16, &b.Early, &alarm)
	blank = f.fields.count == 0
	appliedField(f, 17, &b.Applied)
	if len(listed) > 0 && len(b.Applied) == 0 {
		b.Applied = sums(listed)
	}
	return blank
}

func planFields(f *form, p *routines.Plan) {
	f.text(1, &p.Zone)
	f.part(2, func(f *form) {
		f.text(1, &p.Journey.Zone)
		number(f, 2, &p.Journey.Until)
	})
	weekField(f, 3, &p.Wake)
	weekField(f, 4, &p.Bed)
	slot := func(s *routines.Slot) { f.pairs(func(f *form) { slotFields(f, s) }) }
	byRoutine(f, 5, &p.Habits, func(h *routines.Habit) {
		f.pairs(func(f *form) {
			f.flag(1, &h.On)
			list(f, 2, &h.Slots, slot)
		})
	})
	list(f, 6, &p.CheckIn, slot)
	list(f, 7, &p.Pauses, func(s *routines.Span) {
		f.pairs(func(f *form) {
			number(f, 1, &s.From)
			number(f, 2, &s.To)
		})
	})
}

func slotFields(f *form, s *routines.Slot) {
	number(f, 1, &s.Base)
	number(f, 2, &s.Offset)
	f.text(3, &s.Cron)
	number(f, 4, &s.Nights)
}

// weekField leaves out a week of midnights, which is what a plan holds that was
// not made yet.
func weekField(f *form, field uint64, w *routines.Week) {
	if !f.has(field, *w != routines.Week{}) {
		return
	}
	if !f.reading {
		f.begin(sequence, uint64(len(w)))
	} else if f.length(sequence) != len(w) {
		f.fail(errShape)
	}
	for i := range w {
		value(f, &w[i])
	}
}

// insightColumns is how many columns the row of an insight has.
const insightColumns = 7

func summaryFields(f *form, s *routines.Summaries) {
	number(f, 1, &s.Last)
	number(f, 2, &s.Blank)
	number(f, 3, &s.Compare)
	list(f, 4, &s.Insights, func(i *routines.Insight) {
		r := f.row(insightColumns)
		column(&r, &i.Month)
		column(&r, &i.Routine)
		column(&r, &i.With.Count)
		column(&r, &i.With.Of)
		column(&r, &i.Without.Count)
		column(&r, &i.Without.Of)
		column(&r, &i.Unanswered)
		r.end()
	})
}

// appliedField keeps numbers that lie close together as the distances between
// them, as varints. They are by far the most numbers of a head.
func appliedField(f *form, field uint64, numbers *[]int64) {
	var packed []byte
	if !f.reading {
		packed = steps(*numbers)
	}
	f.bytes(field, &packed)
	if f.reading && len(packed) > 0 {
		*numbers = added(packed, f)
	}
}

// roomForHead is more than most heads take.
const roomForHead = 512

// encodeHead gives the record of all of a Book but its Nights.
func encodeHead(b *Book) (record []byte, blank bool, err error) {
	payload, err := write(roomForHead, func(f *form) { blank = headFields(f, b) })
	if err != nil {
		return nil, false, personFault(b.id, err)
	}
	return Seal(personPlace(b.id), payload), blank, nil
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
	return read(payload, func(f *form) { headFields(f, b) })
}

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
func added(record []byte, f *form) (numbers []int64) {
	var last int64
	for numbers = make([]int64, 0, mostApplied+1); len(record) > 0; { // room for one more
		step, length := binary.Varint(record)
		if length <= 0 {
			f.fail(errShape)
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
	for i, step := range steps {
		last += step
		steps[i] = last
	}
	return steps
}
