package bot_test

import (
	"flag"
	"fmt"
	"math/rand/v2"
	"runtime"
	"strings"
	"testing"
	"testing/synctest"
	"text/tabwriter"
	"time"
	"unicode"

	"calmcalf/bot/emulator"
	"calmcalf/routines"
	"calmcalf/store"
)

var year = flag.Bool("year", false, "let forty people live a whole year, not a few of them a month")

// persona is a kind of person: how they join, and what they tap.
type persona struct {
	name   string
	hours  string                        // typed instead of accepting the guess
	joined func(l *life)                 // after onboarding
	daily  func(l *life)                 // once a day, at noon UTC
	taps   func(l *life) map[string]bool // the labels they would tap now; nil: none
}

var personas = []persona{
	{name: "answers", taps: answersAll},
	{name: "ignores"},
	{name: "now and then", taps: func(l *life) map[string]bool {
		if l.random.Float64() < 0.6 {
			return nil
		}
		return answersAll(l)
	}},
	{name: "five cramps a night", taps: func(l *life) map[string]bool {
		return labels("All done", "Done, legs fine", "Done", "5+", "No", "8", "A lot", "5 to 10 min", "That is all")
	}, daily: func(l *life) {
		l.person.Write("cramp")
	}},
	{name: "night worker", hours: "8:00 16:00", taps: answersAll},
	{name: "traveller", taps: answersAll, daily: func(l *life) {
		if l.day%10 == 5 {
			until := time.Now().AddDate(0, 0, 4).Format(time.DateOnly)
			l.person.Write("/timezone " + []string{"Tokyo", "New York", "Sydney"}[l.day/10%3] + " until " + until)
		}
	}},
	{name: "screen reader", joined: func(l *life) {
		l.person.Write("/settings")
		l.wait()
		l.press("Screen reader on")
	}, taps: answersAll},
}

func labels(all ...string) map[string]bool {
	set := map[string]bool{}
	for _, label := range all {
		set[label] = true
	}
	return set
}

// answersAll taps everything that is offered: a cramp on some mornings.
func answersAll(l *life) map[string]bool {
	set := labels("All done", "Done, legs fine", "Done", "Fine", "No", "Yes, it is", "That is all", "Yes, as before")
	if l.cramped() {
		set["1"], set["1 cramp"], set["5"], set["A little"] = true, true, true, true
	} else {
		set["No cramps"] = true
	}
	return set
}

// life is one person of a simulation, and what was counted of them.
type life struct {
	persona
	id     int64
	person *emulator.Person
	random *rand.Rand
	day    int
	joined time.Time

	sent   map[string]int // messages of the bot's own accord, by day
	taps   map[string]int
	words  map[string]int
	cramps map[string]bool // days on which a cramp was told of
	quiet  int             // messages between bedtime and waking that nobody asked for
	rung   map[string]int  // how often each slot of late was sent
	again  []string        // slots that were sent more than once
	last   map[int]string  // texts, by message
	months []string        // the summaries that came by themselves
	acted  time.Time       // when the person last did something
}

// cramped reports whether last night had a cramp: one in four, the same answer
// all day.
func (l *life) cramped() bool { return (uint64(l.id)*2654435761+uint64(l.day))%4 == 0 }

func (l *life) wait() { time.Sleep(3 * time.Second); synctest.Wait() }

// press taps a label on the latest message that has it.
func (l *life) press(label string) bool {
	m := l.person.Messages()
	for i := len(m) - 1; i >= max(0, len(m)-8); i-- {
		if l.person.Press(m[i].ID, label) == nil {
			l.acted = time.Now()
			l.taps[today()]++
			return true
		}
	}
	return false
}

func today() string { return time.Now().UTC().Add(-6 * time.Hour).Format(time.DateOnly) }

// simulation is some people living side by side with one bot.
type simulation struct {
	*world
	lives  []*life
	byID   map[int64]*life
	events <-chan emulator.Event
}

func simulate(t *testing.T, people int, start time.Time) *simulation {
	t.Helper()
	return populate(newWorld(t, start, true), people)
}

// simulateWeeks is the same for tests in which weeks go by.
func simulateWeeks(t *testing.T, people int, start time.Time) *simulation {
	t.Helper()
	return populate(newHookedWorld(t, start), people)
}

func populate(w *world, people int) *simulation {
	s := &simulation{world: w, byID: map[int64]*life{}}
	for i := range people {
		kind := personas[i%len(personas)]
		l := &life{persona: kind, id: int64(1001 + i), random: rand.New(rand.NewPCG(uint64(i), 7)),
			sent: map[string]int{}, taps: map[string]int{}, words: map[string]int{}, cramps: map[string]bool{},
			rung: map[string]int{}, last: map[int]string{}}
		l.person = s.server.Person(emulator.Profile{ID: l.id, FirstName: fmt.Sprint("P", i), LanguageCode: "en"})
		s.lives, s.byID[l.id] = append(s.lives, l), l
	}
	return s
}

// join takes everybody through onboarding and gives what it took the first.
func (s *simulation) join() (screens, taps, words int) {
	s.events = s.server.Subscribe(s.t.Context())
	for i, l := range s.lives {
		l.person.Write("/start")
		l.wait()
		for _, label := range []string{"Yes, keep my diary", "Yes, it is", "That fits", "None of these"} {
			if label == "That fits" && l.hours != "" {
				l.person.Write(l.hours)
			} else if l.press(label); i == 0 {
				taps++
			}
			l.wait()
		}
		for over := false; !over; {
			select {
			case e := <-s.events:
				if e.Message != nil && e.Message.Bot && i == 0 && !strings.HasPrefix(e.Message.Text, "Thank you") {
					screens++
					words += len(newWords("", e.Message.Text))
				}
			default:
				over = true
			}
		}
		if l.persona.joined != nil {
			l.persona.joined(l)
		}
		l.joined, l.taps = time.Now(), map[string]int{}
	}
	return screens, taps, words
}

// live lets days go by for everybody.
func (s *simulation) live(days int) {
	end := time.NewTimer(time.Duration(days) * 24 * time.Hour)
	defer end.Stop()
	daily := time.NewTicker(24 * time.Hour)
	defer daily.Stop()
	for {
		select {
		case <-end.C:
			return
		case <-daily.C:
			for _, l := range s.lives {
				l.day++
				l.forget()
				if l.daily != nil {
					l.acted = time.Now()
					l.daily(l)
				}
			}
		case e := <-s.events:
			if e.Message != nil && e.Message.Bot {
				s.heard(s.byID[e.Chat], e)
			}
		}
	}
}

// forget drops what is not counted any more, so that what grows over a year is
// the bot's.
func (l *life) forget() {
	old := time.Now().AddDate(0, 0, -7).Format(time.DateOnly)
	for slot := range l.rung {
		if slot < old {
			delete(l.rung, slot)
		}
	}
	old = time.Now().AddDate(0, 0, -90).Format(time.DateOnly)
	for _, counts := range []map[string]int{l.sent, l.taps, l.words} {
		delete(counts, old)
	}
	delete(l.cramps, old)
}

// heard counts a message and lets the person tap.
func (s *simulation) heard(l *life, e emulator.Event) {
	day := today()
	if e.Kind == emulator.Sent && summary(e.Message) {
		l.months = append(l.months, e.Message.Text)
		return
	}
	own := e.Kind == emulator.Sent && time.Since(l.acted) > 5*time.Second
	if own {
		l.sent[day]++
		if clock := e.At.In(berlin).Format("15:04"); l.hours == "" && l.name != "traveller" && (clock >= "22:30" || clock < "07:00") {
			l.quiet++
		}
		for _, slot := range slotsOf(e.Message) {
			if l.rung[slot]++; l.rung[slot] == 2 {
				l.again = append(l.again, slot)
			}
		}
	}
	l.words[day] += len(newWords(l.last[e.MessageID], e.Message.Text))
	l.last[e.MessageID] = e.Message.Text
	delete(l.last, e.MessageID-100) // what nobody looks at again
	if strings.Contains(e.Message.Text, "1 cramp") {
		l.cramps[day] = true
	}
	if l.persona.taps == nil {
		return
	}
	// The button that answers most.
	wanted, best := l.persona.taps(l), ""
	for _, row := range e.Message.Buttons {
		for _, b := range row {
			label, _, _ := strings.Cut(b.Text, ":")
			if best != "All done" && (b.Text == "All done" && wanted[b.Text] || (wanted[b.Text] || label == "Done" && wanted[label]) && len(b.Text) > len(best)) {
				best = b.Text
			}
		}
	}
	if best == "" {
		return
	}
	l.acted = time.Now()
	l.taps[day]++
	if err := l.person.Press(e.MessageID, best); err != nil {
		s.t.Error(err)
	}
}

var berlin = mustLocation("Europe/Berlin")

func mustLocation(name string) *time.Location {
	zone, err := time.LoadLocation(name)
	if err != nil {
		panic(err)
	}
	return zone
}

// summary reports whether a message sums up a month. There is one a month, which
// is counted apart from what a day brings.
func summary(m *emulator.Message) bool {
	for _, row := range m.Buttons {
		for _, b := range row {
			if strings.HasPrefix(b.Data, "export:pdf:20") {
				return true
			}
		}
	}
	return strings.HasPrefix(m.Text, "No night of")
}

// slotsOf lists the slots that a message asks about, from its buttons' data.
func slotsOf(m *emulator.Message) (slots []string) {
	seen := map[string]bool{}
	for _, row := range m.Buttons {
		for _, b := range row {
			parts := strings.Split(b.Data, ":")
			if len(parts) < 3 || parts[0] != "mark" {
				continue
			}
			card := strings.Split(parts[1], ".")
			for i := 0; i < len(card[1]); i += 2 {
				slot := card[0] + " " + card[1][i:i+2]
				if !seen[slot] {
					seen[slot] = true
					slots = append(slots, slot)
				}
			}
		}
	}
	return slots
}

const wordsPerMinute = 130

// newWords lists the words of a text that were not there before it was changed.
// Marks between words are not words.
func newWords(before, text string) (words []string) {
	had := map[string]int{}
	for _, word := range strings.Fields(before) {
		had[word]++
	}
	for _, word := range strings.Fields(text) {
		if had[word]--; had[word] < 0 && strings.ContainsFunc(word, func(r rune) bool { return unicode.IsLetter(r) || unicode.IsDigit(r) }) {
			words = append(words, word)
		}
	}
	return words
}

// TestCounts plays every persona over 60 days, fewer under the race detector, and holds the counts against what
// the bot may ask of people. Run it with -v for the table.
func TestCounts(t *testing.T) {
	t.Parallel()
	synctest.Test(t, func(t *testing.T) {
		days := 60
		if slowly {
			days = 35 // one month ends in them
		}
		s := simulateWeeks(t, len(personas), time.Date(2026, 11, 1, 11, 0, 0, 0, time.UTC))
		screens, taps, words := s.join()
		seconds := words * 60 / wordsPerMinute
		t.Logf("onboarding: %d screens, %d taps, %d words, %d s of reading", screens, taps, words, seconds)
		if screens > 5 || taps > 4 || seconds > 100 {
			t.Errorf("onboarding takes %d screens, %d taps, %d s", screens, taps, seconds)
		}
		s.live(days)
		var table strings.Builder
		w := tabwriter.NewWriter(&table, 0, 0, 2, ' ', 0)
		fmt.Fprintln(w, "persona\tmessages a day\tmost\tafter a week\ttaps a day\tquiet day\tcramp day\twords a day\treading on a cramp day\tin the night\tsummaries\treading one")
		for _, l := range s.lives {
			week := time.Date(2026, 11, 10, 0, 0, 0, 0, time.UTC).Format(time.DateOnly)
			most, late, quietTaps, mostTaps, crampWords := 0, 0, 0, 0, 0
			total := func(m map[string]int) (sum int) {
				for _, n := range m {
					sum += n
				}
				return sum
			}
			for day, n := range l.sent {
				most = max(most, n)
				if day > week {
					late = max(late, n)
				}
			}
			for day, n := range l.taps {
				if l.cramps[day] {
					mostTaps = max(mostTaps, n)
				} else {
					quietTaps = max(quietTaps, n)
				}
			}
			for day, n := range l.words {
				if l.cramps[day] {
					crampWords = max(crampWords, n)
				}
			}
			reading := crampWords * 60 / wordsPerMinute
			monthly := 0
			for _, text := range l.months {
				monthly = max(monthly, len(newWords("", text))*60/wordsPerMinute)
			}
			fmt.Fprintf(w, "%s\t%.1f\t%d\t%d\t%.1f\t%d\t%d\t%d\t%d s\t%d\t%d\t%d s\n", l.name, float64(total(l.sent))/float64(days), most, late,
				float64(total(l.taps))/float64(days), quietTaps, mostTaps, total(l.words)/days, reading, l.quiet, len(l.months), monthly)
			if len(l.months) != 1 || monthly > 60 && l.name != "screen reader" {
				t.Errorf("%s: %d summaries of the one month that ended, %d s of reading", l.name, len(l.months), monthly)
			}
			if most > 5 && l.name != "traveller" || l.quiet > 0 {
				t.Errorf("%s: %d messages a day, %d in the night", l.name, most, l.quiet)
			}
			if l.name == "ignores" && late > 1 {
				t.Errorf("%s: %d messages a day after a week", l.name, late)
			}
			if l.name == "answers" && (reading > 75 || quietTaps > 5 || mostTaps > 5+4) {
				// A check-in with cramps takes the place of one tap.
				t.Errorf("%s: %d s of reading on a day with a cramp, %d taps, %d on a quiet day", l.name, reading, mostTaps, quietTaps)
			}
		}
		w.Flush()
		t.Logf("over %d days:\n%s", days, table.String())
	})
}

// TestLives lets people of every kind live for a while: nobody gets stuck, no
// slot is sent twice or lost, and the program's memory does not grow.
func TestLives(t *testing.T) {
	t.Parallel()
	people, days := 7, 15
	if slowly {
		days = 6
	}
	if *year {
		people, days = 40, 365
	}
	synctest.Test(t, func(t *testing.T) {
		s := simulateWeeks(t, people, time.Date(2026, 11, 1, 11, 0, 0, 0, time.UTC))
		s.join()
		s.live(days / 3)
		early := heap()
		s.live(days - days/3)
		late := heap()
		t.Logf("%d people, %d days: %.1f MB in use after a third, %.1f MB at the end", people, days, early, late)
		if *year && late > early+2 {
			t.Error("the memory grows")
		}
		for _, l := range s.lives {
			err := s.store.View(t.Context(), routines.PersonID(l.id), func(book *store.Book) error {
				if book.Alarm.IsZero() || book.Alarm.Before(time.Now().Add(-time.Minute)) || time.Until(book.Alarm) > 25*time.Hour {
					t.Errorf("%s is stuck: the alarm is at %v, now is %v", l.name, book.Alarm, time.Now())
				}
				if l.name != "traveller" {
					s.reconcile(t, l, book)
				}
				return nil
			})
			if err != nil {
				t.Error(err)
			}
		}
	})
}

// reconcile holds what the person was sent against what the diary planned.
func (s *simulation) reconcile(t *testing.T, l *life, book *store.Book) {
	for _, slot := range l.again {
		t.Errorf("%s: %s was sent more than once", l.name, slot)
	}
	nights := book.Nights(0, 1<<30)
	for _, night := range nights[1 : len(nights)-1] {
		for _, r := range routines.Routines {
			if !book.Person.Plan.On(r) || l.persona.taps == nil || l.name == "now and then" {
				continue // what rests is not sent
			}
			for _, o := range book.Person.Plan.Occurrences(night.Date, r) {
				if mark := night.Mark(r, o.Ordinal); mark == nil || mark.Sent.IsZero() {
					t.Errorf("%s: %v of %v was never sent", l.name, r, night.Date)
				}
			}
		}
	}
}

func heap() float64 {
	runtime.GC()
	runtime.GC() // what the first one found has been swept
	var m runtime.MemStats
	runtime.ReadMemStats(&m)
	return float64(m.HeapAlloc) / 1e6
}
