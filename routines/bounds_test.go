package routines

import (
	"errors"
	"fmt"
	"testing"
	"time"
)

// mistaken reports whether an error is the mistake of a key.
func mistaken(err error, key string) bool {
	var mistake *Error
	return errors.As(err, &mistake) && mistake.Key == key
}

// TestFullNight fills a Night up to each bound, which is accepted, and goes one beyond.
func TestFullNight(t *testing.T) {
	t.Parallel()
	now := time.Date(2026, 11, 22, 7, 0, 0, 0, time.UTC)
	p := &Person{}
	n := &Night{Date: 20779, Opened: now}
	at := func(i int) time.Time { return now.Add(time.Duration(i) * time.Second) }
	for i := range MostAnswers {
		if err := p.Reply(n, Pain, Value(1+i%10), at(i)); err != nil {
			t.Fatalf("answer %d: %v", i+1, err)
		}
	}
	last := n.Log[MostAnswers-1].Value
	if err := p.Reply(n, Pain, 1+last%10, at(1000)); !mistaken(err, "error.answer.full") || len(n.Log) != MostAnswers {
		t.Errorf("%d answers, %v", len(n.Log), err)
	}
	if err := p.Reply(n, Pain, last, at(1000)); err != nil {
		t.Errorf("the same answer again: %v", err)
	}
	if err := n.AsUsual(&Night{Log: []Answer{{Field: Sleep, Value: 1}}}, at(1000)); !mistaken(err, "error.answer.full") || len(n.Log) != MostAnswers {
		t.Errorf("as usual: %d answers, %v", len(n.Log), err)
	}
	if err := p.Reply(n, Complete, Withdrawn, at(1000)); !mistaken(err, "error.answer.full") || len(n.Log) != MostAnswers {
		t.Errorf("as usual, taken back: %d answers, %v", len(n.Log), err)
	}

	for i := range MostLogged {
		if err := n.LogCramp(at(i), at(i)); err != nil {
			t.Fatalf("cramp %d: %v", i+1, err)
		}
	}
	if err := n.LogCramp(at(1000), at(1000)); !mistaken(err, "error.cramp.full") || len(n.Cramps) != MostLogged {
		t.Errorf("%d cramps, %v", len(n.Cramps), err)
	}
	n.UndoCramp(at(3))
	if err := n.LogCramp(at(3), at(1001)); err != nil || !n.HasCramp(at(3)) {
		t.Errorf("one that was taken back: %v", err)
	}

	for i := range MostNotes {
		if err := n.Keep(fmt.Sprint(i), now); err != nil {
			t.Fatalf("note %d: %v", i+1, err)
		}
	}
	if err := n.Keep("more", now); !mistaken(err, "error.note.full") || len(n.Notes) != MostNotes {
		t.Errorf("%d notes, %v", len(n.Notes), err)
	}

	for i := range MostMarks {
		k := Key{n.Date, Routines[i%len(Routines)], uint8(i / len(Routines))}
		if !n.Holds(k) {
			t.Fatalf("no room for mark %d", i+1)
		}
		n.Touch(k.Routine, k.Ordinal, at(i))
	}
	if n.Holds(Key{n.Date, Hydration, MostSlots}) || !n.Holds(Key{n.Date, Hydration, 0}) {
		t.Error("a full Night holds the marks that it has, and no others")
	}
}

// TestFullNightTakesAlarms tells of emergencies and alarming legs beyond all bounds: each
// counts, and the Night does not grow without end.
func TestFullNightTakesAlarms(t *testing.T) {
	t.Parallel()
	now := time.Date(2026, 11, 22, 7, 0, 0, 0, time.UTC)
	p := &Person{Plan: NewPlan("Europe/Berlin", ClockOf(7, 0), ClockOf(22, 30))}
	n := &Night{Date: 20779, Opened: now}
	for i := range MostAnswers {
		if err := p.Reply(n, Pain, Value(1+i%10), now); err != nil {
			t.Fatal(err)
		}
	}
	for i := range 1000 {
		at := now.Add(time.Duration(i) * time.Minute)
		p.Call(n, at)
		if _, called := p.Unseen([]*Night{n}); !called.Equal(at) {
			t.Fatalf("call %d is heard at %v, not at %v", i+1, called, at)
		}
		v := []Value{LegAlarm, LegFine}[i%2]
		if err := p.Reply(n, Leg, v, at); err != nil {
			t.Fatalf("leg %d: %v", i+1, err)
		}
		if got, _ := n.Answer(Leg); got != v {
			t.Fatalf("leg %d: %v, want %v", i+1, got, v)
		}
	}
	n.Tell(Seen, SeenChecked, now.Add(2000*time.Minute))
	if leg, called := p.Unseen([]*Night{n}); !leg.IsZero() || !called.IsZero() {
		t.Error("what was looked at still alarms")
	}
	if most := MostAnswers + spareAnswers + len(ranges); len(n.Log) > most {
		t.Errorf("%d answers, more than %d", len(n.Log), most)
	}
}

// TestOlderNightsStay answers in a Night from before there were bounds.
func TestOlderNightsStay(t *testing.T) {
	t.Parallel()
	now := time.Date(2026, 11, 22, 7, 0, 0, 0, time.UTC)
	n := &Night{}
	for i := range 3 * MostAnswers {
		n.Log = append(n.Log, Answer{Field: Pain, Value: Value(1 + i%10), At: now})
	}
	before := len(n.Log)
	if err := (&Person{}).Reply(n, Sleep, 1, now); !mistaken(err, "error.answer.full") || len(n.Log) != before {
		t.Errorf("%d answers of %d, %v", len(n.Log), before, err)
	}
	n.Tell(Emergency, 1, now)
	if len(n.Log) != before+1 {
		t.Errorf("%d answers of %d and an emergency", len(n.Log), before)
	}
}

// TestFullPlan fills a plan with pauses.
func TestFullPlan(t *testing.T) {
	t.Parallel()
	const tonight Date = 20779
	p := &Plan{}
	for i := range Date(MostPauses) {
		if err := p.Pause(Span{tonight + 2*i, tonight + 2*i}, tonight); err != nil {
			t.Fatalf("pause %d: %v", i+1, err)
		}
	}
	next := Span{tonight + 2*MostPauses, tonight + 2*MostPauses}
	if err := p.Pause(next, tonight); !mistaken(err, "error.span.full") || len(p.Pauses) != MostPauses {
		t.Errorf("%d pauses, %v", len(p.Pauses), err)
	}
	if err := p.Pause(next, tonight+1); err != nil || len(p.Pauses) != MostPauses {
		t.Errorf("when one had gone by: %d pauses, %v", len(p.Pauses), err)
	}
	if err := p.Pause(Span{From: tonight + 1}, tonight+1); err != nil || len(p.Pauses) != 1 {
		t.Errorf("one in the place of all: %d pauses, %v", len(p.Pauses), err)
	}
}

// TestCrowdedCheckIn gives the morning question as many times as it may have, and one
// more.
func TestCrowdedCheckIn(t *testing.T) {
	t.Parallel()
	times := func(count int) (slots []Slot) {
		for i := range count {
			slots = append(slots, At(ClockOf(8, i), 0))
		}
		return slots
	}
	specs := func(count int) (slots []Slot) {
		for i := range count {
			slots = append(slots, Slot{Base: ByCron, Cron: "0 9 * * " + fmt.Sprint(i%7)})
		}
		return slots
	}
	for name, row := range map[string]struct {
		slots   []Slot
		crowded bool
	}{
		"as many as there may be":       {times(MostSlots), false},
		"one more":                      {times(MostSlots + 1), true},
		"another one on each weekday":   {specs(MostSpecs), false},
		"one specification more":        {specs(MostSpecs + 1), true},
		"each minute":                   {[]Slot{{Base: ByCron, Cron: "* * * * *"}}, true},
		"as many lines as there can be": {everyDay(MostSlots), false},
		"one line more":                 {append(everyDay(MostSlots), At(ClockOf(8, 0), 1)), true},
	} {
		p := NewPlan("Europe/Berlin", ClockOf(7, 0), ClockOf(22, 30))
		p.CheckIn = row.slots
		if err := p.Check(); mistaken(err, "error.checkin.crowded") != row.crowded {
			t.Errorf("%s: %v", name, err)
		}
	}
}

// everyDay has so many slots on each weekday, other ones each.
func everyDay(count int) (slots []Slot) {
	for day := range 7 {
		for i := range count {
			slots = append(slots, At(ClockOf(8+day, i), 1<<day))
		}
	}
	return slots
}

// BenchmarkCheckHostile checks plans that were made to take long.
func BenchmarkCheckHostile(b *testing.B) {
	for _, spec := range []string{"* * * * *", "0 0 29 2 *"} {
		b.Run(spec, func(b *testing.B) {
			p := NewPlan("Europe/Berlin", ClockOf(7, 0), ClockOf(22, 30))
			var slots []Slot
			for range MostLines {
				slots = append(slots, Slot{Base: ByCron, Cron: spec})
			}
			for _, r := range Routines {
				p.SetHabit(r, Habit{On: true, Slots: slots[:MostSpecs]})
			}
			p.CheckIn = slots
			for b.Loop() {
				_ = p.Check()
				_, _ = p.CheckInTime(20779)
			}
		})
	}
}
