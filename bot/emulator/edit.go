package emulator

import (
	"encoding/json"
	"time"
)

const notModified = "message is not modified: specified new message content and reply markup are exactly the same " +
	"as a current content and reply markup of the message"

// deletable is how long the bot may delete a message.
const deletable = 48 * time.Hour

// own finds the message that an edit is about. A bot edits only its own, and only
// those that came without markup or with buttons: a keyboard belongs to the
// message that brought it, or takes it away, for ever.
func (s *Server) own(q *request) (*message, error) {
	switch {
	case q.text("inline_message_id") != "":
		return nil, notEmulated("inline messages")
	case q.text("chat_id") == "":
		return nil, badRequest("chat_id is empty")
	case q.number("message_id") == 0:
		return nil, badRequest("message identifier is not specified")
	}
	c, err := s.chat(q.chatID())
	if err != nil {
		return nil, err
	}
	m := c.find(q.number("message_id"))
	switch {
	case m == nil:
		return nil, badRequest("message to edit not found")
	case m.from != nil, m.keyboard != nil, m.removes, m.forceReply:
		return nil, badRequest("message can't be edited")
	}
	return m, nil
}

// change replaces a message by its new version. Buttons that the edit does not
// mention go away.
func (s *Server) change(q *request, m *message, next message) (any, error) {
	var err error
	if next.inline, err = parseInline(q.text("reply_markup")); err != nil {
		return nil, err
	}
	if m.sameContent(&next) {
		return nil, badRequest(notModified)
	}
	if err := s.spend(m.chat, 1); err != nil {
		return nil, err
	}
	next.edited = s.now()
	next.edits++
	*m = next
	s.tell(Event{Kind: Edited, Chat: m.chat.id, MessageID: m.id, Message: s.seen(m)})
	return m.wire(&s.bot), nil
}

func (s *Server) editMessageText(q *request) (any, error) {
	if q.text("rich_message") != "" {
		return nil, notEmulated("rich_message")
	}
	text, entities, err := s.body(q)
	if err != nil {
		return nil, err
	}
	m, err := s.own(q)
	if err != nil {
		return nil, err
	}
	if m.media != nil {
		return nil, badRequest("there is no text in the message to edit")
	}
	next := *m
	next.text, next.entities = text, entities
	return s.change(q, m, next)
}

func (s *Server) editMessageCaption(q *request) (any, error) {
	text, entities, err := s.caption(q.text("caption"), q.text("parse_mode"), q.text("caption_entities"))
	if err != nil {
		return nil, err
	}
	m, err := s.own(q)
	if err != nil {
		return nil, err
	}
	if m.media == nil {
		return nil, badRequest("there is no caption in the message to edit")
	}
	next := *m
	next.text, next.entities, next.captionAbove = text, entities, q.flag("show_caption_above_media")
	return s.change(q, m, next)
}

func (s *Server) editMessageReplyMarkup(q *request) (any, error) {
	m, err := s.own(q)
	if err != nil {
		return nil, err
	}
	return s.change(q, m, *m)
}

func (s *Server) editMessageMedia(q *request) (any, error) {
	var in inputMedia
	if json.Unmarshal([]byte(q.text("media")), &in) != nil {
		return nil, badRequest("can't parse input media JSON object")
	}
	content, err := s.fromInput(q, in)
	if err != nil {
		return nil, err
	}
	m, err := s.own(q)
	if err != nil {
		return nil, err
	}
	next := *m
	next.media, next.text, next.entities = content.media, content.text, content.entities
	next.captionAbove, next.spoiler, next.preview = content.captionAbove, content.spoiler, nil
	return s.change(q, m, next)
}

func (s *Server) deleteMessage(q *request) (any, error) {
	c, err := s.chat(q.chatID())
	if err != nil {
		return nil, err
	}
	m := c.find(q.number("message_id"))
	switch {
	case m == nil:
		return nil, badRequest("message to delete not found")
	case s.now().Sub(m.sent) > deletable:
		return nil, badRequest("message can't be deleted for everyone")
	case c.kind != private && m.from != nil:
		return nil, badRequest("message can't be deleted")
	}
	s.remove(c, m.id)
	return true, nil
}

// deleteMessages skips what cannot be deleted.
func (s *Server) deleteMessages(q *request) (any, error) {
	var ids []json.Number
	if json.Unmarshal([]byte(q.text("message_ids")), &ids) != nil {
		return nil, badRequest("can't parse message identifiers JSON object")
	}
	if len(ids) > 100 {
		return nil, badRequest("too many message identifiers specified")
	}
	if _, err := s.chat(q.chatID()); err != nil {
		return nil, err
	}
	for _, id := range ids {
		one := &request{method: q.method, params: map[string]string{"chat_id": q.text("chat_id"), "message_id": id.String()}}
		if _, err := s.deleteMessage(one); err != nil {
			continue
		}
	}
	return true, nil
}
