package bot

import (
	"encoding/json"
	"fmt"
	"unicode/utf16"

	tele "gopkg.in/telebot.v3"

	"calmcalf/bot/talk"
	"calmcalf/routines"
)

// update is one update of Telegram, parsed once.
type update struct {
	id    int64 // 0 when it cannot be read
	in    talk.Input
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
	switch m, c := from.Message, from.Callback; {
	case m != nil && m.Sender != nil && m.Sender.ID != 0 && m.Chat != nil && m.Chat.ID != 0:
		u.in = readMessage(m, username)
	case c != nil && c.Sender != nil && c.Sender.ID != 0:
		u.in = readCallback(c)
	}
	u.in.Update = u.id
	return u
}

func unreadable(raw json.RawMessage) update {
	id := updateID(raw)
	return update{id: id, err: fmt.Errorf("bot: update %d cannot be decoded", id)}
}

func readMessage(m *tele.Message, username string) talk.Input {
	in := talk.Input{Person: routines.PersonID(m.Sender.ID), Language: m.Sender.LanguageCode}
	switch {
	case m.Location != nil:
		in.Kind = talk.Located
		in.Place = &talk.Coordinates{Latitude: float64(m.Location.Lat), Longitude: float64(m.Location.Lng)}
	case m.Text != "":
		in.Write(m.Text, username)
	case m.Document != nil:
		in.Kind, in.Document = talk.Filed, documentOf(m)
	default:
		in.Kind = talk.Wordless
	}
	in.Emergency = in.Emergency || talk.Alarming(m.Caption)
	return in
}

func readCallback(c *tele.Callback) talk.Input {
	in := talk.Input{Person: routines.PersonID(c.Sender.ID), Language: c.Sender.LanguageCode}
	in.Press(c.ID, c.Data)
	if c.Message != nil {
		in.Message = c.Message.ID
		in.Quoted, in.Pictured = quoted(c.Message), c.Message.Photo != nil
		if reply := c.Message.ReplyTo; reply != nil && reply.Document != nil {
			in.Document = documentOf(reply)
		}
	}
	return in
}

func documentOf(m *tele.Message) *talk.Document {
	return &talk.Document{ID: m.Document.FileID, Name: m.Document.FileName, Bytes: m.Document.FileSize, Message: m.ID}
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
