package bot

import (
	"context"
	"crypto/rand"
	"crypto/sha256"
	"encoding/hex"
	"encoding/json"
	"errors"
	"slices"
	"time"

	"calmcalf/bot/talk"
	"calmcalf/routines"
	"calmcalf/store"
)

// Whoever holds an invitation may come in, once. Only hashes of the codes are
// kept. A code is bound to its redeemer before their Book changes and dropped
// after it, so a crash in between neither locks them out nor lets in another.
const (
	invitationsKey = "invitations"
	operatorKey    = "operator"
	invitationDays = 7
	invitationTime = invitationDays * 24 * time.Hour
	// mostPending bounds the invitations that nobody has used yet.
	mostPending = 100
)

type invitation struct {
	Hash     string            `json:"hash"`
	Operator bool              `json:"operator,omitempty"`
	Expires  time.Time         `json:"expires"`
	Person   routines.PersonID `json:"person,omitempty"` // bound to them
}

func hashOf(code string) string {
	sum := sha256.Sum256([]byte(code))
	return hex.EncodeToString(sum[:16])
}

// invite makes a new code that lets one person in. It is a mistake to ask for one
// when mostPending are open.
func (b *Bot) invite(ctx context.Context, operator bool) (code string, err error) {
	code = rand.Text()
	return code, b.invitations(ctx, func(list []invitation) ([]invitation, error) {
		if operator {
			list = slices.DeleteFunc(list, func(i invitation) bool { return i.Operator })
		} else if len(list) >= mostPending {
			return nil, &routines.Error{Kind: routines.Refused, Key: "error.invite.full",
				Args: routines.Args{"Most": mostPending, "Days": invitationDays}}
		}
		return append(list, invitation{Hash: hashOf(code), Operator: operator, Expires: b.instant().Add(invitationTime)}), nil
	})
}

// redeem binds a code to the person; ok is false when it is unknown, used or
// expired. To somebody who is in already only an operator's code means
// anything: whoever looks at an invitation they made does not use it up.
func (b *Bot) redeem(ctx context.Context, code string, id routines.PersonID, in bool) (operator, ok bool, err error) {
	hash := hashOf(code)
	err = b.invitations(ctx, func(list []invitation) ([]invitation, error) {
		operator, ok = false, false
		for i, one := range list {
			if one.Hash == hash && (one.Person == 0 || one.Person == id) && (one.Operator || !in) {
				list[i].Person = id
				operator, ok = one.Operator, true
			}
		}
		return list, nil
	})
	return operator, ok && err == nil, err
}

// spend drops a code whose person is in.
func (b *Bot) spend(ctx context.Context, code string, id routines.PersonID) error {
	hash := hashOf(code)
	return b.invitations(ctx, func(list []invitation) ([]invitation, error) {
		return slices.DeleteFunc(list, func(i invitation) bool { return i.Hash == hash && i.Person == id }), nil
	})
}

// invitations changes the list of pending invitations, without the expired. A list
// that stays as it is is not written: whoever guesses codes costs no more than a look.
func (b *Bot) invitations(ctx context.Context, change func([]invitation) ([]invitation, error)) error {
	for {
		old, err := b.store.Setting(ctx, invitationsKey)
		if err != nil && !errors.Is(err, store.ErrNotFound) {
			return err
		}
		var list []invitation
		if old != nil {
			if err := json.Unmarshal(old, &list); err != nil {
				return err
			}
		}
		now := b.instant()
		list = slices.DeleteFunc(list, func(i invitation) bool { return !i.Expires.After(now) })
		before := slices.Clone(list)
		list, err = change(list)
		if err != nil || slices.Equal(list, before) {
			return err
		}
		changed, err := json.Marshal(list)
		if err != nil {
			return err
		}
		err = b.store.SwapSetting(ctx, invitationsKey, old, changed)
		if !errors.Is(err, store.ErrConflict) {
			return err
		}
	}
}

// operator gives who runs the bot, 0 as long as nobody has used the first link.
func (b *Bot) operator(ctx context.Context) (routines.PersonID, error) {
	value, err := b.store.Setting(ctx, operatorKey)
	if errors.Is(err, store.ErrNotFound) {
		return 0, nil
	}
	if err != nil {
		return 0, err
	}
	var id routines.PersonID
	return id, json.Unmarshal(value, &id)
}

func (b *Bot) setOperator(ctx context.Context, id routines.PersonID) error {
	value, err := json.Marshal(id)
	if err != nil {
		return err
	}
	err = b.store.SwapSetting(ctx, operatorKey, nil, value)
	if errors.Is(err, store.ErrConflict) {
		return nil // there is one already
	}
	return err
}

// OperatorLink makes the link that lets the operator in; it is empty when there
// is an operator. Earlier links of this kind end.
func (b *Bot) OperatorLink(ctx context.Context) (string, error) {
	if id, err := b.operator(ctx); err != nil || id != 0 {
		return "", err
	}
	code, err := b.invite(ctx, true)
	if err != nil {
		return "", err
	}
	return b.link(code), nil
}

func (b *Bot) link(code string) string { return "https://t.me/" + b.username() + "?start=" + code }

// admit finds out how the sender stands to the bot, and whether they bring a code
// that lets them in. answered is false for a stranger who was told before.
func (b *Bot) admit(ctx context.Context, in *talk.Input) (answered bool, err error) {
	inside := false
	err = b.store.View(ctx, in.Person, func(book *store.Book) error {
		inside, in.Repeated = !book.Person.Admitted.IsZero(), book.Seen(in.Update)
		return nil
	})
	if err != nil {
		return false, err
	}
	if in.Errand() == talk.Redeem {
		operator, ok, err := b.redeem(ctx, in.Text, in.Person, inside)
		if err == nil && ok && operator {
			err = b.setOperator(ctx, in.Person)
		}
		if err != nil {
			return false, err
		}
		if ok && !inside {
			in.Access = talk.Invited
			return true, nil
		}
	}
	switch {
	case inside:
		in.Access = talk.Known
		return true, nil
	case b.open && !in.Emergency:
		in.Access = talk.Newcomer
		return true, nil
	}
	in.Access = talk.Stranger
	return in.Emergency || b.strangers.greets(in.Person, b.instant()), nil
}
