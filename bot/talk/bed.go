package talk

import "calmcalf/routines"

// leftOfEvening lists the evening's slots that are not answered yet.
func (t *Turn) leftOfEvening() (keys []routines.Key) {
	for _, s := range t.slots() {
		if s.key.Routine.Evening() && s.mark.State == routines.Open {
			keys = append(keys, s.key)
		}
	}
	return keys
}

// goingToBed offers at once what is left of the evening, whatever the clock
// says. Bedtime itself stays.
func goingToBed(t *Turn) error {
	c := routines.Card{Keys: t.leftOfEvening()}
	if len(c.Keys) == 0 {
		t.send(Message{Text: t.Text("bed.nothing")})
		return nil
	}
	routines.Settle(t.person(), t.tonight(), t.lastNight(), c, 0, t.Now)
	t.sendCard(c)
	return nil
}

// offerEvening offers it once more, as it stands.
func offerEvening(t *Turn) error {
	if keys := t.leftOfEvening(); len(keys) > 0 {
		t.sendCard(routines.Card{Keys: keys})
	} else {
		t.send(Message{Text: t.Text("bed.nothing")})
	}
	return nil
}
