package talk

import (
	"calmcalf/bot/locale"
	"calmcalf/routines"
)

// pattern reads back what the diary shows, after an answer about a recent Night,
// where it is worth showing a doctor or nurse. While a leg alarms, that goes
// first.
func (t *Turn) pattern(night *routines.Night) {
	p := t.person()
	if p.Care.Rests() || night.Date < t.tonight().Date-1 {
		return
	}
	note, ok := p.Patterns(t.book.Nights(night.Date-routines.PatternNights, night.Date), night.Date)
	if !ok {
		return
	}
	p.Tell(note)
	page := []Button{press(t.Text("export.button.page"), "export", "pdf")}
	if note.Has(routines.NeedsAppointment) {
		t.send(Message{Text: t.Text("pattern.appointment"), Rows: [][]Button{page, {t.getHelp()}}})
		return
	}
	lines := []locale.HTML{t.Text("pattern.title", routines.Args{"Answered": note.Answered, "Nights": routines.PatternNights})}
	for _, line := range []struct {
		finding routines.Finding
		key     string
		count   int
	}{
		{routines.CrampsOften, "pattern.cramps", note.CrampNights},
		{routines.SleepDisturbed, "pattern.sleep", note.Disturbed},
		{routines.LegsAdjoin, "pattern.legs", note.Adjoining},
	} {
		if note.Has(line.finding) {
			lines = append(lines, "• "+t.Text(line.key, routines.Args{"Count": line.count}))
		}
	}
	t.send(Message{Text: locale.Join(lines, "\n") + "\n\n" + t.Text("pattern.show"),
		Rows: [][]Button{page, {press(t.Text("settings.pattern.button.off"), "mute"), t.getHelp()}}})
}

// muteTap ends the reading back of patterns.
func muteTap(t *Turn) error {
	p := t.person()
	p.Settings = p.Settings.With(routines.NoPatterns, true)
	return muteAgain(t)
}

func muteAgain(t *Turn) error {
	if t.person().Settings.Has(routines.NoPatterns) {
		t.toast(t.Text("pattern.muted"))
	}
	return nil
}
