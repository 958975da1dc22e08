package bot

import (
	"errors"
	"slices"
	"strconv"

	tele "gopkg.in/telebot.v3"

	"calmcalf/bot/locale"
	"calmcalf/routines"
)

// message is words and buttons, ready to send.
type message struct {
	text     string // HTML
	rows     [][]button
	keyboard keyboard
	silent   bool
}

// equal tells whether two messages look the same to the person.
func (m message) equal(other message) bool {
	return m.text == other.text && slices.EqualFunc(m.rows, other.rows, slices.Equal)
}

// keyboard is what happens to the keyboard below the chat.
type keyboard uint8

const (
	asIs     keyboard = iota
	mainKeys          // Cramp now, Tonight, More
	location          // one button that shares where the person is
)

// reply is one thing to do in answer to an update.
type reply struct {
	message
	edit  int           // the message to change; 0: send a new one
	toast bool          // only a line that fades, on the tapped button
	card  routines.Card // what a new message asks about, so that it can be changed later
}

func (m message) options(say *locale.Printer) *tele.SendOptions {
	options := &tele.SendOptions{
		ParseMode:           tele.ModeHTML,
		DisableNotification: m.silent,
	}
	switch {
	case m.keyboard == mainKeys:
		options.ReplyMarkup = mainKeyboard(say)
	case m.keyboard == location:
		options.ReplyMarkup = &tele.ReplyMarkup{ResizeKeyboard: true, OneTimeKeyboard: true, ReplyKeyboard: [][]tele.ReplyButton{
			{{Text: say.Text("place.button.share"), Location: true}}}}
	case len(m.rows) > 0:
		options.ReplyMarkup = inline(m.rows)
	}
	return options
}

func inline(rows [][]button) *tele.ReplyMarkup {
	markup := &tele.ReplyMarkup{}
	for _, row := range rows {
		var keys []tele.InlineButton
		for _, b := range row {
			keys = append(keys, tele.InlineButton{Text: b.text, Data: b.data})
		}
		markup.InlineKeyboard = append(markup.InlineKeyboard, keys)
	}
	return markup
}

// send puts a new message into the chat and gives its id.
func (b *Bot) send(id routines.PersonID, m message, say *locale.Printer) (messageID int, err error) {
	sent, err := b.client.Send(tele.ChatID(id), m.text, m.options(say))
	if err != nil {
		return 0, err
	}
	return sent.ID, nil
}

// edit changes a message of the bot's own.
func (b *Bot) edit(id routines.PersonID, messageID int, m message, say *locale.Printer) error {
	where := tele.StoredMessage{MessageID: strconv.Itoa(messageID), ChatID: int64(id)}
	_, err := b.client.Edit(where, m.text, m.options(say))
	if errors.Is(err, tele.ErrTrueResult) || meaningOf(err) == unchanged {
		return nil
	}
	return err
}
