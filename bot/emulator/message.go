package emulator

import (
	"encoding/json"
	"slices"
	"time"
)

// message is one message of a chat as the server keeps it.
type message struct {
	id           int
	chat         *chat
	from         *user // nil for the bot
	sent, edited time.Time
	edits        int
	text         string // the caption when there is media
	entities     []Entity
	media        *media
	location     *Location
	inline       [][]inlineButton
	keyboard     *Keyboard
	removes      bool // the keyboard
	forceReply   bool
	placeholder  string // of forceReply
	replyTo      *message
	silent       bool
	protected    bool
	album        string
	preview      json.RawMessage
	captionAbove bool
	spoiler      bool
}

// Message is a message as a person sees it.
type Message struct {
	ID     int // ascending within its chat
	ChatID int64
	From   int64 // the person, or the bot's user ID
	Bot    bool  // written by the bot

	Text     string // plain, markup parsed; the caption when there is media
	Entities []Entity
	Media    *Media
	Location *Location

	Buttons     [][]Button // under the message
	Keyboard    *Keyboard  // below the input field, from this message on
	Remove      bool       // takes that keyboard away
	ForceReply  bool
	Placeholder string // in the input field of the reply

	ReplyTo   int       // message ID, 0 for none
	Album     string    // equal for messages that are shown together
	Sent      time.Time // on the server's clock
	Edited    time.Time // zero when never edited
	Edits     int
	Silent    bool // arrived without a sound
	Protected bool // cannot be forwarded or saved
}

// Button is an inline button. Data is what pressing it sends to the bot; URL is
// what it opens; neither is set for kinds that a person cannot use here.
type Button struct {
	Text, Data, URL string
	Style           string // "danger", "success", "primary" or empty
}

// Keyboard is a keyboard in place of the person's own.
type Keyboard struct {
	Rows        [][]Key
	Resize      bool
	Persistent  bool
	OneTime     bool
	Placeholder string
}

// Key sends its text, or what it requests.
type Key struct {
	Text            string
	RequestLocation bool
	RequestContact  bool
}

// Location is a place in degrees.
type Location struct {
	Latitude  float64 `json:"latitude"`
	Longitude float64 `json:"longitude"`
}

// Media is a file in a message. Bytes are shared and must not be changed.
type Media struct {
	Kind          string // photo, document, audio, voice, sticker
	FileID        string
	Name, MIME    string
	Width, Height int           // pixels; 0 for what is no picture
	Duration      time.Duration // of sound, whole seconds
	Title         string
	Performer     string
	Emoji         string // of a sticker
	Bytes         []byte
}

// view copies the message, so that what was seen stays what it was.
func (m *message) view(bot *user) Message {
	v := Message{
		ID:          m.id,
		ChatID:      m.chat.id,
		From:        bot.ID,
		Bot:         m.from == nil,
		Text:        m.text,
		Entities:    slices.Clone(m.entities),
		Keyboard:    m.keyboard,
		Remove:      m.removes,
		ForceReply:  m.forceReply,
		Placeholder: m.placeholder,
		Album:       m.album,
		Sent:        m.sent,
		Edited:      m.edited,
		Edits:       m.edits,
		Silent:      m.silent,
		Protected:   m.protected,
	}
	if m.from != nil {
		v.From = m.from.ID
	}
	if m.replyTo != nil {
		v.ReplyTo = m.replyTo.id
	}
	if m.location != nil {
		at := *m.location
		v.Location = &at
	}
	if m.media != nil {
		v.Media = m.media.view()
	}
	for _, row := range m.inline {
		var buttons []Button
		for _, b := range row {
			buttons = append(buttons, Button{Text: b.Text, Data: b.Data, URL: b.URL, Style: b.Style})
		}
		v.Buttons = append(v.Buttons, buttons)
	}
	return v
}

// sameContent reports whether an edit would change nothing.
func (m *message) sameContent(n *message) bool {
	return m.text == n.text && slices.Equal(m.entities, n.entities) && sameMedia(m.media, n.media) &&
		sameRows(m.inline, n.inline)
}

func sameMedia(a, b *media) bool {
	if a == nil || b == nil {
		return a == b
	}
	return a.kind == b.kind && a.file == b.file
}

func sameRows(a, b [][]inlineButton) bool {
	if len(a) == 0 && len(b) == 0 {
		return true
	}
	x, errX := json.Marshal(a)
	y, errY := json.Marshal(b)
	return errX == nil && errY == nil && string(x) == string(y)
}
