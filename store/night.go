package store

import (
	"time"

	"calmcalf/routines"
)

// How many columns the rows of a Night have.
const (
	markColumns   = 9
	answerColumns = 4
	crampColumns  = 3
)

// nightFields is how a Night is kept. Its date and its person are its key, and
// not repeated. Instants are seconds: the opening since 1970, everything else on
// a line from the opening.
func nightFields(f *form, n *routines.Night) {
	opening := line{unit: time.Second}
	f.instant(1, &n.Opened, &opening)
	since := opening
	f.instant(2, &n.Since, &since)
	f.flag(3, &n.Paused)
	list(f, 4, &n.Marks, func(m *routines.Mark) {
		l, r := opening, f.row(markColumns)
		column(&r, &m.Routine)
		column(&r, &m.Ordinal)
		column(&r, &m.State)
		r.instant(&m.Due, &l)
		r.instant(&m.Sent, &l)
		r.instant(&m.Answered, &l)
		r.instant(&m.Snoozed, &l)
		column(&r, &m.Message)
		r.bit(&m.Again)
		r.end()
	})
	log := opening
	f.instant(5, &n.Asked, &log)
	list(f, 6, &n.Log, func(a *routines.Answer) {
		r := f.row(answerColumns)
		column(&r, &a.Field)
		column(&r, &a.Value)
		r.instant(&a.At, &log)
		r.bit(&a.Usual)
		r.end()
	})
	cramps := opening
	list(f, 7, &n.Cramps, func(c *routines.Cramp) {
		r := f.row(crampColumns)
		r.instant(&c.At, &cramps)
		r.instant(&c.Logged, &cramps)
		r.bit(&c.Undone)
		r.end()
	})
	f.flag(8, &n.Again)
	number(f, 9, &n.AskedIn)
	list(f, 10, &n.Notes, func(note *routines.Note) {
		f.pairs(func(f *form) {
			l := opening
			f.text(1, &note.Text)
			f.instant(2, &note.At, &l)
		})
	})
}

// roomForNight is more than most records of Nights take.
const roomForNight = 160

func encodeNight(id routines.PersonID, n *routines.Night) ([]byte, error) {
	payload, err := write(roomForNight, func(f *form) { nightFields(f, n) })
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
	n := routines.Night{Date: date}
	err := read(payload, func(f *form) { nightFields(f, &n) })
	return n, err
}
