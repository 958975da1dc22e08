package routines

import (
	"testing"
	"time"

	"pgregory.net/rapid"
)

func TestEarly(t *testing.T) {
	t.Parallel()
	typed := func(r Routine, c Clock) func(*diary) {
		return func(d *diary) { d.Plan.Habits = map[Routine]Habit{r: {On: true, Slots: []Slot{At(c, 0)}}} }
	}
	sent := func(change func(m *Mark)) func(*diary) {
		return func(d *diary) {
			d.ring(day(1, "21:00"))
			m := d.tonight().Mark(LegElevation, 0)
			change(m)
		}
	}
	tests := []struct {
		name   string
		change func(*diary)
		now    time.Time // the next alarm after it is looked at
		at     time.Time // when that is
		want   time.Time
	}{
		{"the stretch", nil, day(1, "21:30"), day(1, "22:10"), day(1, "21:50")},
		{"the day, silent or not", nil, day(1, "07:30"), day(1, "10:30"), day(1, "10:10")},
		{"not before waking", typed(AnklePumps, ClockOf(7, 5)), day(1, "07:01"), day(1, "07:05"), day(1, "07:00")},
		{"not at bedtime", typed(CalfStretch, ClockOf(22, 30)), day(1, "21:30"), day(1, "22:30"), day(1, "22:30")},
		{"not in bed", typed(CalfStretch, ClockOf(2, 0)), day(1, "23:30"), day(2, "02:00"), day(2, "02:00")},
		{"not the morning question", nil, day(2, "07:01"), day(2, "07:15"), day(2, "07:15")},
		{"nor what it comes again with", func(d *diary) { d.ring(day(2, "07:15")) }, day(2, "08:00"), day(2, "10:30"), day(2, "10:30")},
		{"nothing when a Night opens", nil, day(1, "22:40"), day(2, "07:00"), time.Time{}},
		{"not what was snoozed", sent(func(m *Mark) { m.Snoozed = day(1, "21:40") }), day(1, "21:30"), day(1, "21:40"), day(1, "21:40")},
		{"nor what falls together with it", sent(func(m *Mark) { m.Snoozed = day(1, "22:10") }), day(1, "21:30"), day(1, "22:10"), day(1, "22:10")},
		{"not the repeat", func(d *diary) {
			d.Settings = RepeatStretch
			d.ring(day(1, "22:10"))
		}, day(1, "22:11"), day(1, "22:25"), day(1, "22:25")},
		{"not before the hush ends", func(d *diary) { d.Care.Hush = day(1, "22:00") }, day(1, "21:30"), day(1, "22:10"), day(1, "22:00")},
		{"nothing in a hush", func(d *diary) { d.Care.Hush = day(1, "23:00") }, day(1, "21:30"), day(1, "22:10"), time.Time{}},
		{"nothing to somebody who is away", func(d *diary) { d.Away = day(1, "12:00") }, day(1, "21:30"), day(1, "22:10"), time.Time{}},
		{"nothing that was answered", func(d *diary) {
			d.ring(day(1, "21:00"))
			d.Tick(d.tonight(), Key{d.tonight().Date, CalfStretch, 0}, Done, day(1, "21:05"))
		}, day(1, "21:30"), day(1, "22:10"), time.Time{}},
	}
	for _, test := range tests {
		t.Run(test.name, func(t *testing.T) {
			t.Parallel()
			d := newDiary(t)
			if test.change != nil {
				test.change(d)
			}
			d.look(test.now)
			tonight, before := latest(d.nights)
			if got := Early(d.Person, tonight, before, test.at); !got.Equal(test.want) {
				t.Errorf("from %v on, want %v", got, test.want)
			}
		})
	}
}

// TestEarlyLives lets messages go out early in between whatever else happens.
// They are about slots of the open Night that would have rung before bedtime,
// and these do not ring again.
func TestEarlyLives(t *testing.T) {
	t.Parallel()
	plans := ways()
	rapid.Check(t, func(t *rapid.T) {
		l := &life{T: t, plans: plans, zones: []string{"Europe/Berlin", "Asia/Tokyo", "Pacific/Apia"}, rung: map[Key][]time.Time{},
			answered: map[Key]bool{}, undone: map[Key]bool{}, asked: map[Date]int{}}
		l.now = time.Date(2026, time.October, 20, 0, 0, 0, 0, time.UTC).Add(time.Duration(rapid.IntRange(0, 10*86400).Draw(t, "later")) * time.Second)
		plan := plans[l.way()]
		plan.Zone = rapid.SampledFrom(l.zones).Draw(t, "zone")
		l.p = &Person{Plan: plan, Gates: Gates{Answered: l.now}}
		l.nights = []Night{Begin(l.p, l.now)}
		l.look(false)
		for range rapid.IntRange(10, 80).Draw(t, "steps") {
			switch rapid.SampledFrom([]string{"ring", "early", "early", "act", "act"}).Draw(t, "step") {
			case "ring":
				l.now = l.alarm
				l.look(true)
			case "early":
				l.early()
			case "act":
				l.now = l.now.Add(time.Duration(rapid.Int64Range(0, int64(l.alarm.Sub(l.now)/time.Second)).Draw(t, "later")) * time.Second)
				l.advance()
				l.act()
				l.look(false)
			}
		}
	})
}

// early sends what the next alarm is about as soon as that may be.
func (l *life) early() {
	tonight, before := latest(l.nights)
	from := Early(l.p, tonight, before, l.alarm)
	if from.IsZero() || !from.Before(l.alarm) || !l.now.Before(l.alarm) {
		return
	}
	l.now = later(l.now, from)
	card, _ := Due(l.p, tonight, before, l.alarm)
	if l.now.Before(tonight.Opened) || l.alarm.Sub(from) > MostEarly || card.Empty() || card.CheckIn != 0 ||
		!l.alarm.Before(l.p.Plan.Bedtime(tonight.Date)) || card.Until.Before(l.alarm) {
		l.Fatalf("from %s on %+v of %s may be sent", from, card, l.alarm)
	}
	for _, k := range card.Keys {
		if k.Night != tonight.Date || tonight.Mark(k.Routine, k.Ordinal) != nil {
			l.Fatalf("at %s %v rings early", l.now, k)
		}
		l.rung[k] = append(l.rung[k], l.now) // so that it may not ring again without a change since
	}
	Settle(l.p, tonight, before, card, 1, l.now)
	l.look(false)
	if l.alarm.Equal(l.now) {
		l.Fatalf("at %s something else is due", l.now)
	}
}
