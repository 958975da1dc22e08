package bot

import (
	"context"
	"errors"

	"calmcalf/store"
)

var errSeen = errors.New("bot: update was applied before")

// take answers an update: its changes and the update's id are stored together, or
// not at all. An update that was applied before changes nothing, and is answered
// again.
func (b *Bot) take(ctx context.Context, in input) (*turn, error) {
	var t *turn
	run := func(book *store.Book) error {
		t = b.desk.turn(in, book, b.instant())
		bringUpToDate(book, t.now)
		t.welcomeBack()
		return t.run()
	}
	err := b.store.Update(ctx, in.person, func(book *store.Book) error {
		if book.Seen(in.update) {
			return errSeen
		}
		if err := run(book); err != nil {
			return err
		}
		book.Apply(in.update)
		setAlarm(book, t.now)
		return nil
	})
	if errors.Is(err, errSeen) {
		err = b.store.View(ctx, in.person, run)
	}
	return t, err
}
