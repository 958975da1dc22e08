package bot_test

import (
	"context"
	"io"
	"log/slog"
	"net/http"
	"path/filepath"
	"testing"
	"testing/synctest"
	"time"

	"calmcalf/bot"
	"calmcalf/bot/emulator"
	"calmcalf/bot/locale"
	"calmcalf/store"
	"calmcalf/store/bolt"
)

// world is a whole Calmcalf in a synctest bubble: real telebot, the emulator,
// bolt on a file, and a clock that moves only when everybody waits.
type world struct {
	t      *testing.T
	server *emulator.Server
	file   string
	open   bool
	link   string // the operator's, when there is one
	store  store.Store
	now    func() time.Time              // the machine's clock
	wrap   func(store.Store) store.Store // what the bot sees of the store
	via    http.RoundTripper             // to the Bot API
	log    io.Writer                     // nil: the test's, if it is verbose
	rate   float64                       // messages a second
	tick   time.Duration                 // how often it looks for due alarms
	look   func()                        // at what is due
	hook   *lobby                        // where a webhook comes in; nil: by polling
	stop   func()
}

const testToken = "123456:TEST-token-of-the-emulator"

func newWorld(t *testing.T, start time.Time, open bool) *world {
	t.Helper()
	time.Sleep(time.Until(start))
	w := &world{t: t, file: filepath.Join(t.TempDir(), "calmcalf.db"), open: open, now: time.Now, rate: 28, tick: time.Minute,
		wrap: func(kept store.Store) store.Store { return kept }}
	w.server = emulator.New(emulator.Options{Token: testToken, Username: "calmcalf_bot", Name: "Calmcalf", MaxMessages: 200, MaxCalls: 50})
	w.via = w.server.Transport()
	t.Cleanup(w.server.Close)
	w.boot()
	t.Cleanup(func() { w.stop() })
	return w
}

// newHookedWorld is a world whose updates come in by webhook. Nobody polls in it, which
// is most of what happens on a quiet day: so it is for tests in which weeks go by.
func newHookedWorld(t *testing.T, start time.Time) *world {
	t.Helper()
	time.Sleep(time.Until(start))
	w := &world{t: t, file: filepath.Join(t.TempDir(), "calmcalf.db"), open: true, now: time.Now, rate: 28, tick: time.Minute,
		wrap: func(kept store.Store) store.Store { return kept }, hook: &lobby{}}
	way := &http.Transport{DialContext: w.hook.dial, DialTLSContext: w.hook.dial, MaxIdleConnsPerHost: 100}
	t.Cleanup(way.CloseIdleConnections)
	w.server = emulator.New(emulator.Options{Token: testToken, Username: "calmcalf_bot", Name: "Calmcalf", MaxMessages: 200, MaxCalls: 50, Webhook: way})
	w.via = w.server.Transport()
	t.Cleanup(w.server.Close)
	w.boot()
	t.Cleanup(func() { w.stop() })
	return w
}

// boot starts the bot, as after an update of the machine.
func (w *world) boot() {
	w.t.Helper()
	kept, err := bolt.Open(w.file, bolt.Options{})
	if err != nil {
		w.t.Fatal(err)
	}
	w.store = kept
	texts, err := locale.Load("en")
	if err != nil {
		w.t.Fatal(err)
	}
	log := slog.New(slog.NewTextHandler(w.t.Output(), &slog.HandlerOptions{Level: slog.LevelWarn}))
	if w.log != nil {
		log = slog.New(slog.NewTextHandler(w.log, nil))
	} else if !testing.Verbose() {
		log = slog.New(slog.NewTextHandler(io.Discard, nil))
	}
	var hook *bot.Webhook
	if w.hook != nil {
		hook = &bot.Webhook{URL: "https://bot.example.org/hook", Secret: hookSecret, Listen: w.hook.listen}
	}
	b, err := bot.New(bot.Config{
		Token: testToken, API: "http://telegram", Transport: w.via, Webhook: hook,
		Store: w.wrap(kept), Texts: texts, Now: w.now, Log: log, Open: w.open,
		Zone: "Europe/Berlin", Rate: w.rate,
		Greeted: func(ctx context.Context, b *bot.Bot) (err error) {
			w.link, err = b.OperatorLink(ctx)
			return err
		},
	})
	if err != nil {
		w.t.Fatal(err)
	}
	ctx, cancel := context.WithCancel(context.Background())
	done := make(chan struct{})
	go func() {
		defer close(done)
		if err := b.Run(ctx); err != nil {
			w.t.Error(err)
		}
	}()
	w.look = b.Look
	looked := make(chan struct{})
	go func() {
		defer close(looked)
		lookEvery(ctx, w.tick, w.look)
	}()
	synctest.Wait()
	w.stop = func() {
		cancel()
		<-done
		<-looked
		if err := kept.Close(); err != nil {
			w.t.Error(err)
		}
	}
}

// lookEvery does for a bot what the program does: at whole minutes, say, so that
// a dialogue hears from the bot at times that can be read.
func lookEvery(ctx context.Context, tick time.Duration, look func()) {
	for {
		select {
		case <-time.After(tick - time.Since(time.Now().Truncate(tick))):
			look()
		case <-ctx.Done():
			return
		}
	}
}

// restart ends the bot and starts it again on the same file, after a while.
func (w *world) restart(after time.Duration) {
	w.stop()
	time.Sleep(after)
	w.boot()
}

// dropUpdates confirms all that waits for the bot, unread.
func (w *world) dropUpdates() {
	w.t.Helper()
	client := http.Client{Transport: w.server.Transport()}
	for _, offset := range []string{"-1", "1000000000000"} {
		response, err := client.Get("http://telegram/bot" + testToken + "/getUpdates?offset=" + offset)
		if err != nil {
			w.t.Fatal(err)
		}
		_ = response.Body.Close()
	}
}
