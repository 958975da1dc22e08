package bot

import (
	"fmt"
	"strconv"
	"time"

	"calmcalf/routines"
)

// promptPart draws one slot of a card: what to do and its buttons, or what was
// answered and a way back.
func (t *turn) promptPart(c routines.Card, i int) (string, [][]button) {
	k, code := c.Keys[i], cardCode(c)
	name := k.Routine.String()
	set := func(label string, s routines.State) button {
		return press(t.text(label, t.about(k.Routine)), "mark", code, strconv.Itoa(i), strconv.Itoa(int(s)))
	}
	snooze := func(label string, wait int) button {
		return press(t.text(label, routines.Args{"Minutes": wait}), "snooze", code, strconv.Itoa(i), strconv.Itoa(wait))
	}
	var mark routines.Mark
	if night := t.book.Night(k.Night); night != nil {
		if found := night.Mark(k.Routine, k.Ordinal); found != nil {
			mark = *found
		}
	}
	args := routines.Args{"Routine": k.Routine, "At": t.clock(mark.Answered)}
	alone := len(c.Keys) == 1
	switch {
	case mark.State == routines.Open && !t.person().May(k.Routine):
		return t.mistake(t.closed(k.Routine)), nil
	case mark.State == routines.Done:
		return t.text("prompt.done", args), [][]button{{set("prompt.button.undo", routines.Open)}}
	case mark.State == routines.Skipped:
		return t.text("prompt.skipped", args), [][]button{{set("prompt.button.undo", routines.Open)}}
	case !mark.Snoozed.IsZero():
		args["At"] = t.clock(mark.Snoozed)
		return t.text("prompt.snoozed", args), [][]button{{set("prompt.button.done", routines.Done), set("prompt.button.skip", routines.Skipped)}}
	case alone && !k.Routine.Evening():
		return t.text("prompt.ask."+name) + "\n\n<i>" + t.tip(k) + "</i>", [][]button{
			{set("prompt.button.done", routines.Done)},
			{snooze("prompt.button.snooze", 20), set("prompt.button.skip", routines.Skipped)},
		}
	case alone:
		return t.text("prompt.ask."+name) + "\n\n<i>" + t.tip(k) + "</i>" + t.streakLine(k.Routine), [][]button{
			t.doneRow(c),
			{snooze("prompt.button.snooze", 10), snooze("prompt.button.snooze", 20), snooze("prompt.button.snooze", 40)},
			{set("prompt.button.skip", routines.Skipped), t.getHelp()},
		}
	default:
		text := t.text("prompt.ask." + name)
		if k.Ordinal > 0 && t.say.Has("prompt.again."+name) {
			text = t.text("prompt.again." + name)
		}
		if i == len(c.Keys)-1 {
			text += "\n<i>" + t.tip(k) + "</i>"
		}
		return text, [][]button{
			{set("prompt.button.named", routines.Done), snooze("prompt.button.snooze", 20), set("prompt.button.skip", routines.Skipped)}}
	}
}

// streakLine is the routine streak under the stretch, for those who like it.
func (t *turn) streakLine(r routines.Routine) string {
	if r != routines.CalfStretch || !t.person().Settings.Has(routines.StreakInPrompt) {
		return ""
	}
	var diary []routines.Keeping
	for _, night := range t.book.Nights(0, t.tonight().Date-1) {
		diary = append(diary, night.Keeping())
	}
	current, _ := routines.KeptStreaks(diary)
	if current.Kept < 2 {
		return ""
	}
	return "\n" + t.text("prompt.streak", routines.Args{"Count": current.Kept})
}

// tip is a short reason or hint, another one each night.
func (t *turn) tip(k routines.Key) string {
	key := func(n int) string { return fmt.Sprintf("tip.%s.%d", k.Routine, n) }
	count := 0
	for t.say.Has(key(count + 1)) {
		count++
	}
	if count == 0 {
		return ""
	}
	return t.text(key((int(k.Night)+int(k.Ordinal))%count + 1))
}

// cardTap reads the card of a tapped button and the slot it is about.
func (t *turn) cardTap() (c routines.Card, k routines.Key, night *routines.Night, err error) {
	if c, err = readCard(t.in.tap.arg(0)); err != nil {
		return c, k, nil, err
	}
	i, err := t.in.tap.number(1, len(c.Keys)-1)
	if err != nil {
		return c, k, nil, err
	}
	k = c.Keys[i]
	if night = t.book.Night(k.Night); night == nil {
		return c, k, nil, stale
	}
	return c, k, night, nil
}

// doneRow ticks an evening slot; where the legs are asked about, too, one tap
// can answer both.
func (t *turn) doneRow(c routines.Card) []button {
	code := cardCode(c)
	row := []button{press(t.text("prompt.button.done"), "mark", code, "0", strconv.Itoa(int(routines.Done)))}
	if night := t.eveningNight(c); night != nil && t.asksLegs(night) {
		row = append(row, press(t.text("prompt.button.fine"), "all", code, valueCode(routines.LegsFine)))
	}
	return row
}

func markTap(t *turn) error {
	c, k, night, err := t.cardTap()
	if err != nil {
		return err
	}
	state, err := t.in.tap.number(2, int(routines.Skipped))
	if err != nil {
		return err
	}
	t.person().Tick(night, k, routines.State(state), t.now)
	t.show(t.card(c))
	return nil
}

// allTap ticks every slot of a card that is open, and answers the evening
// question where the button says so.
func allTap(t *turn) error {
	c, err := readCard(t.in.tap.arg(0))
	if err != nil {
		return err
	}
	for _, k := range c.Keys {
		night := t.book.Night(k.Night)
		if night == nil {
			return stale
		}
		if t.open(k) {
			t.person().Tick(night, k, routines.Done, t.now)
		}
	}
	if night := t.eveningNight(c); night != nil && t.in.tap.arg(1) != "" {
		if err := t.person().Reply(night, routines.Legs, routines.LegsFine, t.now); err != nil {
			return err
		}
	}
	t.show(t.card(c))
	return nil
}

func snoozeTap(t *turn) error {
	c, k, night, err := t.cardTap()
	if err != nil {
		return err
	}
	wait, err := t.in.tap.number(2, 40)
	if err != nil {
		return err
	}
	if err := t.person().Snooze(night, k, time.Duration(wait)*time.Minute, t.now); err != nil {
		return err
	}
	t.show(t.card(c))
	return nil
}

// rouseTap wakes the routines that had gone to rest.
func rouseTap(t *turn) error {
	for _, letter := range t.in.tap.arg(0) {
		key, err := readKey(0, string(letter)+"0")
		if err != nil {
			return err
		}
		t.person().Rouse(key.Routine)
	}
	t.replanned()
	t.toast(t.text("prompt.roused"))
	return nil
}
