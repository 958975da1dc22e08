package emulator

import (
	"context"
	"encoding/json"
	"errors"
	"net/http"
	"testing"
	"testing/synctest"
	"time"

	"github.com/google/go-cmp/cmp"
)

func wantIDs(t *testing.T, what string, got []int, want ...int) {
	t.Helper()
	if want == nil {
		want = []int{}
	}
	if diff := cmp.Diff(want, got); diff != "" {
		t.Errorf("%s (-want +got):\n%s", what, diff)
	}
}

func TestConfirmAndRedeliver(t *testing.T) {
	t.Parallel()
	synctest.Test(t, func(t *testing.T) {
		s := newServer(t, Options{})
		a := ana(s)
		one, two, three := a.Write("1"), a.Write("2"), a.Write("3")

		wantIDs(t, "everything", updates(t, s, nil), one, two, three)
		time.Sleep(time.Second)
		wantIDs(t, "again, for nothing is confirmed", updates(t, s, nil), one, two, three)
		wantIDs(t, "again too soon", updates(t, s, nil), one)
		time.Sleep(time.Second)
		wantIDs(t, "a limit", updates(t, s, p{"limit": 2}), one, two)
		wantIDs(t, "after confirming the first", updates(t, s, p{"offset": two}), two, three)
		if n := s.Pending(); n != 2 {
			t.Errorf("%d pending, want 2", n)
		}
		wantIDs(t, "the last one", updates(t, s, p{"offset": -1}), three)
		time.Sleep(time.Second)
		wantIDs(t, "the others are forgotten", updates(t, s, nil), three)
		wantIDs(t, "all confirmed", updates(t, s, p{"offset": three + 1}))
		if n := s.Pending(); n != 0 {
			t.Errorf("%d pending, want 0", n)
		}
	})
}

// TestConfirmedBeforeAnswered: the offset counts from the moment the request
// arrives, although the poll waits and its caller leaves.
func TestConfirmedBeforeAnswered(t *testing.T) {
	t.Parallel()
	synctest.Test(t, func(t *testing.T) {
		s := newServer(t, Options{})
		id := ana(s).Write("1")
		ctx, cancel := context.WithTimeout(t.Context(), time.Second)
		defer cancel()
		if _, err := try(ctx, s, "getUpdates", p{"offset": id + 1, "timeout": 30}); !errors.Is(err, context.DeadlineExceeded) {
			t.Errorf("got %v, want the deadline", err)
		}
		if n := s.Pending(); n != 0 {
			t.Errorf("%d pending, want 0", n)
		}
	})
}

func TestLongPoll(t *testing.T) {
	t.Parallel()
	synctest.Test(t, func(t *testing.T) {
		s := newServer(t, Options{})
		a := ana(s)
		start := time.Now()
		wantIDs(t, "nothing", updates(t, s, p{"timeout": 1000}))
		if d := time.Since(start); d != 50*time.Second {
			t.Errorf("waited %v, want the maximum of 50 s", d)
		}

		start = time.Now()
		time.AfterFunc(7*time.Second, func() { a.Write("hi") })
		wantIDs(t, "woken", updates(t, s, p{"timeout": 30, "offset": 1}), firstUpdate)
		if d := time.Since(start); d != 7*time.Second {
			t.Errorf("woken after %v, want 7 s", d)
		}
	})
}

func TestSecondPollEndsTheFirst(t *testing.T) {
	t.Parallel()
	synctest.Test(t, func(t *testing.T) {
		s := newServer(t, Options{})
		poll := func() (chan reply, time.Time) {
			out := make(chan reply, 1)
			go func() {
				r, _ := try(context.Background(), s, "getUpdates", p{"timeout": 20})
				out <- r
			}()
			synctest.Wait()
			return out, time.Now()
		}
		const want = "Conflict: terminated by other getUpdates request; make sure that only one bot instance is running"
		first, start := poll()
		second, _ := poll()
		if r := <-first; r.Code != 409 || r.Description != want || time.Since(start) != 0 {
			t.Errorf("the older poll: %s after %v", r.body, time.Since(start))
		}
		third, _ := poll()
		if r := <-second; r.Code != 409 || r.Description != want || time.Since(start) != 3*time.Second {
			t.Errorf("the next one: %s after %v, want 3 s", r.body, time.Since(start))
		}
		if r := <-third; !r.OK {
			t.Errorf("the newest poll: %s", r.body)
		}
	})
}

func TestPollWithWebhook(t *testing.T) {
	t.Parallel()
	synctest.Test(t, func(t *testing.T) {
		s := newServer(t, Options{Webhook: ignoring(http.StatusOK)})
		ended := make(chan reply, 1)
		go func() {
			r, _ := try(context.Background(), s, "getUpdates", p{"timeout": 20})
			ended <- r
		}()
		synctest.Wait()
		do(t, s, "setWebhook", p{"url": "https://bot.example.org/hook"}, nil)
		if r := <-ended; r.Description != "Conflict: terminated by setWebhook request" {
			t.Errorf("the waiting poll: %s", r.body)
		}
		r := call(t, s, "getUpdates", nil)
		if r.Code != 409 || r.Description != "Conflict: can't use getUpdates method while webhook is active; use deleteWebhook to delete the webhook first" {
			t.Errorf("got %s", r.body)
		}
		do(t, s, "deleteWebhook", nil, nil)
		updates(t, s, nil)
	})
}

func TestCloseEndsPolls(t *testing.T) {
	t.Parallel()
	synctest.Test(t, func(t *testing.T) {
		s := New(Options{})
		time.AfterFunc(time.Second, s.Close)
		if r := call(t, s, "getUpdates", p{"timeout": 20}); r.Code != 500 {
			t.Errorf("got %s", r.body)
		}
		s.Close()
	})
}

func TestRetention(t *testing.T) {
	t.Parallel()
	now := time.Date(2025, 3, 1, 22, 0, 0, 0, time.UTC)
	s := newServer(t, Options{Now: func() time.Time { return now }})
	a := ana(s)
	a.Write("hi")
	if err := a.PressData(1, "x"); err != nil {
		t.Fatal(err)
	}
	for _, step := range []struct {
		after time.Duration
		want  int
	}{{150 * time.Second, 2}, {time.Second, 1}, {23 * time.Hour, 1}, {time.Hour, 0}} {
		now = now.Add(step.after)
		if got := s.Pending(); got != step.want {
			t.Errorf("at %v %d updates wait, want %d", now, got, step.want)
		}
	}
}

func TestAllowedUpdates(t *testing.T) {
	t.Parallel()
	s := newServer(t, Options{})
	a := ana(s)
	updates(t, s, p{"allowed_updates": []string{"callback_query"}})
	if id := a.Write("hi"); id != 0 {
		t.Errorf("update %d for a message nobody asked for", id)
	}
	updates(t, s, p{"allowed_updates": "null"})
	if id := a.Write("hi"); id != 0 {
		t.Errorf("null changed the setting: update %d", id)
	}
	updates(t, s, p{"allowed_updates": []string{}})
	if id := a.Write("hi"); id == 0 {
		t.Error("an empty list is the default, which has messages")
	}
}

func TestInject(t *testing.T) {
	t.Parallel()
	s := newServer(t, Options{})
	first, err := s.Inject(json.RawMessage(`{"message":{"photo":[]}}`))
	if err != nil {
		t.Fatal(err)
	}
	if id, err := s.Inject(json.RawMessage(`{"update_id":500000, "surprise":1}`)); err != nil || id != 500000 {
		t.Errorf("got %d, %v", id, err)
	}
	if id := ana(s).Write("hi"); id != 500001 {
		t.Errorf("the next update is %d, want 500001", id)
	}
	wantIDs(t, "in order", updates(t, s, nil), first, 500000, 500001)
	for _, bad := range []string{``, `null`, `[]`, `{"update_id":"x"}`, `{`} {
		if _, err := s.Inject(json.RawMessage(bad)); err == nil {
			t.Errorf("%q is accepted", bad)
		}
	}
}
