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
	if !p.Care.Since.IsZero() {
		t.send(t.sameDay())
		return nil
	}
	m := message{text: t.crampAdvice(len(night.Cramps) > 0)}
	n := strconv.Itoa(len(night.Cramps) + 1)
	began := strconv.FormatInt(t.now.Unix(), 36)
	m.rows = [][]button{
		{press(t.text("cramp.button.eased"), "cramp", night.Date.String(), n, "eased", began)},
		{press(t.text("cramp.button.still"), "cramp", night.Date.String(), n, "still", began), t.getHelp()},
	}
	t.send(m)
	return nil
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
	n, err := t.in.tap.number(1, 99)
	if err != nil {
		return err
	}
	night := t.book.Night(date)
	if night == nil || n == 0 {
		return stale
	}
	began, err := strconv.ParseInt(t.in.tap.arg(3), 36, 64)
	if err != nil {
		return stale
	}
	if t.in.tap.arg(2) == "undo" {
		night.Cramps = night.Cramps[:min(len(night.Cramps), n-1)]
		t.show(message{text: t.text("cramp.undone")})
		return nil
	}
	if len(night.Cramps) < n {
		night.LogCramp(time.Unix(began, 0).UTC())
	}
	logged := t.text("cramp.logged", routines.Args{"At": t.clock(night.Cramps[n-1]), "Night": t.nightName(date)})
	undo := press(t.text("prompt.button.undo"), "cramp", date.String(), strconv.Itoa(n), "undo", t.in.tap.arg(3))
	switch {
	case t.in.tap.arg(2) == "eased":
		t.show(message{text: logged + "\n" + t.text("cramp.eased"), rows: [][]button{{undo}}})
	case t.now.Sub(time.Unix(began, 0)) >= tooLong:
		t.show(message{text: logged, rows: [][]button{{undo}}})
		t.send(t.longCramp())
	default:
		t.show(message{text: t.crampAdvice(false) + "\n\n" + logged + "\n" + t.text("cramp.still"), rows: [][]button{
			{press(t.text("cramp.button.eased"), "cramp", date.String(), strconv.Itoa(n), "eased", t.in.tap.arg(3))},
			{press(t.text("cramp.button.still"), "cramp", date.String(), strconv.Itoa(n), "still", t.in.tap.arg(3)), t.getHelp()},
		}})
	}
	return nil
}
