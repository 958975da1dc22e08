package emulator

import (
	"encoding/json"
	"strconv"
	"time"
)

// deliverMessage puts the bot's message into a chat. The caller has filled in what the
// message says; everything common to all kinds is read here.
func (s *Server) deliverMessage(q *request, m *message) (*wireMessage, error) {
	mk, err := parseMarkup(q.text("reply_markup"))
	if err != nil {
		return nil, err
	}
	c, err := s.recipient(q)
	if err != nil {
		return nil, err
	}
	if m.replyTo, err = replyTarget(q, c); err != nil {
		return nil, err
	}
	m.inline, m.keyboard, m.removes = mk.inline, mk.keyboard, mk.removes
	m.forceReply, m.placeholder = mk.forceReply, mk.placeholder
	m.silent = q.flag("disable_notification")
	m.protected = q.flag("protect_content")
	if err := s.spend(c, 1); err != nil {
		return nil, err
	}
	s.add(c, m)
	return m.wire(&s.bot), nil
}

// recipient is the chat of a call, when the bot may write there.
func (s *Server) recipient(q *request) (*chat, error) {
	if q.text("chat_id") == "" {
		return nil, badRequest("chat_id is empty")
	}
	return s.writable(q.chatID())
}

// replyTarget reads reply_parameters, and the reply_to_message_id that the server
// still understands although it is documented no more.
func replyTarget(q *request, c *chat) (*message, error) {
	var p struct {
		MessageID int  `json:"message_id"`
		Optional  bool `json:"allow_sending_without_reply"`
	}
	if raw := q.text("reply_parameters"); raw != "" && raw != "null" {
		if json.Unmarshal([]byte(raw), &p) != nil {
			return nil, badRequest("can't parse reply parameters JSON object")
		}
	} else {
		p.MessageID, p.Optional = q.number("reply_to_message_id"), q.flag("allow_sending_without_reply")
	}
	if p.MessageID == 0 {
		return nil, nil
	}
	m := c.find(p.MessageID)
	if m == nil && !p.Optional {
		return nil, badRequest("message to be replied not found")
	}
	return m, nil
}

func (s *Server) sendMessage(q *request) (any, error) {
	text, entities, err := s.body(q)
	if err != nil {
		return nil, err
	}
	m := &message{text: text, entities: entities}
	if raw := q.text("link_preview_options"); raw != "" && raw != "null" {
		if !json.Valid([]byte(raw)) || raw[0] != '{' {
			return nil, badRequest("can't parse link preview options JSON object")
		}
		m.preview = json.RawMessage(raw)
	}
	return s.deliverMessage(q, m)
}

// sendMedia makes the method that sends one kind of file.
func sendMedia(kind string) handler {
	return func(s *Server, q *request) (any, error) {
		file, err := s.input(q, kind, kind, q.text(kind))
		if err != nil {
			return nil, err
		}
		file.duration = time.Duration(q.number("duration")) * time.Second
		file.title, file.performer = q.text("title"), q.text("performer")
		m := &message{media: file, captionAbove: q.flag("show_caption_above_media"), spoiler: q.flag("has_spoiler")}
		m.text, m.entities, err = s.caption(q.text("caption"), q.text("parse_mode"), q.text("caption_entities"))
		if err != nil {
			return nil, err
		}
		return s.deliverMessage(q, m)
	}
}

// inputMedia is one file of an album, or the new file of an edited message.
type inputMedia struct {
	Type      string          `json:"type"`
	Media     string          `json:"media"`
	Caption   string          `json:"caption"`
	ParseMode string          `json:"parse_mode"`
	Entities  json.RawMessage `json:"caption_entities"`
	Above     bool            `json:"show_caption_above_media"`
	Spoiler   bool            `json:"has_spoiler"`
	Duration  int             `json:"duration"`
	Title     string          `json:"title"`
	Performer string          `json:"performer"`
}

func (s *Server) fromInput(q *request, in inputMedia) (*message, error) {
	switch in.Type {
	case kindPhoto, kindDocument, kindAudio:
	default:
		return nil, notEmulated("media of type " + strconv.Quote(in.Type))
	}
	file, err := s.input(q, in.Type, "", in.Media)
	if err != nil {
		return nil, err
	}
	file.duration = time.Duration(in.Duration) * time.Second
	file.title, file.performer = in.Title, in.Performer
	m := &message{media: file, captionAbove: in.Above, spoiler: in.Spoiler}
	m.text, m.entities, err = s.caption(in.Caption, in.ParseMode, string(in.Entities))
	return m, err
}

func (s *Server) sendMediaGroup(q *request) (any, error) {
	var in []inputMedia
	if json.Unmarshal([]byte(q.text("media")), &in) != nil {
		return nil, badRequest("can't parse media JSON object")
	}
	switch {
	case len(in) == 0:
		return nil, badRequest("there are no messages to send")
	case len(in) > 10:
		return nil, badRequest("too many messages to send as an album")
	}
	var album []*message
	for _, item := range in {
		m, err := s.fromInput(q, item)
		if err != nil {
			return nil, err
		}
		album = append(album, m)
	}
	c, err := s.recipient(q)
	if err != nil {
		return nil, err
	}
	reply, err := replyTarget(q, c)
	if err != nil {
		return nil, err
	}
	if err := s.spend(c, len(album)); err != nil {
		return nil, err
	}
	s.lastAlbum++
	var out []*wireMessage
	for _, m := range album {
		m.album = strconv.Itoa(s.lastAlbum)
		m.replyTo, m.silent, m.protected = reply, q.flag("disable_notification"), q.flag("protect_content")
		s.add(c, m)
		out = append(out, m.wire(&s.bot))
	}
	return out, nil
}

func (s *Server) sendChatAction(q *request) (any, error) {
	switch q.text("action") {
	case "typing", "upload_photo", "record_video", "upload_video", "record_voice", "upload_voice", "upload_document",
		"choose_sticker", "find_location", "record_video_note", "upload_video_note":
	default:
		return nil, badRequest("wrong parameter action in request")
	}
	c, err := s.recipient(q)
	if err != nil {
		return nil, err
	}
	s.tell(Event{Kind: Acting, Chat: c.id, Text: q.text("action")})
	return true, nil
}
