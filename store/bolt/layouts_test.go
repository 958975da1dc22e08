package bolt_test

import (
	"time"

	"calmcalf/routines"
	"calmcalf/store"
)

// The files testdata/layout-N.db were each written by a program of that layout:
// the Books of diaries, the settings of keptSettings, and leases of the first
// heldAlarms alarms; from layout 2 on also the Books of expectations. They are
// never written again, so nothing here may change what an old file is compared
// with.
const (
	diarists       = 24
	heldAlarms     = 3
	firstExpectant = 101
	lastExpectant  = 106
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

// expectation is the Book of somebody whose alarm may ring early, two days after
// those of the diaries, and who has used most of what there is.
func expectation(id routines.PersonID) func(*store.Book) error {
	return func(book *store.Book) error {
		p := &book.Person
		p.Language, p.Admitted, p.Consented, p.Joined = "de", evening, evening, evening.Add(time.Microsecond)
		p.Asking, p.Settings = "bedtime", routines.DarkPictures|routines.NoPatterns
		p.Plan = routines.NewPlan("Europe/Lisbon", routines.ClockOf(6, 30), routines.ClockOf(23, int(id%60)))
		p.Plan.Journey = routines.Journey{Zone: "Asia/Tokyo", Until: tonight + 18}
		p.Plan.Habits[routines.Relaxation] = routines.Habit{On: true, Slots: []routines.Slot{
			{Base: routines.AtBed, Offset: -35},
			{Base: routines.ByCron, Cron: "30 21 * * 1-5", Nights: routines.DaysOf(time.Monday)},
		}}
		p.Plan.CheckIn = []routines.Slot{{Base: routines.AtWake, Offset: 20}}
		p.Plan.Pauses = []routines.Span{{From: tonight + 30, To: tonight + 40}, {From: tonight + 60}}
		p.Gates = routines.Gates{Answered: evening, Asked: evening.Add(time.Hour), Closed: routines.Heat | routines.Standing}
		p.Care = routines.Care{Since: evening, Called: evening.Add(time.Minute), Usual: routines.OneSwollen, Hush: evening.Add(2 * time.Hour)}
		p.Quiet = routines.Quiet{
			Routines: map[routines.Routine]uint8{routines.Hydration: 3, routines.Relaxation: 7},
			Told:     map[routines.Routine]bool{routines.CalfStretch: true, routines.Relaxation: false},
			CheckIns: 4, Since: tonight, Asked: tonight + 1,
		}
		p.Noted = routines.Noted{Appointment: tonight, Pattern: tonight - 14, CrampNights: 5, Disturbed: 4, Adjoining: 3}
		p.Summaries = routines.Summaries{Last: 24322, Blank: 24321, Compare: routines.Hydration, Insights: []routines.Insight{
			{Month: 24320, Routine: routines.CalfStretch, With: routines.Proportion{Count: 2, Of: 11}, Unanswered: int(id)},
		}}
		book.Alarm = evening.Add(48 * time.Hour)
		book.Early = book.Alarm.Add(-time.Duration(id) * time.Minute)
		for n := range int64(64) {
			book.Apply(800_000_000 + n*int64(id))
		}
		for back := range routines.Date(3) {
			opened := evening.AddDate(0, 0, -int(back))
			at := func(minutes int) time.Time { return opened.Add(time.Duration(minutes) * time.Minute) }
			book.Add(routines.Night{
				Date: tonight - back, Opened: opened, Since: at(-1), Paused: back == 1, Asked: at(600), Again: back == 2, AskedIn: 77,
				Marks: []routines.Mark{
					{Routine: routines.Hydration, Due: at(30), Sent: at(31)},
					{Routine: routines.CalfStretch, Ordinal: 3, State: routines.Done, Due: at(60), Sent: at(60), Answered: at(50), Snoozed: at(70),
						Message: 1 << 30, Again: true},
				},
				Log: []routines.Answer{
					{Field: routines.Cramps, Value: 2, At: at(610)},
					{Field: routines.Cramps, Value: routines.Withdrawn, At: at(611), Usual: true},
				},
				Cramps: []routines.Cramp{{At: at(200), Logged: at(240)}, {At: at(190), Undone: true}},
				Notes:  []routines.Note{{Text: "woke at four", At: at(700)}, {Text: "schlief durch", At: at(701)}},
			})
		}
		return nil
	}
}
