package bot

import (
	"context"
	"errors"

	"calmcalf/bot/talk"
	"calmcalf/store"
)

var errSeen = errors.New("bot: update was applied before")

// take answers an update: its changes and the update's id are stored together, or
// not at all. An update that was applied before changes nothing, and is answered
// again.
func (b *Bot) take(ctx context.Context, in talk.Input) (*talk.Turn, error) {
	var t *talk.Turn
	begin := func(book *store.Book) {
		t = b.desk.Turn(in, book, b.instant())
		talk.BringUpToDate(book, t.Now)
		t.WelcomeBack()
	}
	err := b.store.Update(ctx, in.Person, func(book *store.Book) error {
		if book.Seen(in.Update) {
			return errSeen
		}
		begin(book)
		if err := t.Run(); err != nil {
			return err
		}
		book.Apply(in.Update)
		talk.SetAlarm(book, t.Now)
		return nil
	})
	if errors.Is(err, errSeen) {
		err = b.store.View(ctx, in.Person, func(book *store.Book) error {
			begin(book)
			return t.Again()
		})
	}
	return t, err
}
