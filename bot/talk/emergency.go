package talk

import (
	"strings"

	"calmcalf/bot/read"
)

// emergency says whom to call, and nothing else. Members hear no prompt until the
// next evening, and are asked on the following mornings whether they were seen.
func emergency(t *Turn) error {
	m := Message{Text: t.Text("emergency.text")}
	if t.person().Member() {
		t.person().Call(t.tonight(), t.Now)
		t.replanned()
		m.Rows = [][]Button{{t.careButton("mistake", "")}}
	}
	t.send(m)
	return nil
}

// emergencyAgain says the same without noting it a second time.
func emergencyAgain(t *Turn) error {
	m := Message{Text: t.Text("emergency.text")}
	if t.emergencyLast() {
		m.Rows = [][]Button{{t.careButton("mistake", "")}}
	}
	t.send(m)
	return nil
}

// WhomToCall is the emergency text for when nothing can be stored: a message even
// when a button asked for it, since a line on the button fades.
func (t *Turn) WhomToCall() {
	t.Out = nil
	t.send(Message{Text: t.Text("emergency.text")})
}

// Alarming reports whether a text speaks of an emergency, even one that begins with
// a slash. What follows a command that takes times, dates or codes does not count.
func Alarming(text string) bool {
	if command, ok := strings.CutPrefix(text, "/"); ok {
		name, _, _ := strings.Cut(strings.ToLower(command), " ")
		if c, _ := commandNamed(name); name == "start" || c.arguments {
			return false
		}
		text = command
	}
	return read.Emergency(text)
}
