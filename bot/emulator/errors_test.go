package emulator

import (
	"strings"
	"testing"
	"time"
)

// TestErrors holds the texts that clients recognise. Message 1 is Ana's, message
// 2 the bot's text, message 3 the bot's photo; the callback query 1 is fresh.
func TestErrors(t *testing.T) {
	t.Parallel()
	inline := func(b p) p { return p{"inline_keyboard": [][]p{{b}}} }
	send := func(extra p) p {
		out := p{"chat_id": 7, "text": "x"}
		for k, v := range extra {
			out[k] = v
		}
		return out
	}
	html := func(text string) p { return send(p{"text": text, "parse_mode": "HTML"}) }
	const entities = "Bad Request: can't parse entities: "
	under := func(markup p) func(*Server) {
		return func(s *Server) {
			do(t, s, "sendMessage", p{"chat_id": 7, "text": "x", "reply_markup": markup}, nil)
		}
	}
	keyboard := under(p{"keyboard": [][]string{{"a"}}})

	tests := []struct {
		name   string
		before func(*Server)
		method string
		params p
		code   int
		want   string
	}{
		{"blocked", func(s *Server) { ana(s).Block() }, "sendMessage", send(nil), 403, "Forbidden: bot was blocked by the user"},
		{"blocked action", func(s *Server) { ana(s).Block() }, "sendChatAction", p{"chat_id": 7, "action": "typing"}, 403, "Forbidden: bot was blocked by the user"},
		{"deactivated", func(s *Server) { ana(s).Deactivate() }, "sendMessage", send(nil), 403, "Forbidden: user is deactivated"},
		{"never started", nil, "sendMessage", send(p{"chat_id": 8}), 403, "Forbidden: bot can't initiate conversation with a user"},
		{"no such chat", nil, "sendMessage", send(p{"chat_id": 999}), 400, "Bad Request: chat not found"},
		{"chat by name", nil, "sendMessage", send(p{"chat_id": "@ana"}), 400, "Bad Request: chat not found"},
		{"no chat", nil, "sendMessage", p{"text": "x"}, 400, "Bad Request: chat_id is empty"},
		{"edit without chat", nil, "editMessageText", p{"message_id": 2, "text": "y"}, 400, "Bad Request: chat_id is empty"},
		{"group left", func(s *Server) { s.chats[-5].left = true }, "sendMessage", send(p{"chat_id": -5}), 403, "Forbidden: bot is not a member of the group chat"},

		{"same edit", nil, "editMessageText", p{"chat_id": 7, "message_id": 2, "text": "text"}, 400, "Bad Request: message is not modified: specified new message content and reply markup are exactly the same as a current content and reply markup of the message"},
		{"same markup", nil, "editMessageReplyMarkup", p{"chat_id": 7, "message_id": 2, "reply_markup": p{}}, 400, "Bad Request: message is not modified: specified new message content and reply markup are exactly the same as a current content and reply markup of the message"},
		{"edit gone", nil, "editMessageText", p{"chat_id": 7, "message_id": 99, "text": "y"}, 400, "Bad Request: message to edit not found"},
		{"edit unnamed", nil, "editMessageText", p{"chat_id": 7, "text": "y"}, 400, "Bad Request: message identifier is not specified"},
		{"edit a person's", nil, "editMessageText", p{"chat_id": 7, "message_id": 1, "text": "y"}, 400, "Bad Request: message can't be edited"},
		{"edit text of a photo", nil, "editMessageText", p{"chat_id": 7, "message_id": 3, "text": "y"}, 400, "Bad Request: there is no text in the message to edit"},
		{"edit caption of a text", nil, "editMessageCaption", p{"chat_id": 7, "message_id": 2, "caption": "y"}, 400, "Bad Request: there is no caption in the message to edit"},
		{"edit with a keyboard", nil, "editMessageText", p{"chat_id": 7, "message_id": 2, "text": "y", "reply_markup": p{"keyboard": [][]string{{"a"}}}}, 400, "Bad Request: inline keyboard expected"},
		{"edit text under a keyboard", keyboard, "editMessageText", p{"chat_id": 7, "message_id": 4, "text": "y"}, 400, "Bad Request: message can't be edited"},
		{"edit buttons under a keyboard", keyboard, "editMessageReplyMarkup", p{"chat_id": 7, "message_id": 4, "reply_markup": inline(p{"text": "a", "callback_data": "b"})}, 400, "Bad Request: message can't be edited"},
		{"edit where a keyboard goes", under(p{"remove_keyboard": true}), "editMessageText", p{"chat_id": 7, "message_id": 4, "text": "y"}, 400, "Bad Request: message can't be edited"},
		{"edit where a reply is forced", under(p{"force_reply": true}), "editMessageText", p{"chat_id": 7, "message_id": 4, "text": "y"}, 400, "Bad Request: message can't be edited"},
		{"delete gone", nil, "deleteMessage", p{"chat_id": 7, "message_id": 99}, 400, "Bad Request: message to delete not found"},
		{"delete unnamed", nil, "deleteMessage", p{"chat_id": 7}, 400, "Bad Request: message identifier is not specified"},
		{"reply to gone", nil, "sendMessage", send(p{"reply_parameters": p{"message_id": 99}}), 400, "Bad Request: message to be replied not found"},

		{"unknown query", nil, "answerCallbackQuery", p{"callback_query_id": "77"}, 400, "Bad Request: query is too old and response timeout expired or query ID is invalid"},
		{"no query", nil, "answerCallbackQuery", nil, 400, "Bad Request: query is too old and response timeout expired or query ID is invalid"},
		{"long toast", nil, "answerCallbackQuery", p{"callback_query_id": "1", "text": strings.Repeat("é", 201)}, 400, "Bad Request: MESSAGE_TOO_LONG"},

		{"unsupported tag", nil, "sendMessage", html("é<x>y</x>"), 400, entities + `Unsupported start tag "x" at byte offset 2`},
		{"open tag", nil, "sendMessage", html("<b>y"), 400, entities + `Can't find end tag corresponding to start tag "b"`},
		{"end tag", nil, "sendMessage", html("y</b>"), 400, entities + "Unexpected end tag at byte offset 1"},
		{"parse mode", nil, "sendMessage", send(p{"parse_mode": "BBCode"}), 400, "Bad Request: unsupported parse_mode"},
		{"entities", nil, "sendMessage", send(p{"entities": "["}), 400, entities + "Can't parse entities JSON object"},

		{"empty", nil, "sendMessage", send(p{"text": ""}), 400, "Bad Request: message text is empty"},
		{"empty edit", nil, "editMessageText", p{"chat_id": 7, "message_id": 2}, 400, "Bad Request: message text is empty"},
		{"white", nil, "sendMessage", send(p{"text": " \n\t "}), 400, "Bad Request: text must be non-empty"},
		{"white markup", nil, "sendMessage", html("<b> </b>"), 400, "Bad Request: text must be non-empty"},
		{"long", nil, "sendMessage", send(p{"text": strings.Repeat("é", 4097)}), 400, "Bad Request: message is too long"},
		{"long caption", nil, "editMessageCaption", p{"chat_id": 7, "message_id": 3, "caption": strings.Repeat("é", 1025)}, 400, "Bad Request: message caption is too long"},

		{"long data", nil, "sendMessage", send(p{"reply_markup": inline(p{"text": "a", "callback_data": strings.Repeat("é", 33)})}), 400, "Bad Request: BUTTON_DATA_INVALID"},
		{"no action", nil, "sendMessage", send(p{"reply_markup": inline(p{"text": "a"})}), 400, "Bad Request: can't parse inline keyboard button: Text buttons are unallowed in the inline keyboard"},
		{"empty action", nil, "sendMessage", send(p{"reply_markup": inline(p{"text": "a", "callback_data": ""})}), 400, "Bad Request: can't parse inline keyboard button: Text buttons are unallowed in the inline keyboard"},
		{"no label", nil, "sendMessage", send(p{"reply_markup": inline(p{"callback_data": "x"})}), 400, `Bad Request: can't parse inline keyboard button: Can't find field "text"`},
		{"bad link", nil, "sendMessage", send(p{"reply_markup": inline(p{"text": "a", "url": "nowhere"})}), 400, "Bad Request: inline keyboard button URL 'nowhere' is invalid: Wrong HTTP URL"},
		{"bad markup", nil, "sendMessage", send(p{"reply_markup": "{"}), 400, "Bad Request: can't parse reply keyboard markup JSON object"},
		{"list markup", nil, "sendMessage", send(p{"reply_markup": "[]"}), 400, "Bad Request: object expected as reply markup"},

		{"no photo", nil, "sendPhoto", p{"chat_id": 7}, 400, "Bad Request: there is no photo in the request"},
		{"unknown file", nil, "sendDocument", p{"chat_id": 7, "document": "abc"}, 400, "Bad Request: wrong file identifier/HTTP URL specified"},
		{"bad action", nil, "sendChatAction", p{"chat_id": 7, "action": "dance"}, 400, "Bad Request: wrong parameter action in request"},
		{"bad command", nil, "setMyCommands", p{"commands": []p{{"command": "Plan", "description": "x"}}}, 400, "Bad Request: BOT_COMMAND_INVALID"},
		{"bad webhook", nil, "setWebhook", p{"url": "http://example.com"}, 400, "Bad Request: bad webhook: An HTTPS URL must be provided for webhook"},
		{"webhook port", nil, "setWebhook", p{"url": "https://example.com:81"}, 400, "Bad Request: bad webhook: Webhook can be set up only on ports 80, 88, 443 or 8443"},

		{"not emulated", nil, "sendPoll", nil, 400, "Bad Request: not emulated: sendPoll"},
		{"no markdown", nil, "sendMessage", send(p{"parse_mode": "MarkdownV2"}), 400, "Bad Request: not emulated: parse_mode MarkdownV2"},
		{"no method", nil, "sendHugs", nil, 404, "Not Found: method not found"},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			t.Parallel()
			s := newServer(t, Options{})
			a := ana(s)
			s.Person(Profile{ID: 8})
			s.Group(-5, "Family", a)
			a.Write("hello")
			says(t, s, 7, "text")
			photo := s.keep(kindPhoto, upload{"p.png", "", picture(t, 20, 10)})
			do(t, s, "sendPhoto", p{"chat_id": 7, "photo": photo.id}, nil)
			if err := a.PressData(2, "x"); err != nil {
				t.Fatal(err)
			}
			if tt.before != nil {
				tt.before(s)
			}
			r := call(t, s, tt.method, tt.params)
			if r.OK || r.Code != tt.code || r.status != tt.code || r.Description != tt.want {
				t.Errorf("got HTTP %d, %d %q, want %d %q", r.status, r.Code, r.Description, tt.code, tt.want)
			}
		})
	}
}

func TestUpgradedGroupTellsItsNewID(t *testing.T) {
	t.Parallel()
	s := newServer(t, Options{})
	g := s.Group(-5, "Family", ana(s))
	g.Upgrade(-1005)
	r := call(t, s, "sendMessage", p{"chat_id": -5, "text": "x"})
	if r.Description != "Bad Request: group chat was upgraded to a supergroup chat" || r.Parameters.MigrateTo != -1005 {
		t.Errorf("got %s", r.body)
	}
	says(t, s, -1005, "x")
}

func TestTokenAndPath(t *testing.T) {
	t.Parallel()
	s := newServer(t, Options{Token: "42:secret"})
	if s.bot.ID != 42 {
		t.Errorf("the bot's ID is %d, want 42", s.bot.ID)
	}
	for path, want := range map[string]int{
		"/bot42:secret/getMe":          200,
		"/bot42:secret/GETME":          200,
		"/bot42:wrong/getMe":           401,
		"/bot/getMe":                   401,
		"/bot42:secret/getYou":         404,
		"/file/bot42:secret/x.png":     404,
		"/file/bot42:wrong/x.png":      401,
		"/":                            404,
		"/bot42:secret/unpinEvery":     404,
		"/bot42:secret/forwardMessage": 400,
	} {
		r := mustGet(t, s, path)
		if r.status != want {
			t.Errorf("%s: got %d %s, want %d", path, r.status, r.body, want)
		}
	}
}

func TestOldMessagesCannotBeDeleted(t *testing.T) {
	t.Parallel()
	now := time.Date(2025, 3, 1, 22, 0, 0, 0, time.UTC)
	s := newServer(t, Options{Now: func() time.Time { return now }})
	ana(s).Write("hi")
	id := says(t, s, 7, "x")
	now = now.Add(48*time.Hour + time.Second)
	r := call(t, s, "deleteMessage", p{"chat_id": 7, "message_id": id})
	if r.Description != "Bad Request: message can't be deleted for everyone" {
		t.Errorf("got %q", r.Description)
	}
	do(t, s, "editMessageText", p{"chat_id": 7, "message_id": id, "text": "y"}, nil)
}
