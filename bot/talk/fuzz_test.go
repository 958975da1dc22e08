package talk

import (
	"errors"
	"strings"
	"sync"
	"testing"
	"time"
	"unicode/utf8"

	"github.com/google/go-cmp/cmp"

	"calmcalf/bot/locale"
	"calmcalf/routines"
	"calmcalf/store"
)

var fuzzNow = time.Date(2026, 11, 22, 21, 15, 0, 0, time.UTC)

var fuzzTexts = sync.OnceValues(func() (*locale.Catalog, error) { return locale.Load("en") })

// fuzzTurn gives a turn of somebody with a few days of diary.
func fuzzTurn(t testing.TB, in Input) *Turn {
	t.Helper()
	texts, err := fuzzTexts()
	if err != nil {
		t.Fatal(err)
	}
	book := &store.Book{}
	p := &book.Person
	joined := fuzzNow.Add(-72 * time.Hour)
	p.ID, p.Language, p.Admitted, p.Consented, p.Joined = 1001, "en", joined, joined, joined
	p.Plan = routines.NewPlan("Europe/Berlin", routines.ClockOf(7, 0), routines.ClockOf(22, 30))
	p.Gates.Answered = joined
	book.Add(routines.Begin(p, joined))
	BringUpToDate(book, fuzzNow)
	in.Person = 1001
	return &Turn{In: in, book: book, Now: fuzzNow, Say: texts.Printer("en"), zone: "UTC"}
}

// answerOf runs a handler, and once more as for an update that was applied before,
// and holds what it says: words and buttons that Telegram takes, and no error but a
// person's mistake.
func answerOf(t *testing.T, turn *Turn) {
	t.Helper()
	in := turn.In
	var mistake *routines.Error
	err := turn.Run()
	if err != nil && !errors.As(err, &mistake) {
		t.Fatalf("%+v: %v", turn.In, err)
	} else if err != nil && turn.Text(mistake.Key, mistake.Args) == locale.Escape(mistake.Key) {
		t.Fatalf("%q has no text", mistake.Key)
	}
	SetAlarm(turn.book, fuzzNow)
	sayable(t, turn)
	if err == nil {
		again := &Turn{In: in, book: turn.book, Now: fuzzNow.Add(2 * time.Minute), Say: turn.Say, zone: "UTC"}
		before := state(turn.book)
		if err := again.Again(); err != nil {
			t.Fatalf("%+v, again: %v", in, err)
		}
		if diff := cmp.Diff(before, state(turn.book)); diff != "" {
			t.Fatalf("%+v, again, changes the Book (-before +after):\n%s", in, diff)
		}
		sayable(t, again)
	}
}

// sayable holds that Telegram takes what is said.
func sayable(t *testing.T, turn *Turn) {
	t.Helper()
	if !turn.book.Alarm.After(fuzzNow.Add(-time.Second)) {
		t.Fatalf("the alarm is at %v", turn.book.Alarm)
	}
	for _, r := range turn.Out {
		if n := utf8.RuneCountInString(string(r.Text) + r.Toast); n == 0 || n > 4096 {
			t.Fatalf("%+v: a message of %d characters", turn.In, n)
		}
		for _, row := range r.Rows {
			for _, b := range row {
				if len(b.Data) < 1 || len(b.Data) > mostData || b.Text == "" {
					t.Fatalf("%+v: the button %q carries %q", turn.In, b.Text, b.Data)
				}
			}
		}
	}
}

// FuzzTap sends data that anybody can forge.
func FuzzTap(f *testing.F) {
	for _, data := range []string{
		"m:0g17s0:1", "z:0g17w0:20", "a:0g17e0:0g17s0", "f:0g17e0", "r:0g16c:1:5", "q:0g16c:3", "u:0g16c", "l:0g17e0:3", "s:0g17e0:2026-11-21:2", "c:checked:tox6x0:0g16c", "s:0g17e" + strings.Repeat("0", 44) + ":2026-11-21:2",
		"mark:2026-11-22.s0..:0:1", "snooze:2026-11-22.w0p0.2026-11-21.:1:20", "answer:..2026-11-21.:1:5", "ask:..2026-11-21.:3",
		"usual:..2026-11-21.", "all:2026-11-22.e0..:0", "rouse:wp", "tick:2026-11-22:s0:2", "cramp:2026-11-22:1:eased:abc123",
		"care:usual:..2026-11-21.", "habit:h:fit", "month:2026-11", "history:2026-10", "night:2026-11-20", "legs:2026-11-22.e0..:2",
		"sore:..2026-11-21.:2026-11-20:2", "keep:2026-11-22", "setting:4:1", "times:bed:1380", "times:s:1300", "spread:w:2",
		"zone:Asia/Tokyo:2026-12-10", "gates:none", "gate:6:255", "forget:yes", "show:summary", "consent:yes", "hours:1350:420:set",
	} {
		f.Add(data, "a note")
	}
	f.Fuzz(func(t *testing.T, data, quote string) {
		in := Input{Update: 1, Message: 7, Quoted: quote}
		in.Press("1", data)
		answerOf(t, fuzzTurn(t, in))
	})
}

// FuzzText sends whatever people type.
func FuzzText(f *testing.F) {
	for _, text := range []string{
		"/start", "/set stretch 21:50", "/set pumps every 2h 9:00-17:00", "/bedtime 23:30 fri sat", "/timezone Tokyo until 2026-12-10",
		"/pause 7d", "/checkin yesterday", "/summary 2026-10", "/history", "/done legs up", "tonight", "Cramp now", "my legs hurt", "/cramp@bot x", "/\n\n",
	} {
		f.Add(text)
	}
	f.Fuzz(func(t *testing.T, text string) {
		if text == "" {
			return // Telegram sends none
		}
		in := Input{Update: 1}
		if in.Write(text, "calmcalf_bot"); in.Kind == Nothing {
			return
		}
		answerOf(t, fuzzTurn(t, in))
	})
}
