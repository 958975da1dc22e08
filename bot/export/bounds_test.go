package export

import (
	"bytes"
	"testing"
	"time"

	"calmcalf/routines"
)

// fullNight holds so many answers, logged cramps and marks more than a Night may.
func fullNight(date routines.Date, seed, more int) *routines.Night {
	opened := made.Truncate(time.Second).AddDate(0, 0, -1)
	n := &routines.Night{Date: date, Opened: opened}
	at := func(i int) time.Time { return opened.Add(time.Duration(seed*10_000+i) * time.Second) }
	for i := range routines.MostAnswers + more {
		n.Log = append(n.Log, routines.Answer{Field: routines.Pain, Value: routines.Value(1 + i%10), At: at(i)})
	}
	for i := range routines.MostLogged + more {
		n.Cramps = append(n.Cramps, routines.Cramp{At: at(i), Logged: at(i)})
	}
	for i := range routines.MostMarks + more {
		r := routines.Routines[i%len(routines.Routines)]
		n.Marks = append(n.Marks, routines.Mark{Routine: r, Ordinal: uint8(i / len(routines.Routines)), State: routines.Done, Due: at(i), Sent: at(i), Answered: at(i)})
	}
	return n
}

// TestImportKeepsToTheBounds brings in Nights that are full, and fuller than that, new
// ones and others' on top of them, again and again.
func TestImportKeepsToTheBounds(t *testing.T) {
	t.Parallel()
	for _, more := range []int{0, 1, 500} {
		p, nights := newcomer(made)
		date := nights[len(nights)-1].Date - 1
		for round := range 3 {
			in := &Diary{MadeAt: made, NightsOnly: true, Nights: []*routines.Night{fullNight(date, round, more)}}
			merged, c := Merge(&p, nights, in, made)
			if round == 0 {
				if want := 3 * more; c.LostEntries != want || c.NewNights != 1 {
					t.Errorf("%d more: %+v, want %d entries left out", more, c, want)
				}
				// The latest count, and so they stay.
				if last := merged[0].Log[len(merged[0].Log)-1]; last != in.Nights[0].Log[len(in.Nights[0].Log)-1] {
					t.Errorf("%d more: the last answer is %+v", more, last)
				}
				nights = append(append(nights[:len(nights)-1:len(nights)-1], merged[0]), nights[len(nights)-1])
			}
			if round > 0 && (len(merged) != 0 || c.LostEntries == 0) {
				t.Errorf("%d more: the Night is full, and changed: %+v", more, c)
			}
			again, c := Merge(&p, nights, in, made)
			if len(again) != 0 || !c.Nothing() {
				t.Errorf("%d more: the same file again changes something: %+v", more, c)
			}
		}
		n := nights[len(nights)-2]
		if len(n.Log) != routines.MostAnswers || len(n.Cramps) != routines.MostLogged || len(n.Marks) != routines.MostMarks {
			t.Errorf("%d more: %d answers, %d cramps, %d marks", more, len(n.Log), len(n.Cramps), len(n.Marks))
		}
	}
}

// TestImportLeavesWhatIsThere brings a file into a Night from before there were bounds.
func TestImportLeavesWhatIsThere(t *testing.T) {
	t.Parallel()
	p, nights := newcomer(made)
	nights = append([]*routines.Night{fullNight(nights[len(nights)-1].Date-1, 0, 300)}, nights...)
	in := &Diary{MadeAt: made, NightsOnly: true, Nights: []*routines.Night{fullNight(nights[0].Date, 1, 0)}}
	in.Nights[0].Notes = []routines.Note{{Text: "New shoes.", At: made.Truncate(time.Second)}}
	merged, _ := Merge(&p, nights, in, made)
	if len(merged) != 1 || len(merged[0].Notes) != 1 || len(merged[0].Log) != len(nights[0].Log) || len(merged[0].Cramps) != len(nights[0].Cramps) {
		t.Error("what was there is not there any more")
	}
	// And it is exported whole, and the file can be read.
	text, rest, err := Part(&p, nights, made)
	if err != nil || len(rest) > 0 {
		t.Fatal(len(rest), err)
	}
	if back, err := Read("diary.json", bytes.NewReader(text), made); err != nil || len(back.Nights[0].Log) != len(nights[0].Log) {
		t.Errorf("it cannot be read: %v", err)
	}
}

// TestImportKeepsAlarms has more answers than a Night holds, and an alarming leg among
// the oldest.
func TestImportKeepsAlarms(t *testing.T) {
	t.Parallel()
	p, nights := newcomer(made)
	night := fullNight(nights[len(nights)-1].Date-1, 0, 500)
	night.Log[0] = routines.Answer{Field: routines.Leg, Value: routines.LegAlarm, At: night.Log[0].At}
	merged, _ := Merge(&p, nights, &Diary{MadeAt: made, NightsOnly: true, Nights: []*routines.Night{night}}, made)
	if len(merged) != 1 || merged[0].Alarm() == 0 {
		t.Error("the alarm is left out")
	}
}

// TestImportedPauses has as many pauses as a plan may hold, and one more.
func TestImportedPauses(t *testing.T) {
	t.Parallel()
	pauses := func(first routines.Date, count int) (list []routines.Span) {
		for i := range routines.Date(count) {
			list = append(list, routines.Span{From: first + 2*i, To: first + 2*i})
		}
		return list
	}
	for _, row := range []struct{ have, from, want, lost int }{
		{0, routines.MostPauses, routines.MostPauses, 0},
		{0, routines.MostPauses + 1, routines.MostPauses, 1},
		{60, routines.MostPauses - 60, routines.MostPauses, 0},
		{60, routines.MostPauses - 59, routines.MostPauses, 1},
		{routines.MostPauses + 7, 5, routines.MostPauses + 7, 5},
	} {
		p, nights := newcomer(made)
		p.Plan.Pauses = pauses(30_000, row.have)
		in := &Diary{MadeAt: made, Person: p}
		in.Person.Plan.Pauses = pauses(40_000, row.from)
		_, c := Merge(&p, nights, in, made)
		Adopt(&p, in)
		if len(p.Plan.Pauses) != row.want || c.LostPauses != row.lost {
			t.Errorf("%+v: %d pauses, %d left out", row, len(p.Plan.Pauses), c.LostPauses)
		}
		before := len(p.Plan.Pauses)
		if _, c := Merge(&p, nights, in, made); c.PlanChanges {
			t.Errorf("%+v: a second time changes the plan", row)
		}
		if Adopt(&p, in); len(p.Plan.Pauses) != before {
			t.Errorf("%+v: a second time gives %d pauses", row, len(p.Plan.Pauses))
		}
	}
}

// TestSizeIsAboutRight compares what an import reckons with to documents.
func TestSizeIsAboutRight(t *testing.T) {
	t.Parallel()
	for _, d := range []*Diary{usualDiary(1000), usualDiary(1)} {
		if len(d.Nights) == 1 {
			d.Nights[0] = fullNight(d.Nights[0].Date, 0, 0)
		}
		reckoned := 0
		for _, n := range d.Nights {
			reckoned += size(n)
		}
		text, err := JSON(&d.Person, d.Nights, made)
		if err != nil {
			t.Fatal(err)
		}
		if is := len(text); reckoned < is/2 || reckoned > 2*is {
			t.Errorf("%d bytes are taken for %d", is, reckoned)
		}
	}
}

// TestHostileSchedules gives a plan more cron specifications than it may have.
func TestHostileSchedules(t *testing.T) {
	t.Parallel()
	for _, row := range []struct {
		spec  string
		count int
		ok    bool
	}{
		{"0 9 * * 1", routines.MostSpecs, true},
		{"0 9 * * 1", routines.MostSpecs + 1, false},
		{"* * * * *", 84, false},
		{"0 0 29 2 *", 84, false},
	} {
		d := usualDiary(1)
		d.Person.Plan.CheckIn = many(row.count, routines.Slot{Base: routines.ByCron, Cron: row.spec})
		text := mustJSON(t, d)
		began := time.Now()
		_, err := Read("diary.json", bytes.NewReader(text), made)
		if (err == nil) != row.ok {
			t.Errorf("%d of %s: %v", row.count, row.spec, err)
		}
		t.Logf("%d of %s: %v", row.count, row.spec, time.Since(began))
	}
}
