package talk

import (
	"errors"
	"slices"
	"strings"
	"time"

	"calmcalf/bot/locale"
	"calmcalf/bot/place"
	"calmcalf/bot/read"
	"calmcalf/routines"
	"calmcalf/store"
)

// Turn is one update being answered: the Book to change, and what to say once
// the change is stored. A handler may run more than once for one update, so it
// touches nothing else.
type Turn struct {
	In   Input
	Say  *locale.Printer
	book *store.Book
	Now  time.Time
	zone string // offered first to newcomers
	Out  []Reply
	// Forget asks for the Book to be erased instead of stored.
	Forget bool
	// Behind says that answers from before were owed to the person.
	Behind bool
}

// Close lets go of the Book, which nobody may use once the change is over: what waits
// to be said holds no diary.
func (t *Turn) Close() { t.book = nil }

func (t *Turn) person() *routines.Person { return &t.book.Person }

// tonight is the open Night.
func (t *Turn) tonight() *routines.Night { return t.book.Tonight() }

// lastNight is the Night that the morning question is about, nil when there is
// none.
func (t *Turn) lastNight() *routines.Night { return t.book.Before(t.tonight().Date) }

// send adds a new message to the answer.
func (t *Turn) send(m Message) { t.Out = append(t.Out, Reply{Message: m}) }

// sendCard adds a card to the answer.
func (t *Turn) sendCard(c routines.Card) { t.Out = append(t.Out, Reply{Message: t.Card(c), Card: c}) }

// show changes the tapped message. It sends a new one instead when nothing was
// tapped, when a screen reader would not notice the change, and when words would
// have to become a picture or a picture words, which Telegram cannot do.
func (t *Turn) show(m Message) {
	r := Reply{Message: m, Edit: t.In.Message}
	if t.spoken() || t.In.Pictured != m.File.Picture() {
		r.Edit = 0
	}
	t.Out = append(t.Out, r)
}

// WithoutFiles says, in the place of documents that are still to be said, that they
// cannot be sent, and what to do.
func (t *Turn) WithoutFiles() {
	t.Out = slices.DeleteFunc(t.Out, func(r Reply) bool { return r.File != nil && !r.File.Picture() })
	t.Out = slices.Insert(t.Out, 0, Reply{Message: Message{Text: t.Text("error.export.unsent")}})
}

// edit changes another message of the bot's.
func (t *Turn) edit(id int, m Message) {
	if !t.spoken() {
		t.Out = append(t.Out, Reply{Message: m, Edit: id})
	}
}

// spoken reports whether the person uses a screen reader.
func (t *Turn) spoken() bool { return t.person().Settings.Has(routines.ScreenReader) }

// toast says a line that fades away on the tapped button.
func (t *Turn) toast(text locale.HTML) {
	t.Out = append(t.Out, Reply{Toast: shorten(text.Plain(), mostToast)})
}

// mostToast is Telegram's limit of such a line in characters.
const mostToast = 200

func shorten(text string, most int) string {
	if runes := []rune(text); len(runes) > most {
		return string(runes[:most-1]) + "…"
	}
	return text
}

// Text is shorthand for a text of the person's language.
func (t *Turn) Text(key string, args ...routines.Args) locale.HTML { return t.Say.Text(key, args...) }

// mistake writes the sentence for a person's mistake.
func (t *Turn) mistake(err error) locale.HTML {
	var mistake *routines.Error
	if errors.As(err, &mistake) {
		return t.Text(mistake.Key, mistake.Args)
	}
	return ""
}

// Location is the time zone that the person is in now.
func (t *Turn) Location() *time.Location {
	p := t.person()
	if n := t.tonight(); n != nil {
		return p.Plan.Location(n.Date)
	}
	return p.Plan.Location(routines.DateAt(t.Now))
}

// clock writes the person's wall-clock time of an instant.
func (t *Turn) clock(at time.Time) locale.HTML { return t.Say.ClockAt(at, t.Location()) }

// clockOf is the person's wall-clock time of an instant.
func (t *Turn) clockOf(at time.Time) routines.Clock {
	hour, minute, _ := at.In(t.Location()).Clock()
	return routines.ClockOf(hour, minute)
}

// today is the date where the person lives.
func (t *Turn) today() routines.Date { return routines.DateAt(t.Now.In(t.Location())) }

// routine writes the name of a routine.
func (t *Turn) routine(r routines.Routine) locale.HTML {
	return t.Text("routine." + r.String() + ".name")
}

// about are the arguments that texts about a routine use: its name, and for
// buttons one that fits between others.
func (t *Turn) about(r routines.Routine) routines.Args {
	return routines.Args{"Routine": r, "Short": t.Text("routine." + r.String() + ".short")}
}

// words reads what the person types.
func (t *Turn) words() *read.Words { return read.In(t.Say.Language()) }

// argument is what followed the command, or was typed.
func (t *Turn) argument() string { return strings.TrimSpace(t.In.Text) }

// setFormats has times and dates written as the person is used to them.
func (t *Turn) setFormats() {
	t.Say = t.Say.HalfDay(t.person().Settings.Has(routines.HalfDayClock)).MonthFirst(t.customs().MonthFirst)
}

// customs are those of the person's home country.
func (t *Turn) customs() place.Customs { return place.CustomsOf(t.person().Plan.Zone) }

// WelcomeBack lets reminders go on to somebody who could not be reached and has
// written again. What fell due in between is dropped.
func (t *Turn) WelcomeBack() {
	if p := t.person(); !p.Away.IsZero() {
		p.Away = time.Time{}
		t.replanned()
	}
}

// BringUpToDate opens the Nights that began since the Book was last looked at, and
// forgets which message asked about those whose message is too old.
func BringUpToDate(book *store.Book, now time.Time) {
	tonight := book.Tonight()
	if !book.Person.Member() || tonight == nil {
		return
	}
	opened := routines.Advance(&book.Person, tonight, book.Before(tonight.Date), now)
	if len(opened) == 0 {
		return
	}
	before := latestNights(book)
	for _, night := range opened {
		book.Add(night)
	}
	after := latestNights(book)
	for _, night := range before {
		if !slices.Contains(after, night) {
			night.AskedIn = 0
		}
	}
}

// latestNights are the open Night and the two before it, oldest first. A card of
// the day before the last change of Nights may still be tapped: its slots are of the
// second, and its morning question is about the third.
func latestNights(book *store.Book) (list []*routines.Night) {
	for night := book.Tonight(); night != nil && len(list) < 3; night = book.Before(night.Date) {
		list = append(list, night)
	}
	slices.Reverse(list)
	return list
}

// SetAlarm sets the Book's alarm to the next instant at which there may be
// something to say, and from when on that may be said.
func SetAlarm(book *store.Book, now time.Time) {
	book.Alarm, book.Early = time.Time{}, time.Time{}
	if tonight := book.Tonight(); book.Person.Member() && tonight != nil {
		before := book.Before(tonight.Date)
		card, next := routines.Due(&book.Person, tonight, before, now)
		if !card.Empty() {
			next = now
		}
		book.Alarm = next
		if book.Early = next; next.After(now) {
			book.Early = routines.Early(&book.Person, tonight, before, next)
		}
	}
	for _, o := range book.Owed {
		at := o.Again
		if at.Before(now) {
			at = now
		}
		if book.Alarm.IsZero() || at.Before(book.Alarm) {
			book.Alarm, book.Early = at, at
		}
	}
}

// replanned fits the open Night to a changed plan, and opens the next one if
// that is what the change means.
func (t *Turn) replanned() {
	if tonight := t.tonight(); t.person().Member() && tonight != nil {
		routines.Changed(t.person(), tonight, t.Now)
		BringUpToDate(t.book, t.Now)
	}
}
