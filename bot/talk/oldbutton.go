package talk

import (
	"strings"

	"calmcalf/routines"
)

// Before the first release the buttons of a card carried all of it: the Night, its
// slots, the Night of the morning question, and the Night of the slots in capitals.
//
//	mark:2026-11-22.w0p0.2026-11-21.:0:1
//
// Such messages stay in the chats of those who were there, and a tap on an older
// message is always accepted. A year after the first release nobody taps them any
// more, and this file can go.

// modern gives an old tap of a card as a new one, ok false for all other taps.
func (t tap) modern() (m tap, ok bool) {
	verbs := map[string]string{"mark": markVerb, "snooze": snoozeVerb, "all": allVerb, "answer": answerVerb, "ask": askVerb, "usual": usualVerb, "legs": legsVerb, "sore": soreVerb, "care": careVerb}
	m.verb, ok = verbs[t.verb]
	if !ok {
		return t, false
	}
	code := t.arg(0)
	if t.verb == "care" {
		code = t.arg(2)
	}
	card, err := readOldCard(code)
	switch {
	case t.verb == "care" && code == "":
		m.args = t.args
		return m, true
	case err != nil:
		return tap{}, true
	}
	m.card = &card
	place := ""
	switch {
	case len(card.Keys) > 0 && (card.CheckIn == 0 || t.verb != "sore" && t.verb != "care"):
		place = slotCode(card.Keys[0])
	case card.CheckIn != 0:
		place = checkInCode(card.CheckIn)
	}
	switch t.verb {
	case "mark", "snooze":
		i, err := t.number(1, len(card.Keys)-1)
		if err != nil {
			return tap{}, true
		}
		m.args = []string{slotCode(card.Keys[i]), t.arg(2)}
	case "all":
		if m.args = []string{place}; t.arg(1) != "" {
			m.verb = fineVerb
		} else {
			m.args = slotCodes(card.Keys)
		}
	case "answer", "ask", "usual":
		m.args = append([]string{checkInCode(card.CheckIn)}, t.args[1:]...)
	case "care":
		m.args = []string{t.arg(0), t.arg(1), place}
	default:
		m.args = append([]string{place}, t.args[1:]...)
	}
	return m, true
}

func readOldCard(code string) (c routines.Card, err error) {
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
