package bot_test

import (
	"fmt"
	"runtime"
	"strings"
	"testing"
	"time"

	"calmcalf/bot/emulator"
	"calmcalf/bot/export"
	"calmcalf/routines"
	"calmcalf/store"
)

// BenchmarkHostileImports has somebody bring in file after file that each adds a thousand
// cramps and five thousand answers to one Night, while somebody else asks for help: how
// long that one waits at most, and how much memory the program takes at most.
func BenchmarkHostileImports(b *testing.B) {
	const count = 50
	now := time.Date(2026, 11, 22, 18, 0, 0, 0, time.UTC)
	_, kept, server := benchBot(b, func() time.Time { return now }, nil)
	ana := server.Person(emulator.Profile{ID: 1001, FirstName: "Ana", LanguageCode: "en"})
	ben := server.Person(emulator.Profile{ID: 1002, FirstName: "Ben", LanguageCode: "en"})
	for _, id := range []routines.PersonID{1001, 1002} {
		joinDirectly(b, kept, id, now.AddDate(0, 0, -2))
	}
	var night *routines.Night
	var person routines.Person
	err := kept.View(b.Context(), 1001, func(book *store.Book) error {
		n := *book.Tonight()
		night, person = &n, book.Person
		return nil
	})
	if err != nil {
		b.Fatal(err)
	}
	file := func(round int) []byte {
		n := *night
		for i := range 1000 {
			at := n.Opened.Add(time.Duration(round*1000+i) * time.Second)
			n.Cramps = append(n.Cramps, routines.Cramp{At: at, Logged: at})
		}
		for i := range 5000 {
			n.Log = append(n.Log, routines.Answer{Field: routines.Pain, Value: routines.Value(1 + i%10), At: n.Opened.Add(time.Duration(round*5000+i) * time.Second / 5)})
		}
		data, err := export.JSON(&person, []*routines.Night{&n}, now)
		if err != nil {
			b.Fatal(err)
		}
		return data
	}
	var worst time.Duration
	most, before := 0.0, heap()
	ask := func() {
		began := time.Now()
		sent := ben.Write("/help")
		for answered := false; !answered; time.Sleep(time.Millisecond) {
			for _, m := range ben.Messages() {
				answered = answered || m.Bot && m.ID > sent
			}
		}
		worst = max(worst, time.Since(began))
		var memory runtime.MemStats
		runtime.ReadMemStats(&memory)
		most = max(most, float64(memory.HeapAlloc)/1e6-before)
	}
	b.ResetTimer()
	for b.Loop() {
		for round := range count {
			ana.Document(fmt.Sprintf("%d.json", round), "application/json", file(round))
			ask()
		}
		for done := 0; done < count; {
			ask()
			for _, m := range ana.Messages() {
				switch {
				case len(m.Buttons) > 0 && m.Buttons[0][0].Text == "Bring it in":
					_ = ana.Press(m.ID, "Bring it in")
				case m.Bot && (strings.Contains(m.Text, "in your diary") || strings.Contains(m.Text, "from Telegram")):
					done = count
				}
			}
		}
		for range 50 {
			ask()
		}
	}
	b.StopTimer()
	b.ReportMetric(float64(worst.Milliseconds()), "worst-ms")
	b.ReportMetric(most, "most-MB")
	err = kept.View(b.Context(), 1001, func(book *store.Book) error {
		for _, n := range book.Nights(0, book.Tonight().Date) {
			if len(n.Log) > routines.MostAnswers+40 || len(n.Cramps) > routines.MostLogged {
				b.Errorf("%v: %d answers, %d cramps", n.Date, len(n.Log), len(n.Cramps))
			}
		}
		return nil
	})
	if err != nil {
		b.Error(err)
	}
}
