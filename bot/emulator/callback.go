package emulator

import (
	"fmt"
	"net/http"
	"strconv"
	"time"
	"unicode/utf8"
)

// maxToast is the length of the answer to a callback query in code points.
const maxToast = 200

const queryTooOld = "Bad Request: query is too old and response timeout expired or query ID is invalid"

// callback is a pressed button that waits for its answer.
type callback struct {
	chat int64
	at   time.Time
}

// Press presses the button with this text under a message of the private chat. It
// is an error when there is no such message or button, or when the button opens a
// link instead of calling the bot.
func (p *Person) Press(messageID int, label string) error {
	p.s.mu.Lock()
	defer p.s.mu.Unlock()
	c, err := p.reachable()
	if err != nil {
		return err
	}
	m := c.find(messageID)
	if m == nil {
		return fmt.Errorf("emulator: press %q: there is no message %d", label, messageID)
	}
	for _, row := range m.inline {
		for _, b := range row {
			if b.Text != label {
				continue
			}
			if b.Data == "" {
				return fmt.Errorf("emulator: press %q: the button does not call the bot", label)
			}
			p.s.press(c, p.user(), m.wire(&p.s.bot), b.Data)
			return nil
		}
	}
	return fmt.Errorf("emulator: press %q: message %d has no such button", label, messageID)
}

// PressData sends callback data that no button needs to have: what an old client
// or a forger sends. When the message is gone the bot sees it as inaccessible.
func (p *Person) PressData(messageID int, data string) error {
	p.s.mu.Lock()
	defer p.s.mu.Unlock()
	c, err := p.reachable()
	if err != nil {
		return err
	}
	if m := c.find(messageID); m != nil {
		p.s.press(c, p.user(), m.wire(&p.s.bot), data)
		return nil
	}
	p.s.press(c, p.user(), inaccessible{Chat: c.wire(), MessageID: messageID}, data)
	return nil
}

// PressInaccessible presses a button of a message that is so old that the bot is
// told nothing but its number: no text, date 0.
func (p *Person) PressInaccessible(messageID int, data string) error {
	p.s.mu.Lock()
	defer p.s.mu.Unlock()
	c, err := p.reachable()
	if err != nil {
		return err
	}
	p.s.press(c, p.user(), inaccessible{Chat: c.wire(), MessageID: messageID}, data)
	return nil
}

func (s *Server) press(c *chat, from *user, shown any, data string) {
	now := s.now()
	for ; s.firstQuery <= s.lastQuery; s.firstQuery++ {
		if old := s.callbacks[s.firstQuery]; old != nil && now.Sub(old.at) <= callbackLife {
			break
		}
		delete(s.callbacks, s.firstQuery)
	}
	s.lastQuery++
	s.callbacks[s.lastQuery] = &callback{c.id, now}
	s.enqueue("callback_query", fmt.Sprintf("callback %d", from.ID), wireCallback{
		ID:           strconv.Itoa(s.lastQuery),
		From:         from,
		Message:      shown,
		ChatInstance: strconv.FormatInt(c.id, 10),
		Data:         data,
	})
}

// answerCallbackQuery accepts one answer, and as long as the update itself lives:
// Telegram does not say how long it waits, and in practice it is not shorter.
func (s *Server) answerCallbackQuery(q *request) (any, error) {
	id := q.number("callback_query_id")
	cb := s.callbacks[id]
	if cb == nil || s.now().Sub(cb.at) > callbackLife {
		return nil, refuse(http.StatusBadRequest, queryTooOld)
	}
	if utf8.RuneCountInString(q.text("text")) > maxToast {
		return nil, badRequest("MESSAGE_TOO_LONG")
	}
	delete(s.callbacks, id)
	s.tell(Event{
		Kind:  Answered,
		Chat:  cb.chat,
		Query: q.text("callback_query_id"),
		Text:  q.text("text"),
		Alert: q.flag("show_alert"),
		URL:   q.text("url"),
	})
	return true, nil
}
