package bot

import (
	"context"
	"time"

	"calmcalf/bot/talk"
	"calmcalf/routines"
	"calmcalf/store"
)

// Ahead tells what a person will hear of next, for whoever moves the clock: the
// instant and a few words in the person's language. A zero instant means
// nothing in the next days.
func (b *Bot) Ahead(ctx context.Context, id routines.PersonID) (at time.Time, words string, err error) {
	err = b.store.View(ctx, id, func(book *store.Book) error {
		at, words = time.Time{}, ""
		t := b.desk.Turn(talk.Input{Person: id}, book, b.instant())
		for next := book.Alarm; !next.IsZero() && next.Before(t.Now.Add(aheadAtMost)); next = book.Alarm {
			talk.BringUpToDate(book, next)
			tonight := book.Tonight()
			card, after := routines.Due(&book.Person, tonight, book.Before(tonight.Date), next)
			if !card.Empty() {
				at, words = next, t.CardTitle(card)
				return nil
			}
			book.Alarm = after
		}
		return nil
	})
	return at, words, err
}

const aheadAtMost = 35 * 24 * time.Hour

// Hours gives the person's next bedtime and the next wake time; zero before
// they have joined.
func (b *Bot) Hours(ctx context.Context, id routines.PersonID) (bed, wake time.Time, zone *time.Location, err error) {
	zone = time.UTC
	err = b.store.View(ctx, id, func(book *store.Book) error {
		t := b.desk.Turn(talk.Input{Person: id}, book, b.instant())
		if book.Person.Plan.Zone != "" {
			zone = t.Location()
		}
		if !book.Person.Member() {
			return nil
		}
		talk.BringUpToDate(book, t.Now)
		night := book.Tonight().Date
		plan := &book.Person.Plan
		wake = plan.WakeTime(night + 1)
		if bed = plan.Bedtime(night); !bed.After(t.Now) {
			bed = plan.Bedtime(night + 1)
		}
		return nil
	})
	return bed, wake, zone, err
}
