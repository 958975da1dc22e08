package talk

import (
	"strconv"
	"time"

	"calmcalf/bot/locale"
	"calmcalf/routines"
)

// cramp shows what to try, at once and without a question. One tap logs. A
// second cramp in the same Night gets two lines.
func cramp(t *Turn) error {
	p := t.person()
	night := routines.CrampNight(p, t.tonight(), t.lastNight(), t.Now)
	switch {
	case t.Now.Before(p.Care.Hush):
		t.send(Message{Text: t.Text("emergency.text"), Rows: [][]Button{{t.careButton("mistake", "")}}})
		return nil
	case p.Care.Rests():
		t.send(t.sameDay())
		return nil
	}
	t.send(Message{
		Text: t.crampAdvice(night.LoggedCramps() > 0),
		Rows: t.crampButtons(night.Date, strconv.FormatInt(t.Now.Unix(), 36)),
	})
	return nil
}

// crampButtons carry the Night and the instant that tell this cramp from others.
func (t *Turn) crampButtons(night routines.Date, began string) [][]Button {
	return [][]Button{
		{press(t.Text("cramp.button.eased"), "cramp", night.String(), "eased", began)},
		{press(t.Text("cramp.button.still"), "cramp", night.String(), "still", began), t.getHelp()},
	}
}

// crampAdvice lists what may help, without what a gate has closed.
func (t *Turn) crampAdvice(again bool) locale.HTML {
	if again {
		return t.Text("cramp.again")
	}
	lines := []locale.HTML{t.Text("cramp.now")}
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
			lines = append(lines, t.Text(line.key))
		}
	}
	return locale.Join(lines, "\n\n")
}

// tooLong is how long a cramp lasts that should be seen the same day.
const tooLong = 10 * time.Minute

// crampTap logs the cramp that the message was about; tapping again logs no
// second one.
func crampTap(t *Turn) error {
	night, began, err := t.tappedCramp()
	if err != nil {
		return err
	}
	switch t.In.tap.arg(1) {
	case "undo":
		night.UndoCramp(began)
	case "eased", "still":
		if err := night.LogCramp(began, t.Now); err != nil {
			return t.unlogged(began, err)
		}
	default:
		return stale
	}
	return crampAgain(t)
}

// unlogged says that a Night has no room for a cramp. Whether it is noted or not, one
// that lasts should be seen.
func (t *Turn) unlogged(began time.Time, full error) error {
	if t.In.tap.arg(1) != "still" || t.Now.Sub(began) < tooLong {
		return full
	}
	t.send(Message{Text: t.mistake(full)})
	t.send(t.longCramp())
	return nil
}

// tappedCramp is the Night and the beginning of the cramp that the tapped message
// is about.
func (t *Turn) tappedCramp() (night *routines.Night, began time.Time, err error) {
	date, err := t.In.tap.date(0)
	if err != nil {
		return nil, began, err
	}
	seconds, err := strconv.ParseInt(t.In.tap.arg(2), 36, 64)
	night, began = t.book.Night(date), time.Unix(seconds, 0).UTC()
	// A Night lasts a day or two, and nothing has happened before it opened or
	// is still to come.
	if err != nil || night == nil || began.After(t.Now) || began.Before(night.Opened.Add(-time.Hour)) || t.Now.Sub(began) > 7*24*time.Hour {
		return nil, began, stale
	}
	return night, began, nil
}

// crampAgain says whether the cramp is noted, and what else may help.
func crampAgain(t *Turn) error {
	night, began, err := t.tappedCramp()
	if err != nil {
		return err
	}
	if !night.HasCramp(began) {
		t.show(Message{Text: t.Text("cramp.undone", routines.Args{"At": t.clock(began)})})
		return nil
	}
	code := t.In.tap.arg(2)
	undo := [][]Button{{press(t.Text("prompt.button.undo"), "cramp", night.Date.String(), "undo", code)}}
	logged := t.nightText("cramp.logged.", night.Date, routines.Args{"At": t.clock(began)})
	switch {
	case t.In.tap.arg(1) == "undo": // and was noted once more since
		t.show(Message{Text: logged, Rows: undo})
	case t.In.tap.arg(1) == "eased":
		t.show(Message{Text: logged + "\n" + t.Text("cramp.eased"), Rows: undo})
	case t.person().Care.Rests():
		t.show(Message{Text: logged, Rows: undo})
		t.send(t.sameDay())
	case t.Now.Sub(began) >= tooLong:
		t.show(Message{Text: logged, Rows: undo})
		t.send(t.longCramp())
	default:
		t.show(Message{
			Text: t.crampAdvice(false) + "\n\n" + logged + "\n" + t.Text("cramp.still"),
			Rows: t.crampButtons(night.Date, code),
		})
	}
	return nil
}
