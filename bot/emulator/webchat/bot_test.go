package webchat

import (
	"bytes"
	"context"
	"encoding/json"
	"fmt"
	"image"
	"image/color"
	"image/png"
	"mime/multipart"
	"strings"
)

// scripted is a bot that knows a few sentences.
type scripted struct {
	bot
	failed func(error)
}

type markup map[string]any

func inline(rows ...[]string) markup {
	var out [][]map[string]any
	for _, row := range rows {
		var buttons []map[string]any
		for _, label := range row {
			buttons = append(buttons, map[string]any{"text": label, "callback_data": label})
		}
		out = append(out, buttons)
	}
	return markup{"inline_keyboard": out}
}

var mainKeyboard = markup{
	"keyboard":                [][]any{{"Cramp now", "Tonight", "More"}, {markup{"text": "Share my location", "request_location": true}}},
	"resize_keyboard":         true,
	"input_field_placeholder": "Write, or tap below",
}

// run polls until the context ends.
func (b scripted) run(ctx context.Context) {
	offset := 0
	for ctx.Err() == nil {
		raw, err := b.call(ctx, "getUpdates", map[string]any{"offset": offset, "timeout": 50})
		if err != nil {
			b.fail(ctx, err)
			return
		}
		var updates []struct {
			ID      int `json:"update_id"`
			Message *struct {
				Chat     struct{ ID int64 }
				Text     string
				Location *struct{ Latitude, Longitude float64 }
				Document *struct {
					Name string `json:"file_name"`
				}
				Photo []any
			}
			Callback *struct {
				ID      string
				Data    string
				Message struct {
					ID   int `json:"message_id"`
					Chat struct{ ID int64 }
				}
			} `json:"callback_query"`
		}
		if err := json.Unmarshal(raw, &updates); err != nil {
			b.fail(ctx, err)
			return
		}
		for _, u := range updates {
			offset = u.ID + 1
			if c := u.Callback; c != nil {
				_, err = b.call(ctx, "editMessageText", markup{
					"chat_id": c.Message.Chat.ID, "message_id": c.Message.ID, "text": "<b>Calf stretch</b>: " + c.Data, "parse_mode": "HTML",
					"reply_markup": inline([]string{"Undo"}),
				})
				b.fail(ctx, err)
				_, err = b.call(ctx, "answerCallbackQuery", markup{"callback_query_id": c.ID, "text": "Kept: " + c.Data, "show_alert": c.Data == "Alert"})
				b.fail(ctx, err)
			}
			m := u.Message
			switch {
			case m == nil:
			case m.Location != nil:
				b.say(ctx, m.Chat.ID, fmt.Sprintf("You are at %v, %v.", m.Location.Latitude, m.Location.Longitude), nil)
			case m.Document != nil:
				b.say(ctx, m.Chat.ID, "I have read "+m.Document.Name+".", nil)
			case m.Photo != nil:
				b.say(ctx, m.Chat.ID, "A picture.", nil)
			default:
				b.answer(ctx, m.Chat.ID, m.Text)
			}
		}
	}
}

func (b scripted) answer(ctx context.Context, chat int64, text string) {
	switch strings.Fields(text + " -")[0] {
	case "/start":
		b.say(ctx, chat, "Hello. I keep you company through the evening.", mainKeyboard)
	case "/tonight":
		b.say(ctx, chat, "Time for the <b>calf stretch</b>.", inline([]string{"Done", "In 20 min", "Not today"}, []string{"Alert"}))
	case "/picture":
		b.send(ctx, "sendPhoto", chat, "photo", "month.png", picture(320, 200), "Your November")
	case "/export":
		b.send(ctx, "sendDocument", chat, "document", "diary.csv", []byte("night,cramps\n2026-11-22,0\n"), "")
	default:
		b.say(ctx, chat, "You said: "+strings.NewReplacer("&", "&amp;", "<", "&lt;").Replace(text), nil)
	}
}

func (b scripted) say(ctx context.Context, chat int64, text string, more markup) {
	params := markup{"chat_id": chat, "text": text, "parse_mode": "HTML"}
	if more != nil {
		params["reply_markup"] = more
	}
	_, err := b.call(ctx, "sendMessage", params)
	b.fail(ctx, err)
}

// send uploads a file as a bot does.
func (b scripted) send(ctx context.Context, method string, chat int64, field, name string, data []byte, caption string) {
	var body bytes.Buffer
	form := multipart.NewWriter(&body)
	fields := map[string]string{"chat_id": fmt.Sprint(chat), "caption": caption}
	for k, v := range fields {
		b.fail(ctx, form.WriteField(k, v))
	}
	part, err := form.CreateFormFile(field, name)
	b.fail(ctx, err)
	_, err = part.Write(data)
	b.fail(ctx, err)
	b.fail(ctx, form.Close())
	_, err = b.post(ctx, method, form.FormDataContentType(), body.Bytes())
	b.fail(ctx, err)
}

func (b scripted) fail(ctx context.Context, err error) {
	if err != nil && ctx.Err() == nil {
		b.failed(err)
	}
}

func picture(width, height int) []byte {
	img := image.NewRGBA(image.Rect(0, 0, width, height))
	for y := range height {
		for x := range width {
			img.Set(x, y, color.RGBA{uint8(200 - 60*x/width), uint8(170 + 40*y/height), 150, 255})
		}
	}
	var out bytes.Buffer
	if err := png.Encode(&out, img); err != nil {
		panic(err)
	}
	return out.Bytes()
}

// live starts the scripted bot, which ends with the test.
func (s *stage) live() {
	s.Helper()
	ctx, cancel := context.WithCancel(context.Background())
	done := make(chan struct{})
	b := scripted{bot{s.server}, func(err error) { s.Errorf("the bot: %v", err) }}
	_, err := b.call(ctx, "setMyCommands", map[string]any{"commands": []map[string]string{
		{"command": "cramp", "description": "What to try, at once"},
		{"command": "tonight", "description": "This evening"},
		{"command": "picture", "description": "The month as a picture"},
		{"command": "export", "description": "All your data"},
	}})
	if err != nil {
		s.Fatal(err)
	}
	go func() {
		defer close(done)
		b.run(ctx)
	}()
	s.Cleanup(func() {
		cancel()
		<-done
	})
}
