package bot

import (
	"context"
	"errors"

	"calmcalf/bot/talk"
	"calmcalf/store"
)

var errSeen = errors.New("bot: update was applied before")

// take answers an update: its changes and the update's id are stored together, or
// not at all. An update that was applied before changes nothing and runs no handler.
func (b *Bot) take(ctx context.Context, in talk.Input) (*talk.Turn, error) {
	var t *talk.Turn
	err := b.store.Update(ctx, in.Person, func(book *store.Book) error {
		if book.Seen(in.Update) {
			return errSeen
		}
		t = b.desk.Turn(in, book, b.instant())
		talk.BringUpToDate(book, t.Now)
		t.WelcomeBack()
		if err := t.Run(); err != nil {
			return err
		}
		t.Behind = len(book.Owed) > 0
		book.Apply(in.Update)
		talk.SetAlarm(book, t.Now)
		return nil
	})
	if errors.Is(err, errSeen) {
		t, err = b.again(ctx, in)
	}
	if t != nil {
		t.Close()
	}
	return t, err
}

// again answers an update that was applied before this process took it in: from the
// Book as it stands, so that what is said is what is stored. What is owed is said by the
// dispatcher.
func (b *Bot) again(ctx context.Context, in talk.Input) (t *talk.Turn, err error) {
	err = b.store.View(ctx, in.Person, func(book *store.Book) error {
		if t = nil; book.Owes(in.Update) {
			return nil
		}
		t = b.desk.Turn(in, book, b.instant())
		talk.BringUpToDate(book, t.Now)
		t.Behind = len(book.Owed) > 0
		return t.Again()
	})
	return t, err
}
