package webchat

import (
	"bytes"
	"context"
	"encoding/json"
	"fmt"
	"net/http"
	"time"

	"calmcalf/bot/emulator"
)

const (
	// glance is how often a stream looks at the clock and at what nobody
	// announces: the zone, what comes next.
	glance = 500 * time.Millisecond
	// pulse is how often a silent stream says that it is alive.
	pulse = 15 * time.Second
	// patience is how long a tab may take to read.
	patience = 30 * time.Second
	// gulp is how many events are written at once.
	gulp = 256
)

// helloView begins a stream: what does not change while the server runs.
type helloView struct {
	Title     string        `json:"title"`
	Bot       string        `json:"bot"`
	Username  string        `json:"username"`
	Languages []string      `json:"languages"`
	Starters  []starterView `json:"starters"`
	Kinds     []kind        `json:"kinds"`
}

type starterView struct {
	Name  string `json:"name"`
	Words string `json:"words"`
}

// stream is one open tab.
type stream struct {
	site    *site
	w       http.ResponseWriter
	control *http.ResponseController
	buf     bytes.Buffer
	last    []byte         // the state as it was told
	live    map[int64]bool // of the chats that were told: whether they go on
	wrote   time.Time
}

// events serves the stream: hello, state, a chat for each person, then what
// happens. It ends when the tab closes, when the site does, and when the tab is
// too slow for what happens; it then comes back and gets everything anew.
func (s *site) events(w http.ResponseWriter, r *http.Request) {
	ctx, cancel := context.WithCancel(r.Context())
	defer cancel()
	defer context.AfterFunc(s.ctx, cancel)()

	w.Header().Set("Content-Type", "text/event-stream")
	t := &stream{site: s, w: w, control: http.NewResponseController(w), live: map[int64]bool{}}
	// Subscribing comes before looking: what happens in between is told twice
	// rather than not at all, and the page does not mind.
	events := s.server.Subscribe(ctx)
	wake := s.waker()
	t.hello()
	t.state()
	tick := time.NewTicker(glance)
	defer tick.Stop()
	for {
		if err := t.flush(); err != nil {
			return
		}
		select {
		case <-ctx.Done():
			return
		case <-wake:
			wake = s.waker()
			t.state()
		case <-tick.C:
			t.state()
		case e, open := <-events:
			for n := min(len(events), gulp); open && n >= 0; n-- {
				t.event(e)
				if n > 0 {
					e, open = <-events
				}
			}
			if !open {
				return
			}
		}
	}
}

// waker is closed at the next change of the site.
func (s *site) waker() <-chan struct{} {
	s.mu.Lock()
	defer s.mu.Unlock()
	return s.wake
}

func (t *stream) hello() {
	v := helloView{
		Title:     t.site.title,
		Bot:       t.site.server.About("").Name,
		Username:  t.site.server.Username(),
		Languages: t.site.languages,
		Starters:  []starterView{},
		Kinds:     kinds,
	}
	for _, st := range t.site.world.Starters() {
		v.Starters = append(v.Starters, starterView(st))
	}
	t.tell("hello", v)
}

// state tells what is different, and the chats of people who are new, went
// offline or came back.
func (t *stream) state() {
	v := t.site.state()
	body := encode(v)
	if bytes.Equal(body, t.last) {
		return
	}
	t.last = body
	t.write("state", body)
	for _, p := range v.People {
		if live, told := t.live[p.ID]; told && live == p.Online {
			continue
		}
		if chat, live, ok := t.site.shown(p.ID); ok {
			t.live[p.ID] = live
			t.tell("chat", chat)
		}
	}
}

// shown is the chat as the person sees it, and whether it goes on.
func (s *site) shown(id int64) (chatView, bool, bool) {
	s.mu.Lock()
	m := s.find(id)
	if m == nil {
		s.mu.Unlock()
		return chatView{}, false, false
	}
	held := m.held
	s.mu.Unlock()
	if held != nil {
		return *held, false, true
	}
	return s.chat(m), true, true
}

type deletedView struct {
	Chat int64 `json:"chat"`
	ID   int   `json:"id"`
}

type passingView struct {
	Chat  int64  `json:"chat"`
	Text  string `json:"text"`
	Alert bool   `json:"alert,omitempty"`
}

func (t *stream) event(e emulator.Event) {
	if !t.live[e.Chat] {
		return
	}
	switch e.Kind {
	case emulator.Sent, emulator.Edited:
		t.tell("message", t.site.message(*e.Message))
	case emulator.Deleted:
		t.tell("deleted", deletedView{e.Chat, e.MessageID})
	case emulator.Answered:
		t.tell("answered", passingView{e.Chat, e.Text, e.Alert})
	case emulator.Acting:
		t.tell("acting", passingView{Chat: e.Chat, Text: e.Text})
	}
}

func (t *stream) tell(kind string, v any) { t.write(kind, encode(v)) }

func (t *stream) write(kind string, body []byte) {
	fmt.Fprintf(&t.buf, "event: %s\ndata: %s\n\n", kind, body)
}

// flush sends what was written; a tab that does not read it in time is let go.
func (t *stream) flush() error {
	if t.buf.Len() == 0 {
		if time.Since(t.wrote) < pulse {
			return nil
		}
		t.buf.WriteString(":\n\n")
	}
	t.wrote = time.Now()
	// A writer without deadlines (a test's) is taken as it is.
	_ = t.control.SetWriteDeadline(t.wrote.Add(patience))
	_, err := t.w.Write(t.buf.Bytes())
	t.buf.Reset()
	if err != nil {
		return err
	}
	return t.control.Flush()
}

// encode writes one line, as the stream needs it.
func encode(v any) []byte {
	body, err := json.Marshal(v)
	if err != nil {
		panic(fmt.Sprintf("webchat: encode: %v", err))
	}
	return body
}
