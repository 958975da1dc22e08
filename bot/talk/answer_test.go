package talk

import (
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"calmcalf/routines"
	"calmcalf/store"
)

// TestAnswers holds what is seldom met in a conversation.
func TestAnswers(t *testing.T) {
	t.Parallel()
	last := (tonightDate - 1).String()
	notes := func(texts ...string) func(*Turn) {
		return func(t *Turn) {
			t.lastNight().Record(routines.Cramps, 0, t.Now)
			for _, text := range texts {
				t.lastNight().Notes = append(t.lastNight().Notes, routines.Note{Text: text})
			}
		}
	}
	sore := func(t *Turn) {
		t.lastNight().Record(routines.Cramps, 1, t.Now)
		t.lastNight().Record(routines.Leg, routines.LegSore, t.Now)
	}
	cramp := func(t *Turn) {
		t.lastNight().Record(routines.Cramps, 1, t.Now)
		t.lastNight().Record(routines.Sleep, 1, t.Now)
	}
	raiseAlone := func(t *Turn) {
		t.lastNight().AskedIn = 0
		t.tonight().Marks = slices.DeleteFunc(t.tonight().Marks, func(m routines.Mark) bool { return m.Routine != routines.LegElevation })
	}
	for _, tt := range []struct {
		name  string
		scene scene
		shows []string
		lacks []string
	}{
		{"two notes", scene{data: "night:" + last, before: notes("one", "two")}, []string{"one", "two"}, []string{"earlier note"}},
		{"three notes", scene{data: "night:" + last, before: notes("one", "two", "three")}, []string{"two", "three", "and 1 earlier note"}, []string{"one\n"}},
		{"the leg is no longer sore", scene{data: "s:" + raiseCode + ":" + last + ":0", before: sore}, []string{"1 cramp"}, []string{"leg cramps last night?"}},
		{"the legs are told, and legs up is not", scene{data: "l:" + raiseCode + ":0", before: raiseAlone}, []string{"Legs this evening: fine."}, []string{"Done, legs fine"}},
		{"days to those who listen", scene{words: "/history", before: func(t *Turn) { t.person().Settings = routines.ScreenReader }},
			[]string{"Sat 21 Nov", "night:" + last}, nil},
		{"another habit to compare", scene{data: "compare:w"}, []string{"✓ Glass of water compare:w", "Calf stretch compare:s"}, []string{"✓ Calf"}},
		{"the page of a month, with notes", scene{data: "export:pdf:2026-11", before: notes("one")}, []string{"export:pdf:2026-11:notes"}, nil},
		{"numb legs after a cramp", scene{data: "l:" + raiseCode + ":4", before: cramp}, []string{"worth an appointment"}, nil},
		{"fine legs after a cramp", scene{data: "l:" + raiseCode + ":0", before: cramp}, nil, []string{"worth an appointment"}},
	} {
		t.Run(tt.name, func(t *testing.T) {
			t.Parallel()
			turn, _ := tt.scene.play(t)
			if err := turn.Run(); err != nil {
				t.Fatal(err)
			}
			var said strings.Builder
			for _, r := range turn.Out {
				said.WriteString(r.Text.Plain() + "\n")
				for _, row := range r.Rows {
					for _, b := range row {
						said.WriteString("[" + b.Text + " " + b.Data + "]")
					}
				}
			}
			for _, words := range tt.shows {
				if !strings.Contains(said.String(), words) {
					t.Errorf("it says %q, without %q", said.String(), words)
				}
			}
			for _, words := range tt.lacks {
				if strings.Contains(said.String(), words) {
					t.Errorf("it says %q, with %q", said.String(), words)
				}
			}
		})
	}
}

// Only a yes is one.
func TestConsent(t *testing.T) {
	t.Parallel()
	for answer, want := range map[string]bool{"yes": true, "no": false} {
		turn, again := scene{data: "consent:" + answer, before: func(t *Turn) { *t.book = store.Book{} }}.play(t)
		if err := turn.Run(); err != nil {
			t.Fatal(err)
		}
		if got := !turn.person().Consented.IsZero(); got != want {
			t.Errorf("after %q consent is noted: %v", answer, got)
		}
		second := again()
		if err := second.Again(); err != nil {
			t.Fatal(err)
		}
		if declined := second.Text("consent.declined"); (second.Out[0].Text == declined) == want {
			t.Errorf("after %q, again: %s", answer, second.Out[0].Text)
		}
	}
}

// What rests is named, and comes back by one button.
func TestRestingIsNamed(t *testing.T) {
	t.Parallel()
	turn := fuzzTurn(t, Input{})
	part := turn.restingPart(routines.Card{Resting: []routines.Routine{routines.Hydration, routines.CalfStretch}})
	for _, r := range []routines.Routine{routines.Hydration, routines.CalfStretch} {
		if !strings.Contains(string(part.text), string(turn.routine(r))) {
			t.Errorf("%s, without %s", part.text, r)
		}
	}
	if len(part.rows) != 1 || part.rows[0][0].Data != "rouse:ws" {
		t.Errorf("%+v", part.rows)
	}
}

// A pause with an end ends the one without that it meets: its answer names the last
// Night, and reminders go on after that.
func TestPauseMeetsAnother(t *testing.T) {
	t.Parallel()
	christmas, newYear := routines.DateOf(2026, time.December, 24), routines.DateOf(2027, time.January, 2)
	for _, tt := range []struct {
		name   string
		before []routines.Span
		words  string
		want   []routines.Span
	}{
		{"open since yesterday", []routines.Span{{From: tonightDate - 1}}, "3d", []routines.Span{{From: tonightDate, To: tonightDate + 2}}},
		{"open from tonight", []routines.Span{{From: tonightDate}}, "3d", []routines.Span{{From: tonightDate, To: tonightDate + 2}}},
		{"open from the same Night", []routines.Span{{From: christmas}}, "2026-12-24 2027-01-02", []routines.Span{{From: christmas, To: newYear}}},
		{"open now, and a holiday later", []routines.Span{{From: tonightDate}}, "2026-12-24 2027-01-02",
			[]routines.Span{{From: tonightDate}, {From: christmas, To: newYear}}},
		{"open later, and a few days before", []routines.Span{{From: christmas}}, "3d",
			[]routines.Span{{From: christmas}, {From: tonightDate, To: tonightDate + 2}}},
		{"one within", []routines.Span{{From: christmas + 1, To: newYear}}, "2026-12-24 2027-01-02", []routines.Span{{From: christmas, To: newYear}}},
		{"one that is longer", []routines.Span{{From: christmas, To: newYear + 1}}, "2026-12-24 2027-01-02",
			[]routines.Span{{From: christmas, To: newYear + 1}, {From: christmas, To: newYear}}},
		{"one that is over", []routines.Span{{From: tonightDate - 9, To: tonightDate - 1}}, "", []routines.Span{{From: tonightDate}}},
		{"a holiday, and now open", []routines.Span{{From: christmas, To: newYear}}, "", []routines.Span{{From: tonightDate}}},
	} {
		turn, _ := scene{words: strings.TrimSpace("/pause " + tt.words), before: func(t *Turn) { t.person().Plan.Pauses = tt.before }}.play(t)
		if err := turn.Run(); err != nil {
			t.Fatal(err)
		}
		if diff := cmp.Diff(tt.want, turn.person().Plan.Pauses); diff != "" {
			t.Errorf("%s (-want +got):\n%s", tt.name, diff)
		}
	}
}

// Codes, times and dates that follow a command are no emergency, whatever they
// spell; other words are, with or without a slash.
func TestAlarming(t *testing.T) {
	t.Parallel()
	for text, want := range map[string]bool{
		"I cant breathe":          true,
		"/tonight I cant breathe": true,
		"/start I cant breathe":   false,
		"/START I cant breathe":   false,
		"/set I cant breathe":     false,
		"/tonight":                false,
	} {
		if Alarming(text) != want {
			t.Errorf("%q: %v", text, !want)
		}
	}
}

// TestOwed is about what is kept of an input whose answer may come late.
func TestOwed(t *testing.T) {
	t.Parallel()
	write := func(text string) Input {
		in := Input{Update: 1}
		in.Write(text, "calmcalf_bot")
		return in
	}
	filed := write("tonight")
	filed.Kind = Filed
	tapped := Input{Update: 1, Message: 7}
	tapped.Press("1", "show:tonight")
	for name, tt := range map[string]struct {
		in   Input
		want store.Owed
	}{
		"words":                      {write("hello"), store.Owed{Kind: store.OwedWords}},
		"words that name a screen":   {write("tonight"), store.Owed{Kind: store.OwedCommand, What: "tonight"}},
		"a command":                  {write("/plan"), store.Owed{Kind: store.OwedCommand, What: "plan"}},
		"a tap":                      {tapped, store.Owed{Kind: store.OwedTap, What: "show:tonight", Message: 7}},
		"a file, whatever it says":   {filed, store.Owed{Kind: store.OwedWords}},
		"an emergency, and no words": {write("I cant breathe"), store.Owed{Kind: store.OwedEmergency}},
	} {
		tt.want.Update, tt.want.At = 1, fuzzNow
		if got, ok := fuzzTurn(t, tt.in).Owed(); !ok || got != tt.want {
			t.Errorf("%s: %+v, %v; want %+v", name, got, ok, tt.want)
		}
	}
	outside := write("hello")
	outside.Access = Stranger
	if got, ok := fuzzTurn(t, outside).Owed(); ok {
		t.Errorf("of a stranger %+v is kept", got)
	}
}

// The usual time of a week is the one that most days have, and the earlier of two
// that tie, in whatever order they are met.
func TestWeekText(t *testing.T) {
	t.Parallel()
	turn := fuzzTurn(t, Input{})
	early, late := routines.ClockOf(21, 0), routines.ClockOf(22, 30)
	for _, tt := range []struct {
		week  routines.Week // from Sunday on
		usual routines.Clock
	}{
		{routines.EveryDay(late), late},
		{routines.Week{early, late, late, late, late, early, early}, late},
		{routines.Week{late, early, early, early, early, late, late}, early},
		{routines.Week{late, late, late, early, early, early, 0}, early},
	} {
		for range 20 {
			if got, want := turn.weekText(tt.week), turn.Say.Clock(tt.usual); !strings.HasPrefix(string(got), string(want)) {
				t.Fatalf("%v: %s, want %s first", tt.week, got, want)
			}
		}
	}
}

// A calendar has whole weeks and no empty row, which Telegram would refuse.
func TestGridIsWeeks(t *testing.T) {
	t.Parallel()
	turn := fuzzTurn(t, Input{})
	for month := tonightDate.Month(); month < tonightDate.Month()+12; month++ {
		var days []routines.Day
		for d := month.First(); d <= month.Last(); d++ {
			days = append(days, routines.Day{Date: d, Outcome: routines.NoNight})
		}
		for _, row := range turn.grid(days) {
			if len(row) != 7 || !slices.ContainsFunc(row, func(b Button) bool { return b.Text != "·" }) {
				t.Errorf("%v has the row %v", month, row)
			}
		}
	}
}

// One Night is enough for the page, and none is a mistake.
func TestPageOfOneNight(t *testing.T) {
	t.Parallel()
	for days, want := range map[time.Duration]bool{0: false, 1: true} {
		turn := fuzzTurn(t, Input{})
		turn.book = &store.Book{Person: *turn.person()}
		turn.book.Add(routines.Begin(turn.person(), fuzzNow.Add(-days*24*time.Hour)))
		BringUpToDate(turn.book, fuzzNow)
		err := turn.exportPage(0, false)
		if keyed, mistaken := err.(*routines.Error); (err == nil) != want || mistaken && keyed.Key != "error.export.empty" {
			t.Errorf("after %d days: %v", days, err)
		}
		if want && (len(turn.Out) != 1 || turn.Out[0].File == nil) {
			t.Errorf("it says %+v", turn.Out)
		}
	}
}

func TestShorten(t *testing.T) {
	t.Parallel()
	for text, want := range map[string]string{"": "", "füße": "füße", "füße!": "füße!", "füße und": "füße…"} {
		if got := shorten(text, 5); got != want {
			t.Errorf("%q became %q, want %q", text, got, want)
		}
	}
}
