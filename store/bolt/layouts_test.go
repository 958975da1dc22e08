package bolt_test

import (
	"time"

	"calmcalf/routines"
	"calmcalf/store"
)

// The files testdata/layout-N.db were each written by the last program of that
// layout: the Books of diaries, the settings of keptSettings, and leases of the
// first heldAlarms alarms. They are never written again, so nothing here may
// change what an old file is compared with.
const (
	diarists   = 24
	heldAlarms = 3
)

var (
	keptSettings = map[string]string{"operator": "1", "invitation/3f": "5", "nothing": ""}
	heldFrom     = evening.Add(2 * time.Minute)
	heldUntil    = heldFrom.Add(30 * time.Second)
)

// diary is the Book of one of the people in those files.
func diary(id routines.PersonID) func(*store.Book) error {
	return func(book *store.Book) error {
		p := &book.Person
		p.Language, p.Admitted, p.Consented, p.Joined = "en", evening.AddDate(0, 0, -40), evening.AddDate(0, 0, -40), evening.AddDate(0, 0, -40)
		p.Plan = routines.NewPlan("Europe/Berlin", routines.ClockOf(7, 0), routines.ClockOf(22, int(id)))
		p.Gates = routines.Gates{Answered: evening, Closed: routines.Heat}
		switch {
		case id%6 == 5:
			p.Away = evening // no alarm
		case id%2 == 0:
			book.Alarm = evening // many at once
		default:
			book.Alarm = evening.Add(time.Duration(id) * time.Minute)
		}
		for n := range int64(id % 5) {
			book.Apply(int64(id)*1000 + n)
		}
		for back := range routines.Date(id) {
			opened := evening.AddDate(0, 0, -int(back))
			night := book.Add(routines.Night{Date: tonight - back, Opened: opened, Since: opened.Add(-time.Second), Asked: opened})
			mark := night.Touch(routines.CalfStretch, 0, opened.Add(time.Hour))
			mark.State, mark.Sent, mark.Answered, mark.Message = routines.Done, mark.Due.Add(2*time.Second), mark.Due.Add(time.Minute), int(id)
			night.Record(routines.Cramps, routines.Value(id%4), opened.Add(2*time.Hour))
			if id%7 == 0 {
				if err := night.Keep("woke at four", opened.Add(3*time.Hour)); err != nil {
					return err
				}
			}
		}
		return nil
	}
}
