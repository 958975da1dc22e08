package bot_test

import (
	"slices"
	"strings"
	"testing"
	"testing/synctest"
	"time"

	"github.com/google/go-cmp/cmp"

	"calmcalf/bot/emulator"
	"calmcalf/routines"
	"calmcalf/store"
)

// badArguments are typed after commands that want a time, a date, a place, a
// routine or a month.
var badArguments = []string{
	"25:00", "9:75", "-1", "TZ=0", "TZ= 30 22 * * *", "CRON_TZ=UTC 30 22 * * *", "@every 1s", "@daily", "* * * * *",
	"cron * * * * *", "cron 0 0 30 2 *", "cron 61 25 * * *", "cron 1 2 3", "every 1s", "every 5 min 9:00-17:00", "every 2h 17:00-9:00",
	"2026-02-30", "30 February", "31.11.2026", "11/12/2026", "99999999999999999999", "0x1F", "1e9", "NaN", "٢٥:٠٠",
	"<b>", "</b>", "&lt;", "<script>alert(1)</script>", "`rm -rf`", "'; drop table nights;--", "%s%n", "{{.Token}}", "\u202egnp.exe",
	"\u200f\u200fשלום", "مرحبا", "🦵🦵🦵", "\x00", "\ufffd", strings.Repeat("9", 4000), strings.Repeat("stretch ", 500), strings.Repeat("a:", 300),
	"stretch", "stretch stretch", "stretch 25:99", "stretch 21:50 21:55", "stretch every", "stretch TZ=0", "stretch @every 1s",
	"stretch cron TZ=UTC 0 22 * * *", "stretch 1,2,3,4,5,6,7,8,9,10,11,12,13,14", "hydration 22:00", "water 9 10 11 12 13 14 15 16 17", "pumps every 16 min 8:00-20:00",
	"dance 21:50", "checkin", "checkin 25", "checkin 23:59", "relax cron 0 0 30 2 *", "22:30 blursday", "22:30 sun-", "22:30 fri, 23:00 fri",
	"nowhere-at-all", "UTC+2", "GMT-5", "../../etc/passwd", "Europe/", "tokyo until yesterday", "tokyo until", "until 2026-12-10",
	"2026-13", "month", "-7d", "0d", "9999d", "2027-01-02 2026-12-24", "tomorrow and never", "yesterday tomorrow", "2030-01-01", "1999-12-31",
}

// badCommands take arguments that the ones above are wrong for.
var badCommands = []string{"set", "bedtime", "wake", "timezone", "checkin", "summary", "history", "pause", "done", "skip", "export"}

// badTexts are sent as they are.
var badTexts = []string{
	"/nonsense", "/", "//", "/plan@somebody_else", "/\u202eplan", "/set\nstretch\n25:00", "/PLAN\x00", "/ plan", "/start ' or 1=1", "/start " + strings.Repeat("A", 3000),
	"/invite", "/people", "/learn", strings.Repeat("🦵", 2000), "a", "?", "...", "<i>unclosed", "\u2066\u2067rtl\u2069",
}

// badTaps are sent as button data that no button has.
var badTaps = []string{
	"m:0g17s0:9", "m:0g17z0:1", "m:zzzzs0:1", "m:0g17:1", "m:0g17s:1", "m:-g17s0:1", "m:0g16c:1", "z:0g17s0:-5", "z:0g17s0:999", "z:0g17s0:x",
	"r:0g16c:1:7", "r:0g16c:99:1", "r:zzzzc:1:1", "r:0000c:1:1", "r:0g17s0:1:1", "q:0g16c:77", "q:0g16c:0", "a", "a:", "a:0g16c", "f:0g16c", "l:0g16c:2", "s:0g16c:x:1", "c:checked::",
	"", ":", "::::", "mark", "mark:", "mark:x", "mark:2026-11-22.s0..:0:9", "mark:2026-11-22.s0..:5:1", "mark:2026-02-30.s0..:0:1", "mark:2026-11-22.z9..:0:1",
	"mark:1999-01-01.s0..:0:1", "mark:2026-11-22.s..:0:1", "mark:2026-11-22.s0.:0:1", "snooze:2026-11-22.s0..:0:-5", "snooze:2026-11-22.s0..:0:999", "snooze:2026-11-22.s0..:0:x",
	"answer:..2026-11-21.:1:7", "answer:..2026-11-21.:99:1", "answer:..2030-01-01.:1:1", "answer:..2020-01-01.:1:1", "answer:...:1:1", "ask:..2026-11-21.:77", "ask:..2026-11-21.:0",
	"usual:x", "tick:2026-11-22:s0:7", "tick:2026-11-22:q0:1", "tick:1999-11-22:s0:1", "tick:x:s0:1", "cramp:2026-11-22:0:eased:1", "cramp:2026-11-22:1:eased:!", "cramp:x:1:eased:1",
	"cramp:2026-11-22:100:eased:1", "care:x", "habit:q:on", "habit:s:perhaps", "month:2026-99", "month:soon", "history:x", "history:1066-10", "night:x", "night:1999-01-01", "legs:x:1", "legs:2026-11-22.e0..:77",
	"sore:x:y:z", "sore:..2026-11-21.:2026-11-21:9", "keep:x", "keep:2026-11-22", "setting:0:1", "setting:3:1", "setting:256:1", "setting:192:1", "setting:1:2", "times:q:100", "times:bed:1440", "times:bed:-1", "times:checkin:1439",
	"times:bed:400", "spread:s:2", "spread:w:0", "spread:w:9", "zone:Nowhere/Land", "zone:../x", "zone:Asia/Tokyo:2020-01-01", "zone:Asia/Tokyo:x", "gates:x", "gate:99:0", "gate:0:99999", "gate:x:0",
	"export:x", "export:pdf:x", "export:pdf:2020-01", "export:pdf:2026-99:notes", "import:yes", "import:maybe", "sure:x", "sure:2020-01", "sure:2026-11", "compare:q",
	"forget:perhaps", "show:x", "show:", "consent:maybe", "rouse:q", "\x00", "\n", strings.Repeat("x", 64), "mark:" + strings.Repeat("9", 59), "hours:9999:0:set",
}

// TestBadInput sends everything above to a member: none of it may change the
// plan or the diary, and each gets one short answer, or is ignored on purpose.
func TestBadInput(t *testing.T) {
	t.Parallel()
	synctest.Test(t, func(t *testing.T) {
		w := newWorld(t, time.Date(2026, 11, 22, 17, 0, 0, 0, time.UTC), true)
		ana := w.server.Person(emulator.Profile{ID: 1001, FirstName: "Ana", LanguageCode: "en"})
		settle := func() { time.Sleep(2 * time.Second); synctest.Wait() }
		ana.Write("/start")
		settle()
		for _, label := range []string{"Yes, keep my diary", "Yes, it is", "That fits", "None of these"} {
			m := ana.Messages()
			for i := len(m) - 1; i >= 0; i-- {
				if ana.Press(m[i].ID, label) == nil {
					break
				}
			}
			settle()
		}
		before := w.peek(t, 1001)
		if !before.person.Member() {
			t.Fatal("Ana has not joined")
		}
		count := 0
		check := func(input string, send func()) {
			t.Helper()
			count++
			events := w.server.Subscribe(t.Context())
			send()
			settle()
			said := answersIn(events)
			if after := w.peek(t, 1001); !cmp.Equal(before, after, cmp.AllowUnexported(memory{})) {
				t.Errorf("%.60q changed something:\n%s", input, cmp.Diff(before, after, cmp.AllowUnexported(memory{})))
				before = after
			}
			if len(said) > 1 {
				t.Errorf("%.60q got %d answers: %q", input, len(said), said)
			}
			for _, text := range said {
				if strings.Contains(text, "went wrong on my side") || strings.Contains(text, "error.") || len(strings.Fields(text)) > 60 {
					t.Errorf("%.60q got %q", input, text)
				}
			}
			if len(said) == 0 && !strings.Contains(input, "@somebody_else") && input != "" {
				t.Errorf("%.60q got no answer", input)
			}
		}
		for _, command := range badCommands {
			for _, argument := range badArguments {
				if fine(command, argument) {
					continue
				}
				text := "/" + command + " " + argument
				check(text, func() { ana.Write(text) })
			}
		}
		for _, text := range badTexts {
			check(text, func() { ana.Write(text) })
		}
		ana.Write("/help")
		settle()
		m := ana.Messages()
		for _, data := range badTaps {
			check("tap "+data, func() {
				if err := ana.PressData(m[len(m)-1].ID, data); err != nil {
					t.Errorf("%q: %v", data, err)
				}
			})
		}
		if count < 300 {
			t.Errorf("only %d inputs", count)
		}
		// The client library sends the name of a file once more, beside the file.
		unknown := slices.DeleteFunc(w.server.Unknown(), func(name string) bool { return name == "sendDocument.file_name" })
		if len(unknown) > 0 {
			t.Errorf("parameters that the Bot API does not have: %q", unknown)
		}
	})
}

// fine reports whether the argument is right for the command after all.
func fine(command, argument string) bool {
	switch command {
	case "done", "skip":
		return argument == "stretch"
	case "pause":
		return argument == "until 2026-12-10" || argument == "\x00" // a pause, and nothing at all
	}
	return false
}

// memory is what the store holds of a person, but for what every update leaves.
type memory struct {
	person routines.Person
	nights []routines.Night
}

// peek looks into the store beside the bot.
func (w *world) peek(t *testing.T, id routines.PersonID) (m memory) {
	t.Helper()
	err := w.store.View(t.Context(), id, func(book *store.Book) error {
		m.person = book.Person
		m.person.Asking = "" // being asked is not a change
		for _, night := range book.Nights(0, 1<<30) {
			copied := *night
			copied.AskedIn = 0
			m.nights = append(m.nights, copied)
		}
		return nil
	})
	if err != nil {
		t.Fatal(err)
	}
	return m
}

// answersIn lists what the bot said since: messages, changes and toasts.
func answersIn(events <-chan emulator.Event) (said []string) {
	for {
		select {
		case e := <-events:
			switch {
			case e.Message != nil && e.Message.Bot:
				said = append(said, e.Message.Text)
			case e.Kind == emulator.Answered && e.Text != "":
				said = append(said, e.Text)
			}
		default:
			return said
		}
	}
}
