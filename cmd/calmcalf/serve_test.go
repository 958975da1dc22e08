package main

import (
	"context"
	"fmt"
	"io/fs"
	"net/http"
	"net/http/httptest"
	"os"
	"path/filepath"
	"regexp"
	"strings"
	"sync/atomic"
	"testing"
	"time"

	"calmcalf/bot/emulator"
)

// telegram is an emulated Bot API on this machine's loopback, and a folder for
// the store of the bot that talks to it.
type telegram struct {
	*emulator.Server
	t      *testing.T
	url    string
	folder string
}

func newTelegram(t *testing.T) *telegram {
	t.Helper()
	server := emulator.New(emulator.Options{Token: testToken})
	listener := httptest.NewServer(server)
	t.Cleanup(func() {
		server.Close()
		listener.Close()
	})
	return &telegram{Server: server, t: t, url: listener.URL, folder: t.TempDir()}
}

func (g *telegram) file() string { return filepath.Join(g.folder, "calmcalf.db") }
func (g *telegram) link() string { return g.file() + ".operator-link" }

// serve starts the bot, and returns when it runs.
func (g *telegram) serve(more ...string) *program {
	g.t.Helper()
	p := begin(g.t, append([]string{
		"CALMCALF_TOKEN=" + testToken, "CALMCALF_API_URL=" + g.url, "CALMCALF_STORE=bolt:" + g.file(),
		"CALMCALF_ALLOW_TEMPORARY=true", "CALMCALF_LOG=text,debug",
	}, more...), "serve")
	await(g.t, "the bot to run", func() bool { return strings.Contains(p.stderr.String(), "calmcalf runs") })
	return p
}

// somebody is a person with Telegram in their hand.
type somebody struct {
	*emulator.Person
	*telegram
}

func (g *telegram) somebody(id int64) somebody {
	return somebody{g.Person(emulator.Profile{ID: id, FirstName: fmt.Sprint("Person ", id), LanguageCode: "en"}), g}
}

// heard is what the bot said to them, oldest first.
func (p somebody) heard() (said []emulator.Message) {
	for _, m := range p.Messages() {
		if m.Bot {
			said = append(said, m)
		}
	}
	return said
}

// hears waits for a message of the bot with this text in it.
func (p somebody) hears(text string) (heard emulator.Message) {
	p.t.Helper()
	await(p.t, fmt.Sprintf("%q to person %d", text, p.ID), func() bool {
		for _, m := range p.heard() {
			if strings.Contains(m.Text, text) {
				heard = m
				return true
			}
		}
		return false
	})
	return heard
}

// taps waits for a button and presses it.
func (p somebody) taps(label string) {
	p.t.Helper()
	var at int
	await(p.t, fmt.Sprintf("[%s] for person %d", label, p.ID), func() bool {
		for _, m := range p.heard() {
			for _, row := range m.Buttons {
				for _, b := range row {
					if b.Text == label {
						at = m.ID
						return true
					}
				}
			}
		}
		return false
	})
	if err := p.Press(at, label); err != nil {
		p.t.Fatal(err)
	}
}

// writes sends a text and waits until the bot has fetched it.
func (p somebody) writes(text string) {
	p.t.Helper()
	ctx, cancel := context.WithTimeout(p.t.Context(), patience)
	defer cancel()
	events := p.Subscribe(ctx)
	update := p.Write(text)
	for event := range events {
		if event.Kind == emulator.Delivered && event.UpdateID == update {
			return
		}
	}
	p.t.Fatalf("the bot did not fetch %q in %v", text, patience)
}

// joins goes from the greeting to the plan.
func (p somebody) joins() {
	p.t.Helper()
	for _, label := range []string{"Yes, keep my diary", "Yes, it is", "That fits", "None of these"} {
		p.taps(label)
	}
	p.hears("Your plan")
}

var linkForm = regexp.MustCompile(`^https://t\.me/calmcalf_bot\?start=([A-Z2-7]{26})\n$`)

// code waits for the operator's link and gives the code in it.
func (g *telegram) code() (code string) {
	g.t.Helper()
	var content []byte
	await(g.t, "the operator's link", func() bool {
		content, _ = os.ReadFile(g.link()) // it may not be there yet
		return strings.HasSuffix(string(content), "\n")
	})
	found := linkForm.FindStringSubmatch(string(content))
	if found == nil {
		g.t.Fatalf("%q is no link", content)
	}
	return found[1]
}

const stranger = "This is a private bot."

// TestServe lets the first operator in, and nobody else, and remembers it.
func TestServe(t *testing.T) {
	t.Parallel()
	g := newTelegram(t)
	ana, eve, mia := g.somebody(1001), g.somebody(1002), g.somebody(1003)
	p := g.serve()
	code := g.code()
	p.secrets = append(p.secrets, code)
	for _, file := range []string{g.link(), g.file()} {
		info, err := os.Stat(file)
		if err != nil {
			t.Fatal(err)
		}
		if info.Mode().Perm() != 0o600 {
			t.Errorf("%s has mode %v", filepath.Base(file), info.Mode())
		}
	}

	eve.Write("/start")
	eve.hears(stranger)
	ana.Write("/start " + code)
	ana.joins()

	// A code works once, and a stranger is answered once an hour. Updates of a
	// person are handled in order, so the invited start comes after the others.
	eve.Write("/start " + code)
	eve.Write("hello?")
	ana.Write("/invite")
	_, link, _ := strings.Cut(ana.hears("t.me/calmcalf_bot?start=").Text, "\n")
	invitation := linkForm.FindStringSubmatch(link + "\n")
	if invitation == nil {
		t.Fatalf("%q is no link", link)
	}
	p.secrets = append(p.secrets, invitation[1])
	mia.Write("/start " + invitation[1])
	mia.joins()
	eve.Write("/start " + invitation[1])
	p.stop()

	// An operator needs no new link.
	p = g.serve()
	ana.Write("/set calf-stretch 21:07")
	ana.hears("21:07")
	mia.Write("/set calf-stretch 21:09")
	mia.hears("21:09")
	await(t, "the end of the used link", func() bool {
		_, err := os.Stat(g.link())
		return os.IsNotExist(err)
	})
	p.stop()

	// Eve was told before the restart and, the bot having forgotten that it told
	// her, perhaps after it; never anything else.
	said := eve.heard()
	if len(said) > 2 {
		t.Errorf("a stranger was answered %d times", len(said))
	}
	for _, m := range said {
		if !strings.Contains(m.Text, stranger) || len(m.Buttons) > 0 || m.Keyboard != nil {
			t.Errorf("a stranger was told %q", m.Text)
		}
	}
}

// TestLinkRenewed starts twice before anybody used the link: the later one counts.
func TestLinkRenewed(t *testing.T) {
	t.Parallel()
	g := newTelegram(t)
	p := g.serve()
	first := g.code()
	p.stop()
	if err := os.Remove(g.link()); err != nil {
		t.Fatal(err)
	}
	p = g.serve()
	second := g.code()
	if first == second {
		t.Error("the same code was made twice")
	}
	ana, eve := g.somebody(1001), g.somebody(1002)
	eve.Write("/start " + first)
	eve.hears(stranger)
	ana.Write("/start " + second)
	ana.hears("May I keep a diary for you?")
	p.stop()
}

// member is a running bot with a member, who is its operator.
func (g *telegram) member(more ...string) (*program, somebody) {
	g.t.Helper()
	p := g.serve(more...)
	ana := g.somebody(1001)
	ana.Write("/start " + g.code())
	ana.joins()
	return p, ana
}

// TestStopsInFlight ends the bot while its answers hang: it ends in time, what
// was stored is there, and what was not is taken up at the next start.
func TestStopsInFlight(t *testing.T) {
	t.Parallel()
	g := newTelegram(t)
	p, ana := g.member()
	var hanging atomic.Int32
	heal := g.Fail(emulator.Fault{Method: "sendMessage", Delay: time.Hour, When: func(emulator.Call) bool {
		hanging.Add(1)
		return true
	}})
	ana.Write("/bedtime 23:15")
	for id := range int64(5) {
		g.somebody(2001 + id).Write("/start")
	}
	await(t, "answers in flight", func() bool { return hanging.Load() >= 6 })
	ana.writes("/wake 6:45")
	p.stop()
	heal()

	p = g.serve()
	ana.Write("/plan")
	ana.hears("Bed 23:15, up 06:45")
	p.stop()
}

// TestHoldsUpNobody lets the answers to one person hang, who goes on writing:
// everybody else is heard all the same.
func TestHoldsUpNobody(t *testing.T) {
	t.Parallel()
	g := newTelegram(t)
	p, ana := g.member("CALMCALF_OPEN=true")
	var hanging atomic.Int32
	g.Fail(emulator.Fault{Method: "sendMessage", Chat: ana.ID, Delay: time.Hour, When: func(emulator.Call) bool {
		hanging.Add(1)
		return true
	}})
	ana.Write("/bedtime 23:15")
	await(t, "an answer in flight", func() bool { return hanging.Load() > 0 })
	ana.writes("/wake 6:45")
	mia := g.somebody(1002)
	asked := time.Now()
	mia.Write("/start")
	mia.hears("May I keep a diary for you?")
	if took := time.Since(asked); took > mostStop {
		t.Errorf("somebody else waited %v", took.Round(time.Millisecond))
	}
	p.stop()
}

// TestStopsInTheMiddle ends the bot while twenty people join, again and again:
// everybody gets to their plan.
func TestStopsInTheMiddle(t *testing.T) {
	t.Parallel()
	g := newTelegram(t)
	p := g.serve("CALMCALF_OPEN=true")
	var people []somebody
	for id := range int64(20) {
		people = append(people, g.somebody(1001+id))
		people[id].Write("/start")
	}
	for _, label := range []string{"Yes, keep my diary", "Yes, it is", "That fits", "None of these"} {
		for _, one := range people {
			one.taps(label)
		}
		p.stop()
		p = g.serve("CALMCALF_OPEN=true")
	}
	for _, one := range people {
		one.hears("Your plan")
	}
	p.stop()
}

// TestTokenIsNotTold lets the Bot API fail in every way, echoing what it was
// asked. The token, which is a part of every address, comes out nowhere.
func TestTokenIsNotTold(t *testing.T) {
	t.Parallel()
	answer := func(status int, body string) http.HandlerFunc {
		return func(w http.ResponseWriter, r *http.Request) {
			w.WriteHeader(status)
			_, _ = fmt.Fprintf(w, body, r.URL.Path)
		}
	}
	for name, handler := range map[string]http.HandlerFunc{
		"unauthorized": answer(401, `{"ok":false,"error_code":401,"description":"Unauthorized: %s"}`),
		"not found":    answer(404, `{"ok":false,"error_code":404,"description":"Not Found: %s"}`),
		"flood":        answer(429, `{"ok":false,"error_code":429,"description":"Too Many Requests at %s","parameters":{"retry_after":1}}`),
		"bad gateway":  answer(502, `<html>502 at %s</html>`),
		"conflict":     answer(409, `{"ok":false,"error_code":409,"description":"Conflict: %s"}`),
		"broken json":  answer(200, `{"ok":true,"result":%s`),
		"strange json": answer(200, `{"ok":true,"result":"%s"}`),
		"redirect": func(w http.ResponseWriter, r *http.Request) {
			http.Redirect(w, r, "http://127.0.0.1:1"+r.URL.Path, http.StatusTemporaryRedirect)
		},
		"redirect in a circle": func(w http.ResponseWriter, r *http.Request) {
			http.Redirect(w, r, r.URL.Path, http.StatusTemporaryRedirect)
		},
		"reset": func(http.ResponseWriter, *http.Request) { panic(http.ErrAbortHandler) },
		"strange header": func(w http.ResponseWriter, r *http.Request) {
			w.Header().Set("Location", "http://%zz"+r.URL.Path)
			w.WriteHeader(http.StatusFound)
		},
		"nobody there": nil,
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			url := "http://127.0.0.1:1"
			if handler != nil {
				server := httptest.NewServer(handler)
				defer server.Close()
				url = server.URL
			}
			env := []string{"CALMCALF_TOKEN=" + testToken, "CALMCALF_API_URL=" + url, "CALMCALF_LOG=json,debug",
				"CALMCALF_STORE=bolt:" + t.TempDir() + "/calmcalf.db", "CALMCALF_ALLOW_TEMPORARY=true"}
			p := begin(t, env, "serve")
			await(t, "a complaint of the poller and one of the greeting", func() bool {
				return strings.Count(p.stderr.String(), `"again_in"`) >= 2
			})
			p.stop()
			if status, stdout, _ := ask(t, env, "check"); status != 1 || !strings.Contains(stdout, "token     not fine") {
				t.Errorf("check: status %d, %s", status, stdout)
			}
		})
	}
}

// TestServeLeavesNothing looks at what lies beside the store after a run.
func TestServeLeavesNothing(t *testing.T) {
	t.Parallel()
	g := newTelegram(t)
	p, _ := g.member()
	p.stop()
	p = g.serve()
	await(t, "the end of the used link", func() bool {
		_, err := os.Stat(g.link())
		return os.IsNotExist(err)
	})
	p.stop()
	var left []string
	err := filepath.WalkDir(g.folder, func(path string, entry fs.DirEntry, err error) error {
		if err == nil && !entry.IsDir() {
			left = append(left, filepath.Base(path))
		}
		return err
	})
	if err != nil || len(left) != 1 {
		t.Errorf("beside the store lie %v (%v)", left, err)
	}
}

// TestPromptOnTime lives through a minute of real time: a prompt arrives within
// seconds of its minute. It takes up to that minute and runs with
//
//	CALMCALF_REAL_TIME=1 go test ./cmd/calmcalf -run PromptOnTime
func TestPromptOnTime(t *testing.T) {
	t.Parallel()
	if os.Getenv("CALMCALF_REAL_TIME") == "" {
		t.Skip("takes a minute of real time; CALMCALF_REAL_TIME=1 runs it")
	}
	const most = 5 * time.Second
	g := newTelegram(t)
	p, ana := g.member("CALMCALF_TIMEZONE=UTC")
	// The minute leaves time for the plan to change.
	due := time.Now().UTC().Add(10 * time.Second).Truncate(time.Minute).Add(time.Minute)
	ana.Write("/set relaxation " + due.Format("15:04"))
	ana.hears(due.Format("15:04") + " · Relaxation")
	prompts := func() (found []emulator.Message) {
		for _, m := range ana.heard() {
			if len(m.Buttons) > 0 && m.Buttons[0][0].Text == "Done" {
				found = append(found, m)
			}
		}
		return found
	}
	if early := prompts(); len(early) > 0 {
		t.Fatalf("too early: %q", early[0].Text)
	}
	wait := time.NewTimer(time.Until(due) + most)
	defer wait.Stop()
	<-wait.C
	found := prompts()
	if len(found) != 1 {
		t.Fatalf("%d prompts %v after the minute", len(found), most)
	}
	late := found[0].Sent.Sub(due)
	t.Logf("the prompt came %v after its minute began", late.Round(time.Millisecond))
	if late < 0 || late > most {
		t.Errorf("due %v, sent %v", due, found[0].Sent)
	}
	p.stop()
}
