package bot

import (
	"errors"
	"html"
	"strings"
	"time"

	"calmcalf/bot/locale"
	"calmcalf/bot/place"
	"calmcalf/bot/read"
	"calmcalf/routines"
	"calmcalf/store"
)

// turn is one update being answered: the Book to change, and what to say once
// the change is stored. A handler may run more than once for one update, so it
// touches nothing else.
type turn struct {
	in   input
	say  *locale.Printer
	book *store.Book
	now  time.Time
	zone string // offered first to newcomers
	out  []reply
	// forget asks for the Book to be erased instead of stored.
	forget bool
}

type handler func(*turn) error

func (t *turn) person() *routines.Person { return &t.book.Person }

// tonight is the open Night.
func (t *turn) tonight() *routines.Night { return t.book.Tonight() }

// lastNight is the Night that the morning question is about, nil when there is
// none.
func (t *turn) lastNight() *routines.Night { return t.book.Before(t.tonight().Date) }

// send adds a new message to the answer.
func (t *turn) send(m message) { t.out = append(t.out, reply{message: m}) }

// sendCard adds a card to the answer.
func (t *turn) sendCard(c routines.Card) { t.out = append(t.out, reply{message: t.card(c), card: c}) }

// show changes the tapped message, or sends a new one when nothing was tapped.
// A screen reader would not notice the change, so it gets a new one, too. Words
// alone cannot become a picture, nor the other way round.
func (t *turn) show(m message) {
	r := reply{message: m, edit: t.in.message}
	if t.spoken() || t.in.pictured != m.file.picture() {
		r.edit = 0
	}
	t.out = append(t.out, r)
}

// edit changes another message of the bot's.
func (t *turn) edit(id int, m message) {
	if !t.spoken() {
		t.out = append(t.out, reply{message: m, edit: id})
	}
}

// spoken tells whether the person listens to the chat instead of seeing it.
func (t *turn) spoken() bool { return t.person().Settings.Has(routines.ScreenReader) }

// toast says a line that fades away.
func (t *turn) toast(text string) {
	t.out = append(t.out, reply{message: message{text: shorten(html.UnescapeString(text), mostToast)}, toast: true})
}

// mostToast is Telegram's limit of such a line in characters.
const mostToast = 200

func shorten(text string, most int) string {
	if runes := []rune(text); len(runes) > most {
		return string(runes[:most-1]) + "…"
	}
	return text
}

// text is shorthand for a text of the person's language.
func (t *turn) text(key string, args ...routines.Args) string { return t.say.Text(key, args...) }

// mistake writes the sentence for a person's mistake.
func (t *turn) mistake(err error) string {
	var mistake *routines.Error
	if errors.As(err, &mistake) {
		return t.text(mistake.Key, mistake.Args)
	}
	return ""
}

// location is the zone the person lives in now.
func (t *turn) location() *time.Location {
	p := t.person()
	if n := t.tonight(); n != nil {
		return p.Plan.Location(n.Date)
	}
	return p.Plan.Location(routines.DateAt(t.now))
}

// clock writes the person's wall-clock time of an instant.
func (t *turn) clock(at time.Time) string { return t.say.ClockAt(at, t.location()) }

// clockOf is the person's wall-clock time of an instant.
func (t *turn) clockOf(at time.Time) routines.Clock {
	hour, minute, _ := at.In(t.location()).Clock()
	return routines.ClockOf(hour, minute)
}

// today is the date on the person's wall.
func (t *turn) today() routines.Date { return routines.DateAt(t.now.In(t.location())) }

// routine writes the name of a routine.
func (t *turn) routine(r routines.Routine) string { return t.text("routine." + r.String() + ".name") }

// about are the arguments that texts about a routine use: its name, and for
// buttons one that fits between others.
func (t *turn) about(r routines.Routine) routines.Args {
	return routines.Args{"Routine": r, "Short": locale.HTML(t.text("routine." + r.String() + ".short"))}
}

// words reads what the person types.
func (t *turn) words() *read.Words { return read.English }

// argument is what followed the command, or was typed.
func (t *turn) argument() string { return strings.TrimSpace(t.in.text) }

// accustom lets times and dates be written as the person is used to.
func (t *turn) accustom() {
	t.say = t.say.HalfDay(t.person().Settings.Has(routines.HalfDayClock)).MonthFirst(t.customs().MonthFirst)
}

// customs are those of the country that the person is at home in.
func (t *turn) customs() place.Customs { return place.CustomsOf(t.person().Plan.Zone) }

// welcomeBack ends the rest of somebody who could not be reached. What fell due
// meanwhile is not said any more.
func (t *turn) welcomeBack() {
	if p := t.person(); !p.Away.IsZero() {
		p.Away = time.Time{}
		t.replanned()
	}
}

// bringUpToDate opens the Nights that began since the Book was last looked at.
func bringUpToDate(book *store.Book, now time.Time) {
	tonight := book.Tonight()
	if !book.Person.Member() || tonight == nil {
		return
	}
	for _, night := range routines.Advance(&book.Person, tonight, book.Before(tonight.Date), now) {
		book.Add(night)
	}
}

// setAlarm sets the Book's alarm to the next instant at which there may be
// something to say, and from when on that may be said.
func setAlarm(book *store.Book, now time.Time) {
	tonight := book.Tonight()
	if !book.Person.Member() || tonight == nil {
		book.Alarm, book.Early = time.Time{}, time.Time{}
		return
	}
	before := book.Before(tonight.Date)
	card, next := routines.Due(&book.Person, tonight, before, now)
	if !card.Empty() {
		book.Alarm, book.Early = now, now
		return
	}
	book.Alarm, book.Early = next, routines.Early(&book.Person, tonight, before, next)
}

// replanned fits the open Night to a changed plan, and opens the next one if
// that is what the change means.
func (t *turn) replanned() {
	if tonight := t.tonight(); t.person().Member() && tonight != nil {
		routines.Changed(t.person(), tonight, t.now)
		bringUpToDate(t.book, t.now)
	}
}
