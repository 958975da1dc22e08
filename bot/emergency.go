package bot

import (
	"strings"

	tele "gopkg.in/telebot.v3"

	"calmcalf/bot/read"
)

// emergency says whom to call and nothing else, at once. Whoever has a diary is
// asked the next mornings whether somebody has looked; until the next evening
// no prompt rings.
func emergency(t *turn) error {
	m := message{text: t.text("emergency.text")}
	if t.person().Member() {
		t.person().Call(t.tonight(), t.now)
		t.replanned()
		m.rows = [][]button{{t.careButton("mistake", "")}}
	}
	t.send(m)
	return nil
}

// whomToCall is the emergency text for when nothing can be stored: a message even
// when a button asked for it, since a line on the button fades.
func (b *Bot) whomToCall(in input) *turn {
	t := &turn{in: in, say: b.texts.Printer(b.texts.Match(in.language))}
	t.send(message{text: t.text("emergency.text")})
	return t
}

// alarming tells whether a message speaks of an emergency: in words of its own,
// beside a picture or a file, or behind a slash. Times and codes that a command
// takes are none.
func alarming(m *tele.Message) bool {
	text := m.Text
	if text == "" {
		text = m.Caption
	}
	if command, ok := strings.CutPrefix(text, "/"); ok {
		name, _, _ := strings.Cut(strings.ToLower(command), " ")
		if name == "start" || withArguments[name] {
			return false
		}
		text = command
	}
	return read.English.Emergency(text) // every language that is offered
}
