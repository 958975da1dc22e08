package emulator

import (
	"bytes"
	"context"
	"errors"
	"io"
	"strconv"
	"strings"
	"syscall"
	"testing"
	"testing/synctest"
	"time"
)

func TestFaults(t *testing.T) {
	t.Parallel()
	tests := []struct {
		name    string
		fault   Fault
		status  int // 0 for a reset connection
		says    string
		applied bool
	}{
		{"flood", Fault{Do: Flood, RetryAfter: 7}, 429, "Too Many Requests: retry after 7", false},
		{"500", Fault{Do: InternalError}, 500, "<h1>Internal Server Error</h1>", false},
		{"502", Fault{Do: BadGateway}, 502, "<h1>Bad Gateway</h1>", false},
		{"401", Fault{Do: Unauthorized}, 401, "Unauthorized", false},
		{"403", Fault{Do: Blocked}, 403, "Forbidden: bot was blocked by the user", false},
		{"reset before", Fault{Do: ResetBefore}, 0, "", false},
		{"reset after", Fault{Do: ResetAfter}, 0, "", true},
		{"malformed", Fault{Do: Malformed}, 200, `{"ok":true,"result"`, true},
		{"other method", Fault{Do: BadGateway, Method: "sendPhoto"}, 200, "message_id", true},
		{"same method", Fault{Do: BadGateway, Method: "SENDMESSAGE", Chat: 7}, 502, "", false},
		{"other chat", Fault{Do: BadGateway, Chat: 8}, 200, "message_id", true},
		{"when", Fault{Do: BadGateway, When: func(c Call) bool { return c.Params["text"] == "x" }}, 502, "", false},
		{"not when", Fault{Do: BadGateway, When: func(c Call) bool { return c.Params["text"] != "x" }}, 200, "", true},
		{"skipped", Fault{Do: BadGateway, Skip: 1}, 200, "", true},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			t.Parallel()
			s := newServer(t, Options{})
			a := ana(s)
			a.Write("hi")
			s.Fail(tt.fault)
			r, err := try(t.Context(), s, "sendMessage", p{"chat_id": 7, "text": "x"})
			switch {
			case tt.status == 0:
				if !errors.Is(err, syscall.ECONNRESET) {
					t.Errorf("got %v, want a reset connection", err)
				}
			case tt.fault.Do == Malformed:
				whole, _ := strconv.Atoi(r.header.Get("Content-Length"))
				if !errors.Is(err, io.ErrUnexpectedEOF) || len(r.body) != whole/2 {
					t.Errorf("got %d of %d bytes, %v; want the first half", len(r.body), whole, err)
				}
			case err != nil || r.status != tt.status || !strings.Contains(string(r.body), tt.says):
				t.Errorf("got %d %s, %v; want %d %q", r.status, r.body, err, tt.status, tt.says)
			}
			if applied := len(a.Messages()) == 2; applied != tt.applied {
				t.Errorf("applied: %v, want %v", applied, tt.applied)
			}
			calls := s.Calls()
			if n := len(calls); n != 1 || calls[0].Status != tt.status {
				t.Errorf("recorded %+v", calls)
			}
		})
	}
}

func TestFloodTellsHowLong(t *testing.T) {
	t.Parallel()
	s := newServer(t, Options{})
	s.Fail(Fault{Do: Flood, RetryAfter: 7})
	r := call(t, s, "getMe", nil)
	if r.Parameters.RetryAfter != 7 || r.header.Get("Retry-After") != "7" {
		t.Errorf("got %s, header %q", r.body, r.header.Get("Retry-After"))
	}
}

func TestFaultCountsAndStops(t *testing.T) {
	t.Parallel()
	s := newServer(t, Options{})
	s.Fail(Fault{Do: BadGateway, Skip: 1, Times: 2})
	stop := s.Fail(Fault{Do: Unauthorized})
	var got []int
	for range 4 {
		got = append(got, call(t, s, "getMe", nil).status)
	}
	stop()
	got = append(got, call(t, s, "getMe", nil).status)
	want := []int{401, 502, 502, 401, 200}
	for i := range want {
		if got[i] != want[i] {
			t.Fatalf("got %v, want %v", got, want)
		}
	}
}

func TestSlowCallCanBeLeft(t *testing.T) {
	t.Parallel()
	synctest.Test(t, func(t *testing.T) {
		s := newServer(t, Options{})
		s.Fail(Fault{Delay: 10 * time.Second})
		start := time.Now()
		call(t, s, "getMe", nil)
		if d := time.Since(start); d != 10*time.Second {
			t.Errorf("took %v, want 10 s", d)
		}
		ctx, cancel := context.WithTimeout(t.Context(), time.Second)
		defer cancel()
		if _, err := try(ctx, s, "getMe", nil); !errors.Is(err, context.DeadlineExceeded) {
			t.Errorf("got %v, want the deadline", err)
		}
	})
}

func TestLimits(t *testing.T) {
	t.Parallel()
	now := time.Date(2025, 3, 1, 22, 0, 0, 0, time.UTC)
	s := newServer(t, Options{Now: func() time.Time { return now }})
	a := ana(s)
	a.Write("hi")
	s.Limit(Limits{Chat: 0.5, ChatBurst: 2, Total: 4})
	send := func(chat int64) int {
		r := call(t, s, "sendMessage", p{"chat_id": chat, "text": "x"})
		return r.Parameters.RetryAfter
	}
	expect := func(what string, got, want int) {
		t.Helper()
		if got != want {
			t.Errorf("%s: retry after %d, want %d", what, got, want)
		}
	}
	expect("first", send(7), 0)
	expect("burst", send(7), 0)
	expect("too many", send(7), 2)
	now = now.Add(time.Second)
	expect("a second later", send(7), 1)
	now = now.Add(time.Second)
	expect("as told", send(7), 0)

	for id := range int64(4) {
		s.Person(Profile{ID: 10 + id}).Write("hi")
	}
	now = now.Add(time.Minute)
	for id := range int64(4) {
		expect("another chat", send(10+id), 0)
	}
	expect("in all", send(7), 1)
	s.Limit(Limits{})
	expect("without limits", send(7), 0)

	g := s.Group(-5, "Family", a)
	s.Limit(Documented)
	for range 20 {
		expect("in a group", send(g.ID), 0)
		now = now.Add(time.Second)
	}
	if wait := send(g.ID); wait > 3 {
		t.Errorf("retry after %d in a group, want up to 3", wait)
	}
}

func TestSlowSubscriberIsClosedNotWaitedFor(t *testing.T) {
	t.Parallel()
	s := newServer(t, Options{MaxMessages: 1})
	a := ana(s)
	events := s.Subscribe(t.Context())
	for range backlog + 1 {
		a.Write("hi")
	}
	n := 0
	for range events {
		n++
	}
	if n != backlog {
		t.Errorf("got %d events before the end, want %d", n, backlog)
	}
}

func TestSubscribe(t *testing.T) {
	t.Parallel()
	synctest.Test(t, func(t *testing.T) {
		s := newServer(t, Options{})
		ctx, cancel := context.WithCancel(t.Context())
		events := s.Subscribe(ctx)
		a := ana(s)
		a.Write("hi")
		id := says(t, s, 7, "x", []p{{"text": "Done", "callback_data": "done"}})
		if err := a.Press(id, "Done"); err != nil {
			t.Fatal(err)
		}
		do(t, s, "answerCallbackQuery", p{"callback_query_id": "1", "text": "Well done", "show_alert": true}, nil)
		do(t, s, "editMessageText", p{"chat_id": 7, "message_id": id, "text": "y"}, nil)
		do(t, s, "sendChatAction", p{"chat_id": 7, "action": "typing"}, nil)
		do(t, s, "deleteMessage", p{"chat_id": 7, "message_id": id}, nil)
		updates(t, s, nil)
		cancel()
		synctest.Wait()
		var got bytes.Buffer
		for e := range events {
			got.WriteString(string(e.Kind) + " " + e.Text)
			if e.Message != nil {
				got.WriteString(e.Message.Text)
			}
			got.WriteString("\n")
		}
		want := "sent hi\nsent x\nanswered Well done\nedited y\nacting typing\ndeleted \ndelivered \ndelivered \n"
		if got.String() != want {
			t.Errorf("got:\n%swant:\n%s", got.String(), want)
		}
		s.Close()
		if _, open := <-s.Subscribe(t.Context()); open {
			t.Error("a closed server has events")
		}
	})
}
