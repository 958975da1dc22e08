package bot

import (
	"fmt"
	"strconv"
	"strings"
	"time"

	"calmcalf/bot/locale"
	"calmcalf/routines"
)

// A card is a message of the bell: prompts, the morning question, or both. It
// is drawn from the Book each time, so every way of answering changes it the
// same way. Its buttons carry the whole card.

// cardCode writes what a card is about, for button data: the Night, its keys,
// the Night of the morning question, and the Night of keys in capitals.
//
//	2026-11-22.w0p0.2026-11-21.
func cardCode(c routines.Card) string {
	var night, other, about string
	var keys strings.Builder
	for _, k := range c.Keys {
		code := keyCode(k)
		switch date := k.Night.String(); {
		case night == "" || night == date:
			night = date
		default:
			other, code = date, strings.ToUpper(code)
		}
		keys.WriteString(code)
	}
	if c.CheckIn != 0 {
		about = c.CheckIn.String()
	}
	return strings.Join([]string{night, keys.String(), about, other}, ".")
}

func readCard(code string) (c routines.Card, err error) {
	parts := strings.Split(code, ".")
	if len(parts) != 4 || len(parts[1])%2 != 0 {
		return c, stale
	}
	var dates [4]routines.Date
	for _, i := range []int{0, 2, 3} {
		if parts[i] == "" {
			continue
		}
		if dates[i], err = routines.ParseDate(parts[i]); err != nil {
			return c, stale
		}
	}
	for keys := parts[1]; keys != ""; keys = keys[2:] {
		night := dates[0]
		if keys[0] < 'a' {
			night = dates[3]
		}
		key, err := readKey(night, strings.ToLower(keys[:2]))
		if err != nil {
			return c, err
		}
		c.Keys = append(c.Keys, key)
	}
	c.CheckIn = dates[2]
	return c, nil
}

// card draws a card as the Book stands.
func (t *turn) card(c routines.Card) message { return t.cardAsking(c, 0) }

// cardAsking draws a card whose check-in asks a certain question; 0 asks the
// first open one.
func (t *turn) cardAsking(c routines.Card, ask routines.Field) message {
	m := message{silent: c.Silent}
	var parts []string
	if c.CheckIn != 0 {
		text, rows := t.checkInPart(c, ask)
		parts = append(parts, text)
		m.rows = append(m.rows, rows...)
	}
	evening := false
	for i, k := range c.Keys {
		text, rows := t.promptPart(c, i)
		parts = append(parts, text)
		m.rows = append(m.rows, rows...)
		evening = evening || k.Routine.Evening() && t.open(k)
	}
	if evening {
		m.rows = append(m.rows, []button{t.getHelp()})
	}
	if len(c.Resting) > 0 {
		var names []string
		var codes strings.Builder
		for _, r := range c.Resting {
			names = append(names, t.routine(r))
			codes.WriteByte(letters[r])
		}
		parts = append(parts, t.text("prompt.rests", routines.Args{"Count": len(names), "Routines": locale.HTML(t.say.List(names))}))
		m.rows = append(m.rows, []button{press(t.text("prompt.button.rouse"), "rouse", codes.String())})
	}
	m.text = strings.Join(parts, "\n\n")
	return m
}

// getHelp leads to the safety page.
func (t *turn) getHelp() button { return press(t.text("page.button.help"), "show", "safety") }

// open tells whether a slot is not answered yet.
func (t *turn) open(k routines.Key) bool {
	night := t.book.Night(k.Night)
	if night == nil {
		return true
	}
	mark := night.Mark(k.Routine, k.Ordinal)
	return mark == nil || mark.State == routines.Open
}

// promptPart draws one slot of a card: what to do and its buttons, or what was
// answered and a way back.
func (t *turn) promptPart(c routines.Card, i int) (string, [][]button) {
	k, code := c.Keys[i], cardCode(c)
	name := k.Routine.String()
	set := func(label string, s routines.State) button {
		return press(t.text(label, routines.Args{"Routine": k.Routine}), "mark", code, strconv.Itoa(i), strconv.Itoa(int(s)))
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
	case mark.State == routines.Done:
		return t.text("prompt.done", args), [][]button{{set("prompt.button.undo", routines.Open)}}
	case mark.State == routines.Skipped:
		return t.text("prompt.skipped", args), [][]button{{set("prompt.button.undo", routines.Open)}}
	case !mark.Snoozed.IsZero():
		args["At"] = t.clock(mark.Snoozed)
		return t.text("prompt.snoozed", args), [][]button{{set("prompt.button.done", routines.Done), set("prompt.button.skip", routines.Skipped)}}
	case alone && k.Routine.Evening():
		text := t.text("prompt.ask."+name) + "\n\n<i>" + t.tip(k) + "</i>"
		return text, [][]button{
			{set("prompt.button.done", routines.Done)},
			{snooze("prompt.button.snooze", 10), snooze("prompt.button.snooze", 20), snooze("prompt.button.snooze", 40)},
			{set("prompt.button.skip", routines.Skipped)},
		}
	default:
		text := t.text("prompt.ask." + name)
		if i == 0 {
			text += "\n<i>" + t.tip(k) + "</i>"
		}
		return text, [][]button{
			{set("prompt.button.named", routines.Done), snooze("prompt.button.later", 20), set("prompt.button.skip", routines.Skipped)}}
	}
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

// refresh redraws the message that still asks about a slot that was just
// answered in another way.
func (t *turn) refresh(night *routines.Night, k routines.Key) {
	mark := night.Mark(k.Routine, k.Ordinal)
	if mark == nil || mark.Message == 0 {
		return
	}
	var c routines.Card
	for _, m := range night.Marks {
		if m.Message == mark.Message {
			c.Keys = append(c.Keys, m.Key(night.Date))
		}
	}
	if last := t.lastNight(); last != nil && last.AskedIn == mark.Message {
		c.CheckIn = last.Date
	}
	t.edit(mark.Message, t.card(c))
}

// cardTitle names what a card is about, in a few words.
func (t *turn) cardTitle(c routines.Card) string {
	var words []string
	if c.CheckIn != 0 {
		words = append(words, t.text("page.button.checkin"))
	}
	for _, k := range c.Keys {
		words = append(words, t.routine(k.Routine))
	}
	return t.say.List(words)
}
