package webchat

import (
	"context"
	"encoding/json"
	"fmt"
	"io"
	"net/http"
	"strings"
	"testing"
	"time"

	"calmcalf/bot/emulator"
)

// is asks and expects a status.
func (s *stage) is(status int, method, path, body string) string {
	s.Helper()
	got, text := s.ask(method, path, body)
	if got != status {
		s.Errorf("%s %s %.60s: %d %s, want %d", method, path, body, got, text, status)
	}
	return text
}

func TestActing(t *testing.T) {
	t.Parallel()
	s := newStage(t, newcomer())
	p := s.server.Person(newcomer())
	last := func() emulator.Message {
		all := p.Messages()
		return all[len(all)-1]
	}
	const at = "/api/people/1001/"

	s.is(204, "POST", at+"text", `{"text":"hello"}`)
	if m := last(); m.Text != "hello" || m.Bot {
		t.Errorf("the message is %+v", m)
	}
	question := s.says(ana, "When?", map[string]any{"reply_markup": map[string]any{"force_reply": true}})
	s.is(204, "POST", at+"text", fmt.Sprintf(`{"text":"22:30","reply":%d}`, question))
	if m := last(); m.ReplyTo != question {
		t.Errorf("the reply is to %d, want %d", m.ReplyTo, question)
	}
	s.is(204, "POST", at+"place", `{"latitude":38.72,"longitude":-9.14}`)
	if m := last(); m.Location == nil || *m.Location != (emulator.Location{Latitude: 38.72, Longitude: -9.14}) {
		t.Errorf("the place is %+v", m.Location)
	}
	s.is(204, "POST", at+"file?name=..%2Fdiary.json", `{"nights":[]}`)
	if m := last().Media; m == nil || m.Kind != "document" || m.Name != "diary.json" || m.MIME != "application/json" {
		t.Errorf("the file is %+v", m)
	}
	s.is(204, "POST", at+"file?name=leg.png", string(picture(4, 3)))
	if m := last().Media; m == nil || m.Kind != "photo" || m.Width != 4 {
		t.Errorf("the photo is %+v", m)
	}
	if got := s.is(204, "POST", at+"press", fmt.Sprintf(`{"message":%d,"data":"done"}`, question)); got != "" {
		t.Errorf("the press says %q", got)
	}
	s.is(204, "POST", at+"blocked", `{"blocked":true}`)
	if !p.Blocked() {
		t.Error("the bot is not blocked")
	}
	s.is(409, "POST", at+"text", `{"text":"hello"}`)
	s.is(204, "POST", at+"blocked", `{"blocked":false}`)
	if p.Blocked() {
		t.Error("the bot is still blocked")
	}
}

func TestRefusals(t *testing.T) {
	t.Parallel()
	s := newStage(t, newcomer())
	for _, c := range []struct {
		status             int
		method, path, body string
	}{
		{404, "POST", "/api/people/7/text", `{"text":"hello"}`},
		{404, "POST", "/api/people/ana/text", `{"text":"hello"}`},
		{400, "POST", "/api/people/1001/text", `{"text":`},
		{400, "POST", "/api/people/1001/text", `{"text":"a"}{"text":"b"}`},
		{400, "POST", "/api/people/1001/text", `{"words":"a"}`},
		{413, "POST", "/api/people/1001/text", `{"text":"` + strings.Repeat("a", maxJSON) + `"}`},
		{422, "POST", "/api/people/1001/text", `{"text":"` + strings.Repeat("ä", maxText+1) + `"}`},
		{422, "POST", "/api/people/1001/text", `{"text":" \n "}`},
		{422, "POST", "/api/people/1001/place", `{"latitude":91,"longitude":0}`},
		{422, "POST", "/api/people/1001/file?name=a", ``},
		{413, "POST", "/api/people/1001/file?name=a", strings.Repeat("a", maxUpload+1)},
		{422, "POST", "/api/people", `{"name":" ","language":"en","starter":"empty"}`},
		{422, "POST", "/api/people", `{"name":"Eva","language":"<b>","starter":"empty"}`},
		{422, "POST", "/api/people", `{"name":"Eva","language":"en","starter":"none"}`},
		{404, "PUT", "/api/faults/fire", `{"times":1}`},
		{422, "PUT", "/api/faults/flood", `{"times":-1}`},
		{404, "GET", "/files/none", ``},
		{405, "GET", "/api/jump", ``},
	} {
		s.is(c.status, c.method, c.path, c.body)
	}
}

func TestAddPerson(t *testing.T) {
	t.Parallel()
	s := newStage(t, newcomer())
	stream := s.listen(t.Context())
	if got := s.is(201, "POST", "/api/people", `{"name":" Eva ","language":"de","starter":"sixty"}`); strings.TrimSpace(got) != `{"id":1002}` {
		t.Errorf("the new person is %s", got)
	}
	s.hears(stream, "state", `"id":1002,"name":"Eva","language":"de"`)
	if s.world.started[bruno] != "sixty" {
		t.Errorf("the diary is %q", s.world.started[bruno])
	}
	s.world.started[unhappy] = "taken"
	if got := s.is(500, "POST", "/api/people", `{"name":"Ida","language":"de","starter":"sixty"}`); !strings.Contains(got, "there is a diary already") {
		t.Errorf("a diary that cannot be filled: %s", got)
	}
	for n := 2; n < maxPeople; n++ {
		s.is(201, "POST", "/api/people", `{"name":"Eva","language":"de","starter":"empty"}`)
	}
	s.is(409, "POST", "/api/people", `{"name":"Eva","language":"de","starter":"empty"}`)
}

func TestJump(t *testing.T) {
	t.Parallel()
	s := newStage(t, newcomer())
	gate := make(chan struct{})
	s.world.gate = gate
	stream := s.listen(t.Context())
	s.hears(stream, "state", `"leap":null`)

	if got := s.is(422, "POST", "/api/jump", `{"to":"2026-11-23T18:00:00Z"}`); !strings.Contains(got, "has passed") {
		t.Errorf("the past: %s", got)
	}
	s.is(400, "POST", "/api/jump", `{"to":"tomorrow"}`)

	done := make(chan int, 1)
	go func() {
		status, _ := s.ask("POST", "/api/jump", `{"to":"2026-11-24T07:15:00Z"}`)
		done <- status
	}()
	to := time.Date(2026, 11, 24, 7, 15, 0, 0, time.UTC)
	s.hears(stream, "state", fmt.Sprintf(`"leap":{"from":%d,"to":%d}`, evening.UnixMilli(), to.UnixMilli()))
	s.is(409, "POST", "/api/jump", `{"to":"2026-11-25T07:15:00Z"}`)
	close(gate)
	if status := <-done; status != 204 {
		t.Errorf("the jump: %d", status)
	}
	s.hears(stream, "state", fmt.Sprintf(`"now":%d,"leap":null`, to.UnixMilli()))
	if !s.world.Now().Equal(to) {
		t.Errorf("it is %s", s.world.Now())
	}
}

// A jump goes on when its tab closes, and ends with the site.
func TestJumpOutlivesItsTab(t *testing.T) {
	t.Parallel()
	s := newStage(t, newcomer())
	s.world.gate = make(chan struct{}) // never opens
	stream := s.listen(t.Context())
	tab, shut := context.WithCancel(t.Context())
	r, err := http.NewRequestWithContext(tab, http.MethodPost, s.url+"/api/jump", strings.NewReader(`{"to":"2026-11-24T07:15:00Z"}`))
	if err != nil {
		t.Fatal(err)
	}
	r.Header.Set("Origin", s.url)
	r.Header.Set("Content-Type", "application/json")
	failed := make(chan error, 1)
	go func() {
		resp, err := http.DefaultClient.Do(r)
		if err == nil {
			resp.Body.Close()
		}
		failed <- err
	}()
	s.hears(stream, "state", `"leap":{`)
	shut()
	if err := <-failed; err == nil {
		t.Error("the jump was answered")
	}
	s.hears(s.listen(t.Context()), "state", `"leap":{`)
	s.close()
	s.drain(stream)
}

func TestFaults(t *testing.T) {
	t.Parallel()
	s := newStage(t, newcomer())
	s.server.Person(newcomer()).Write("hello")
	b := bot{s.server}
	stream := s.listen(t.Context())
	say := func() error {
		_, err := b.call(t.Context(), "sendMessage", map[string]any{"chat_id": ana, "text": "x"})
		return err
	}
	for _, name := range []string{"flood", "gateway", "blocked"} {
		s.is(204, "PUT", "/api/faults/"+name, `{"times":2}`)
		s.hears(stream, "state", fmt.Sprintf(`{"name":%q,"times":2,"met":0}`, name))
		if _, err := b.call(t.Context(), "getUpdates", nil); err != nil {
			t.Errorf("%s meets the polling: %v", name, err)
		}
		if err := say(); err == nil {
			t.Errorf("%s lets the first call through", name)
		}
		s.hears(stream, "state", fmt.Sprintf(`{"name":%q,"times":2,"met":1}`, name))
		if err := say(); err == nil {
			t.Errorf("%s lets the second call through", name)
		}
		s.hears(stream, "state", `"faults":[]`)
		if err := say(); err != nil {
			t.Errorf("after %s: %v", name, err)
		}
	}
	s.is(204, "PUT", "/api/faults/flood", `{"times":0}`)
	for range 3 {
		if say() == nil {
			t.Error("a flood without an end lets a call through")
		}
	}
	s.is(204, "DELETE", "/api/faults/flood", ``)
	if err := say(); err != nil {
		t.Errorf("after the flood: %v", err)
	}
}

func TestCalls(t *testing.T) {
	t.Parallel()
	s := newStage(t, newcomer())
	s.server.Person(newcomer()).Write("hello")
	s.says(ana, "Hi", map[string]any{"reply_markup": inline([]string{"Done"})})
	b := bot{s.server}
	if _, err := b.call(t.Context(), "getMe", nil); err != nil {
		t.Fatal(err)
	}
	var v callsView
	if err := json.Unmarshal([]byte(s.is(200, "GET", "/api/calls", "")), &v); err != nil {
		t.Fatal(err)
	}
	if len(v.Calls) != 2 || v.Calls[0].Method != "getMe" || v.Calls[1].Status != 200 || len(v.Methods) != 2 {
		t.Errorf("the calls are %+v", v)
	}
	if _, nested := v.Calls[1].Params["reply_markup"].(map[string]any); !nested {
		t.Errorf("the markup is %v", v.Calls[1].Params["reply_markup"])
	}
	if got := s.is(200, "GET", "/api/calls?method=getMe", ""); strings.Contains(got, `"method":"sendMessage"`) {
		t.Errorf("the filter lets through %s", got)
	}
}

// What the bot calls a picture or a page must not run as one.
func TestFiles(t *testing.T) {
	t.Parallel()
	s := newStage(t, newcomer())
	p := s.server.Person(newcomer())
	p.Document("page.html", "text/html", []byte("<script>alert(1)</script>"))
	p.Photo(picture(4, 4), "")
	p.Photo([]byte("<svg xmlns='http://www.w3.org/2000/svg'/>"), "")
	var chat chatView
	if err := json.Unmarshal([]byte(s.hears(s.listen(t.Context()), "chat", "")), &chat); err != nil {
		t.Fatal(err)
	}
	for i, want := range []struct{ kind, disposition string }{
		{"application/octet-stream", "attachment; filename=page.html"},
		{"image/png", "inline; filename=photo.jpg"},
		{"application/octet-stream", "attachment; filename=photo.jpg"},
	} {
		resp, err := http.Get(s.url + chat.Messages[i].Media.URL)
		if err != nil {
			t.Fatal(err)
		}
		body, err := io.ReadAll(resp.Body)
		resp.Body.Close()
		if err != nil || len(body) != chat.Messages[i].Media.Size {
			t.Errorf("file %d: %d bytes, %v", i, len(body), err)
		}
		if got := resp.Header.Get("Content-Type"); got != want.kind {
			t.Errorf("file %d is %s, want %s", i, got, want.kind)
		}
		if got := resp.Header.Get("Content-Disposition"); got != want.disposition {
			t.Errorf("file %d: %s, want %s", i, got, want.disposition)
		}
		if got := resp.Header.Get("Content-Security-Policy"); !strings.Contains(got, "sandbox") {
			t.Errorf("file %d: policy %s", i, got)
		}
	}
}
