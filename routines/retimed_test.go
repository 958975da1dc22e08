package routines

import (
	"testing"
	"time"
)

// TestRetimed sets a new time after the old one was answered: it rings, and the
// answer stays.
func TestRetimed(t *testing.T) {
	t.Parallel()
	p := Person{Joined: day(1, "12:00"), Plan: NewPlan("UTC", ClockOf(7, 0), ClockOf(22, 30))}
	p.Gates.Answered = day(1, "12:00")
	night := Begin(&p, day(1, "12:00"))
	first := Key{night.Date, CalfStretch, 0}
	p.Tick(&night, first, Done, day(1, "21:00"))
	p.Plan.SetHabit(CalfStretch, Habit{On: true, Slots: []Slot{At(ClockOf(22, 0), 0)}})
	Retimed(&p, &night, CalfStretch, day(1, "21:30"))
	Changed(&p, &night, day(1, "21:30"))
	card, _ := Due(&p, &night, nil, day(1, "22:00"))
	if len(card.Keys) != 1 || card.Keys[0] != first {
		t.Errorf("at 22:00 this is due: %+v", card.Keys)
	}
	if len(night.Marks) != 1 || night.Marks[0].State != Done || night.Marks[0].Ordinal == 0 {
		t.Errorf("the answer became %+v", night.Marks)
	}
}

// TestRetimedLeavesOthers sets a new time of one routine after another was done
// ahead and moved with bedtime: what was done does not ring.
func TestRetimedLeavesOthers(t *testing.T) {
	t.Parallel()
	p := person("UTC")
	night := Begin(p, day(1, "07:00"))
	p.Tick(&night, Key{night.Date, LegElevation, 0}, Done, day(1, "20:00"))
	p.Plan.Bed = EveryDay(ClockOf(23, 0))
	Changed(p, &night, day(1, "20:10"))
	p.Plan.SetHabit(CalfStretch, Habit{On: true, Slots: []Slot{At(ClockOf(22, 0), 0)}})
	Retimed(p, &night, CalfStretch, day(1, "20:20"))
	Changed(p, &night, day(1, "20:20"))
	if card, next := Due(p, &night, nil, day(1, "21:30")); !card.Empty() || !next.Equal(day(1, "22:00")) {
		t.Errorf("at 21:30 this is due: %+v, and next something at %v", card.Keys, next)
	}
}

// TestNoHeatOnSwollenLegs leaves the compress out on an evening with swollen
// legs.
func TestNoHeatOnSwollenLegs(t *testing.T) {
	t.Parallel()
	p := Person{Joined: day(1, "12:00"), Plan: NewPlan("UTC", ClockOf(7, 0), ClockOf(22, 30))}
	p.Gates.Answered = day(1, "12:00")
	p.Plan.SetHabit(WarmCompress, Habit{On: true})
	for _, legs := range []Value{LegsFine, LegsHeavy, LegsNumb, LegsRestless, LegsOneSwollen, LegsSwollen} {
		swollen := legs == LegsOneSwollen || legs == LegsSwollen
		night := Begin(&p, day(1, "12:00"))
		night.Record(Legs, legs, day(1, "21:05"))
		card, _ := Due(&p, &night, nil, day(1, "21:45"))
		for _, k := range card.Keys {
			if k.Routine == WarmCompress && swollen {
				t.Errorf("legs %d: heat is suggested on swollen legs", legs)
			}
		}
		if !swollen && (len(card.Keys) == 0 || card.Keys[len(card.Keys)-1].Routine != WarmCompress) {
			t.Errorf("legs %d: without swelling this is due: %+v", legs, card.Keys)
		}
	}
}

// TestTargetOfTheMorning finds last night's open slot just after waking.
func TestTargetOfTheMorning(t *testing.T) {
	t.Parallel()
	p := Person{Joined: day(1, "12:00"), Plan: NewPlan("UTC", ClockOf(7, 0), ClockOf(22, 30))}
	p.Gates.Answered = day(1, "12:00")
	before := Begin(&p, day(1, "12:00"))
	before.Touch(CalfStretch, 0, day(1, "22:10")).Sent = day(1, "22:10")
	tonight := Advance(&p, &before, nil, day(2, "07:05"))[0]
	for _, tt := range []struct {
		at    time.Time
		night Date
	}{{day(2, "07:05"), before.Date}, {day(2, "11:00"), tonight.Date}} {
		if key, err := p.Target(&tonight, &before, CalfStretch, tt.at); err != nil || key.Night != tt.night {
			t.Errorf("at %v: %+v, %v; want the Night %v", tt.at, key, err, tt.night)
		}
	}
}

// TestUndoAsUsual takes back everything that [As usual] filled in.
func TestUndoAsUsual(t *testing.T) {
	t.Parallel()
	var p Person
	var earlier, n Night
	earlier.Record(Pain, 6, day(1, "07:15"))
	earlier.Record(Side, 2, day(1, "07:15"))
	n.Record(Cramps, 1, day(2, "07:15"))
	n.Record(Leg, LegFine, day(2, "07:15"))
	n.AsUsual(&earlier, day(2, "07:16"))
	last, ok := n.LastAnswered()
	if !ok || last != Complete {
		t.Fatalf("the last answer is to question %d", last)
	}
	if err := p.Reply(&n, Complete, Withdrawn, day(2, "07:17")); err != nil {
		t.Fatal(err)
	}
	if f, ok := n.Question(); f != Pain || !ok {
		t.Errorf("after the undo question %d is open, %v", f, ok)
	}
	if _, ok := n.Answer(Side); ok {
		t.Error("the side that was filled in stays")
	}
}
