package bot

import (
	"context"
	"strconv"

	"calmcalf/bot/talk"
	"calmcalf/routines"
)

// An errand is what an update needs from outside its person's Book, which a turn
// cannot do: it may run more than once, and touches nothing else.

// before does what has to be done before the Book is opened.
func (b *Bot) before(ctx context.Context, in *talk.Input) error {
	if in.Errand() == talk.Invite && !in.Repeated {
		return b.hand(ctx, in)
	}
	return nil // a code is redeemed by admit, and a file is fetched before all of this
}

// after does what has to be done once the answer is stored.
func (b *Bot) after(ctx context.Context, t *talk.Turn) error {
	if t.Forget {
		if err := b.erase(ctx, t.In.Person); err != nil {
			return err
		}
	}
	if t.In.Errand() == talk.Redeem {
		return b.spend(ctx, t.In.Text, t.In.Person)
	}
	return nil
}

// hand makes the code that /invite hands out, for the operator only.
func (b *Bot) hand(ctx context.Context, in *talk.Input) error {
	operator, err := b.operator(ctx)
	if err != nil || operator != in.Person {
		return err
	}
	code, err := b.invite(ctx, false)
	if err != nil {
		return err
	}
	in.Link, in.Days = b.link(code), invitationDays
	return nil
}

// erase forgets a person, and the operator's role if they hold it.
func (b *Bot) erase(ctx context.Context, id routines.PersonID) error {
	if err := b.store.Forget(ctx, id); err != nil {
		return err
	}
	if operator, err := b.operator(ctx); err != nil || operator != id {
		return err
	}
	return b.store.SwapSetting(ctx, operatorKey, []byte(strconv.FormatInt(int64(id), 10)), nil)
}
