package bot

import (
	"strconv"
	"strings"
	"time"

	"calmcalf/routines"
)

// cramp shows what to try, at once and without a question. One tap logs. A
// second cramp in the same Night gets two lines.
func cramp(t *turn) error {
	p := t.person()
	night := routines.CrampNight(p, t.tonight(), t.lastNight(), t.now)
	switch {
	case t.now.Before(p.Care.Hush):
		t.send(message{text: t.text("emergency.text"), rows: [][]button{{t.careButton("mistake", "")}}})
		return nil
	case p.Care.Rests():
		t.send(t.sameDay())
		return nil
	}
	t.send(message{
		text: t.crampAdvice(night.LoggedCramps() > 0),
		rows: t.crampButtons(night.Date, strconv.FormatInt(t.now.Unix(), 36)),
	})
	return nil
}

// crampButtons carry the Night and the instant that tell this cramp from others.
func (t *turn) crampButtons(night routines.Date, began string) [][]button {
	return [][]button{
		{press(t.text("cramp.button.eased"), "cramp", night.String(), "eased", began)},
		{press(t.text("cramp.button.still"), "cramp", night.String(), "still", began), t.getHelp()},
	}
}

// crampAdvice lists what may help, without what a gate has closed.
func (t *turn) crampAdvice(again bool) string {
	if again {
		return t.text("cramp.again")
	}
	lines := []string{t.text("cramp.now")}
	for _, line := range []struct {
		key   string
		needs routines.Activity
	}{
		{"cramp.rub", routines.Massage},
		{"cramp.stand", routines.Standing},
		{"cramp.after", routines.Heat | routines.Cold},
		{"cramp.raise", routines.Elevating},
	} {
		if t.person().Allowed(line.needs) {
			lines = append(lines, t.text(line.key))
		}
	}
	return strings.Join(lines, "\n\n")
}

// tooLong is after how long a cramp that does not ease should be seen the same
// day.
const tooLong = 10 * time.Minute

// crampTap logs the cramp that the message was about; tapping again logs no
// second one.
func crampTap(t *turn) error {
	date, err := t.in.tap.date(0)
	if err != nil {
		return err
	}
	action, code := t.in.tap.arg(1), t.in.tap.arg(2)
	seconds, err := strconv.ParseInt(code, 36, 64)
	night := t.book.Night(date)
	began := time.Unix(seconds, 0).UTC()
	// A Night lasts a day or two, and nothing has happened before it opened or
	// is still to come.
	if err != nil || night == nil || began.After(t.now) || began.Before(night.Opened.Add(-time.Hour)) || t.now.Sub(began) > 7*24*time.Hour {
		return stale
	}
	undo := []button{press(t.text("prompt.button.undo"), "cramp", date.String(), "undo", code)}
	logged := t.text("cramp.logged", routines.Args{"At": t.clock(began), "Night": t.nightName(date)})
	switch action {
	case "undo":
		night.UndoCramp(began)
		t.show(message{text: t.text("cramp.undone", routines.Args{"At": t.clock(began)})})
		return nil
	case "eased", "still":
		night.LogCramp(began, t.now)
	default:
		return stale
	}
	switch {
	case action == "eased":
		t.show(message{text: logged + "\n" + t.text("cramp.eased"), rows: [][]button{undo}})
	case t.person().Care.Rests():
		t.show(message{text: logged, rows: [][]button{undo}})
		t.send(t.sameDay())
	case t.now.Sub(began) >= tooLong:
		t.show(message{text: logged, rows: [][]button{undo}})
		t.send(t.longCramp())
	default:
		t.show(message{
			text: t.crampAdvice(false) + "\n\n" + logged + "\n" + t.text("cramp.still"),
			rows: t.crampButtons(date, code),
		})
	}
	return nil
}
