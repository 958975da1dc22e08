package talk

import (
	"fmt"
	"slices"
	"strconv"
	"time"

	"calmcalf/bot/locale"
	"calmcalf/routines"
)

// promptPart draws one slot of a card: what to do and its buttons, or what was
// answered and a way back.
func (t *Turn) promptPart(c routines.Card, i int) (locale.HTML, [][]Button) {
	k, code := c.Keys[i], cardCode(c)
	name := k.Routine.String()
	set := func(label string, s routines.State) Button {
		return press(t.Text(label, t.about(k.Routine)), "mark", code, strconv.Itoa(i), strconv.Itoa(int(s)))
	}
	snooze := func(label string, wait int) Button {
		return press(t.Text(label, routines.Args{"Minutes": wait}), "snooze", code, strconv.Itoa(i), strconv.Itoa(wait))
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
		return t.Text("prompt.done", args), [][]Button{{set("prompt.button.undo", routines.Open)}}
	case mark.State == routines.Skipped:
		return t.Text("prompt.skipped", args), [][]Button{{set("prompt.button.undo", routines.Open)}}
	case !mark.Snoozed.IsZero():
		args["At"] = t.clock(mark.Snoozed)
		return t.Text("prompt.snoozed", args), [][]Button{{set("prompt.button.done", routines.Done), set("prompt.button.skip", routines.Skipped)}}
	case alone && !k.Routine.Evening():
		return t.Text("prompt.ask."+name) + "\n\n" + t.tip(k).Italic(), [][]Button{
			{set("prompt.button.done", routines.Done)},
			{snooze("prompt.button.snooze", 20), set("prompt.button.skip", routines.Skipped)},
		}
	case alone:
		return t.Text("prompt.ask."+name) + "\n\n" + t.tip(k).Italic() + t.streakLine(k.Routine), [][]Button{
			t.doneRow(c),
			{snooze("prompt.button.snooze", 10), snooze("prompt.button.snooze", 20), snooze("prompt.button.snooze", 40)},
			{set("prompt.button.skip", routines.Skipped), t.getHelp()},
		}
	default:
		text := t.Text("prompt.ask." + name)
		if k.Ordinal > 0 && t.Say.Has("prompt.again."+name) {
			text = t.Text("prompt.again." + name)
		}
		if i == len(c.Keys)-1 {
			text += "\n" + t.tip(k).Italic()
		}
		return text, [][]Button{
			{set("prompt.button.named", routines.Done), snooze("prompt.button.snooze", 20), set("prompt.button.skip", routines.Skipped)}}
	}
}

// streakLine is the routine streak under the stretch, for those who like it.
func (t *Turn) streakLine(r routines.Routine) locale.HTML {
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
	return "\n" + t.Text("prompt.streak", routines.Args{"Count": current.Kept})
}

// tip is a short reason or hint, another one each night.
func (t *Turn) tip(k routines.Key) locale.HTML {
	key := func(n int) string { return fmt.Sprintf("tip.%s.%d", k.Routine, n) }
	count := 0
	for t.Say.Has(key(count + 1)) {
		count++
	}
	if count == 0 {
		return ""
	}
	return t.Text(key((int(k.Night)+int(k.Ordinal))%count + 1))
}

// cardTap reads the card of a tapped button and the slot it is about.
func (t *Turn) cardTap() (c routines.Card, k routines.Key, night *routines.Night, err error) {
	if c, err = readCard(t.In.tap.arg(0)); err != nil {
		return c, k, nil, err
	}
	i, err := t.In.tap.number(1, len(c.Keys)-1)
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
func (t *Turn) doneRow(c routines.Card) []Button {
	code := cardCode(c)
	row := []Button{press(t.Text("prompt.button.done"), "mark", code, "0", strconv.Itoa(int(routines.Done)))}
	if night := t.eveningNight(c); night != nil && t.asksLegs(night) {
		row = append(row, press(t.Text("prompt.button.fine"), "all", code, valueCode(routines.LegsFine)))
	}
	return row
}

func markTap(t *Turn) error {
	c, k, night, err := t.cardTap()
	if err != nil {
		return err
	}
	state, err := t.In.tap.number(2, int(routines.Skipped))
	if err != nil {
		return err
	}
	t.person().Tick(night, k, routines.State(state), t.Now)
	t.show(t.Card(c))
	return nil
}

// allTap ticks every slot of a card that is open, and answers the evening
// question where the button says so.
func allTap(t *Turn) error {
	c, err := readCard(t.In.tap.arg(0))
	if err != nil {
		return err
	}
	for _, k := range c.Keys {
		night := t.book.Night(k.Night)
		if night == nil {
			return stale
		}
		if t.open(k) {
			t.person().Tick(night, k, routines.Done, t.Now)
		}
	}
	if night := t.eveningNight(c); night != nil && t.In.tap.arg(1) != "" {
		if err := t.person().Reply(night, routines.Legs, routines.LegsFine, t.Now); err != nil {
			return err
		}
	}
	t.show(t.Card(c))
	return nil
}

func snoozeTap(t *Turn) error {
	c, k, night, err := t.cardTap()
	if err != nil {
		return err
	}
	wait, err := t.In.tap.number(2, 40)
	if err != nil {
		return err
	}
	if err := t.person().Snooze(night, k, time.Duration(wait)*time.Minute, t.Now); err != nil {
		return err
	}
	t.show(t.Card(c))
	return nil
}

// cardAgain redraws the card of the tapped button as the Book is now.
func cardAgain(t *Turn) error {
	c, err := readCard(t.In.tap.arg(0))
	if err != nil {
		return err
	}
	t.show(t.Card(c))
	return nil
}

// rouseTap wakes the routines that had gone to rest.
func rouseTap(t *Turn) error {
	list, err := t.roused()
	if err != nil {
		return err
	}
	for _, r := range list {
		t.person().Rouse(r)
	}
	t.replanned()
	t.toast(t.Text("prompt.roused"))
	return nil
}

// rouseAgain says so if none of them rests any more.
func rouseAgain(t *Turn) error {
	list, err := t.roused()
	if err != nil {
		return err
	}
	rests := func(r routines.Routine) bool { return t.person().Quiet.Routines[r] >= routines.RestsAfter }
	if !slices.ContainsFunc(list, rests) {
		t.toast(t.Text("prompt.roused"))
	}
	return nil
}

// roused lists the routines that the tapped button wakes.
func (t *Turn) roused() (list []routines.Routine, err error) {
	for _, letter := range t.In.tap.arg(0) {
		r := letterRoutine(string(letter))
		if !r.Valid() {
			return nil, stale
		}
		list = append(list, r)
	}
	return list, nil
}
