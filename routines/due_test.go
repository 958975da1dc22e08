package routines

import (
	"strconv"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"
)

// diary is a person with their Nights, driven by alarms.
type diary struct {
	t *testing.T
	*Person
	nights []Night
}

// newDiary begins on Sunday, 22 November 2026 at 07:00, in UTC.
func newDiary(t *testing.T) *diary {
	d := &diary{t: t, Person: person("UTC")}
	d.nights = []Night{Begin(d.Person, day(1, "07:00"))}
	return d
}

// day gives a time of a day of the diary, the first being 1.
func day(n int, clock string) time.Time {
	c, err := time.Parse("15:04", clock)
	if err != nil {
		panic(err)
	}
	return time.Date(2026, time.November, 21+n, c.Hour(), c.Minute(), 0, 0, time.UTC)
}

func (d *diary) tonight() *Night { return &d.nights[len(d.nights)-1] }

// look tells what is due, without sending it.
func (d *diary) look(now time.Time) (Card, time.Time) {
	tonight, before := latest(d.nights)
	d.nights = append(d.nights, Advance(d.Person, tonight, before, now)...)
	tonight, before = latest(d.nights)
	return Due(d.Person, tonight, before, now)
}

// ring sends what is due.
func (d *diary) ring(now time.Time) (Card, time.Time) {
	card, next := d.look(now)
	if !card.Empty() {
		tonight, before := latest(d.nights)
		Settle(d.Person, tonight, before, card, 1, now)
	}
	return card, next
}

// until rings every alarm after from, up to the instant to, and lists what was
// said. It ends early where nothing rings until the person writes.
func (d *diary) until(from, to time.Time) (said []string) {
	_, now := d.look(from)
	for !now.IsZero() && !now.After(to) {
		card, next := d.ring(now)
		if !card.Empty() {
			said = append(said, now.Format("02 15:04 ")+words(card))
		}
		now = next
	}
	return said
}

// words puts a card into words.
func words(c Card) (text string) {
	if c.Empty() {
		return "nothing"
	}
	if c.CheckIn != 0 {
		text += "check-in " + c.CheckIn.String() + ", "
	}
	for _, k := range c.Keys {
		text += k.Routine.String() + " " + strconv.Itoa(int(k.Ordinal)) + ", "
	}
	for _, r := range c.Resting {
		text += r.String() + " rests, "
	}
	if c.Silent {
		return text + "silent"
	}
	return text + "aloud"
}

func TestDay(t *testing.T) {
	t.Parallel()
	d := newDiary(t)
	want := []string{
		"22 10:30 hydration 0, ankle-pumps 0, silent",
		"22 14:30 hydration 1, ankle-pumps 1, silent",
		"22 21:00 leg-elevation 0, aloud",
		"22 22:10 calf-stretch 0, aloud",
		"23 07:15 check-in 2026-11-22, aloud",
		"23 10:30 check-in 2026-11-22, hydration 0, ankle-pumps 0, silent",
		"23 14:30 hydration 1, ankle-pumps 1, silent",
	}
	if diff := cmp.Diff(want, d.until(day(1, "07:00"), day(2, "20:00"))); diff != "" {
		t.Errorf("(-want +got):\n%s", diff)
	}
}

func TestLate(t *testing.T) {
	t.Parallel()
	typed := func(r Routine, c ...Clock) func(*Person) {
		return func(p *Person) {
			h := Habit{On: true}
			for _, c := range c {
				h.Slots = append(h.Slots, At(c, 0))
			}
			p.Plan.Habits = map[Routine]Habit{r: h}
		}
	}
	tests := []struct {
		name   string
		change func(*Person)
		now    time.Time // the first look since the first morning
		want   string
	}{
		{"an hour for the day", nil, day(1, "11:30"), "hydration 0, ankle-pumps 0, silent"},
		{"and no more", nil, day(1, "11:31"), "nothing"},
		{"latest only", typed(AnklePumps, ClockOf(10, 0), ClockOf(10, 30)), day(1, "10:45"), "ankle-pumps 1, silent"},
		{"all routines in one card", nil, day(1, "22:15"), "leg-elevation 0, calf-stretch 0, aloud"},
		{"evening until bed", nil, day(1, "22:30"), "leg-elevation 0, calf-stretch 0, silent"},
		{"not in bed", nil, day(1, "22:31"), "nothing"},
		{"a quarter of an hour always", typed(CalfStretch, ClockOf(22, 25)), day(1, "22:40"), "calf-stretch 0, silent"},
		{"and no more", typed(CalfStretch, ClockOf(22, 25)), day(1, "22:41"), "nothing"},
		{"typed in bed", typed(CalfStretch, ClockOf(2, 0)), day(2, "02:15"), "calf-stretch 0, silent"},
		{"typed in bed, late", typed(CalfStretch, ClockOf(2, 0)), day(2, "02:16"), "nothing"},
		{"just before waking", typed(AnklePumps, ClockOf(6, 55)), day(2, "07:10"), "ankle-pumps 0, silent"},
		{"just before waking, late", typed(AnklePumps, ClockOf(6, 55)), day(2, "07:11"), "nothing"},
		{"either side of waking, latest only", typed(AnklePumps, ClockOf(6, 55), ClockOf(7, 10)), day(2, "07:10"), "ankle-pumps 0, silent"},
		{"check-in", nil, day(2, "07:16"), "check-in 2026-11-22, aloud"},
		{"check-in and the day", nil, day(2, "15:00"), "check-in 2026-11-22, hydration 1, ankle-pumps 1, aloud"},
		{"check-in for eleven hours", nil, day(2, "18:00"), "check-in 2026-11-22, aloud"},
		{"and no more", nil, day(2, "18:01"), "nothing"},
		{"check-in until bed", func(p *Person) { p.Plan.Bed = EveryDay(ClockOf(15, 0)) }, day(2, "15:01"), "nothing"},
		{"check-in in bed when typed", func(p *Person) { p.Plan.CheckIn = []Slot{At(ClockOf(23, 0), 0)} }, day(2, "23:15"), "check-in 2026-11-22, silent"},
		{"a week down", nil, day(8, "08:00"), "check-in 2026-11-28, aloud"},
	}
	for _, test := range tests {
		t.Run(test.name, func(t *testing.T) {
			t.Parallel()
			d := newDiary(t)
			if test.change != nil {
				test.change(d.Person)
			}
			card, _ := d.ring(test.now)
			if got := words(card); got != test.want {
				t.Errorf("%s, want %s", got, test.want)
			}
			if !card.Empty() && card.Until.Before(test.now) {
				t.Errorf("sent after %s", card.Until)
			}
			if card, _ := d.look(test.now); len(card.Keys) != 0 {
				t.Errorf("%s again", words(card))
			}
		})
	}
}

func TestSince(t *testing.T) {
	t.Parallel()
	d := &diary{t: t, Person: person("UTC")}
	d.nights = []Night{Begin(d.Person, day(1, "21:00"))} // joined as elevation was due
	want := []string{"22 22:10 calf-stretch 0, aloud", "23 07:15 check-in 2026-11-22, aloud"}
	if diff := cmp.Diff(want, d.until(day(1, "21:00"), day(2, "08:00"))); diff != "" {
		t.Errorf("(-want +got):\n%s", diff)
	}
}

func TestPause(t *testing.T) {
	t.Parallel()
	d := newDiary(t)
	d.ring(day(1, "10:30"))
	pumps := Key{d.tonight().Date, AnklePumps, 0}
	if err := d.Snooze(d.tonight(), pumps, 2*time.Hour, day(1, "10:31")); err != nil {
		t.Fatal(err)
	}

	d.Plan.Pauses = []Span{{From: d.tonight().Date, To: d.tonight().Date + 1}}
	Changed(d.Person, d.tonight(), day(1, "12:00"))
	want := []string{ // and nothing on the second day, not even about the first
		"24 10:30 hydration 0, ankle-pumps 0, silent",
		"24 14:30 hydration 1, ankle-pumps 1, silent",
	}
	if diff := cmp.Diff(want, d.until(day(1, "12:00"), day(3, "15:00"))); diff != "" {
		t.Errorf("(-want +got):\n%s", diff)
	}
	if !d.nights[0].Paused || !d.nights[1].Paused || d.nights[2].Paused {
		t.Error("the wrong Nights are paused")
	}

	d.Plan.Pauses = []Span{{From: d.tonight().Date}}
	Changed(d.Person, d.tonight(), day(3, "15:00"))
	if said := d.until(day(3, "15:00"), day(3, "21:50")); said != nil {
		t.Errorf("in a pause: %v", said)
	}
	d.Plan.Pauses = nil
	Changed(d.Person, d.tonight(), day(3, "21:50"))
	want = []string{"24 22:10 calf-stretch 0, aloud", "25 07:15 check-in 2026-11-24, aloud"}
	if diff := cmp.Diff(want, d.until(day(3, "21:50"), day(4, "07:30"))); diff != "" {
		t.Errorf("resumed (-want +got):\n%s", diff)
	}
}

func TestPauseBegins(t *testing.T) {
	t.Parallel()
	d := newDiary(t)
	d.Plan.Pauses = []Span{{From: d.tonight().Date + 1}}
	d.until(day(1, "07:00"), day(1, "23:00"))
	// The last Night before it is still asked about.
	want := []string{"23 07:15 check-in 2026-11-22, aloud"}
	if diff := cmp.Diff(want, d.until(day(1, "23:00"), day(4, "07:00"))); diff != "" {
		t.Errorf("(-want +got):\n%s", diff)
	}
}

func TestGates(t *testing.T) {
	t.Parallel()
	tests := []struct {
		name   string
		gates  Gates
		care   Care
		closed []Routine
	}{
		{"not answered", Gates{}, Care{}, Routines},
		{"not answered, nothing closed", Gates{Closed: 0}, Care{Since: day(1, "07:00")}, Routines},
		{"none applies", Gates{Answered: day(1, "07:00")}, Care{}, nil},
		{"clot", Gates{Answered: day(1, "07:00"), Closed: Exercise | Massage}, Care{}, []Routine{AnklePumps, CalfStretch}},
		{"an alarming leg", Gates{Answered: day(1, "07:00")}, Care{Since: day(1, "08:00")}, []Routine{AnklePumps, LegElevation, WarmCompress, CalfStretch}},
		{"pregnant", Gates{Answered: day(1, "07:00"), Closed: Everything}, Care{}, Routines},
	}
	for _, test := range tests {
		t.Run(test.name, func(t *testing.T) {
			t.Parallel()
			d := newDiary(t)
			for _, r := range Routines {
				d.Plan.Habits[r] = Habit{On: true}
			}
			d.Gates, d.Care = test.gates, test.care
			var closed []Routine
			for _, r := range Routines {
				if !d.May(r) {
					closed = append(closed, r)
				}
			}
			if diff := cmp.Diff(test.closed, closed); diff != "" {
				t.Errorf("(-want +got):\n%s", diff)
			}
			d.until(day(1, "07:00"), day(2, "06:59"))
			for _, m := range d.nights[0].Marks {
				if !d.May(m.Routine) {
					t.Errorf("%s rings", m.Routine)
				}
			}
			if open := len(Routines) - len(closed); open > 0 && len(d.nights[0].Marks) < open {
				t.Errorf("only %d of %d routines ring", len(d.nights[0].Marks), open)
			}
		})
	}
}

// TestGapAtWaking has a slot that the gap moves to the instant at which its
// Night ends.
func TestGapAtWaking(t *testing.T) {
	t.Parallel()
	p := person("Europe/Berlin")
	p.Plan.Wake, p.Plan.Bed = EveryDay(ClockOf(2, 45)), EveryDay(ClockOf(19, 0))
	p.Plan.Habits = map[Routine]Habit{AnklePumps: {On: true, Slots: []Slot{At(ClockOf(2, 20), 0), {Base: AtWake}}}}
	saturday := Begin(p, instant(t, "2026-03-28T12:00:00Z"))
	now := instant(t, "2026-03-29T01:00:00Z")
	sunday := Advance(p, &saturday, nil, now)[0]
	card, next := Due(p, &sunday, &saturday, now)
	want := []Key{{saturday.Date, AnklePumps, 1}, {sunday.Date, AnklePumps, 0}}
	if diff := cmp.Diff(want, card.Keys); diff != "" || !sunday.Opened.Equal(now) {
		t.Fatalf("opened at %s (-want +got):\n%s", sunday.Opened, diff)
	}
	Settle(p, &sunday, &saturday, card, 1, now)
	if saturday.Mark(AnklePumps, 1) == nil || sunday.Mark(AnklePumps, 0) == nil {
		t.Error("not marked in its own Night")
	}
	if card, again := Due(p, &sunday, &saturday, now); !card.Empty() || !again.Equal(next) {
		t.Errorf("%s again", words(card))
	}
}

// TestEnding has a slot of the Night before that looks as if it could still
// ring after waking.
func TestEnding(t *testing.T) {
	t.Parallel()
	p := person("UTC")
	p.Plan.Habits = map[Routine]Habit{AnklePumps: {On: true, Slots: []Slot{At(ClockOf(6, 58), 0)}}}
	before := Begin(p, day(1, "12:00"))
	tonight := Advance(p, &before, nil, day(2, "07:00"))[0]
	if card, _ := Due(p, &tonight, &before, day(2, "07:05")); len(card.Keys) != 1 {
		t.Errorf("%s, but there is a quarter of an hour", words(card))
	}
	Changed(p, &tonight, day(2, "07:05"))
	if card, _ := Due(p, &tonight, &before, day(2, "07:05")); !card.Empty() {
		t.Errorf("%s, though the plan has changed since", words(card))
	}

	// Coming home to an earlier morning ends the Night before its slot.
	p = person("Asia/Tokyo")
	p.Plan.Habits = map[Routine]Habit{AnklePumps: {On: true, Slots: []Slot{At(ClockOf(23, 10), 0)}}}
	p.Plan.Journey = Journey{Zone: "Europe/Berlin", Until: DateOf(2026, time.November, 22)}
	before = Begin(p, day(1, "12:00"))
	tonight = Advance(p, &before, nil, day(1, "22:00"))[0]
	if card, _ := Due(p, &tonight, &before, day(1, "22:10")); !tonight.Opened.Equal(day(1, "22:00")) || !card.Empty() {
		t.Errorf("%s, of the Night that ended at %s", words(card), tonight.Opened)
	}
}

func BenchmarkDue(b *testing.B) {
	for name, plan := range ways() {
		b.Run(name, func(b *testing.B) {
			p := person("Europe/Berlin")
			plan.Zone = p.Plan.Zone
			p.Plan = plan
			before := Begin(p, time.Date(2026, time.November, 21, 20, 0, 0, 0, time.UTC))
			now := time.Date(2026, time.November, 22, 21, 10, 0, 0, time.UTC)
			tonight := Advance(p, &before, nil, now)[0]
			b.ReportAllocs()
			for b.Loop() {
				Due(p, &tonight, &before, now)
			}
		})
	}
}
