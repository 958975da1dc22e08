package bot_test

import (
	"context"
	"fmt"
	"io"
	"log/slog"
	"path/filepath"
	"runtime"
	"sync"
	"testing"
	"time"

	"calmcalf/bot"
	"calmcalf/bot/emulator"
	"calmcalf/bot/locale"
	"calmcalf/routines"
	"calmcalf/store"
	"calmcalf/store/bolt"
)

// benchBot is a bot on a bolt file and the emulator, in real time and without
// limits on how fast it may talk. via is what it passes on the way there, nil for
// nothing.
func benchBot(b testing.TB, now func() time.Time, via *held) (*bot.Bot, store.Store, *emulator.Server) {
	b.Helper()
	kept, err := bolt.Open(filepath.Join(b.TempDir(), "calmcalf.db"), bolt.Options{})
	if err != nil {
		b.Fatal(err)
	}
	texts, err := locale.Load("en")
	if err != nil {
		b.Fatal(err)
	}
	server := emulator.New(emulator.Options{Token: testToken, Username: "calmcalf_bot", Name: "Calmcalf", MaxMessages: 10, MaxCalls: 10})
	transport := server.Transport()
	if via != nil {
		via.next, transport = transport, via
	}
	talking, err := bot.New(bot.Config{
		Token: testToken, API: "http://telegram", Transport: transport, Store: kept, Texts: texts,
		Now: now, Log: slog.New(slog.NewTextHandler(io.Discard, nil)), Open: true, Zone: "Europe/Berlin",
		Rate: 1e6, ChatRate: 1e6,
	})
	if err != nil {
		b.Fatal(err)
	}
	ctx, stop := context.WithCancel(context.Background())
	done := make(chan struct{})
	go func() { defer close(done); _ = talking.Run(ctx) }()
	b.Cleanup(func() {
		stop()
		<-done
		server.Close()
		if err := kept.Close(); err != nil {
			b.Error(err)
		}
	})
	return talking, kept, server
}

// BenchmarkTap is one tap end to end in this process: the emulator's update,
// the change stored durably, the message edited.
func BenchmarkTap(b *testing.B) {
	start := time.Date(2026, 11, 22, 18, 0, 0, 0, time.UTC)
	_, kept, server := benchBot(b, func() time.Time { return start }, nil)
	ana := server.Person(emulator.Profile{ID: 1001, FirstName: "Ana", LanguageCode: "en"})
	joinDirectly(b, kept, 1001, start)
	events := server.Subscribe(b.Context())
	await := func(kind emulator.EventKind) int {
		for e := range events {
			if e.Kind == kind && e.Message.Bot {
				return e.MessageID
			}
		}
		b.Fatal("the emulator closed")
		return 0
	}
	ana.Write("/tonight")
	message := await(emulator.Sent)
	b.ResetTimer()
	for i := 0; b.Loop(); i++ {
		label := "Done: Stretch, 22:10"
		if i%2 == 1 {
			label = "Undo: Stretch, 22:10"
		}
		if err := ana.Press(message, label); err != nil {
			b.Fatal(err)
		}
		await(emulator.Edited)
	}
}

// BenchmarkPeople is how much memory the program holds when nobody is being
// talked to, with ever more people in the store: it must not grow with them.
func BenchmarkPeople(b *testing.B) {
	for _, people := range []int{100, 1_000, 10_000} {
		b.Run(fmt.Sprint(people), func(b *testing.B) {
			now := time.Date(2026, 11, 22, 18, 0, 0, 0, time.UTC)
			talking, kept, _ := benchBot(b, func() time.Time { return now }, nil)
			var joining sync.WaitGroup
			for hand := range 32 { // few, since the runtime keeps what ended goroutines held
				joining.Go(func() {
					for i := hand; i < people; i += 32 {
						joinDirectly(b, kept, routines.PersonID(1001+i), now)
					}
				})
			}
			joining.Wait()
			for b.Loop() {
				if err := talking.Ring(b.Context()); err != nil {
					b.Fatal(err)
				}
			}
			runtime.GC()
			var memory runtime.MemStats
			runtime.ReadMemStats(&memory)
			b.ReportMetric(float64(memory.HeapAlloc)/1e6, "heap-MB")
		})
	}
}
