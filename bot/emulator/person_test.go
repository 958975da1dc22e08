package emulator

import (
	"encoding/json"
	"sync"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"
)

// last decodes the newest waiting update into v.
func last(t *testing.T, s *Server, v any) {
	t.Helper()
	s.mu.Lock()
	defer s.mu.Unlock()
	if len(s.queue.waiting) == 0 {
		t.Fatal("no update waits")
	}
	if err := json.Unmarshal(s.queue.waiting[len(s.queue.waiting)-1].raw, v); err != nil {
		t.Fatal(err)
	}
}

func TestWhatTheBotIsTold(t *testing.T) {
	t.Parallel()
	type told map[string]any
	user := told{"id": 7, "is_bot": false, "first_name": "Ana", "username": "ana", "language_code": "pt-br"}
	chat := told{"id": 7, "type": "private", "first_name": "Ana", "username": "ana"}
	message := func(id int, extra told) told {
		out := told{"message_id": id, "from": user, "date": 1740866400, "chat": chat}
		for k, v := range extra {
			out[k] = v
		}
		return out
	}
	bot := told{"id": 1, "is_bot": true, "first_name": "Calmcalf", "username": "calmcalf_bot"}
	member := func(before, after told) told {
		return told{"chat": chat, "from": user, "date": 1740866400, "old_chat_member": before, "new_chat_member": after}
	}
	in, out := told{"status": "member", "user": bot}, told{"status": "kicked", "user": bot, "until_date": 0}

	now := time.Date(2025, 3, 1, 22, 0, 0, 0, time.UTC)
	tests := []struct {
		name string
		act  func(*Server, *Person)
		want told
	}{
		{"write", func(_ *Server, a *Person) { a.Write("/start abc") }, told{"message": message(2, told{
			"text": "/start abc", "entities": []told{{"type": "bot_command", "offset": 0, "length": 6}}})}},
		{"reply", func(_ *Server, a *Person) { a.Reply(1, "x") }, told{"message": message(2, told{
			"text": "x", "reply_to_message": message(1, told{"text": "hi"})})}},
		{"edit", func(_ *Server, a *Person) { a.Edit(1, "ho") }, told{"edited_message": message(1, told{
			"text": "ho", "edit_date": 1740866400})}},
		{"location", func(_ *Server, a *Person) { a.Location(1.5, -2) }, told{"message": message(2, told{
			"location": told{"latitude": 1.5, "longitude": -2}})}},
		{"press", func(_ *Server, a *Person) { _ = a.PressData(1, "x") }, told{"callback_query": told{
			"id": "1", "from": user, "chat_instance": "7", "data": "x", "message": message(1, told{"text": "hi"})}}},
		{"press what is gone", func(_ *Server, a *Person) { a.Delete(1); _ = a.PressData(1, "x") }, told{"callback_query": told{
			"id": "1", "from": user, "chat_instance": "7", "data": "x", "message": told{"chat": chat, "message_id": 1, "date": 0}}}},
		{"press what is old", func(_ *Server, a *Person) { _ = a.PressInaccessible(1, "x") }, told{"callback_query": told{
			"id": "1", "from": user, "chat_instance": "7", "data": "x", "message": told{"chat": chat, "message_id": 1, "date": 0}}}},
		{"block", func(_ *Server, a *Person) { a.Block() }, told{"my_chat_member": member(in, out)}},
		{"unblock", func(_ *Server, a *Person) { a.Block(); a.Unblock() }, told{"my_chat_member": member(out, in)}},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			t.Parallel()
			s := newServer(t, Options{Now: func() time.Time { return now }})
			a := ana(s)
			a.Write("hi")
			tt.act(s, a)
			var got, want told
			last(t, s, &got)
			delete(got, "update_id")
			data, err := json.Marshal(tt.want)
			if err != nil {
				t.Fatal(err)
			}
			if err := json.Unmarshal(data, &want); err != nil {
				t.Fatal(err)
			}
			if diff := cmp.Diff(want, got); diff != "" {
				t.Error(diff)
			}
		})
	}
}

func TestWhatThePersonSees(t *testing.T) {
	t.Parallel()
	now := time.Date(2025, 3, 1, 22, 0, 0, 0, time.UTC)
	s := newServer(t, Options{Now: func() time.Time { return now }})
	a := ana(s)
	a.Write("/start")
	do(t, s, "sendMessage", p{
		"chat_id": 7, "text": "Stretch <b>now</b>", "parse_mode": "HTML",
		"disable_notification": true, "protect_content": true, "reply_parameters": p{"message_id": 1},
		"reply_markup": p{"inline_keyboard": [][]p{
			{{"text": "Done", "callback_data": "done"}, {"text": "Later", "callback_data": "later", "style": "danger"}},
			{{"text": "How", "url": "https://example.org/how"}},
		}},
	}, nil)
	gone := says(t, s, 7, "gone")
	do(t, s, "deleteMessage", p{"chat_id": 7, "message_id": gone}, nil)
	do(t, s, "sendMessage", p{"chat_id": 7, "text": "Where?", "reply_markup": p{
		"keyboard": []any{[]any{p{"text": "Here", "request_location": true}, "Skip"}}, "resize_keyboard": true, "is_persistent": true,
	}}, nil)

	keys := &Keyboard{Rows: [][]Key{{{Text: "Here", RequestLocation: true}, {Text: "Skip"}}}, Resize: true, Persistent: true}
	want := []Message{
		{ID: 1, ChatID: 7, From: 7, Text: "/start", Entities: []Entity{{Type: "bot_command", Length: 6}}, Sent: now},
		{ID: 2, ChatID: 7, From: 1, Bot: true, Text: "Stretch now", Entities: []Entity{{Type: "bold", Offset: 8, Length: 3}},
			Buttons: [][]Button{{{Text: "Done", Data: "done"}, {Text: "Later", Data: "later", Style: "danger"}},
				{{Text: "How", URL: "https://example.org/how"}}},
			ReplyTo: 1, Sent: now, Silent: true, Protected: true},
		{ID: 4, ChatID: 7, From: 1, Bot: true, Text: "Where?", Keyboard: keys, Sent: now},
	}
	if diff := cmp.Diff(want, a.Messages()); diff != "" {
		t.Error(diff)
	}
	if diff := cmp.Diff(keys, a.Keyboard()); diff != "" {
		t.Error(diff)
	}

	now = now.Add(time.Minute)
	do(t, s, "editMessageText", p{"chat_id": 7, "message_id": 2, "text": "Well done"}, nil)
	do(t, s, "sendMessage", p{"chat_id": 7, "text": "ok", "reply_markup": p{"remove_keyboard": true}}, nil)
	m := a.Messages()
	if e := m[1]; e.Text != "Well done" || e.Buttons != nil || e.Edits != 1 || !e.Edited.Equal(now) {
		t.Errorf("edited: %+v", e)
	}
	if !m[3].Remove || a.Keyboard() != nil {
		t.Error("the keyboard is still there")
	}
	do(t, s, "sendMessage", p{"chat_id": 7, "text": "?", "reply_markup": p{"force_reply": true, "input_field_placeholder": "21:30"}}, nil)
	if m := a.Messages()[4]; !m.ForceReply || m.Placeholder != "21:30" {
		t.Errorf("asks for a reply: %+v", m)
	}
}

func TestPressNeedsAButton(t *testing.T) {
	t.Parallel()
	s := newServer(t, Options{})
	a := ana(s)
	a.Write("hi")
	id := says(t, s, 7, "x", []p{{"text": "Done", "callback_data": "done"}, {"text": "How", "url": "https://example.org"}})
	for label, ok := range map[string]bool{"Done": true, "How": false, "done": false} {
		if err := a.Press(id, label); (err == nil) != ok {
			t.Errorf("%s: %v", label, err)
		}
	}
	if err := a.Press(99, "Done"); err == nil {
		t.Error("pressed a button of a message that does not exist")
	}
	do(t, s, "editMessageReplyMarkup", p{"chat_id": 7, "message_id": id}, nil)
	if err := a.Press(id, "Done"); err == nil {
		t.Error("pressed a button that is gone")
	}
	a.Block()
	if err := a.PressData(id, "done"); err == nil {
		t.Error("pressed a button of a blocked bot")
	}
}

func TestCallbackIsAnsweredOnceAndInTime(t *testing.T) {
	t.Parallel()
	now := time.Date(2025, 3, 1, 22, 0, 0, 0, time.UTC)
	s := newServer(t, Options{Now: func() time.Time { return now }})
	a := ana(s)
	for range 2 {
		if err := a.PressData(1, "x"); err != nil {
			t.Fatal(err)
		}
	}
	do(t, s, "answerCallbackQuery", p{"callback_query_id": "1"}, nil)
	now = now.Add(150 * time.Second)
	if r := call(t, s, "answerCallbackQuery", p{"callback_query_id": "1"}); r.Description != queryTooOld {
		t.Errorf("answered twice: %s", r.body)
	}
	do(t, s, "answerCallbackQuery", p{"callback_query_id": "2"}, nil)
	if err := a.PressData(1, "x"); err != nil {
		t.Fatal(err)
	}
	now = now.Add(151 * time.Second)
	if r := call(t, s, "answerCallbackQuery", p{"callback_query_id": "3"}); r.Description != queryTooOld {
		t.Errorf("answered late: %s", r.body)
	}
}

func TestBlockingAndGoing(t *testing.T) {
	t.Parallel()
	s := newServer(t, Options{})
	a := ana(s)
	a.Write("hi")
	if a.Block() == 0 || a.Block() != 0 {
		t.Error("one update for blocking, none for doing it again")
	}
	if !a.Blocked() {
		t.Error("the bot is not blocked")
	}
	before := s.Pending()
	a.Write("I am back")
	if got := s.Pending() - before; got != 2 {
		t.Errorf("writing to a blocked bot makes %d updates, want unblocking and the message", got)
	}
	if a.Blocked() {
		t.Error("the bot is still blocked")
	}
	says(t, s, 7, "welcome")
	a.Deactivate()
	if a.Write("x") != 0 || a.Edit(1, "x") != 0 || a.Block() != 0 || a.Press(1, "x") == nil {
		t.Error("a deactivated account acts")
	}
}

func TestAttachments(t *testing.T) {
	t.Parallel()
	s := newServer(t, Options{})
	a := ana(s)
	a.Sticker("🐄")
	a.Voice(3 * time.Second)
	a.Photo(picture(t, 30, 20), "my leg")
	a.Photo([]byte("no picture"), "")
	a.Document("notes.txt", "", []byte("ow"))
	want := []Media{
		{Kind: "sticker", Name: "sticker.webp", MIME: "image/webp", Width: 512, Height: 512, Emoji: "🐄"},
		{Kind: "voice", Name: "voice.ogg", MIME: "audio/ogg", Duration: 3 * time.Second},
		{Kind: "photo", Name: "photo.jpg", MIME: "image/png", Width: 30, Height: 20},
		{Kind: "photo", Name: "photo.jpg", MIME: "text/plain"},
		{Kind: "document", Name: "notes.txt", MIME: "text/plain"},
	}
	for i, m := range a.Messages() {
		got := *m.Media
		got.FileID, got.Bytes = "", nil
		if diff := cmp.Diff(want[i], got); diff != "" {
			t.Error(diff)
		}
	}
}

func TestGroupPrivacy(t *testing.T) {
	t.Parallel()
	s := newServer(t, Options{})
	a := ana(s)
	g := s.Group(-5, "Family", a)
	for text, seen := range map[string]bool{
		"hello": false, "/plan": true, "/plan@calmcalf_bot": true, "/plan@other_bot": false, "hi @CalmCalf_bot": true, "a /plan": false,
	} {
		if got := a.WriteIn(g.ID, text) != 0; got != seen {
			t.Errorf("%q reaches the bot: %v, want %v", text, got, seen)
		}
	}
	do(t, s, "leaveChat", p{"chat_id": g.ID}, nil)
	if a.WriteIn(g.ID, "/plan") != 0 || a.WriteIn(-6, "/plan") != 0 || a.WriteIn(7, "/plan") != 0 {
		t.Error("the bot hears groups that it is not in")
	}
	if n := len(g.Messages()); n != 7 {
		t.Errorf("the group has %d messages, want 7", n)
	}
}

func TestMenus(t *testing.T) {
	t.Parallel()
	s := newServer(t, Options{})
	a := ana(s)
	set := func(name string, params p) {
		params["commands"] = []p{{"command": name, "description": "x"}}
		do(t, s, "setMyCommands", params, nil)
	}
	expect := func(what string, got []Command, want string) {
		t.Helper()
		if len(got) != 1 || got[0].Command != want {
			t.Errorf("%s: %+v, want %s", what, got, want)
		}
	}
	set("all", p{})
	set("pt", p{"language_code": "pt"})
	expect("German", s.Commands("de"), "all")
	expect("Portuguese", s.Commands("pt-br"), "pt")
	set("private", p{"scope": p{"type": "all_private_chats"}})
	expect("a narrower scope before the language", a.Commands(), "private")
	set("hers", p{"scope": p{"type": "chat", "chat_id": 7}})
	expect("Ana", a.Commands(), "hers")
	expect("others", s.Commands(""), "private")
	do(t, s, "deleteMyCommands", p{"scope": p{"type": "all_private_chats"}}, nil)
	expect("deleted", s.Commands(""), "all")
	do(t, s, "setMyCommands", p{"commands": []p{}}, nil)
	if got := s.Commands(""); got != nil {
		t.Errorf("cleared: %+v", got)
	}

	do(t, s, "setMyDescription", p{"description": "Calm legs"}, nil)
	do(t, s, "setMyShortDescription", p{"short_description": "Pernas", "language_code": "pt"}, nil)
	if diff := cmp.Diff(About{"Calmcalf", "Calm legs", "Pernas"}, s.About("pt")); diff != "" {
		t.Error(diff)
	}
	if got := s.Username(); got != "calmcalf_bot" {
		t.Errorf("username: %q", got)
	}
	do(t, s, "setChatMenuButton", p{"menu_button": p{"type": "commands"}}, nil)
	if got := a.MenuButton(); got != "commands" {
		t.Errorf("menu button: %q", got)
	}
}

func TestChatsKeepTheirNewestMessages(t *testing.T) {
	t.Parallel()
	s := newServer(t, Options{MaxMessages: 2})
	a := ana(s)
	for range 5 {
		a.Write("x")
	}
	if m := a.Messages(); len(m) != 2 || m[0].ID != 4 {
		t.Errorf("kept %+v", m)
	}
}

func TestConcurrentUse(t *testing.T) {
	t.Parallel()
	s := newServer(t, Options{})
	var all sync.WaitGroup
	for i := range int64(8) {
		all.Go(func() {
			person := s.Person(Profile{ID: 100 + i})
			person.Write("hi")
			for range 20 {
				if _, err := try(t.Context(), s, "sendMessage", p{"chat_id": person.ID, "text": "x"}); err != nil {
					t.Error(err)
				}
				s.Person(Profile{ID: 100 + i, FirstName: "New"})
				person.Messages()
				s.Calls()
				s.Pending()
			}
		})
	}
	all.Wait()
	if n := s.Pending(); n != 8 {
		t.Errorf("%d updates, want 8", n)
	}
}
