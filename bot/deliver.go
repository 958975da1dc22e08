package bot

import (
	"context"
	"errors"
	"strconv"
	"time"

	tele "gopkg.in/telebot.v3"

	"calmcalf/bot/locale"
	"calmcalf/bot/talk"
	"calmcalf/routines"
)

const (
	// mostUnknown is how many sendings of one message may have an unknown outcome:
	// better once too few than one after another.
	mostUnknown = 3
	// mostFileTries is how often a message with a file may fail before it goes
	// without.
	mostFileTries = 2
)

// delivery is a reply on its way, and how its tries went.
type delivery struct {
	talk.Reply
	to     routines.PersonID
	say    *locale.Printer
	class  class
	fails  int // of a message with a file
	doubts int // sendings of unknown outcome
}

// errFile says that a document does not go out.
var errFile = errors.New("bot: the file does not go out")

// deliver sends or edits until it is taken or refused, or until ctx ends. It gives the
// id of the message that says it now.
//
// What surely did not arrive is tried again. When nobody can tell whether it arrived,
// nothing is tried before Telegram has answered another call, so that a dead line uses
// up no tries; then an edit is repeated, which changes nothing if it did arrive, and a
// new message up to mostUnknown times.
func (b *Bot) deliver(ctx context.Context, to routines.PersonID, r talk.Reply, say *locale.Printer, c class) (messageID int, err error) {
	d := &delivery{Reply: r, to: to, say: say, class: c}
	for {
		messageID, err = b.try(ctx, d)
		switch {
		case errors.Is(err, errUnsent) || !stumbles(err):
			return messageID, err
		case meaningOf(err) != unknown:
		case d.doubts >= mostUnknown && d.Edit == 0:
			return messageID, errUncertain
		case b.health.proof(ctx, time.Now(), b.ask) != nil:
			return messageID, err
		}
	}
}

// try sends or edits once, within the allowed rate, and waits before that where
// Telegram asks for it. What cannot be edited any more is sent anew. It gives errUnsent
// when ctx ends before.
//
// A picture is worth less than its words: when it is refused or fails twice, they go
// alone. A document that does so is given up with errFile.
func (b *Bot) try(ctx context.Context, d *delivery) (messageID int, err error) {
	for chat := int64(d.to); ; {
		method := methodOf(d.Reply)
		b.health.wait(ctx, method, chat, d.class)
		if err := b.outbox.wait(ctx, chat, d.class); err != nil {
			return 0, err
		}
		if b.health.resume(method, chat, d.class).After(time.Now()) {
			continue // it began to fail meanwhile
		}
		if d.Edit != 0 {
			messageID, err = d.Edit, b.edit(ctx, d.to, d.Edit, d.Message, d.say)
		} else {
			messageID, err = b.send(ctx, d.to, d.Message, d.say)
		}
		if errors.Is(err, errUncarried) {
			return messageID, err // nothing was asked of Telegram
		}
		means := meaningOf(err)
		b.note(method, chat, means, err)
		switch means {
		case vanished:
			d.Edit = 0
			continue
		case unknown:
			d.doubts++
		}
		if d.File == nil || means != refused && !stumbles(err) {
			return messageID, err
		}
		if d.fails++; d.fails < mostFileTries && means != refused {
			return messageID, err
		}
		b.log.Error("file does not go out", "method", method, "err", err)
		if !d.File.Picture() {
			return 0, errFile
		}
		d.File, d.Edit = nil, 0 // the words say the same
		if means == unknown {
			return messageID, err
		}
	}
}

// tryOnce is for those who decide themselves when to try again. A message with a file is
// tried until it went without, or nobody can tell whether it arrived.
func (b *Bot) tryOnce(ctx context.Context, d *delivery) (messageID int, err error) {
	for {
		filed := d.File != nil
		messageID, err = b.try(ctx, d)
		if !filed || !stumbles(err) || meaningOf(err) == unknown || errors.Is(err, errUnsent) {
			return messageID, err
		}
	}
}

// note keeps the health of a method, and tells the operator of what does not pass by
// itself.
func (b *Bot) note(method string, chat int64, means meaning, err error) {
	tell := false
	switch means {
	case flood:
		tell = b.health.flooded(method, chat, patience(err))
	case away, unknown:
		tell = b.health.lost(method, chat)
	default:
		if b.health.worked(method, chat) {
			b.log.Info("Telegram takes it again", "method", method)
		}
	}
	if tell {
		b.log.Warn("Telegram does not take what is sent", "method", method, "err", err)
	}
}

// ask has Telegram answer something that changes nothing.
func (b *Bot) ask(ctx context.Context) {
	ctx, cancel := context.WithTimeout(ctx, askTime)
	defer cancel()
	_, _ = b.Username(ctx) // what it answers does not matter
}

// askTime bounds such a question.
const askTime = 5 * time.Second

// methodOf is the method of the Bot API that says a reply.
func methodOf(r talk.Reply) string {
	switch {
	case r.Edit != 0 && r.File != nil:
		return "editMessageMedia"
	case r.Edit != 0:
		return "editMessageText"
	case r.File.Picture():
		return "sendPhoto"
	case r.File != nil:
		return "sendDocument"
	}
	return "sendMessage"
}

// options are how a message is sent.
func options(m talk.Message, say *locale.Printer) *tele.SendOptions {
	options := &tele.SendOptions{
		ParseMode:           tele.ModeHTML,
		DisableNotification: m.Silent,
	}
	if m.Answers != 0 {
		options.ReplyTo = &tele.Message{ID: m.Answers}
	}
	switch {
	case m.Keyboard == talk.MainKeys:
		options.ReplyMarkup = mainKeyboard(say)
	case m.Keyboard == talk.ShareLocation:
		options.ReplyMarkup = &tele.ReplyMarkup{ResizeKeyboard: true, OneTimeKeyboard: true, ReplyKeyboard: [][]tele.ReplyButton{
			{{Text: say.Text("place.button.share").Plain(), Location: true}}}}
	case len(m.Rows) > 0:
		options.ReplyMarkup = inline(m.Rows)
	}
	return options
}

func inline(rows [][]talk.Button) *tele.ReplyMarkup {
	markup := &tele.ReplyMarkup{}
	for _, row := range rows {
		var keys []tele.InlineButton
		for _, b := range row {
			keys = append(keys, tele.InlineButton{Text: b.Text, Data: b.Data})
		}
		markup.InlineKeyboard = append(markup.InlineKeyboard, keys)
	}
	return markup
}

// send puts a new message into the chat and gives its id.
func (b *Bot) send(ctx context.Context, id routines.PersonID, m talk.Message, say *locale.Printer) (messageID int, err error) {
	err = b.carry(ctx, id, m, func(content any) (*tele.Message, error) {
		sent, err := b.client.Send(tele.ChatID(id), content, options(m, say))
		if err == nil {
			messageID = sent.ID
		}
		return sent, err
	})
	return messageID, err
}

// edit changes a message of the bot's own.
func (b *Bot) edit(ctx context.Context, id routines.PersonID, messageID int, m talk.Message, say *locale.Printer) error {
	where := tele.StoredMessage{MessageID: strconv.Itoa(messageID), ChatID: int64(id)}
	return b.carry(ctx, id, m, func(content any) (*tele.Message, error) {
		sent, err := b.client.Edit(where, content, options(m, say))
		if errors.Is(err, tele.ErrTrueResult) || meaningOf(err) == unchanged {
			err = nil
		}
		return sent, err
	})
}
