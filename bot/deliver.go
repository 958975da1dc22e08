package bot

import (
	"bytes"
	"context"
	"errors"
	"strconv"
	"time"

	tele "gopkg.in/telebot.v3"

	"calmcalf/bot/locale"
	"calmcalf/bot/talk"
	"calmcalf/routines"
)

// answerPatience is how long an answer is tried for. Whoever waits longer has
// tapped again.
const answerPatience = 2 * time.Minute

// deliver sends or edits within the allowed rate, and waits where Telegram asks
// for it. What cannot be edited any more is sent anew. It gives the id of the
// message that says it now.
//
// Answers are tried again while Telegram is away. When it is unknown whether a
// message arrived, an edit is repeated, less and less often, which changes
// nothing if it did, and a new message at most once. Prompts are left to the
// bell, whose leases count.
func (b *Bot) deliver(ctx context.Context, id routines.PersonID, r talk.Reply, say *locale.Printer, l lane) (messageID int, err error) {
	if l == answers {
		limited, cancel := context.WithTimeout(ctx, answerPatience)
		defer cancel()
		ctx = limited
	}
	for doubts := 0; ; {
		if err := b.outbox.wait(ctx, int64(id), l); err != nil {
			return 0, err
		}
		if r.Edit != 0 {
			messageID, err = r.Edit, b.edit(id, r.Edit, r.Message, say)
		} else {
			messageID, err = b.send(id, r.Message, say)
		}
		switch meaningOf(err) {
		case vanished:
			r.Edit = 0
			continue
		case flood:
			b.outbox.flooded(int64(id), patience(err))
			continue
		case away:
			if b.outbox.lost() {
				b.log.Warn("Telegram cannot be reached", "err", err)
			}
			if l == answers {
				continue
			}
		case unknown:
			if doubts++; l == answers && (doubts == 1 || r.Edit != 0) {
				pause(ctx, min(patience(err)<<(doubts-1), longestPause))
				continue
			}
		default:
			if b.outbox.reached() {
				b.log.Info("Telegram is back")
			}
			if r.File.Picture() && meaningOf(err) == refused {
				b.log.Error("picture refused", "err", err)
				r.File, r.Edit = nil, 0 // the words say the same
				continue
			}
		}
		return messageID, err
	}
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

// content is what the client sends: words, or a file with words beside it. A
// file that cannot be made, or has no room for the words, takes nothing from
// them: they go alone.
func (b *Bot) content(m talk.Message) any {
	if m.File == nil {
		return string(m.Text)
	}
	if !talk.Fits(m.Text) {
		b.log.Error("words too long for a caption", "characters", len([]rune(m.Text)))
		return string(m.Text)
	}
	media, err := media(m)
	if err != nil {
		b.log.Error("file not made", "err", err)
		return string(m.Text)
	}
	return media
}

// send puts a new message into the chat and gives its id.
func (b *Bot) send(id routines.PersonID, m talk.Message, say *locale.Printer) (messageID int, err error) {
	sent, err := b.client.Send(tele.ChatID(id), b.content(m), options(m, say))
	if err != nil {
		return 0, err
	}
	return sent.ID, nil
}

// edit changes a message of the bot's own.
func (b *Bot) edit(id routines.PersonID, messageID int, m talk.Message, say *locale.Printer) error {
	where := tele.StoredMessage{MessageID: strconv.Itoa(messageID), ChatID: int64(id)}
	_, err := b.client.Edit(where, b.content(m), options(m, say))
	if errors.Is(err, tele.ErrTrueResult) || meaningOf(err) == unchanged {
		return nil
	}
	return err
}

// media is what the client sends for a message with a file.
func media(m talk.Message) (tele.Inputtable, error) {
	data, err := m.File.Make()
	if err != nil {
		return nil, err
	}
	content := tele.FromReader(bytes.NewReader(data))
	if m.File.Picture() {
		return &tele.Photo{File: content, Caption: string(m.Text)}, nil
	}
	return &tele.Document{File: content, FileName: m.File.Name, Caption: string(m.Text)}, nil
}
