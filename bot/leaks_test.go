package bot_test

import (
	"context"
	"log/slog"
	"net"
	"net/http"
	"net/http/httptest"
	"path/filepath"
	"testing"
	"testing/synctest"
	"time"

	"go.uber.org/goleak"

	"calmcalf/bot"
	"calmcalf/bot/emulator"
	"calmcalf/bot/locale"
	"calmcalf/store/bolt"
)

// TestEndsInTime ends the bot while Telegram is stuck in one way or another. It
// takes less than five seconds (gate.stop measures), and nothing goes on
// running: a bubble cannot end before all that began in it.
func TestEndsInTime(t *testing.T) {
	t.Parallel()
	for name, act := range map[string]func(*gate){
		"idle": func(*gate) {},
		"before the first answer of Telegram": func(g *gate) {
			g.stop()
			g.server.Fail(emulator.Fault{Delay: time.Hour})
			g.boot(g.way)
			time.Sleep(5 * time.Second)
		},
		"polls hang": func(g *gate) {
			g.server.Fail(emulator.Fault{Method: "getUpdates", Delay: time.Hour})
			time.Sleep(2 * time.Minute)
		},
		"answers hang": func(g *gate) {
			g.server.Fail(emulator.Fault{Method: "sendMessage", Delay: time.Hour})
			for id := range int64(100) {
				g.person(1001 + id).Write("/start")
			}
			time.Sleep(5 * time.Second)
		},
		"a flood": func(g *gate) {
			g.server.Fail(emulator.Fault{Method: "sendMessage", Do: emulator.Flood, RetryAfter: 3600})
			for id := range int64(100) {
				g.person(1001 + id).Write("/start")
			}
			time.Sleep(5 * time.Second)
		},
		"away": func(g *gate) {
			g.server.Fail(emulator.Fault{Do: emulator.BadGateway})
			g.person(1001).Write("/start")
			time.Sleep(10 * time.Minute)
		},
		"a group that cannot be left": func(g *gate) {
			g.server.Fail(emulator.Fault{Method: "leaveChat", Do: emulator.Flood, RetryAfter: 3600})
			ana := g.person(1001)
			g.server.Group(-77, "Family", ana)
			ana.WriteIn(-77, "hello")
			time.Sleep(5 * time.Second)
		},
		"a prompt hangs": func(g *gate) {
			joinDirectly(g.t, g.store, 1001, time.Now().UTC())
			g.person(1001).Write("hello")
			time.Sleep(time.Second)
			g.server.Fail(emulator.Fault{Method: "sendMessage", Delay: time.Hour})
			time.Sleep(time.Until(time.Date(2026, 11, 22, 21, 10, 5, 0, time.UTC)))
		},
	} {
		for _, way := range []string{"polling", "webhook"} {
			t.Run(name+"/"+way, func(t *testing.T) {
				t.Parallel()
				synctest.Test(t, func(t *testing.T) {
					time.Sleep(time.Until(time.Date(2026, 11, 22, 20, 0, 0, 0, time.UTC)))
					g := newGate(t)
					g.boot(way)
					act(g)
					g.stop()
				})
			})
		}
	}
}

// TestLeavesNothingRunning starts and ends the bot on real sockets. It is not
// parallel, so that what runs afterwards is its own.
func TestLeavesNothingRunning(t *testing.T) {
	for _, way := range []string{"polling", "webhook"} {
		t.Run(way, func(t *testing.T) {
			defer goleak.VerifyNone(t, goleak.IgnoreCurrent())
			door, err := net.Listen("tcp", "127.0.0.1:0")
			if err != nil {
				t.Fatal(err)
			}
			defer door.Close()
			dial := func(ctx context.Context, _, _ string) (net.Conn, error) {
				return new(net.Dialer).DialContext(ctx, "tcp", door.Addr().String())
			}
			toBot := &http.Transport{DialContext: dial, DialTLSContext: dial} // TLS is the listener's
			defer toBot.CloseIdleConnections()
			server := emulator.New(emulator.Options{Token: testToken, Webhook: toBot})
			telegram := httptest.NewServer(server)
			defer telegram.Close()
			defer server.Close()
			toTelegram := &http.Transport{}
			defer toTelegram.CloseIdleConnections()
			kept, err := bolt.Open(filepath.Join(t.TempDir(), "calmcalf.db"), bolt.Options{})
			if err != nil {
				t.Fatal(err)
			}
			defer kept.Close()
			texts, err := locale.Load("en")
			if err != nil {
				t.Fatal(err)
			}
			config := bot.Config{Token: testToken, API: telegram.URL, Transport: toTelegram, Store: kept, Texts: texts,
				Now: time.Now, Log: slog.New(slog.DiscardHandler), Open: true, Zone: "Europe/Berlin", Rate: 1000}
			if way == "webhook" {
				config.Webhook = &bot.Webhook{URL: "https://bot.example.org/hook", Secret: hookSecret,
					Listen: func() (net.Listener, error) { return door, nil }}
			}
			b, err := bot.New(config)
			if err != nil {
				t.Fatal(err)
			}
			ctx, cancel := context.WithTimeout(t.Context(), time.Minute)
			defer cancel()
			ended := make(chan error, 1)
			go func() { ended <- b.Run(ctx) }()
			events := server.Subscribe(ctx)
			server.Person(emulator.Profile{ID: 1001, FirstName: "Ana", LanguageCode: "en"}).Write("/start")
			for e := range events {
				if e.Kind == emulator.Sent && e.Message.Bot {
					break
				}
			}
			cancel()
			for range events {
			}
			if err := <-ended; err != nil {
				t.Error(err)
			}
		})
	}
}
