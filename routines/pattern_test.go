package routines

import (
	"slices"
	"testing"

	"github.com/google/go-cmp/cmp"
	"pgregory.net/rapid"
)

// patternNight is the Night after whose answer the tables look.
const patternNight Date = 20780

// patternDiary writes the nights up to patternNight, one a letter: x cramps, s
// cramps that disturbed sleep, . none, ? not answered, a blank for no Night.
// Below it the evenings: f fine, h heavy, 1 one leg swollen, w both, n numb, r
// restless, anything else not answered.
func patternDiary(cramps, legs string) (nights []*Night) {
	for i, letter := range cramps {
		if letter == ' ' {
			continue
		}
		n := &Night{Date: patternNight - Date(len(cramps)-1-i)}
		switch letter {
		case 'x':
			n.Record(Cramps, 1, day(1, "07:00"))
		case 's':
			n.Record(Cramps, 2, day(1, "07:00"))
			n.Record(Sleep, 1, day(1, "07:01"))
		case '.':
			n.Record(Cramps, 0, day(1, "07:00"))
		}
		if i < len(legs) {
			if v := slices.Index([]byte("fh1wnr"), legs[i]); v >= 0 {
				n.Record(Legs, Value(v), day(1, "21:00"))
			}
		}
		nights = append(nights, n)
	}
	return nights
}

// warned are people who know about the appointment.
var warned = Noted{Appointment: 1}

func TestPatterns(t *testing.T) {
	t.Parallel()
	for _, tt := range []struct {
		name         string
		cramps, legs string // the last letter is patternNight, the eighth from the end closes the first week
		noted        Noted
		muted        bool
		want         Finding
	}{
		{"nothing", "", "", Noted{}, false, 0},
		{"cramps alone", "x", "f", Noted{}, false, 0},
		{"disturbed once", "s", "", Noted{}, false, NeedsAppointment},
		{"disturbed thirteen Nights ago", "s.............", "", Noted{}, false, NeedsAppointment},
		{"disturbed fourteen Nights ago", "s..............", "", Noted{}, false, 0},
		{"numb before cramps", "x", "n", Noted{}, false, NeedsAppointment},
		{"numb after cramps", "x?", " n", Noted{}, false, NeedsAppointment},
		{"numb the evening before", ".x", "n ", Noted{}, false, 0},
		{"numb two evenings after", "x..", "  n", Noted{}, false, 0},
		{"a date without a Night between", "x .", "  n", Noted{}, false, 0},
		{"cramps before the 14 Nights, numb in them", "x..............", " n", Noted{}, false, NeedsAppointment},
		{"numb before the 14 Nights", "x..............", "n", Noted{}, false, 0},
		{"both swollen", "x", "w", Noted{}, false, NeedsAppointment},
		{"one swollen", "x", "1", Noted{}, false, NeedsAppointment},
		{"heavy is not among the signs", "x", "h", Noted{}, false, 0},
		{"restless is not among the signs", "x", "r", Noted{}, false, 0},
		{"numb without cramps", ".", "n", Noted{}, false, 0},
		{"numb, and cramps unknown", "?", "n", Noted{}, false, 0},
		{"said already", "s", "n", warned, false, 0},
		{"muted, and said all the same", "s", "", Noted{}, true, NeedsAppointment},
		{"alone, although counts hold", "xxx....xxx...s", "", Noted{}, false, NeedsAppointment},
		{"the counts wait for the next Night", "xxx....xxx...s", "", Noted{Appointment: patternNight}, false, 0},
		{"and are said then", "xxx....xxx...s", "", Noted{Appointment: patternNight - 1}, false, CrampsOften},

		{"three cramp nights a week", "xxx....xxx....", "", warned, false, CrampsOften},
		{"two in the first week", "xx.....xxxxxxx", "", warned, false, 0},
		{"two in the second week", "xxxxxxxxx.....", "", warned, false, 0},
		{"the weeks part after the seventh date", "......xx.....x", "", warned, false, 0},
		{"the third one in the first week", "xx....xxxx....", "", warned, false, CrampsOften},
		{"the same a date later", "xx.....xxxx...", "", warned, false, 0},
		{"a date before the 14 does not count", "xxx....." + "xxx....", "", warned, false, 0},
		{"unanswered Nights are not counted", "xx?????xxx????", "", warned, false, 0},
		{"nor do they hide what was answered", "xxx????xxx????", "", warned, false, CrampsOften},
		{"dates without a Night", "xxx    x x x  ?", "", warned, false, 0},
		{"weeks of dates, not of Nights", " xx     xxx   x", "", warned, false, 0},
		{"gaps in both weeks", "x x x  x x x  ", "", warned, false, CrampsOften},
		{"muted", "xxxxxxxxxxxxxx", "hhhhhhhhhhhhhh", warned, true, 0},

		{"disturbed twice a week", "ss.....ss.....", "", warned, false, SleepDisturbed},
		{"disturbed once in the first week", "s......sss....", "", warned, false, 0},
		{"disturbed once in the second week", "sss....s......", "", warned, false, 0},

		{"three evenings", "x....x.......x", "h    w       r", warned, false, LegsAdjoin},
		{"one leg swollen counts", "x....x.......x", "h    w       1", warned, false, LegsAdjoin},
		{"two evenings", "x....x.......x", "h    w        ", warned, false, 0},
		{"numb does not count here", "x....x.......x", "h    w       n", warned, false, 0},
		{"fine does not count", "x....x.......x", "h    w       f", warned, false, 0},
		{"the evenings after", "x....x......x.", " h    h      h", warned, false, LegsAdjoin},
		{"both evenings beside one cramp night", "x....x........", "hh   h        ", warned, false, LegsAdjoin},
		{"an evening between two cramp nights is one", "xx............", "hh            ", warned, false, 0},
		{"far from the cramps", "x....x........", "h    h  hhhhh ", warned, false, 0},
		{"the first evening adjoins the Night before it", "x...x.......x..", " h  h       h  ", warned, false, LegsAdjoin},
		{"a week is enough for this one", "..........x.x.", "          hhhh", warned, false, LegsAdjoin},
		{"all of them", "ssx....ssx....", "hhh           ", warned, false, CrampsOften | SleepDisturbed | LegsAdjoin},

		{"13 Nights after", "xxxx...xxxx...", "", Noted{Appointment: 1, Pattern: patternNight - 13, CrampNights: 7}, false, 0},
		{"14 Nights after, and worse", "xxxx...xxxx...", "", Noted{Appointment: 1, Pattern: patternNight - 14, CrampNights: 7}, false, CrampsOften},
		{"not worse", "xxxx...xxxx...", "", Noted{Appointment: 1, Pattern: patternNight - 14, CrampNights: 8}, false, 0},
		{"better", "xxxx...xxxx...", "", Noted{Appointment: 1, Pattern: patternNight - 14, CrampNights: 9}, false, 0},
		{"worse in disturbed Nights only", "sxxx...xxxx...", "", Noted{Appointment: 1, Pattern: patternNight - 40, CrampNights: 9}, false, CrampsOften},
		{"worse in evenings only", "xxxx...xxxx...", "h", Noted{Appointment: 1, Pattern: patternNight - 40, CrampNights: 9}, false, CrampsOften},
		{"worse, and below every threshold", "xx.....xx.....", "", Noted{Appointment: 1, Pattern: patternNight - 40, CrampNights: 3}, false, 0},
		{"an earlier Night answered later", "xxxx...xxxx...", "", Noted{Appointment: 1, Pattern: patternNight + 3}, false, 0},
	} {
		p := &Person{Noted: tt.noted}
		p.Settings = p.Settings.With(NoPatterns, tt.muted)
		note, ok := p.Patterns(patternDiary(tt.cramps, tt.legs), patternNight)
		if ok != (tt.want != 0) || note.Findings != tt.want {
			t.Errorf("%s: %b, %v; want %b", tt.name, note.Findings, ok, tt.want)
		}
	}
}

func TestPatternCounts(t *testing.T) {
	t.Parallel()
	p := &Person{Noted: warned}
	diary := patternDiary("ssx.??.ssxx..x?", "1hhn w  rrf  h")
	// A Night still to come is not looked at.
	diary = append(diary, &Night{Date: patternNight + 1, Log: []Answer{{Field: Cramps, Value: 3}}})
	note, ok := p.Patterns(diary, patternNight)
	want := Pattern{
		Night: patternNight, Findings: CrampsOften | LegsAdjoin,
		Answered: 11, CrampNights: 7, Disturbed: 3, Adjoining: 5,
	}
	if diff := cmp.Diff(want, note); !ok || diff != "" {
		t.Fatalf("%v (-want +got):\n%s", ok, diff)
	}
	p.Tell(note)
	if diff := cmp.Diff(Noted{Appointment: 1, Pattern: patternNight, CrampNights: 7, Disturbed: 3, Adjoining: 5}, p.Noted); diff != "" {
		t.Errorf("(-want +got):\n%s", diff)
	}
	if note, ok := p.Patterns(diary, patternNight); ok {
		t.Errorf("told, and told again: %+v", note)
	}
}

func TestAppointmentOnce(t *testing.T) {
	t.Parallel()
	var p Person
	diary := patternDiary("s", "")
	note, _ := p.Patterns(diary, patternNight)
	p.Tell(note)
	if diff := cmp.Diff(Noted{Appointment: patternNight}, p.Noted); diff != "" {
		t.Errorf("(-want +got):\n%s", diff)
	}
	if note, ok := p.Patterns(diary, patternNight); ok {
		t.Errorf("told, and told again: %+v", note)
	}
}

// TestPatternTakenBack takes answers back that made a pattern.
func TestPatternTakenBack(t *testing.T) {
	t.Parallel()
	for _, tt := range []struct {
		name   string
		change func(last *Night)
	}{
		{"cramps withdrawn", func(n *Night) { n.Record(Cramps, Withdrawn, day(1, "08:00")) }},
		{"no cramps after all", func(n *Night) { n.Record(Cramps, 0, day(1, "08:00")) }},
		{"sleep was fine", func(n *Night) { n.Record(Sleep, 0, day(1, "08:00")) }},
		{"sleep withdrawn", func(n *Night) { n.Record(Sleep, Withdrawn, day(1, "08:00")) }},
	} {
		diary := patternDiary("ss..........ss", "")
		p := &Person{Noted: warned}
		if _, ok := p.Patterns(diary, patternNight); !ok {
			t.Fatalf("%s: no pattern to begin with", tt.name)
		}
		tt.change(diary[len(diary)-1])
		if note, ok := p.Patterns(diary, patternNight); ok {
			t.Errorf("%s: %+v", tt.name, note)
		}
	}

	// What was logged at night counts like an answer, until it is undone.
	n := &Night{Date: patternNight}
	n.LogCramp(day(1, "03:00"), day(1, "03:00"))
	n.Record(Legs, LegsNumb, day(1, "21:00"))
	var p Person
	if _, ok := p.Patterns([]*Night{n}, patternNight); !ok {
		t.Error("a logged cramp is not seen")
	}
	n.UndoCramp(day(1, "03:00"))
	if _, ok := p.Patterns([]*Night{n}, patternNight); ok {
		t.Error("a cramp that was taken back is seen")
	}
}

// drawDiary draws 20 dates, some of them without a Night.
func drawDiary(t *rapid.T) []*Night {
	letters := func(from string) string {
		return rapid.StringOfN(rapid.SampledFrom([]rune(from)), 20, 20, -1).Draw(t, "diary")
	}
	return patternDiary(letters("xs..? "), letters("fh1wnr    "))
}

func TestPatternProperties(t *testing.T) {
	t.Parallel()
	rapid.Check(t, func(t *rapid.T) {
		diary := drawDiary(t)
		p := &Person{}
		if rapid.Bool().Draw(t, "warned") {
			p.Noted = warned
		}
		note, ok := p.Patterns(diary, patternNight)
		again, okAgain := p.Patterns(diary, patternNight)
		if note != again || ok != okAgain {
			t.Fatalf("%+v, then %+v", note, again)
		}
		if ok != (note.Findings != 0) || note.Has(NeedsAppointment) && note.Findings != NeedsAppointment {
			t.Fatalf("%v: %+v", ok, note)
		}
		if ok && (note.Disturbed > note.CrampNights || note.CrampNights > note.Answered || note.Answered > PatternNights ||
			note.Adjoining > PatternNights) {
			t.Fatalf("%+v", note)
		}

		// One more night with cramps takes no pattern away.
		at := rapid.IntRange(0, len(diary)).Draw(t, "at")
		if at < len(diary) {
			diary[at].Record(Cramps, Value(rapid.IntRange(1, 5).Draw(t, "cramps")), day(2, "07:00"))
			more, okMore := p.Patterns(diary, patternNight)
			if ok && !okMore || !more.Has(NeedsAppointment) && note.Findings&^more.Findings != 0 {
				t.Fatalf("%+v, and with more cramps %+v", note, more)
			}
			note, ok = more, okMore
		}

		// What was told is not told again for 14 Nights, unless it was the line
		// about the appointment and counts follow it.
		if !ok {
			return
		}
		p.Tell(note)
		if next, ok := p.Patterns(diary, patternNight); ok {
			t.Fatalf("%+v, and at once %+v", note, next)
		}
		if next, ok := p.Patterns(diary, patternNight+1); ok && !note.Has(NeedsAppointment) {
			t.Fatalf("%+v, and the next Night %+v", note, next)
		}
	})
}
