package emulator

import (
	"encoding/json"
	"fmt"
	"os"
	"slices"
	"strings"
	"testing"
	"time"
)

// shapes are the objects of the Bot API, derived by gen.go.
type shapes map[string]struct {
	Fields map[string]string `json:"fields"`
	OneOf  []string          `json:"one_of"`
}

func loadShapes(t *testing.T) shapes {
	t.Helper()
	data, err := os.ReadFile("testdata/types.json")
	if err != nil {
		t.Fatal(err)
	}
	var doc struct{ Types shapes }
	if err := json.Unmarshal(data, &doc); err != nil {
		t.Fatal(err)
	}
	return doc.Types
}

// check holds a value against a type as the documentation writes it.
func (s shapes) check(kind string, v any) error {
	kind = strings.TrimSuffix(kind, "!")
	if rest, ok := strings.CutPrefix(kind, "Array of "); ok {
		list, ok := v.([]any)
		if !ok {
			return fmt.Errorf("%v is no %s", v, kind)
		}
		for i, e := range list {
			if err := s.check(rest, e); err != nil {
				return fmt.Errorf("[%d]: %w", i, err)
			}
		}
		return nil
	}
	if alternatives := strings.Split(kind, "|"); len(alternatives) > 1 {
		return s.any(alternatives, v)
	}
	switch n, isNumber := v.(float64); kind {
	case "Integer":
		return expect(isNumber && n == float64(int64(n)), kind, v)
	case "Float":
		return expect(isNumber, kind, v)
	case "String":
		_, ok := v.(string)
		return expect(ok, kind, v)
	case "Boolean":
		_, ok := v.(bool)
		return expect(ok, kind, v)
	}
	shape, ok := s[kind]
	if !ok {
		return fmt.Errorf("type %s is not in testdata/types.json", kind)
	}
	if shape.OneOf != nil {
		return s.any(shape.OneOf, v)
	}
	object, ok := v.(map[string]any)
	if !ok {
		return fmt.Errorf("%v is no %s", v, kind)
	}
	for name, value := range object {
		field, ok := shape.Fields[name]
		if !ok {
			return fmt.Errorf("%s has no field %s", kind, name)
		}
		if err := s.check(field, value); err != nil {
			return fmt.Errorf("%s.%s: %w", kind, name, err)
		}
	}
	for name, field := range shape.Fields {
		if _, ok := object[name]; strings.HasSuffix(field, "!") && !ok {
			return fmt.Errorf("%s lacks %s", kind, name)
		}
	}
	return nil
}

func (s shapes) any(kinds []string, v any) error {
	var errs []string
	for _, k := range kinds {
		err := s.check(k, v)
		if err == nil {
			return nil
		}
		errs = append(errs, err.Error())
	}
	return fmt.Errorf("none of %v: %s", kinds, strings.Join(errs, "; "))
}

func expect(ok bool, kind string, v any) error {
	if !ok {
		return fmt.Errorf("%v is no %s", v, kind)
	}
	return nil
}

// TestShapes makes the server answer every method that it knows and send every
// kind of update, and holds all of it against the documentation.
func TestShapes(t *testing.T) {
	t.Parallel()
	types := loadShapes(t)
	s := newServer(t, Options{Webhook: ignoring(200)})
	a := ana(s)
	s.Group(-5, "Family", a)
	a.Write("/start x")
	a.Reply(1, "re")
	a.Edit(1, "ed")
	a.Sticker("🐄")
	a.Voice(time.Second)
	a.Photo(picture(t, 20, 20), "leg")
	a.Document("d.txt", "", []byte("x"))
	a.Location(1, 2.5)
	a.WriteIn(-5, "/plan")
	for _, err := range []error{a.PressData(1, "x"), a.PressInaccessible(1, "x")} {
		if err != nil {
			t.Fatal(err)
		}
	}
	a.Block()
	a.Unblock()
	photo := s.keep(kindPhoto, upload{"p.png", "", picture(t, 20, 10)}).id
	doc := s.keep(kindDocument, upload{"d.txt", "", []byte("x")}).id
	audio := s.keep(kindAudio, upload{"a.mp3", "audio/mpeg", []byte("x")}).id
	markup := p{"inline_keyboard": [][]p{{{"text": "a", "callback_data": "b", "style": "danger"}, {"text": "c", "copy_text": p{"text": "d"}}}}}

	do(t, s, "getUpdates", nil, nil)
	do(t, s, "getMe", nil, nil)
	do(t, s, "getChat", p{"chat_id": 7}, nil)
	do(t, s, "getFile", p{"file_id": doc}, nil)
	id := says(t, s, 7, "plain")
	do(t, s, "sendMessage", p{"chat_id": 7, "text": `<a href="x.org">a</a> <pre><code class="language-go">b</code></pre>`, "parse_mode": "HTML",
		"protect_content": true, "reply_parameters": p{"message_id": 1}, "link_preview_options": p{"is_disabled": true}}, nil)
	do(t, s, "editMessageText", p{"chat_id": 7, "message_id": id, "text": "y"}, nil)
	do(t, s, "editMessageReplyMarkup", p{"chat_id": 7, "message_id": id, "reply_markup": p{"inline_keyboard": [][]p{{{"text": "a", "callback_data": "b"}}}}}, nil)
	do(t, s, "sendPhoto", p{"chat_id": 7, "photo": photo, "caption": "<b>c</b>", "parse_mode": "HTML", "has_spoiler": true, "show_caption_above_media": true}, nil)
	do(t, s, "editMessageCaption", p{"chat_id": 7, "message_id": id + 2, "caption": "c", "reply_markup": markup}, nil)
	do(t, s, "editMessageMedia", p{"chat_id": 7, "message_id": id + 2, "media": p{"type": "document", "media": doc}}, nil)
	do(t, s, "sendDocument", p{"chat_id": 7, "document": doc}, nil)
	do(t, s, "sendAudio", p{"chat_id": 7, "audio": audio, "duration": 3, "title": "Sea", "performer": "Waves"}, nil)
	do(t, s, "sendMediaGroup", p{"chat_id": 7, "media": []p{{"type": "photo", "media": photo}, {"type": "photo", "media": photo}}}, nil)
	do(t, s, "deleteMessage", p{"chat_id": 7, "message_id": id}, nil)
	do(t, s, "deleteMessages", p{"chat_id": 7, "message_ids": []string{"1", "2", "99"}}, nil)
	do(t, s, "sendChatAction", p{"chat_id": 7, "action": "typing"}, nil)
	do(t, s, "answerCallbackQuery", p{"callback_query_id": 1}, nil)
	do(t, s, "setMyCommands", p{"commands": []p{{"command": "plan", "description": "x"}}}, nil)
	do(t, s, "getMyCommands", nil, nil)
	do(t, s, "deleteMyCommands", nil, nil)
	do(t, s, "setChatMenuButton", nil, nil)
	do(t, s, "setMyName", p{"name": "x"}, nil)
	do(t, s, "setMyDescription", p{"description": "x"}, nil)
	do(t, s, "setMyShortDescription", p{"short_description": "x"}, nil)
	do(t, s, "setWebhook", p{"url": "https://example.org", "allowed_updates": []string{"message"}}, nil)
	do(t, s, "getWebhookInfo", nil, nil)
	do(t, s, "deleteWebhook", nil, nil)
	do(t, s, "leaveChat", p{"chat_id": -5}, nil)

	var answered []string
	for _, c := range s.Calls() {
		var result any
		if err := c.Result(&result); err != nil {
			t.Fatal(err)
		}
		m := table()[strings.ToLower(c.Method)]
		if err := types.check(m.returns, result); err != nil {
			t.Errorf("%s: %v\n%s", c.Method, err, c.Answer)
		}
		answered = append(answered, c.Method)
	}
	for _, m := range table() {
		if m != nil && !slices.Contains(answered, m.name) {
			t.Errorf("%s was not called", m.name)
		}
		if m != nil && m.name != "getUpdates" && handlers[m.name] == nil {
			t.Errorf("%s has no handler", m.name)
		}
	}
	if unknown := s.Unknown(); unknown != nil {
		t.Errorf("this test sent unknown parameters: %v", unknown)
	}
}
