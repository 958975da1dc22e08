package export

import (
	"bytes"
	"slices"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"
	"pgregory.net/rapid"

	"calmcalf/routines"
)

// newcomer is somebody who has just joined: one open Night and the usual plan.
func newcomer(now time.Time) (routines.Person, []*routines.Night) {
	p := routines.Person{
		ID: 7, Language: "en", Admitted: now, Joined: now, Consented: now,
		Plan:  routines.NewPlan("Europe/Berlin", routines.ClockOf(7, 0), routines.ClockOf(22, 30)),
		Gates: routines.Gates{Answered: now},
	}
	n := routines.Begin(&p, now)
	return p, []*routines.Night{&n}
}

// imported does to a diary what an import does.
func imported(p routines.Person, nights []*routines.Night, in *Diary, now time.Time) (routines.Person, []*routines.Night, Changes) {
	merged, changes := Merge(&p, nights, in, now)
	Adopt(&p, in)
	all := map[routines.Date]*routines.Night{}
	for _, n := range slices.Concat(nights, merged) {
		all[n.Date] = n
	}
	var list []*routines.Night
	for _, n := range all {
		list = append(list, n)
	}
	slices.SortFunc(list, func(a, b *routines.Night) int { return int(a.Date - b.Date) })
	return p, list, changes
}

// TestExportThenImport is what exports are for: the same summary, byte for byte.
func TestExportThenImport(t *testing.T) {
	t.Parallel()
	diaries := someDiary(5)
	check := func(t failing, d *Diary) {
		in, err := Read("diary.json", bytes.NewReader(mustJSON(t, d)), d.MadeAt)
		if err != nil {
			t.Fatal(err)
		}
		p, nights := newcomer(made)
		open := nights[0].Date
		got, all, _ := imported(p, nights, in, made)
		want := leaveOut(d)
		last := 0
		for i, n := range want.Nights {
			if n.Date >= open {
				break
			}
			last = i
			for j := range n.Marks {
				n.Marks[j].Snoozed = time.Time{}
			}
			if diff := cmp.Diff(n, all[i], asDiaries); diff != "" {
				t.Fatal(diff)
			}
		}
		if h, ok := want.Person.Plan.Habits[routines.WarmCompress]; ok {
			h.On = false // it is asked about when it is wanted
			want.Person.Plan.Habits[routines.WarmCompress] = h
		}
		if diff := cmp.Diff(want.Person.Plan, got.Plan, asDiaries); diff != "" {
			t.Fatal(diff)
		}
		if last == 0 {
			return
		}
		// The same open Night on both sides, as of one person who moves.
		original := append(slices.Clone(want.Nights[:last+1]), all[len(all)-1])
		for month := want.Nights[0].Date.Month(); month < open.Month(); month++ {
			before := routines.Summarise(&want.Person, original, month, made)
			after := routines.Summarise(&got, all, month, made)
			if diff := cmp.Diff(before, after, asDiaries); diff != "" {
				t.Fatal(month, diff)
			}
		}
	}
	check(t, usualDiary(120))
	rapid.Check(t, func(t *rapid.T) { check(t, diaries.Draw(t, "diary")) })
}

// TestMovingTonight exports and imports within one Night, which then is on both
// sides.
func TestMovingTonight(t *testing.T) {
	t.Parallel()
	d := usualDiary(60)
	tonight := d.Nights[len(d.Nights)-1]
	tonight.LogCramp(made.Add(-time.Hour).Truncate(time.Second), made.Truncate(time.Second))
	if err := tonight.Keep("New shoes.", made.Truncate(time.Second)); err != nil {
		t.Fatal(err)
	}
	p, nights := newcomer(made)
	// One slot is still to come, and answered already where the diary comes from.
	stretch, _ := d.Person.Plan.Occurrence(routines.Key{Night: tonight.Date, Routine: routines.CalfStretch})
	d.Person.Tick(tonight, stretch.Key, routines.Done, made.Truncate(time.Second))
	in, err := Read("diary.json", bytes.NewReader(mustJSON(t, d)), made)
	if err != nil {
		t.Fatal(err)
	}
	got, all, changes := imported(p, nights, in, made)
	want := Changes{NewNights: 59, ChangedNights: 1, From: d.Nights[0].Date, To: tonight.Date, Bytes: changes.Bytes}
	if diff := cmp.Diff(want, changes); diff != "" {
		t.Fatal(diff)
	}
	merged := all[len(all)-1]
	if merged.Mark(routines.CalfStretch, 0) != nil {
		t.Error("a slot still to come was taken")
	}
	if len(merged.Marks) != len(tonight.Marks)-1 || len(merged.Cramps) != 1 || len(merged.Notes) != 1 {
		t.Errorf("tonight is %+v", merged)
	}
	for month := d.Nights[0].Date.Month(); month < tonight.Date.Month(); month++ {
		before := routines.Summarise(&d.Person, d.Nights, month, made)
		after := routines.Summarise(&got, all, month, made)
		if diff := cmp.Diff(before, after); diff != "" {
			t.Fatal(month, diff)
		}
	}
}

func TestImportAddsAndNeverDoubles(t *testing.T) {
	t.Parallel()
	diaries := someDiary(5)
	rapid.Check(t, func(t *rapid.T) {
		mine, other := leaveOut(diaries.Draw(t, "mine")), leaveOut(diaries.Draw(t, "other"))
		if len(mine.Nights) == 0 {
			return
		}
		untouched := [2]*Diary{leaveOut(mine), leaveOut(other)}
		p, all, changes := imported(mine.Person, mine.Nights, other, made)
		if diff := cmp.Diff(untouched, [2]*Diary{mine, other}, asDiaries); diff != "" {
			t.Fatal("merging changed what it was given", diff)
		}
		if sum := changes.NewNights + changes.ChangedNights + changes.SameNights + changes.Later; sum != len(other.Nights) {
			t.Fatalf("%d nights are %+v", len(other.Nights), changes)
		}
		if len(all) != len(mine.Nights)+changes.NewNights {
			t.Fatalf("%d nights and %d new ones are %d", len(mine.Nights), changes.NewNights, len(all))
		}
		byDate := map[routines.Date]*routines.Night{}
		for _, n := range all {
			byDate[n.Date] = n
		}
		for i, n := range mine.Nights {
			holdsAll(t, byDate[n.Date], n, i == len(mine.Nights)-1)
		}
		again, same, second := imported(p, all, other, made)
		second.LostNotes, changes.LostNotes = 0, 0
		if !second.Nothing() || second.SameNights+second.Later != len(other.Nights) {
			t.Fatalf("a second time changes %+v", second)
		}
		if diff := cmp.Diff(all, same); diff != "" {
			t.Fatal("a second time", diff)
		}
		if diff := cmp.Diff(p, again, asDiaries); diff != "" {
			t.Fatal("a second time", diff)
		}
		closedForGood(t, &mine.Person, &other.Person, &p)
	})
}

// holdsAll reports whether a merged Night has all that one of before had, in the
// same order.
func holdsAll(t *rapid.T, merged, before *routines.Night, open bool) {
	if merged.Opened != before.Opened || merged.Since != before.Since || merged.Paused != before.Paused {
		t.Fatalf("%+v became %+v", before, merged)
	}
	if !subsequence(merged.Log, before.Log) || !subsequence(merged.Cramps, before.Cramps) || !subsequence(merged.Notes, before.Notes) {
		t.Fatalf("of %+v something is missing in %+v", before, merged)
	}
	for _, m := range before.Marks {
		now := merged.Mark(m.Routine, m.Ordinal)
		if now == nil || m.State != routines.Open && *now != m {
			t.Fatalf("%+v became %+v", m, now)
		}
	}
	for i := range merged.Marks {
		m := &merged.Marks[i]
		if open && before.Mark(m.Routine, m.Ordinal) == nil && m.Due.After(made) {
			t.Fatalf("%+v is still to come", m)
		}
	}
	if len(merged.Notes) > routines.MostNotes {
		t.Fatalf("%d notes", len(merged.Notes))
	}
}

func subsequence[T comparable](all, part []T) bool {
	for _, entry := range all {
		if len(part) > 0 && part[0] == entry {
			part = part[1:]
		}
	}
	return len(part) == 0
}

// closedForGood reports whether nothing was opened that either had closed.
func closedForGood(t *rapid.T, mine, other, now *routines.Person) {
	for _, entry := range activityWords {
		if now.Allowed(entry.value) && (!mine.Allowed(entry.value) || other.Gates.Closed&entry.value != 0) {
			t.Fatalf("%s is open", entry.word)
		}
	}
	switch {
	case !now.Gates.Answered.Equal(mine.Gates.Answered), !now.Gates.Asked.Equal(mine.Gates.Asked):
		t.Fatal("a file has answered gates")
	case now.Care != mine.Care:
		t.Fatal("a file has ended a rest, begun one or says what is usual")
	case now.Plan.On(routines.WarmCompress) && !mine.Plan.On(routines.WarmCompress):
		t.Fatal("a file has switched the warm compress on")
	case now.Joined.After(mine.Joined) || !now.Admitted.Equal(mine.Admitted) || !now.Consented.Equal(mine.Consented):
		if !mine.Joined.IsZero() {
			t.Fatal("a file has joined")
		}
	}
	for _, span := range mine.Plan.Pauses {
		if !slices.Contains(now.Plan.Pauses, span) {
			t.Fatalf("the pause %v was ended", span)
		}
	}
	if now.Language != mine.Language || now.ID != mine.ID {
		t.Fatal("somebody else")
	}
}

// TestMergeOfOneNight looks at each kind of entry.
func TestMergeOfOneNight(t *testing.T) {
	t.Parallel()
	date := routines.DateOf(2026, time.November, 10)
	minute := func(m int) time.Time { return time.Date(2026, time.November, 11, 7, m, 0, 0, time.UTC) }
	answer := func(v routines.Value, m int) routines.Answer {
		return routines.Answer{Field: routines.Cramps, Value: v, At: minute(m)}
	}
	mark := func(s routines.State, answered int) routines.Mark {
		m := routines.Mark{Routine: routines.Hydration, State: s, Due: minute(0), Sent: minute(0)}
		if s != routines.Open {
			m.Answered = minute(answered)
		}
		return m
	}
	snoozed := mark(routines.Open, 0)
	snoozed.Snoozed = minute(50)
	for name, test := range map[string]struct{ have, in, want routines.Night }{
		"answers by their times": {
			routines.Night{Log: []routines.Answer{answer(1, 10), answer(3, 30)}},
			routines.Night{Log: []routines.Answer{answer(2, 20), answer(3, 30), answer(4, 40)}},
			routines.Night{Log: []routines.Answer{answer(1, 10), answer(2, 20), answer(3, 30), answer(4, 40)}},
		},
		"an answer given twice in a second": {
			routines.Night{Log: []routines.Answer{answer(1, 10)}},
			routines.Night{Log: []routines.Answer{answer(1, 10), answer(2, 10), answer(1, 10)}},
			routines.Night{Log: []routines.Answer{answer(1, 10), answer(2, 10), answer(1, 10)}},
		},
		"an answered mark stays": {
			routines.Night{Marks: []routines.Mark{mark(routines.Skipped, 5)}},
			routines.Night{Marks: []routines.Mark{mark(routines.Done, 9)}},
			routines.Night{Marks: []routines.Mark{mark(routines.Skipped, 5)}},
		},
		"an open mark takes the answer": {
			routines.Night{Marks: []routines.Mark{snoozed}},
			routines.Night{Marks: []routines.Mark{mark(routines.Done, 9)}},
			routines.Night{Marks: []routines.Mark{mark(routines.Done, 9)}},
		},
		"a snooze is over": {
			routines.Night{},
			routines.Night{Marks: []routines.Mark{snoozed}},
			routines.Night{Marks: []routines.Mark{mark(routines.Open, 0)}},
		},
		"a cramp that was taken back stays so": {
			routines.Night{Cramps: []routines.Cramp{{At: minute(1), Logged: minute(2), Undone: true}}},
			routines.Night{Cramps: []routines.Cramp{{At: minute(0), Logged: minute(0)}, {At: minute(1), Logged: minute(2)}}},
			routines.Night{Cramps: []routines.Cramp{{At: minute(0), Logged: minute(0)}, {At: minute(1), Logged: minute(2), Undone: true}}},
		},
		"words that are there": {
			routines.Night{Notes: []routines.Note{{Text: "a", At: minute(5)}}},
			routines.Night{Notes: []routines.Note{{Text: "b", At: minute(1)}, {Text: "a", At: minute(2)}}},
			routines.Night{Notes: []routines.Note{{Text: "b", At: minute(1)}, {Text: "a", At: minute(5)}}},
		},
		"it was asked": {
			routines.Night{Paused: true},
			routines.Night{Asked: minute(1), Again: true},
			routines.Night{Paused: true, Asked: minute(1), Again: true},
		},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			for _, n := range []*routines.Night{&test.have, &test.in, &test.want} {
				n.Date, n.Opened = date, minute(0).Add(-24*time.Hour)
			}
			nights := []*routines.Night{&test.have, {Date: date + 1}, {Date: date + 2}}
			merged, _ := Merge(&routines.Person{}, nights, &Diary{Nights: []*routines.Night{&test.in}}, made)
			got := nights[0]
			if len(merged) == 1 {
				got = merged[0]
			}
			if diff := cmp.Diff(&test.want, got, asDiaries); diff != "" {
				t.Error(diff)
			}
		})
	}
}

func TestMergeSaysWhatItLeavesOut(t *testing.T) {
	t.Parallel()
	p, nights := newcomer(made)
	open := nights[0]
	for i := range routines.MostNotes {
		if err := open.Keep(string('a'+rune(i)), made); err != nil {
			t.Fatal(err)
		}
	}
	in := &Diary{Person: p, Nights: []*routines.Night{
		{Date: open.Date, Notes: []routines.Note{{Text: "x", At: made}, {Text: "a", At: made}}},
		{Date: open.Date + 1},
	}}
	in.Person.Gates.Closed, in.Person.Care.Since = routines.Heat, made
	in.Person.Plan = routines.NewPlan("Asia/Tokyo", routines.ClockOf(7, 0), routines.ClockOf(22, 30))
	in.Person.Settings, in.Person.Summaries.Compare = routines.ScreenReader, routines.Relaxation
	merged, changes := Merge(&p, nights, in, made)
	want := Changes{SameNights: 1, Later: 1, LostNotes: 1, PlanChanges: true, SettingsChange: true, ComparesAnother: true, Closes: routines.Heat, Bytes: changes.Bytes}
	if diff := cmp.Diff(want, changes); diff != "" || len(merged) != 0 {
		t.Errorf("%s\n%v", diff, merged)
	}
	if changes.Nothing() {
		t.Error("that is something")
	}
}

func TestAdopt(t *testing.T) {
	t.Parallel()
	day := func(n int) time.Time { return made.AddDate(0, 0, n) }
	insight := func(m routines.Month, unanswered int) routines.Insight {
		return routines.Insight{Month: m, Routine: routines.CalfStretch, Unanswered: unanswered}
	}
	have := routines.Person{
		ID: 7, Language: "en", Admitted: day(-3), Joined: day(-2), Consented: day(-3),
		Gates:     routines.Gates{Answered: day(-2), Closed: routines.Heat},
		Care:      routines.Care{Since: day(-1), Usual: routines.LegNow, Hush: day(1)},
		Noted:     routines.Noted{Appointment: 50, Pattern: 60, CrampNights: 6},
		Quiet:     routines.Quiet{CheckIns: 1},
		Summaries: routines.Summaries{Last: 900, Insights: []routines.Insight{insight(902, 1)}},
	}
	in := &Diary{Person: routines.Person{
		Language: "de", Admitted: day(-30), Joined: day(-20), Consented: day(-30), Settings: routines.ScreenReader,
		Gates:     routines.Gates{Answered: day(-20), Asked: day(-4), Closed: routines.Cold},
		Care:      routines.Care{Since: day(-5), Usual: routines.StillSore, Hush: day(-5)},
		Noted:     routines.Noted{Appointment: 40, Pattern: 55, CrampNights: 5},
		Quiet:     routines.Quiet{CheckIns: 5},
		Summaries: routines.Summaries{Last: 901, Blank: 901, Compare: routines.Relaxation, Insights: []routines.Insight{insight(901, 2), insight(902, 2)}},
	}}
	want := have
	want.Settings = routines.ScreenReader
	want.Joined = day(-20)
	want.Gates.Closed = routines.Heat | routines.Cold
	want.Noted.Appointment = 40
	want.Summaries = routines.Summaries{Last: 901, Blank: 901, Compare: routines.Relaxation, Insights: []routines.Insight{insight(901, 2), insight(902, 1)}}
	got := have
	Adopt(&got, in)
	if diff := cmp.Diff(want, got, asDiaries); diff != "" {
		t.Error(diff)
	}
}

// TestAdoptKeepsNothingOfTheFile changes what was adopted, as a change of the
// book may run twice with the same file.
func TestAdoptKeepsNothingOfTheFile(t *testing.T) {
	t.Parallel()
	diaries := someDiary(2)
	rapid.Check(t, func(t *rapid.T) {
		in := leaveOut(diaries.Draw(t, "diary"))
		before := leaveOut(in)
		data := mustJSON(t, in)
		p, nights := newcomer(made)
		merged, _ := Merge(&p, nights, in, made)
		Adopt(&p, in)
		for r, h := range p.Plan.Habits {
			for i := range h.Slots {
				h.Slots[i].Offset++
			}
			p.Plan.SetHabit(r, routines.Habit{On: !h.On, Slots: h.Slots})
		}
		for _, list := range [][]routines.Slot{p.Plan.CheckIn} {
			for i := range list {
				list[i].Offset++
			}
		}
		for i := range p.Plan.Pauses {
			p.Plan.Pauses[i].From--
		}
		for i := range p.Summaries.Insights {
			p.Summaries.Insights[i].Unanswered++
		}
		for _, n := range merged {
			for i := range n.Marks {
				n.Marks[i].Ordinal++
			}
			for i := range n.Log {
				n.Log[i].Usual = !n.Log[i].Usual
			}
		}
		if !bytes.Equal(data, mustJSON(t, in)) {
			t.Fatal(cmp.Diff(before, in))
		}
	})
}

// TestMergeLeavesTheQuestionToCome looks at a Night whose check-in this bot has
// still to ask: that another one did is no reason not to.
func TestMergeLeavesTheQuestionToCome(t *testing.T) {
	t.Parallel()
	date := routines.DateOf(2026, time.November, 10)
	asked := time.Date(2026, time.November, 11, 7, 0, 0, 0, time.UTC)
	in := &Diary{}
	var nights []*routines.Night
	for i := range routines.Date(3) {
		nights = append(nights, &routines.Night{Date: date + i})
		in.Nights = append(in.Nights, &routines.Night{Date: date + i, Asked: asked})
	}
	merged, _ := Merge(&routines.Person{}, nights, in, made)
	if len(merged) != 1 || merged[0].Date != date || !merged[0].Asked.Equal(asked) {
		t.Errorf("asked about %v", merged)
	}
}
