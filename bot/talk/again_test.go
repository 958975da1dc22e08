package talk

import (
	"bytes"
	"errors"
	"fmt"
	"regexp"
	"slices"
	"strconv"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"calmcalf/bot/export"
	"calmcalf/bot/locale"
	"calmcalf/routines"
	"calmcalf/store"
)

// The codes of what fuzzTurn's person is asked on the evening of the 22nd.
var (
	tonightDate = routines.DateOf(2026, time.November, 22)
	stretchCode = slotCode(routines.Key{Night: tonightDate, Routine: routines.CalfStretch})
	raiseCode   = slotCode(routines.Key{Night: tonightDate, Routine: routines.LegElevation})
	morning     = checkInCode(tonightDate - 1)
)

// scene is an input, and what has to have happened for it to mean something.
type scene struct {
	words  string // typed
	data   string // or tapped
	quoted string
	file   bool // a diary came with it
	before func(*Turn)
}

func (s scene) String() string { return s.words + s.data }

func (s scene) input(t *testing.T) Input {
	in := Input{Update: 1, Message: 7, Quoted: s.quoted}
	if s.words != "" {
		in.Message = 0
		in.Write(s.words, "calmcalf_bot")
	} else {
		in.Press("1", s.data)
	}
	if s.file {
		other := fuzzTurn(t, Input{})
		for _, night := range other.book.Nights(0, tonightDate) {
			night.Record(routines.Cramps, 2, other.Now.Add(-time.Minute))
		}
		text, _, err := export.Part(other.person(), other.book.Nights(0, tonightDate), other.Now)
		if err != nil {
			t.Fatal(err)
		}
		diary, err := export.Read("diary.json", bytes.NewReader(text), other.Now)
		in.Document = &Document{Name: "diary.json", Diary: diary, Err: err}
	}
	return in
}

func asking(what string) func(*Turn) { return func(t *Turn) { t.person().Asking = what } }

func alarming(t *Turn) {
	_ = t.person().Reply(t.lastNight(), routines.Leg, routines.LegAlarm, t.Now.Add(-time.Hour))
	t.replanned()
}

// newcomer takes the person back to a step of onboarding.
func newcomer(zone, hours bool) func(*Turn) {
	return func(t *Turn) {
		p := t.person()
		now := p.Consented
		plan := routines.NewPlan("Europe/Berlin", routines.ClockOf(7, 0), routines.ClockOf(22, 30))
		*t.book = store.Book{}
		p.ID, p.Language, p.Admitted, p.Consented = 1001, "en", now, now
		if zone {
			p.Plan.Zone = plan.Zone
		}
		if hours {
			p.Plan = plan
		}
	}
}

// instantCode is how buttons carry an instant.
func instantCode(at time.Time) string { return strconv.FormatInt(at.Unix(), 36) }

// scenes are at least one for each row of the tables.
func scenes() []scene {
	since := instantCode(fuzzNow.Add(-time.Hour))
	began := instantCode(fuzzNow.Add(-3 * time.Minute))
	sore := func(t *Turn) { t.lastNight().Record(routines.Leg, routines.LegSore, t.Now.Add(-time.Hour)) }
	return []scene{
		{words: "/cramp"}, {words: "/tonight"}, {words: "/checkin"}, {words: "/checkin yesterday"}, {words: "/summary"}, {words: "/plan"},
		{words: "/pause"}, {words: "/pause 3d"}, {words: "/safety"}, {words: "/start"}, {words: "/done water"}, {words: "/done"},
		{words: "/skip stretch"}, {words: "/history"}, {words: "/export"}, {words: "/export csv"}, {words: "/export pdf"}, {words: "/import"},
		{words: "/bed"}, {words: "/settings"}, {words: "/set stretch 21:50"}, {words: "/set checkin 8:00"}, {words: "/set heat on"},
		{words: "/bedtime"}, {words: "/bedtime 23:30 fri sat"}, {words: "/wake"}, {words: "/wake 6:30"}, {words: "/timezone"}, {words: "/timezone Tokyo"},
		{words: "/resume"}, {words: "/resume", before: func(t *Turn) { t.person().Plan.Pauses = []routines.Span{{From: tonightDate}} }},
		{words: "/help"}, {words: "/more"}, {words: "/privacy"}, {words: "/forget"}, {words: "/cancel", before: asking("bedtime")},
		{words: "More"}, {words: "done stretch"}, {words: "my legs hurt"}, {words: "I cant breathe"},
		{words: "23:15", before: asking("bedtime")}, {words: "6:45 mon", before: asking("wake")}, {words: "Tokyo", before: asking("place")},
		{words: "hello", before: newcomer(false, false)}, {words: "23:00 7:30", before: func(t *Turn) { newcomer(true, false)(t); asking("hours")(t) }},
		{data: "consent:yes"}, {data: "consent:yes", before: func(t *Turn) { *t.book = store.Book{} }}, {data: "consent:no", before: func(t *Turn) { *t.book = store.Book{} }},
		{data: "zone:Asia/Tokyo"}, {data: "zone:Asia/Tokyo:2026-12-10"}, {data: "zone:"}, {data: "zone:Asia/Tokyo", before: newcomer(false, false)},
		{data: "hours:1350:420:set", before: newcomer(true, false)}, {data: "hours:1350:420:show", before: newcomer(true, false)},
		{data: "gates:none"}, {data: "gates:none", before: newcomer(true, true)}, {data: "gates:some", before: newcomer(true, true)}, {data: "gates:ask"}, {data: "gates:same"},
		{data: "gate:1:0"}, {data: "gate:0:0:alarm"}, {data: "gate:7:64"},
		{data: "m:" + stretchCode + ":1"}, {data: "m:" + stretchCode + ":2"}, {data: "a:" + raiseCode + ":" + stretchCode}, {data: "f:" + raiseCode},
		{data: "z:" + stretchCode + ":10"}, {data: "r:" + morning + ":1:2"}, {data: "r:" + morning + ":9:1"}, {data: "q:" + morning + ":2"},
		{data: "u:" + morning, before: func(t *Turn) {
			t.lastNight().Record(routines.Cramps, 1, t.Now)
			t.book.Before(t.lastNight().Date).Record(routines.Pain, 4, t.Now)
		}},
		{data: "l:" + raiseCode + ":2"}, {data: "l:" + raiseCode + ":3"},
		{data: "s:" + raiseCode + ":" + (tonightDate - 1).String() + ":2", before: sore}, {data: "s:" + raiseCode + ":" + (tonightDate - 1).String() + ":0", before: sore},
		{data: "c:checked:" + since + ":" + morning, before: alarming}, {data: "c:notyet:" + since + ":", before: alarming}, {data: "c:mistake:" + since + ":", before: alarming},
		{data: "c:undo:" + since + ":", before: func(t *Turn) {
			alarming(t)
			t.person().Care.Since = time.Time{}
			t.tonight().Tell(routines.Seen, routines.SeenChecked, t.Now.Add(-time.Minute))
		}},
		{data: "rouse:wp", before: func(t *Turn) {
			t.person().Quiet.Routines = map[routines.Routine]uint8{routines.Hydration: routines.RestsAfter}
		}},
		{data: "tick:" + tonightDate.String() + ":s0:1"}, {data: "cramp:" + tonightDate.String() + ":eased:" + began}, {data: "cramp:" + tonightDate.String() + ":still:" + began},
		{data: "cramp:" + tonightDate.String() + ":undo:" + began, before: func(t *Turn) { t.tonight().LogCramp(t.Now.Add(-3*time.Minute), t.Now) }},
		{data: "usually:" + (tonightDate - 1).String(), before: alarming},
		{data: "habit:h:on"}, {data: "habit:h:fit"}, {data: "habit:w:off"}, {data: "month:2026-11"}, {data: "history:2026-11"}, {data: "night:2026-11-20"}, {data: "nothing"},
		{data: "keep:2026-11-22", quoted: "a note"}, {data: "setting:4:1"}, {data: "setting:1:1"}, {data: "times:all:show"}, {data: "times:bed:1380"}, {data: "times:s:1300"},
		{data: "spread:w:2"}, {data: "forget:yes"}, {data: "forget:no"}, {data: "call"}, {data: "mute"},
		{data: "sure:2026-10", before: func(t *Turn) {
			t.person().Summaries.Insights = []routines.Insight{{Month: tonightDate.Month() - 1, Routine: routines.CalfStretch}}
		}},
		{data: "compare:w"}, {data: "compare:"}, {data: "export:json"}, {data: "export:pdf:2026-11:notes"},
		{data: "import:yes", file: true}, {data: "import:no"}, {data: "show:tonight"}, {data: "show:bed"}, {data: "show:resume"},
	}
}

// play begins a scene at an instant, on the same Book.
func (s scene) play(t *testing.T) (first *Turn, again func() *Turn) {
	t.Helper()
	first = fuzzTurn(t, Input{})
	last, tonight := first.lastNight(), first.tonight()
	routines.Settle(first.person(), tonight, last, routines.Card{CheckIn: last.Date, Keys: []routines.Key{
		{Night: tonight.Date, Routine: routines.LegElevation}, {Night: tonight.Date, Routine: routines.CalfStretch}}}, 7, fuzzNow.Add(-time.Minute))
	if s.before != nil {
		s.before(first)
	}
	first.In = s.input(t)
	return first, func() *Turn {
		return &Turn{In: s.input(t), book: first.book, Now: first.Now.Add(123 * time.Second), Say: first.Say, zone: "UTC"}
	}
}

// state is all that a Book holds.
func state(book *store.Book) any {
	var nights []routines.Night
	for _, n := range book.Nights(-1<<31, 1<<31-1) {
		night := *n
		night.Marks, night.Log, night.Cramps, night.Notes = slices.Clone(n.Marks), slices.Clone(n.Log), slices.Clone(n.Cramps), slices.Clone(n.Notes)
		nights = append(nights, night)
	}
	return fmt.Sprintf("%+v\n%v %v\n%+v", book.Person, book.Alarm, book.Early, nights)
}

// TestScenesMeetEveryRow keeps the scenes complete.
func TestScenesMeetEveryRow(t *testing.T) {
	t.Parallel()
	met := map[string]bool{"/invite": true} // is answered from outside the Book
	for _, s := range scenes() {
		name, _, _ := strings.Cut(s.words, " ")
		verb, _, _ := strings.Cut(s.data, ":")
		met[name+verb] = true
	}
	for _, c := range commands {
		if !met["/"+c.name] {
			t.Errorf("no scene has /%s", c.name)
		}
	}
	for verb := range taps {
		if !met[verb] {
			t.Errorf("no scene has the button %s", verb)
		}
	}
}

// TestForgedButtons spoils one argument after the other. What nobody can have meant
// is a mistake, and changes nothing.
func TestForgedButtons(t *testing.T) {
	t.Parallel()
	// These are compared with one word, or name a card that may be gone: anything
	// else is as if nothing stood there.
	free := map[string]int{"c": 3, "gate": 3, "hours": 3, "export": 3, "times": 2}
	for _, s := range scenes() {
		args := strings.Split(s.data, ":")
		for i := 1; i < len(args); i++ {
			if free[args[0]] == i && (args[0] != "times" || args[1] == "all") {
				continue
			}
			forged := s
			forged.data = strings.Join(slices.Concat(args[:i], []string{"?"}, args[i+1:]), ":")
			t.Run(forged.data, func(t *testing.T) {
				t.Parallel()
				turn, _ := forged.play(t)
				before := state(turn.book)
				var mistake *routines.Error
				if err := turn.Run(); !errors.As(err, &mistake) {
					t.Errorf("it is no mistake: %v", err)
				}
				if diff := cmp.Diff(before, state(turn.book)); diff != "" {
					t.Errorf("the Book changed (-before +after):\n%s", diff)
				}
			})
		}
	}
}

// A button that asks for no question of the check-in asks nothing.
func TestAskNothing(t *testing.T) {
	t.Parallel()
	for question, want := range map[string]bool{"0": false, "1": true, "8": true, "9": false} {
		turn, _ := scene{data: "q:" + morning + ":" + question}.play(t)
		if err := turn.Run(); (err == nil) != want {
			t.Errorf("question %s: %v", question, err)
		}
	}
}

// TestMistakeKeepsEarlierHush takes back the second of two emergencies: nobody has
// looked after the first, and nothing rings.
func TestMistakeKeepsEarlierHush(t *testing.T) {
	t.Parallel()
	for _, first := range []bool{false, true} {
		turn, _ := scene{data: "c:mistake:" + instantCode(fuzzNow.Add(-time.Hour)) + ":", before: func(t *Turn) {
			if first {
				t.person().Call(t.lastNight(), t.Now.Add(-20*time.Hour))
			}
			t.person().Call(t.tonight(), t.Now.Add(-time.Hour))
		}}.play(t)
		if err := turn.Run(); err != nil {
			t.Fatal(err)
		}
		if care := turn.person().Care; care.Rests() != first || care.Hush.After(turn.Now) != first {
			t.Errorf("after an earlier emergency: %v; it became %+v", first, care)
		}
	}
}

// TestAgainChangesNothing answers every kind of input twice. The second answer
// leaves the Book as it is, and is no mistake.
func TestAgainChangesNothing(t *testing.T) {
	t.Parallel()
	silent := regexp.MustCompile(`^(nothing|gates:x)`)
	for _, s := range scenes() {
		t.Run(s.String(), func(t *testing.T) {
			t.Parallel()
			first, again := s.play(t)
			if err := first.Run(); err != nil {
				t.Fatalf("the first time: %v", err)
			}
			second := again()
			before := state(first.book)
			if err := second.Again(); err != nil {
				t.Fatal(err)
			}
			if diff := cmp.Diff(before, state(first.book)); diff != "" {
				t.Errorf("the Book changed (-before +after):\n%s", diff)
			}
			if len(second.Out) == 0 && !silent.MatchString(s.String()) {
				t.Error("nothing is said")
			}
			if second.Forget != first.Forget {
				t.Errorf("the diary is to be erased: %v, the first time %v", second.Forget, first.Forget)
			}
			if s.data == "" || first.Out == nil || second.Out == nil || first.Out[0].Edit == second.Out[0].Edit {
				return
			}
			t.Errorf("message %d is changed, the first time it was %d", second.Out[0].Edit, first.Out[0].Edit)
		})
	}
}

// claims are the texts that say that something was changed.
var claims = []string{"done.done", "done.skipped", "care.checked", "care.mistaken", "care.mistaken-still", "care.usual", "sore.noted", "prompt.roused",
	"pattern.muted", "note.kept.last", "note.kept.this", "note.kept.dated", "resume.done", "import.done", "cramp.eased", "place.set", "place.journey", "onboarding.done", "forget.done"}

// TestAgainClaimsNothing answers as if an update had been applied whose effect is
// not there, as when it was taken back since. Nothing says that it is.
func TestAgainClaimsNothing(t *testing.T) {
	t.Parallel()
	for _, s := range scenes() {
		t.Run(s.String(), func(t *testing.T) {
			t.Parallel()
			if s.data == "forget:yes" { // is not taken back
				return
			}
			_, again := s.play(t)
			turn := again()
			if err := turn.Again(); err != nil {
				t.Fatal(err)
			}
			for _, key := range claims {
				claim := gist(turn.Text(key, routines.Args{"Nothing": ""}))
				if claim == key {
					t.Fatalf("%s has no text", key)
				}
				for _, r := range turn.Out {
					if said := r.Text.Plain() + r.Toast; strings.Contains(said, claim) && !trueAnyway(s, key) {
						t.Errorf("it says %q, which did not happen", said)
					}
				}
			}
		})
	}
}

// gist is the longest piece of a text between what is filled in.
func gist(text locale.HTML) (longest string) {
	for _, piece := range strings.Split(text.Plain(), "<no value>") {
		if len(piece) > len(longest) {
			longest = piece
		}
	}
	return longest
}

// trueAnyway are the claims that hold with and without the update.
func trueAnyway(s scene, key string) bool {
	switch {
	case key == "place.set" || key == "place.journey": // they name the zone that is set
		return strings.HasPrefix(s.data, "zone:")
	case key == "onboarding.done": // the gates were answered last when the person joined
		return strings.HasPrefix(s.data, "gates:")
	case key == "care.checked": // "undo" finds it checked
		return strings.HasPrefix(s.data, "c:undo")
	}
	return false
}

// TestAgainSpeaksOfWhatIsStored holds answers that name an instant or a slot.
func TestAgainSpeaksOfWhatIsStored(t *testing.T) {
	t.Parallel()
	t.Run("snooze", func(t *testing.T) {
		t.Parallel()
		first, again := scene{data: "z:" + stretchCode + ":10"}.play(t)
		first.Now = first.Now.Add(-5*time.Minute + 33*time.Second) // 22:10:33
		if err := first.Run(); err != nil {
			t.Fatal(err)
		}
		second := again()
		if err := second.Again(); err != nil {
			t.Fatal(err)
		}
		if text := second.Out[0].Text.Plain(); !strings.Contains(text, "22:20") || strings.Contains(text, "22:22") {
			t.Errorf("it says %q", text)
		}
	})
	t.Run("done", func(t *testing.T) {
		t.Parallel()
		first, again := scene{words: "/done water"}.play(t)
		if err := first.Run(); err != nil {
			t.Fatal(err)
		}
		stored := first.Out[len(first.Out)-1].Rows[0][0].Data
		second := again()
		if err := second.Again(); err != nil {
			t.Fatal(err)
		}
		undo := second.Text("prompt.button.undo").Plain()
		for _, r := range second.Out {
			for _, row := range r.Rows {
				for _, b := range row {
					if b.Text == undo && b.Data != stored {
						t.Errorf("[%s] carries %q, stored is %q", undo, b.Data, stored)
					}
				}
			}
		}
	})
	for _, said := range []string{"checked", "notyet", "mistake"} {
		t.Run(said, func(t *testing.T) {
			t.Parallel()
			first, again := scene{data: "c:" + said + ":" + instantCode(fuzzNow.Add(-time.Hour)) + ":", before: alarming}.play(t)
			if err := first.Run(); err != nil {
				t.Fatal(err)
			}
			second := again()
			if err := second.Again(); err != nil {
				t.Fatal(err)
			}
			if diff := cmp.Diff(first.Out, second.Out); diff != "" {
				t.Errorf("(-first +again):\n%s", diff)
			}
		})
	}
}

// A mistake as things stand now is not said: what was applied was none.
func TestAgainIsNoMistake(t *testing.T) {
	t.Parallel()
	_, again := scene{data: "m:nonsense:1"}.play(t)
	turn := again()
	if err := turn.Again(); err != nil || len(turn.Out) > 0 {
		t.Errorf("it says %+v, and is %v", turn.Out, err)
	}
	var mistake *routines.Error
	if !errors.As(again().Run(), &mistake) {
		t.Error("it is no mistake the first time")
	}
}
