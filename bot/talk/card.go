package talk

import (
	"cmp"
	"slices"
	"strings"
	"time"

	"calmcalf/bot/locale"
	"calmcalf/routines"
	"calmcalf/store"
)

// A card is a message of the dispatcher: prompts, the morning question, or both. It
// is drawn from the Book each time, so every way of answering changes it the
// same way.

// part is a piece of a card: words, buttons, or both.
type part struct {
	text locale.HTML
	rows [][]Button
}

// Card draws a card as the Book stands. It may be empty: a month in which
// nothing was answered is told of once.
func (t *Turn) Card(c routines.Card) Message {
	if c.Summary != 0 {
		return t.monthEnded(c)
	}
	return t.cardAsking(c, 0)
}

// Remember notes which message asks about a card.
func Remember(book *store.Book, c routines.Card, message int) {
	for _, k := range c.Keys {
		if night := book.Night(k.Night); night != nil {
			if mark := night.Mark(k.Routine, k.Ordinal); mark != nil {
				mark.Message = message
			}
		}
	}
	if night := book.Night(c.CheckIn); night != nil && c.CheckIn != 0 {
		night.AskedIn = message
	}
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
	var texts []locale.HTML
	for _, p := range t.parts(c, ask) {
		if p.text != "" {
			texts = append(texts, p.text)
		}
		m.Rows = append(m.Rows, p.rows...)
	}
	m.Text = locale.Join(texts, "\n\n")
	return m
}

// parts are a card's, from top to bottom.
func (t *Turn) parts(c routines.Card, ask routines.Field) (list []part) {
	if c.CheckIn != 0 {
		list = append(list, t.checkInPart(c.CheckIn, ask))
	}
	list = append(list, t.allPart(c))
	for i := range c.Keys {
		list = append(list, t.promptPart(c, i))
	}
	return append(list, t.eveningPart(c), t.helpPart(c), t.restingPart(c))
}

// allPart ticks all slots at once, where there are several and one is open.
func (t *Turn) allPart(c routines.Card) part {
	if len(c.Keys) < 2 || !slices.ContainsFunc(c.Keys, t.open) {
		return part{}
	}
	return part{rows: [][]Button{{press(t.Text("prompt.button.all"), allVerb, slotCodes(c.Keys)...)}}}
}

func slotCodes(keys []routines.Key) (codes []string) {
	for _, k := range keys {
		codes = append(codes, slotCode(k))
	}
	return codes
}

// helpPart is the way to help below several prompts; one alone has its own.
func (t *Turn) helpPart(c routines.Card) part {
	asks := func(k routines.Key) bool { return k.Routine.Evening() && t.open(k) }
	if len(c.Keys) < 2 || !slices.ContainsFunc(c.Keys, asks) {
		return part{}
	}
	return part{rows: [][]Button{{t.getHelp()}}}
}

// restingPart says which routines are at rest from now on.
func (t *Turn) restingPart(c routines.Card) part {
	if len(c.Resting) == 0 {
		return part{}
	}
	var names []locale.HTML
	var codes strings.Builder
	for _, r := range c.Resting {
		names = append(names, t.routine(r))
		codes.WriteString(r.Letter())
	}
	return part{
		t.Text("prompt.rests", routines.Args{"Count": len(names), "Routines": t.Say.List(names)}),
		[][]Button{{press(t.Text("prompt.button.rouse"), "rouse", codes.String())}},
	}
}

// getHelp leads to the safety page.
func (t *Turn) getHelp() Button { return press(t.Text("page.button.help"), "show", "safety") }

// open reports whether a slot is not answered yet.
func (t *Turn) open(k routines.Key) bool { return t.markOf(k).State == routines.Open }

// markOf is what became of a slot so far.
func (t *Turn) markOf(k routines.Key) routines.Mark {
	if night := t.book.Night(k.Night); night != nil {
		if mark := night.Mark(k.Routine, k.Ordinal); mark != nil {
			return *mark
		}
	}
	return routines.Mark{}
}

// tapped reads the place that an argument of the tapped button names, and finds
// the card around it: by its message while the Book knows that, and otherwise there
// is only the place.
func (t *Turn) tapped(i int) (whole, own routines.Card, err error) {
	if own, err = readPlace(t.In.tap.arg(i)); err != nil {
		return whole, own, err
	}
	return t.around(own), own, nil
}

// tappedSlot is for buttons of one slot.
func (t *Turn) tappedSlot() (whole routines.Card, k routines.Key, night *routines.Night, err error) {
	whole, own, err := t.tapped(0)
	if err != nil || len(own.Keys) == 0 {
		return whole, k, nil, stale
	}
	k = own.Keys[0]
	if night = t.book.Night(k.Night); night == nil || !night.Holds(k) {
		return whole, k, nil, stale
	}
	return whole, k, night, nil
}

func (t *Turn) around(own routines.Card) routines.Card {
	if old := t.In.tap.card; old != nil {
		return *old
	}
	whole := t.cardIn(t.In.Message)
	if whole.Empty() {
		whole = t.cardUnderWay(own)
	}
	if own.CheckIn != 0 {
		whole.CheckIn = own.CheckIn
	}
	for _, k := range own.Keys {
		if !slices.Contains(whole.Keys, k) {
			whole.Keys = append(whole.Keys, k)
		}
	}
	return whole
}

// cardUnderWay is the card that is due now if own belongs to it: it has reached the
// person before the Book could note that it was sent.
func (t *Turn) cardUnderWay(own routines.Card) routines.Card {
	due, _ := routines.Due(t.person(), t.tonight(), t.lastNight(), t.Now)
	due.Silent = false
	isDue := func(k routines.Key) bool { return slices.Contains(due.Keys, k) }
	if own.CheckIn != 0 && own.CheckIn == due.CheckIn || slices.ContainsFunc(own.Keys, isDue) {
		return due
	}
	return routines.Card{}
}

// cardIn finds what a message asks about: the latest Nights know their messages.
func (t *Turn) cardIn(message int) (c routines.Card) {
	if message == 0 {
		return c
	}
	var again []routines.Key // what is asked anew comes behind the rest
	for _, night := range latestNights(t.book) {
		if night.AskedIn == message {
			c.CheckIn = night.Date
		}
		for _, m := range night.Marks {
			switch {
			case m.Message != message:
			case m.Again:
				again = append(again, m.Key(night.Date))
			default:
				c.Keys = append(c.Keys, m.Key(night.Date))
			}
		}
	}
	slices.SortStableFunc(c.Keys, func(a, b routines.Key) int { return cmp.Compare(a.Routine, b.Routine) })
	c.Keys = append(c.Keys, again...)
	return c
}

// showCard redraws the tapped card. For whoever listens it comes as a new message,
// which is the one that asks from now on.
func (t *Turn) showCard(c routines.Card, ask routines.Field) {
	t.show(t.cardAsking(c, ask))
	t.Out[len(t.Out)-1].Card = c
}

// cardAgain redraws the card of the tapped button as the Book is now.
func cardAgain(t *Turn) error {
	whole, _, err := t.tapped(0)
	if err == nil {
		t.showCard(whole, 0)
	}
	return err
}

// refresh redraws the message that still asks about a slot that was just
// answered in another way.
func (t *Turn) refresh(night *routines.Night, k routines.Key) {
	if mark := night.Mark(k.Routine, k.Ordinal); mark != nil && mark.Message != 0 {
		t.edit(mark.Message, t.Card(t.cardIn(mark.Message)))
	}
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
