package talk

import (
	"slices"
	"strings"
	"time"

	"calmcalf/bot/locale"
	"calmcalf/routines"
	"calmcalf/store"
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

// Card draws a card as the Book stands. It may be empty: a month in which
// nothing was answered is told of once.
func (t *Turn) Card(c routines.Card) Message {
	if c.Summary != 0 {
		return t.monthEnded(c)
	}
	return t.cardAsking(c, 0)
}

// SettleCard notes that a card was sent.
func SettleCard(book *store.Book, c routines.Card, message int, now time.Time) {
	tonight := book.Tonight()
	routines.Settle(&book.Person, tonight, book.Before(tonight.Date), c, message, now)
	if c.Summary != 0 {
		book.Person.CloseMonth(book.Nights(0, tonight.Date), c.Summary)
	}
}

// cardAsking draws a card whose check-in asks a certain question; 0 asks the
// first open one.
func (t *Turn) cardAsking(c routines.Card, ask routines.Field) Message {
	m := Message{Silent: c.Silent}
	var parts []locale.HTML
	if c.CheckIn != 0 {
		text, rows := t.checkInPart(c, ask)
		parts = append(parts, text)
		m.Rows = append(m.Rows, rows...)
	}
	if open := slices.IndexFunc(c.Keys, t.open); len(c.Keys) > 1 && open >= 0 {
		m.Rows = append(m.Rows, []Button{press(t.Text("prompt.button.all"), "all", cardCode(c))})
	}
	part, evening := t.eveningPart(c)
	help := false
	for i, k := range c.Keys {
		text, rows := t.promptPart(c, i)
		parts = append(parts, text)
		m.Rows = append(m.Rows, rows...)
		help = help || len(c.Keys) > 1 && k.Routine.Evening() && t.open(k)
	}
	if part != "" {
		parts = append(parts, part)
		m.Rows = append(m.Rows, evening...)
	}
	if help {
		m.Rows = append(m.Rows, []Button{t.getHelp()})
	}
	if len(c.Resting) > 0 {
		var names []locale.HTML
		var codes strings.Builder
		for _, r := range c.Resting {
			names = append(names, t.routine(r))
			codes.WriteByte(letters[r])
		}
		parts = append(parts, t.Text("prompt.rests", routines.Args{"Count": len(names), "Routines": t.Say.List(names)}))
		m.Rows = append(m.Rows, []Button{press(t.Text("prompt.button.rouse"), "rouse", codes.String())})
	}
	m.Text = locale.Join(parts, "\n\n")
	return m
}

// getHelp leads to the safety page.
func (t *Turn) getHelp() Button { return press(t.Text("page.button.help"), "show", "safety") }

// open tells whether a slot is not answered yet.
func (t *Turn) open(k routines.Key) bool {
	night := t.book.Night(k.Night)
	if night == nil {
		return true
	}
	mark := night.Mark(k.Routine, k.Ordinal)
	return mark == nil || mark.State == routines.Open
}

// refresh redraws the message that still asks about a slot that was just
// answered in another way.
func (t *Turn) refresh(night *routines.Night, k routines.Key) {
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
	t.edit(mark.Message, t.Card(c))
}

// CardTitle names what a card is about, in a few plain words.
func (t *Turn) CardTitle(c routines.Card) string {
	var words []locale.HTML
	if c.Summary != 0 {
		words = append(words, t.Text("page.button.summary"))
	}
	if c.CheckIn != 0 {
		words = append(words, t.Text("page.button.checkin"))
	}
	for _, k := range c.Keys {
		words = append(words, t.routine(k.Routine))
	}
	return t.Say.List(words).Plain()
}
