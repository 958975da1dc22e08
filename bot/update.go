package bot

import (
	"encoding/json"
	"fmt"
	"unicode/utf16"

	tele "gopkg.in/telebot.v3"

	"calmcalf/routines"
)

// update is one update of Telegram, parsed once.
type update struct {
	id    int64 // 0 when it cannot be read
	in    input
	group *tele.Chat // where it comes from if that is no private chat
	err   error      // why it cannot be read
}

// parse reads an update. The client library panics on some (an empty list of
// photos), which must not end the program: the update would come again after
// every start. username is the bot's own, empty while it is not known.
func parse(raw json.RawMessage, username string) (u update) {
	defer func() {
		if r := recover(); r != nil {
			u = unreadable(raw)
		}
	}()
	var from tele.Update
	if err := json.Unmarshal(raw, &from); err != nil || from.ID <= 0 {
		return unreadable(raw)
	}
	u = update{id: int64(from.ID), group: group(from)}
	switch {
	case from.Message != nil && from.Message.Sender != nil:
		u.in = readMessage(from.Message, username)
	case from.Callback != nil && from.Callback.Sender != nil:
		u.in = readCallback(from.Callback)
	}
	u.in.update = u.id
	return u
}

func unreadable(raw json.RawMessage) update {
	id := updateID(raw)
	return update{id: id, err: fmt.Errorf("bot: update %d cannot be decoded", id)}
}

func readMessage(m *tele.Message, username string) input {
	in := input{person: routines.PersonID(m.Sender.ID), language: m.Sender.LanguageCode}
	switch {
	case m.Location != nil:
		in.kind = place_
		in.place = &coordinates{float64(m.Location.Lat), float64(m.Location.Lng)}
	case m.Text != "":
		in.write(m.Text, username)
	case m.Document != nil:
		in.kind, in.document = filed, documentOf(m)
	default:
		in.kind = wordless_
	}
	in.emergency = in.emergency || alarming(m.Caption)
	return in
}

func readCallback(c *tele.Callback) input {
	in := input{person: routines.PersonID(c.Sender.ID), language: c.Sender.LanguageCode}
	in.press(c.ID, c.Data)
	if c.Message != nil {
		in.message = c.Message.ID
		in.quoted, in.pictured = quoted(c.Message), c.Message.Photo != nil
		if reply := c.Message.ReplyTo; reply != nil && reply.Document != nil {
			in.document = documentOf(reply)
		}
	}
	return in
}

func documentOf(m *tele.Message) *document {
	return &document{id: m.Document.FileID, name: m.Document.FileName, bytes: m.Document.FileSize, message: m.ID}
}

// group gives the chat of an update that does not come from a private one, nil
// for private ones.
func group(u tele.Update) *tele.Chat {
	var tappedIn *tele.Message
	if u.Callback != nil {
		tappedIn = u.Callback.Message
	}
	for _, m := range []*tele.Message{u.Message, tappedIn} {
		if m != nil && m.Chat != nil && m.Chat.Type != tele.ChatPrivate {
			return m.Chat
		}
	}
	if u.MyChatMember != nil && u.MyChatMember.Chat != nil && u.MyChatMember.Chat.Type != tele.ChatPrivate {
		return u.MyChatMember.Chat
	}
	return nil
}

// quoted gives what a message quotes. Telegram counts in UTF-16 units.
func quoted(m *tele.Message) string {
	units := utf16.Encode([]rune(m.Text))
	for _, e := range m.Entities {
		if e.Type == tele.EntityBlockquote && e.Offset >= 0 && e.Length >= 0 && e.Offset+e.Length <= len(units) {
			return string(utf16.Decode(units[e.Offset : e.Offset+e.Length]))
		}
	}
	return ""
}
