package talk

import "strings"

// questions are what typed words answer when something was asked, by
// Person.Asking.
var questions = map[string]action{
	"place":   {run: placeTyped, again: placeTypedAgain},
	"hours":   {run: hoursTyped, again: onboarding},
	"bedtime": {run: bedtime, again: planAgain, member: true},
	"wake":    {run: wake, again: planAgain, member: true},
}

// typed answers words without a slash: a command by name or by the label of a key
// of the main keyboard, the answer to what was asked, or something that is not
// understood.
func typed(t *Turn) error {
	text := strings.TrimSpace(t.In.Text)
	if c, rest, ok := t.commandIn(text); ok {
		t.In.command, t.In.Text = c.name, rest
		return t.command(c)
	}
	if a, ok := questions[t.person().Asking]; ok {
		return t.do(a)
	}
	return t.do(action{run: offerNote, member: true})
}

// typedAgain says how things stand after words that were answered before. What
// was asked then is forgotten once it is answered, but the words tell.
func typedAgain(t *Turn) error {
	text := strings.TrimSpace(t.In.Text)
	if c, rest, ok := t.commandIn(text); ok {
		t.In.command, t.In.Text = c.name, rest
		return t.redo(c.action)
	}
	if a, ok := questions[t.person().Asking]; ok {
		return t.redo(a)
	}
	if _, err := t.words().Week(text, t.person().Plan.Bed); err == nil {
		return t.redo(action{run: planAgain, member: true})
	}
	return t.redo(action{run: offerNote, member: true})
}

// wordless answers stickers, voice, pictures and files.
func wordless(t *Turn) error {
	t.send(Message{Text: t.Text("note.wordless"), Rows: [][]Button{{t.getHelp()}}})
	return nil
}
