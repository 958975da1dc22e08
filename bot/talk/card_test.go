package talk

import (
	"fmt"
	"slices"
	"strings"
	"testing"
	"time"

	"calmcalf/routines"
	"calmcalf/store"
)

// largest is the card with the most in it: seven slots of two Nights, and the
// morning question after an alarm.
func largest(t *testing.T) (*Turn, routines.Card) {
	turn := fuzzTurn(t, Input{})
	turn.In.Message = 7
	tonight, last := turn.tonight(), turn.lastNight()
	for _, r := range routines.Routines {
		turn.person().Plan.SetHabit(r, routines.Habit{On: true})
	}
	c := routines.Card{CheckIn: last.Date, Keys: []routines.Key{
		{Night: tonight.Date, Routine: routines.Hydration, Ordinal: 255},
		{Night: last.Date, Routine: routines.AnklePumps, Ordinal: 255},
		{Night: tonight.Date, Routine: routines.AnklePumps, Ordinal: 255},
		{Night: tonight.Date, Routine: routines.LegElevation, Ordinal: 255},
		{Night: tonight.Date, Routine: routines.WarmCompress, Ordinal: 255},
		{Night: last.Date, Routine: routines.Relaxation, Ordinal: 255},
		{Night: tonight.Date, Routine: routines.CalfStretch, Ordinal: 255},
	}, Resting: routines.Routines}
	if len(c.Keys) != routines.MostKeys {
		t.Fatalf("%d slots, of %d at most", len(c.Keys), routines.MostKeys)
	}
	return turn, c
}

// TestCardData holds that no card, however large, has a button with more data than
// Telegram takes, in each of its states.
func TestCardData(t *testing.T) {
	t.Parallel()
	states := map[string]func(*Turn, *routines.Card){
		"open":  func(*Turn, *routines.Card) {},
		"alarm": func(t *Turn, c *routines.Card) { alarming(t) },
		"alarm before": func(t *Turn, c *routines.Card) {
			t.person().Care.Since = t.tonight().Opened.Add(-time.Minute)
		},
		"sore last night": func(t *Turn, c *routines.Card) {
			t.lastNight().Record(routines.Leg, routines.LegSore, t.Now)
		},
		"sore before": func(t *Turn, c *routines.Card) {
			t.book.Before(t.lastNight().Date).Record(routines.Leg, routines.LegSore, t.Now)
		},
		"one leg swollen": func(t *Turn, c *routines.Card) {
			_ = t.person().Reply(t.tonight(), routines.Legs, routines.LegsOneSwollen, t.Now)
		},
		"complete": func(t *Turn, c *routines.Card) { t.lastNight().Record(routines.Cramps, 0, t.Now) },
		"done": func(t *Turn, c *routines.Card) {
			for _, k := range c.Keys {
				t.person().Tick(t.book.Night(k.Night), k, routines.Done, t.Now)
			}
		},
		"alone": func(t *Turn, c *routines.Card) { c.Keys, c.CheckIn = c.Keys[3:4], 0 },
		"far":   func(t *Turn, c *routines.Card) { c.CheckIn = routines.DateOf(2096, time.December, 31) },
	}
	for name, change := range states {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			turn, c := largest(t)
			routines.Settle(turn.person(), turn.tonight(), turn.lastNight(), c, 7, turn.Now)
			change(turn, &c)
			for f := routines.Field(0); f <= routines.Seen; f++ {
				if _, known := fieldNames[f]; f != 0 && !known {
					continue
				}
				for _, row := range turn.cardAsking(c, f).Rows {
					for _, b := range row {
						if len(b.Data) > mostData {
							t.Errorf("[%s] carries %d bytes: %q", b.Text, len(b.Data), b.Data)
						}
					}
				}
			}
		})
	}
}

// A button with more data than Telegram takes cannot be made.
func TestPressRefusesLongData(t *testing.T) {
	t.Parallel()
	if b := press("x", "a", strings.Repeat("x", mostData-2)); len(b.Data) != mostData {
		t.Errorf("it carries %d bytes", len(b.Data))
	}
	defer func() {
		if recover() == nil {
			t.Error("a button carries 65 bytes")
		}
	}()
	press("x", "a", strings.Repeat("x", mostData-1))
}

// TestCardIsFound taps a button of a card with several slots of two Nights and the
// morning question: all of it is drawn again, in the same order.
func TestCardIsFound(t *testing.T) {
	t.Parallel()
	turn, c := largest(t)
	c.Resting = nil
	routines.Settle(turn.person(), turn.tonight(), turn.lastNight(), c, 7, turn.Now)
	for _, row := range turn.Card(c).Rows {
		for _, b := range row {
			data := readTap(b.Data)
			if _, err := readPlace(data.arg(0)); err != nil {
				continue
			}
			turn.In.tap = data
			whole, _, err := turn.tapped(0)
			if err != nil || !slices.Equal(whole.Keys, c.Keys) || whole.CheckIn != c.CheckIn {
				t.Errorf("[%s] finds %v, want %v (%v)", b.Text, whole, c, err)
			}
		}
	}
}

// TestCardIsFoundInTheMorning taps yesterday's messages after the Night has ended.
// Older ones are about the one slot that was tapped.
func TestCardIsFoundInTheMorning(t *testing.T) {
	t.Parallel()
	turn, c := largest(t)
	c.Resting = nil
	routines.Settle(turn.person(), turn.tonight(), turn.lastNight(), c, 7, turn.Now)
	turn.In.tap = readTap("m:" + slotCode(c.Keys[0]) + ":1")
	for day, want := range []int{7, 5, 1} { // the slots of the Night before last are forgotten first
		BringUpToDate(turn.book, fuzzNow.Add(time.Duration(day)*24*time.Hour))
		whole, _, err := turn.tapped(0)
		if err != nil || len(whole.Keys) != want {
			t.Errorf("after %d days: %v (%v), want %d slots", day, whole, err, want)
		}
		if asks := whole.CheckIn != 0; asks != (day < 2) {
			t.Errorf("after %d days: it asks the morning question: %v", day, asks)
		}
	}
	for _, night := range turn.book.Nights(0, tonightDate-1) {
		if night.AskedIn != 0 {
			t.Errorf("%s is still asked about in %d", night.Date, night.AskedIn)
		}
	}
}

// TestCardIsFoundAtOnce taps a card that the Book does not know to be sent yet.
func TestCardIsFoundAtOnce(t *testing.T) {
	t.Parallel()
	turn := fuzzTurn(t, Input{Message: 7})
	turn.Now = time.Date(2026, 11, 22, 13, 30, 0, 0, time.UTC) // 14:30 with them
	tonight := turn.tonight()
	due, _ := routines.Due(turn.person(), tonight, turn.lastNight(), turn.Now)
	if len(due.Keys) < 2 {
		t.Fatalf("due is %+v", due)
	}
	turn.In.Press("1", "m:"+slotCode(due.Keys[0])+":1")
	if whole, _, err := turn.tapped(0); err != nil || !slices.Equal(whole.Keys, due.Keys) {
		t.Errorf("found is %+v, want %+v (%v)", whole, due, err)
	}
	turn.In.Press("1", "m:"+slotCode(routines.Key{Night: tonight.Date, Routine: routines.CalfStretch})+":1")
	if whole, _, err := turn.tapped(0); err != nil || len(whole.Keys) != 1 {
		t.Errorf("found is %+v, want the stretch alone (%v)", whole, err)
	}
}

// TestOldButtons taps messages that were sent when the buttons of a card carried all
// of it: they do what they say, and redraw all of the card.
func TestOldButtons(t *testing.T) {
	t.Parallel()
	night := func(b *store.Book, back routines.Date) *routines.Night { return b.Night(tonightDate - back) }
	state := func(b *store.Book, back routines.Date, r routines.Routine) routines.State {
		if m := night(b, back).Mark(r, 0); m != nil {
			return m.State
		}
		return routines.Open
	}
	answer := func(b *store.Book, back routines.Date, f routines.Field) string {
		v, ok := night(b, back).Answer(f)
		return fmt.Sprint(v, ok)
	}
	since := instantCode(fuzzNow.Add(-time.Hour))
	for _, tt := range []struct {
		data   string
		before func(*Turn)
		holds  func(*store.Book) bool
		shows  []string
	}{
		{"mark:2026-11-22.w0p0.2026-11-21.:0:1", nil, func(b *store.Book) bool { return state(b, 0, routines.Hydration) == routines.Done },
			[]string{"leg cramps last night", "Glass of water: done", "Ankle pumps: toes"}},
		{"mark:2026-11-22.w0S0..2026-11-21:1:2", nil, func(b *store.Book) bool { return state(b, 1, routines.CalfStretch) == routines.Skipped },
			[]string{"A glass of water", "Calf stretch: not today"}},
		{"snooze:2026-11-22.e0s0..:1:10", nil, func(b *store.Book) bool { return !night(b, 0).Mark(routines.CalfStretch, 0).Snoozed.IsZero() },
			[]string{"Legs up", "Calf stretch: again at"}},
		{"all:2026-11-22.e0s0..", nil, func(b *store.Book) bool {
			return state(b, 0, routines.LegElevation) == routines.Done && state(b, 0, routines.CalfStretch) == routines.Done
		}, []string{"Legs up: done", "Calf stretch: done"}},
		{"all:2026-11-22.e0..:0", nil, func(b *store.Book) bool {
			return state(b, 0, routines.LegElevation) == routines.Done && answer(b, 0, routines.Legs) == "0 true"
		}, []string{"Legs up: done", "Legs this evening: fine"}},
		{"answer:2026-11-22.w0.2026-11-21.:1:0", nil, func(b *store.Book) bool { return answer(b, 1, routines.Cramps) == "0 true" },
			[]string{"no cramps", "A glass of water"}},
		{"ask:2026-11-22.w0.2026-11-21.:2", nil, func(*store.Book) bool { return true }, []string{"is one leg swollen", "A glass of water"}},
		{"legs:2026-11-22.e0s0..:1", nil, func(b *store.Book) bool { return answer(b, 0, routines.Legs) == "1 true" }, []string{"heavy", "Calf stretch"}},
		{"sore:2026-11-22.e0s0..:2026-11-21:0", func(t *Turn) { t.lastNight().Record(routines.Leg, routines.LegSore, t.Now) },
			func(b *store.Book) bool { return answer(b, 1, routines.Sore) == "0 true" }, []string{"Legs up", "Calf stretch"}},
		{"care:checked:" + since + ":2026-11-22.w0.2026-11-21.", alarming, func(b *store.Book) bool { return !b.Person.Care.Rests() },
			[]string{"A glass of water"}},
		{"care:checked:" + since + ":", alarming, func(b *store.Book) bool { return !b.Person.Care.Rests() }, []string{"Good that it was looked at"}},
	} {
		t.Run(tt.data, func(t *testing.T) {
			t.Parallel()
			turn := fuzzTurn(t, Input{Update: 1, Message: 7})
			if tt.before != nil {
				tt.before(turn)
			}
			turn.In.Press("1", tt.data)
			if err := turn.Run(); err != nil {
				t.Fatal(err)
			}
			if !tt.holds(turn.book) {
				t.Errorf("stored is %+v", *turn.lastNight())
			}
			said := turn.Out[len(turn.Out)-1].Text.Plain()
			for _, words := range tt.shows {
				if !strings.Contains(said, words) {
					t.Errorf("it shows %q, without %q", said, words)
				}
			}
		})
	}
}
