package webchat

import (
	"bufio"
	"context"
	"encoding/json"
	"fmt"
	"net/http"
	"strings"
	"sync"
	"testing"
	"time"

	"calmcalf/bot/emulator"
)

// told is one event of a stream.
type told struct {
	kind string
	data string
}

// listen opens a stream; the channel ends with it.
func (s *stage) listen(ctx context.Context) <-chan told {
	s.Helper()
	r, err := http.NewRequestWithContext(ctx, http.MethodGet, s.url+"/api/events", nil)
	if err != nil {
		s.Fatal(err)
	}
	resp, err := http.DefaultClient.Do(r)
	if err != nil {
		s.Fatal(err)
	}
	if kind := resp.Header.Get("Content-Type"); kind != "text/event-stream" {
		s.Fatalf("the stream is %s", kind)
	}
	out := make(chan told, 10_000)
	go func() {
		defer close(out)
		defer resp.Body.Close()
		lines := bufio.NewReader(resp.Body)
		var e told
		for {
			line, err := lines.ReadString('\n')
			if err != nil {
				return
			}
			line = strings.TrimSuffix(line, "\n")
			if kind, ok := strings.CutPrefix(line, "event: "); ok {
				e.kind = kind
			}
			if data, ok := strings.CutPrefix(line, "data: "); ok {
				e.data = data
				out <- e
			}
		}
	}()
	return out
}

// hears waits for an event of a kind whose data contains something.
func (s *stage) hears(stream <-chan told, kind, part string) string {
	s.Helper()
	late := time.After(patient)
	for {
		select {
		case e, open := <-stream:
			if !open {
				s.Fatalf("the stream ended before %s with %s", kind, part)
			}
			if e.kind == kind && strings.Contains(e.data, part) {
				return e.data
			}
		case <-late:
			s.Fatalf("waited in vain for %s with %s", kind, part)
		}
	}
}

func TestStream(t *testing.T) {
	t.Parallel()
	s := newStage(t, newcomer())
	s.server.Person(newcomer()).Write("before")
	stream := s.listen(t.Context())
	s.hears(stream, "hello", `"title":"Calmcalf"`)
	s.hears(stream, "state", `"name":"Ana"`)
	s.hears(stream, "chat", `"text":"before"`)

	id := s.says(ana, "<b>Hello</b>", map[string]any{"disable_notification": true, "reply_markup": inline([]string{"Done"})})
	s.hears(stream, "message", `"text":"Hello","entities":[{"type":"bold","offset":0,"length":5}],"buttons":[[{"text":"Done","data":"Done"}]]`)
	b := bot{s.server}
	if _, err := b.call(t.Context(), "editMessageText", map[string]any{"chat_id": ana, "message_id": id, "text": "Kept"}); err != nil {
		t.Fatal(err)
	}
	s.hears(stream, "message", `"edits":1,"silent":true`)
	if _, err := b.call(t.Context(), "sendChatAction", map[string]any{"chat_id": ana, "action": "typing"}); err != nil {
		t.Fatal(err)
	}
	s.hears(stream, "acting", `"typing"`)
	if _, err := b.call(t.Context(), "deleteMessage", map[string]any{"chat_id": ana, "message_id": id}); err != nil {
		t.Fatal(err)
	}
	s.hears(stream, "deleted", fmt.Sprintf(`"id":%d`, id))
}

func TestStreamTellsTheClockAndTheZone(t *testing.T) {
	t.Parallel()
	s := newStage(t, newcomer())
	stream := s.listen(t.Context())
	s.hears(stream, "state", `"zone":"UTC"`)
	tokyo, err := time.LoadLocation("Asia/Tokyo")
	if err != nil {
		t.Fatal(err)
	}
	s.world.mu.Lock()
	s.world.zones[ana] = tokyo
	s.world.stops = []Stop{{"bedtime", evening.Add(4 * time.Hour), "Bedtime"}}
	s.world.mu.Unlock()
	s.hears(stream, "state", `"zone":"Asia/Tokyo"`)
	s.world.set(evening.Add(time.Hour))
	got := s.hears(stream, "state", fmt.Sprintf(`"now":%d`, evening.Add(time.Hour).UnixMilli()))
	if want := `"stops":[{"name":"next","at":"2026-11-23T22:30:00Z","words":"Bedtime"},{"name":"bedtime"`; !strings.Contains(got, want) {
		t.Errorf("no %s in %s", want, got)
	}
}

// A person whose stops cannot be told is shown without them.
func TestStreamWithoutStops(t *testing.T) {
	t.Parallel()
	s := newStage(t, emulator.Profile{ID: unhappy, FirstName: "Cleo"})
	s.hears(s.listen(t.Context()), "state", `"stops":[]`)
}

func TestStreamEnds(t *testing.T) {
	t.Parallel()
	t.Run("with the site", func(t *testing.T) {
		t.Parallel()
		s := newStage(t, newcomer())
		stream := s.listen(t.Context())
		s.hears(stream, "chat", "")
		s.close()
		s.drain(stream)
	})
	t.Run("with the emulator", func(t *testing.T) {
		t.Parallel()
		s := newStage(t, newcomer())
		stream := s.listen(t.Context())
		s.hears(stream, "chat", "")
		s.server.Close()
		s.drain(stream)
	})
}

// drain reads a stream to its end.
func (s *stage) drain(stream <-chan told) {
	s.Helper()
	late := time.After(patient)
	for {
		select {
		case _, open := <-stream:
			if !open {
				return
			}
		case <-late:
			s.Fatal("the stream goes on")
		}
	}
}

func TestOfflineWaits(t *testing.T) {
	t.Parallel()
	s := newStage(t, newcomer())
	s.server.Person(newcomer()).Write("hello")
	stream := s.listen(t.Context())
	s.hears(stream, "chat", `"hello"`)
	s.is(204, "POST", "/api/people/1001/online", `{"online":false}`)
	s.hears(stream, "state", `"online":false`)
	s.says(ana, "waiting", nil)
	s.is(409, "POST", "/api/people/1001/text", `{"text":"can you hear me"}`)
	fresh := s.listen(t.Context())
	if chat := s.hears(fresh, "chat", ""); strings.Contains(chat, "waiting") {
		t.Errorf("a new tab shows what waits: %s", chat)
	}
	s.is(204, "POST", "/api/people/1001/online", `{"online":true}`)
	for _, st := range []<-chan told{stream, fresh} {
		s.hears(st, "chat", `"waiting"`)
	}
	s.says(ana, "live again", nil)
	s.hears(stream, "message", `"live again"`)
}

// Everybody at once: what is written reaches every stream, in order.
func TestManyAtOnce(t *testing.T) {
	t.Parallel()
	const writers, each, tabs = 4, 50, 3
	var people []emulator.Profile
	for i := range writers {
		people = append(people, emulator.Profile{ID: ana + int64(i), FirstName: "P"})
	}
	s := newStage(t, people...)
	var streams []<-chan told
	for range tabs {
		st := s.listen(t.Context())
		s.hears(st, "chat", "")
		streams = append(streams, st)
	}
	var wg sync.WaitGroup
	for i := range writers {
		wg.Go(func() {
			p := s.server.Person(people[i])
			for n := range each {
				p.Write(fmt.Sprint(n))
				if n%10 == 0 {
					s.is(204, "POST", fmt.Sprintf("/api/people/%d/read", p.ID), fmt.Sprintf(`{"message":%d}`, n+1))
					s.is(204, "POST", fmt.Sprintf("/api/people/%d/blocked", p.ID), `{"blocked":false}`)
				}
			}
		})
	}
	wg.Wait()
	for _, st := range streams {
		last := map[int64]int{}
		for len(last) < writers || last[ana] < each || last[ana+1] < each || last[ana+2] < each || last[ana+3] < each {
			var m struct {
				Chat int64
				ID   int
			}
			if err := json.Unmarshal([]byte(s.hears(st, "message", "")), &m); err != nil {
				t.Fatal(err)
			}
			if m.ID != last[m.Chat]+1 {
				t.Fatalf("chat %d: message %d after %d", m.Chat, m.ID, last[m.Chat])
			}
			last[m.Chat] = m.ID
		}
	}
}
