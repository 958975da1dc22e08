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
	file     *file // nil: words alone
	answers  int   // the person's message that it replies to; 0: none
}

// empty tells whether there is nothing to say.
func (m message) empty() bool { return m.text == "" }

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
	if m.answers != 0 {
		options.ReplyTo = &tele.Message{ID: m.answers}
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

// content is what the client sends: words, or a file with words beside it. A
// file that cannot be made, or has no room for the words, takes nothing from
// them: they go alone.
func (b *Bot) content(m message) any {
	if m.file == nil {
		return m.text
	}
	if !fits(m.text) {
		b.log.Error("words too long for a caption", "characters", len([]rune(m.text)))
		return m.text
	}
	media, err := m.media()
	if err != nil {
		b.log.Error("file not made", "err", err)
		return m.text
	}
	return media
}

// send puts a new message into the chat and gives its id.
func (b *Bot) send(id routines.PersonID, m message, say *locale.Printer) (messageID int, err error) {
	sent, err := b.client.Send(tele.ChatID(id), b.content(m), m.options(say))
	if err != nil {
		return 0, err
	}
	return sent.ID, nil
}

// edit changes a message of the bot's own.
func (b *Bot) edit(id routines.PersonID, messageID int, m message, say *locale.Printer) error {
	where := tele.StoredMessage{MessageID: strconv.Itoa(messageID), ChatID: int64(id)}
	_, err := b.client.Edit(where, b.content(m), m.options(say))
	if errors.Is(err, tele.ErrTrueResult) || meaningOf(err) == unchanged {
		return nil
	}
	return err
}
