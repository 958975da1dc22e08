package webchat

import (
	"time"

	"calmcalf/bot/emulator"
)

// The objects of the stream, as the page reads them. Times are milliseconds
// since 1970, as in JavaScript.

type chatView struct {
	Chat     int64         `json:"chat"`
	Messages []messageView `json:"messages"`
	Keyboard *keyboardView `json:"keyboard"`
}

type messageView struct {
	Chat        int64              `json:"chat"`
	ID          int                `json:"id"`
	Bot         bool               `json:"bot"`
	Text        string             `json:"text,omitempty"`
	Entities    []emulator.Entity  `json:"entities,omitempty"`
	Media       *mediaView         `json:"media,omitempty"`
	Place       *emulator.Location `json:"place,omitempty"`
	Buttons     [][]buttonView     `json:"buttons,omitempty"`
	Keyboard    *keyboardView      `json:"keyboard,omitempty"`
	Remove      bool               `json:"remove,omitempty"`
	ForceReply  bool               `json:"forceReply,omitempty"`
	Placeholder string             `json:"placeholder,omitempty"`
	ReplyTo     int                `json:"replyTo,omitempty"`
	Album       string             `json:"album,omitempty"`
	Sent        int64              `json:"sent"`
	Edited      int64              `json:"edited,omitempty"`
	Edits       int                `json:"edits,omitempty"`
	Silent      bool               `json:"silent,omitempty"`
}

type buttonView struct {
	Text  string `json:"text"`
	Data  string `json:"data,omitempty"`
	URL   string `json:"url,omitempty"`
	Style string `json:"style,omitempty"`
}

type keyboardView struct {
	Rows        [][]keyView `json:"rows"`
	OneTime     bool        `json:"oneTime,omitempty"`
	Placeholder string      `json:"placeholder,omitempty"`
}

type keyView struct {
	Text     string `json:"text"`
	Location bool   `json:"location,omitempty"`
	Contact  bool   `json:"contact,omitempty"`
}

type mediaView struct {
	Kind      string `json:"kind"`
	URL       string `json:"url"`
	Name      string `json:"name,omitempty"`
	Width     int    `json:"width,omitempty"`
	Height    int    `json:"height,omitempty"`
	Size      int    `json:"size"`
	Seconds   int    `json:"seconds,omitempty"`
	Title     string `json:"title,omitempty"`
	Performer string `json:"performer,omitempty"`
	Emoji     string `json:"emoji,omitempty"`
}

// chat is the chat of a person as it is now.
func (s *site) chat(m *member) chatView {
	v := chatView{Chat: m.ID, Messages: []messageView{}, Keyboard: keyboard(m.Keyboard())}
	for _, msg := range m.Messages() {
		v.Messages = append(v.Messages, s.message(msg))
	}
	return v
}

func (s *site) message(m emulator.Message) messageView {
	v := messageView{
		Chat:        m.ChatID,
		ID:          m.ID,
		Bot:         m.Bot,
		Text:        m.Text,
		Entities:    m.Entities,
		Place:       m.Location,
		Keyboard:    keyboard(m.Keyboard),
		Remove:      m.Remove,
		ForceReply:  m.ForceReply,
		Placeholder: m.Placeholder,
		ReplyTo:     m.ReplyTo,
		Album:       m.Album,
		Sent:        m.Sent.UnixMilli(),
		Edits:       m.Edits,
		Silent:      m.Silent,
	}
	if m.Edits > 0 {
		v.Edited = m.Edited.UnixMilli()
	}
	if f := m.Media; f != nil {
		s.files.Store(f.FileID, f)
		v.Media = &mediaView{
			Kind: f.Kind, URL: "/files/" + f.FileID, Name: f.Name, Width: f.Width, Height: f.Height, Size: len(f.Bytes),
			Seconds: int(f.Duration / time.Second), Title: f.Title, Performer: f.Performer, Emoji: f.Emoji,
		}
	}
	for _, row := range m.Buttons {
		var buttons []buttonView
		for _, b := range row {
			buttons = append(buttons, buttonView(b))
		}
		v.Buttons = append(v.Buttons, buttons)
	}
	return v
}

func keyboard(k *emulator.Keyboard) *keyboardView {
	if k == nil {
		return nil
	}
	v := &keyboardView{OneTime: k.OneTime, Placeholder: k.Placeholder}
	for _, row := range k.Rows {
		var keys []keyView
		for _, key := range row {
			keys = append(keys, keyView{key.Text, key.RequestLocation, key.RequestContact})
		}
		v.Rows = append(v.Rows, keys)
	}
	return v
}
