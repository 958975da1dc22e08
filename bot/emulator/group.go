package emulator

import "strings"

// Group is a chat of several people with the bot in it.
type Group struct {
	ID int64
	s  *Server
}

// Group finds a group or makes one and adds the bot, which is told. The ID is
// negative.
func (s *Server) Group(id int64, title string, by *Person) *Group {
	s.mu.Lock()
	defer s.mu.Unlock()
	if s.chats[id] == nil {
		c := &chat{id: id, kind: group, title: title}
		s.chats[id] = c
		s.memberChanged(c, by.user(), "left", "member")
	}
	return &Group{ID: id, s: s}
}

// Upgrade makes the group a supergroup with a new ID. Calls with the old one are
// refused from now on, with the new one beside the error.
func (g *Group) Upgrade(newID int64) *Group {
	g.s.mu.Lock()
	defer g.s.mu.Unlock()
	old := g.s.chats[g.ID]
	old.movedTo = newID
	g.s.chats[newID] = &chat{id: newID, kind: "supergroup", title: old.title}
	return &Group{ID: newID, s: g.s}
}

// Messages is the group's chat, oldest first.
func (g *Group) Messages() []Message { return g.s.Messages(g.ID) }

// WriteIn writes in a group. The bot is told only what its privacy lets it see:
// commands that are not another bot's, its own name, and replies to it.
func (p *Person) WriteIn(groupID int64, text string) int {
	p.s.mu.Lock()
	defer p.s.mu.Unlock()
	c := p.s.chats[groupID]
	if c == nil || c.kind == private || c.movedTo != 0 || p.chat().gone {
		return 0
	}
	return p.s.receive(c, p.user(), &message{text: text})
}

// visible reports whether the bot gets to see a person's message.
func (s *Server) visible(c *chat, m *message) bool {
	switch {
	case c.kind == private:
		return true
	case c.left:
		return false
	case m.replyTo != nil && m.replyTo.from == nil:
		return true
	}
	name := "@" + strings.ToLower(s.bot.Username)
	if strings.Contains(strings.ToLower(m.text), name) {
		return true
	}
	if !strings.HasPrefix(m.text, "/") || len(m.entities) == 0 {
		return false
	}
	// Commands are ASCII, so code units are bytes.
	return !strings.Contains(m.text[:m.entities[0].Length], "@")
}
