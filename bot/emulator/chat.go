package emulator

import (
	"net/http"
	"slices"
	"sort"
)

const (
	private = "private"
	group   = "group"
)

type chat struct {
	id       int64
	kind     string
	title    string
	user     *user // of a private chat
	started  bool  // the person has written to the bot at least once
	blocked  bool
	gone     bool  // the account is deactivated
	left     bool  // the bot is not in the group any more
	movedTo  int64 // the supergroup that the group became
	lastID   int
	messages []*message // ascending
	keyboard *Keyboard
	buckets  *buckets
}

func (c *chat) wire() wireChat {
	w := wireChat{ID: c.id, Type: c.kind, Title: c.title}
	if c.user != nil {
		w.Username, w.FirstName, w.LastName = c.user.Username, c.user.FirstName, c.user.LastName
	}
	return w
}

// chat finds a chat that the bot may know.
func (s *Server) chat(id int64) (*chat, error) {
	c := s.chats[id]
	if c == nil {
		return nil, badRequest("chat not found")
	}
	if c.movedTo != 0 {
		r := badRequest("group chat was upgraded to a supergroup chat")
		r.parameters = &parameters{MigrateToChatID: c.movedTo}
		return nil, r
	}
	return c, nil
}

// writable finds a chat that the bot may write to.
func (s *Server) writable(id int64) (*chat, error) {
	c, err := s.chat(id)
	switch {
	case err != nil:
		return nil, err
	case c.gone:
		return nil, refuse(http.StatusForbidden, "Forbidden: user is deactivated")
	case c.blocked:
		return nil, refuse(http.StatusForbidden, "Forbidden: bot was blocked by the user")
	case c.kind == private && !c.started:
		return nil, refuse(http.StatusForbidden, "Forbidden: bot can't initiate conversation with a user")
	case c.left:
		return nil, refuse(http.StatusForbidden, "Forbidden: bot is not a member of the %s chat", c.kind)
	}
	return c, nil
}

func (c *chat) index(id int) (int, bool) {
	return sort.Find(len(c.messages), func(i int) int { return id - c.messages[i].id })
}

func (c *chat) find(id int) *message {
	if i, ok := c.index(id); ok {
		return c.messages[i]
	}
	return nil
}

// add gives the message its number, its date and its place.
func (s *Server) add(c *chat, m *message) {
	c.lastID++
	m.id, m.chat, m.sent = c.lastID, c, s.now()
	c.messages = append(c.messages, m)
	if extra := len(c.messages) - s.maxMessages; extra > 0 {
		c.messages = slices.Delete(c.messages, 0, extra)
	}
	if m.removes {
		c.keyboard = nil
	}
	if m.keyboard != nil {
		c.keyboard = m.keyboard
	}
	s.tell(Event{Kind: Sent, Chat: c.id, MessageID: m.id, Message: s.seen(m)})
}

// remove takes a message away for everybody.
func (s *Server) remove(c *chat, id int) bool {
	i, ok := c.index(id)
	if !ok {
		return false
	}
	c.messages = slices.Delete(c.messages, i, i+1)
	s.tell(Event{Kind: Deleted, Chat: c.id, MessageID: id})
	return true
}

func (s *Server) seen(m *message) *Message {
	v := m.view(&s.bot)
	return &v
}

// Messages is a chat as its people see it, oldest first. It is empty for a chat
// that does not exist.
func (s *Server) Messages(chatID int64) []Message {
	s.mu.Lock()
	defer s.mu.Unlock()
	c := s.chats[chatID]
	if c == nil {
		return nil
	}
	out := make([]Message, 0, len(c.messages))
	for _, m := range c.messages {
		out = append(out, m.view(&s.bot))
	}
	return out
}
