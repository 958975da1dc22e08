package emulator

import (
	"bytes"
	"context"
	"net/http/httptest"
	"os"
	"os/exec"
	"path/filepath"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"
)

// TestClients has bots that use client libraries written elsewhere talk to the
// emulator: what they cannot do with it, they could not do with Telegram either. They
// are a module of their own, so that this one depends on none of them.
func TestClients(t *testing.T) {
	t.Parallel()
	program := filepath.Join(t.TempDir(), "clients")
	build := exec.CommandContext(t.Context(), "go", "build", "-o", program, ".")
	build.Dir = filepath.Join("testdata", "clients")
	build.Env = append(os.Environ(), "GOFLAGS=-mod=mod -buildvcs=false", "GOWORK=off")
	if out, err := build.CombinedOutput(); err != nil {
		if os.Getenv("CALMCALF_REQUIRE_CLIENTS") == "" {
			t.Skipf("needs client libraries from a Go module proxy: %v\n%s", err, out)
		}
		t.Fatalf("build the clients: %v\n%s", err, out)
	}
	for _, library := range []string{"go-telegram", "telego", "telegram-bot-api"} {
		t.Run(library, func(t *testing.T) {
			t.Parallel()
			playClient(t, exec.CommandContext(t.Context(), program, library))
		})
	}
}

func playClient(t *testing.T, client *exec.Cmd) {
	ctx, cancel := context.WithTimeout(t.Context(), time.Minute)
	defer cancel()
	s := newServer(t, Options{Token: "123456789:emulator-of-the-telegram-bot-api-00"}) // one of them checks its form
	front := httptest.NewServer(s)
	defer front.Close()
	a := ana(s)
	events := s.Subscribe(ctx)
	a.Write("/start")

	var out bytes.Buffer
	client.Args = append(client.Args, front.URL)
	client.Stdout, client.Stderr = &out, &out
	if err := client.Start(); err != nil {
		t.Fatal(err)
	}
	ended := make(chan error, 1)
	go func() { ended <- client.Wait() }()
	answered := ""
	for running := true; running; {
		select {
		case e := <-events:
			switch {
			case e.Kind == Sent && e.Message.Bot && len(e.Message.Buttons) > 0:
				if err := a.Press(e.MessageID, "More"); err != nil {
					t.Error(err)
				}
			case e.Kind == Answered:
				answered = e.Text
			}
		case err := <-ended:
			if err != nil {
				t.Errorf("the client ended: %v\n%s", err, &out)
			}
			running = false
		}
	}

	type seen struct {
		Text     string
		Entities []Entity
		File     string
		Edits    int
	}
	var got []seen
	for _, m := range a.Messages()[1:] {
		file := ""
		if m.Media != nil {
			file = m.Media.Kind + " " + m.Media.Name
		}
		got = append(got, seen{m.Text, m.Entities, file, m.Edits})
	}
	want := []seen{
		{"Hi edited", []Entity{{Type: "strikethrough", Length: 2}}, "", 1},
		{"photo", nil, "photo p.png", 0},
		{"", nil, "document über  ; plan.csv", 0},
	}
	if diff := cmp.Diff(want, got); diff != "" {
		t.Errorf("Ana sees: %s", diff)
	}
	if answered != "Yes" {
		t.Errorf("the button is answered with %q", answered)
	}
	if diff := cmp.Diff([]Command{{"start", "Begin"}}, s.Commands("en")); diff != "" {
		t.Errorf("commands: %s", diff)
	}
	for _, c := range s.Calls() {
		if c.Status != 200 && c.Method != "getUpdates" {
			t.Errorf("%s %v: %s", c.Method, c.Params, c.Answer)
		}
	}
	if unknown := s.Unknown(); len(unknown) > 0 {
		t.Errorf("parameters that the Bot API does not have: %v", unknown)
	}
}
