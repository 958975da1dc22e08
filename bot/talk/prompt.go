package talk

import (
	"fmt"
	"slices"
	"strconv"
	"time"

	"calmcalf/bot/locale"
	"calmcalf/routines"
)

// promptPart draws one slot of a card, as it stands.
func (t *Turn) promptPart(c routines.Card, i int) part {
	k := c.Keys[i]
	mark := t.markOf(k)
	switch {
	case mark.State == routines.Open && !t.person().May(k.Routine):
		return part{text: t.mistake(t.closed(k.Routine))}
	case mark.State == routines.Done:
		return t.answeredSlot("prompt.done", k, mark)
	case mark.State == routines.Skipped:
		return t.answeredSlot("prompt.skipped", k, mark)
	case !mark.Snoozed.IsZero():
		return t.snoozedSlot(k, mark)
	case len(c.Keys) > 1:
		return t.slotAmongOthers(k, i == len(c.Keys)-1)
	case k.Routine.Evening():
		return t.eveningSlot(k)
	}
	return t.daytimeSlot(k)
}

// answeredSlot says what was answered, with a way back.
func (t *Turn) answeredSlot(key string, k routines.Key, mark routines.Mark) part {
	return part{
		t.Text(key, routines.Args{"Routine": k.Routine, "At": t.clock(mark.Answered)}),
		[][]Button{{t.markButton("prompt.button.undo", k, routines.Open)}},
	}
}

// snoozedSlot says when it asks again.
func (t *Turn) snoozedSlot(k routines.Key, mark routines.Mark) part {
	return part{
		t.Text("prompt.snoozed", routines.Args{"Routine": k.Routine, "At": t.clock(mark.Snoozed)}),
		[][]Button{{t.markButton("prompt.button.done", k, routines.Done), t.markButton("prompt.button.skip", k, routines.Skipped)}},
	}
}

// daytimeSlot asks about a slot of the day that has a card to itself.
func (t *Turn) daytimeSlot(k routines.Key) part {
	return part{
		t.askSlot(k) + "\n\n" + t.tip(k).Italic(),
		[][]Button{
			{t.markButton("prompt.button.done", k, routines.Done)},
			{t.snoozeButton(k, 20), t.markButton("prompt.button.skip", k, routines.Skipped)},
		},
	}
}

// eveningSlot asks about a slot of the evening that has a card to itself. Where the
// legs are asked about, too, one tap can answer both.
func (t *Turn) eveningSlot(k routines.Key) part {
	done := []Button{t.markButton("prompt.button.done", k, routines.Done)}
	if night := t.eveningNight(routines.Card{Keys: []routines.Key{k}}); night != nil && t.asksLegs(night) {
		done = append(done, press(t.Text("prompt.button.fine"), fineVerb, slotCode(k)))
	}
	return part{
		t.askSlot(k) + "\n\n" + t.tip(k).Italic() + t.streakLine(k.Routine),
		[][]Button{
			done,
			{t.snoozeButton(k, 10), t.snoozeButton(k, 20), t.snoozeButton(k, 40)},
			{t.markButton("prompt.button.skip", k, routines.Skipped), t.getHelp()},
		},
	}
}

// slotAmongOthers asks in one line and one row. The last one gives a tip.
func (t *Turn) slotAmongOthers(k routines.Key, last bool) part {
	text := t.askSlot(k)
	if again := "prompt.again." + k.Routine.String(); k.Ordinal > 0 && t.Say.Has(again) {
		text = t.Text(again)
	}
	if last {
		text += "\n" + t.tip(k).Italic()
	}
	return part{text, [][]Button{{
		t.markButton("prompt.button.named", k, routines.Done), t.snoozeButton(k, 20), t.markButton("prompt.button.skip", k, routines.Skipped)}}}
}

func (t *Turn) askSlot(k routines.Key) locale.HTML { return t.Text("prompt.ask." + k.Routine.String()) }

func (t *Turn) markButton(label string, k routines.Key, s routines.State) Button {
	return press(t.Text(label, t.about(k.Routine)), markVerb, slotCode(k), strconv.Itoa(int(s)))
}

func (t *Turn) snoozeButton(k routines.Key, minutes int) Button {
	return press(t.Text("prompt.button.snooze", routines.Args{"Minutes": minutes}), snoozeVerb, slotCode(k), strconv.Itoa(minutes))
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

func markTap(t *Turn) error {
	card, k, night, err := t.tappedSlot()
	if err != nil {
		return err
	}
	state, err := t.In.tap.number(1, int(routines.Skipped))
	if err != nil {
		return err
	}
	t.person().Tick(night, k, routines.State(state), t.Now)
	t.showCard(card, 0)
	return nil
}

// allTap ticks every slot of a card that is open.
func allTap(t *Turn) error {
	card, err := t.tappedAll()
	if err != nil {
		return err
	}
	for _, k := range card.Keys {
		night := t.book.Night(k.Night)
		if night == nil || !night.Holds(k) {
			return stale
		}
		if t.open(k) {
			t.person().Tick(night, k, routines.Done, t.Now)
		}
	}
	t.showCard(card, 0)
	return nil
}

func allAgain(t *Turn) error {
	card, err := t.tappedAll()
	if err == nil {
		t.showCard(card, 0)
	}
	return err
}

// tappedAll is the card of a button that names all its slots.
func (t *Turn) tappedAll() (routines.Card, error) {
	var named routines.Card
	for _, code := range t.In.tap.args {
		own, err := readPlace(code)
		if err != nil || len(own.Keys) == 0 {
			return named, stale
		}
		named.Keys = append(named.Keys, own.Keys...)
	}
	if n := len(named.Keys); n == 0 || n > routines.MostKeys {
		return named, stale
	}
	named.CheckIn = t.cardIn(t.In.Message).CheckIn
	if old := t.In.tap.card; old != nil {
		named.CheckIn = old.CheckIn
	}
	return named, nil
}

// fineTap ticks an evening slot and says that the legs are fine.
func fineTap(t *Turn) error {
	card, k, night, err := t.tappedSlot()
	if err != nil {
		return err
	}
	if t.open(k) {
		t.person().Tick(night, k, routines.Done, t.Now)
	}
	if night := t.eveningNight(card); night != nil {
		if err := t.person().Reply(night, routines.Legs, routines.LegsFine, t.Now); err != nil {
			return err
		}
	}
	t.showCard(card, 0)
	return nil
}

func snoozeTap(t *Turn) error {
	card, k, night, err := t.tappedSlot()
	if err != nil {
		return err
	}
	wait, err := t.In.tap.number(1, 40)
	if err != nil {
		return err
	}
	if err := t.person().Snooze(night, k, time.Duration(wait)*time.Minute, t.Now); err != nil {
		return err
	}
	t.showCard(card, 0)
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

// rouseAgain says that they are back if they are.
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
		r := routines.RoutineOf(string(letter))
		if !r.Valid() {
			return nil, stale
		}
		list = append(list, r)
	}
	return list, nil
}
