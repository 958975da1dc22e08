package routines

import (
	"testing"
	"time"
)

// TestBedInGap has bedtime fall into an hour that a zone jumps over, and a slot
// before it as well: both come to be at the end of the gap, and the slot still rings
// there, once and without a sound. What is anchored at bedtime itself or after it
// does not.
func TestBedInGap(t *testing.T) {
	t.Parallel()
	gaps := 0
	for _, m := range moments(t) {
		zone := m.at.Location()
		_, before := m.at.Add(-time.Second).Zone()
		_, after := m.at.Zone()
		missing := time.Duration(after-before) * time.Second
		if missing < 30*time.Minute || missing > 3*time.Hour {
			continue
		}
		gaps++
		// The last minute of the gap, on the clock that people read.
		naive := m.at.UTC().Add(time.Duration(after)*time.Second - time.Minute)
		bed := ClockOf(naive.Hour(), naive.Minute())
		plan := NewPlan(m.zone, (bed+12*60)%MinutesPerDay, bed)
		plan.Habits[CalfStretch] = Habit{On: true, Slots: []Slot{{Base: AtBed, Offset: -20}, {Base: AtBed}}}
		night := plan.NightAt(m.at)
		if !plan.Bedtime(night).Equal(m.at) {
			t.Fatalf("%s: bedtime is %s, and the gap ends %s", m.zone, plan.Bedtime(night), m.at)
		}
		p := &Person{Plan: plan, Gates: Gates{Answered: m.at.AddDate(0, 0, -1)}}
		open := Begin(p, plan.WakeTime(night))
		var rang []time.Time
		for now := open.Opened; now.Before(m.at.Add(2 * time.Hour)); {
			card, next := Due(p, &open, nil, now)
			for _, k := range card.Keys {
				if k.Routine == CalfStretch {
					rang = append(rang, now.In(zone))
					if !card.Silent || k.Ordinal != 0 {
						t.Errorf("%s: %+v", m.zone, card)
					}
				}
			}
			Settle(p, &open, nil, card, 1, now)
			now = next
		}
		if len(rang) != 1 || !rang[0].Equal(m.at) {
			t.Errorf("%s: rang at %v, want once at %s", m.zone, rang, m.at)
		}
	}
	if gaps < 10 {
		t.Errorf("%d gaps", gaps)
	}
}
