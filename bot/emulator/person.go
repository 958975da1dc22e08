package emulator

import (
	"fmt"
	"time"
)

// Profile is who a person is. The private chat with them has the same ID.
type Profile struct {
	ID           int64 // positive
	FirstName    string
	LastName     string
	Username     string // without @
	LanguageCode string // of their Telegram: "en", "pt-br"; often absent
}

// Person is somebody with Telegram in their hand. Methods that do something in
// the chat return the ID of the update that tells the bot, or 0 when the bot has
// not asked for such updates or the account is deactivated.
type Person struct {
	ID int64
	s  *Server
}

// Person finds a person or introduces them to the server; what the profile says
// replaces what was known. The bot cannot write to them before they write to it.
func (s *Server) Person(p Profile) *Person {
	s.mu.Lock()
	defer s.mu.Unlock()
	u := s.users[p.ID]
	if u == nil {
		u = &user{ID: p.ID, FirstName: fmt.Sprintf("Person %d", p.ID)}
		s.users[p.ID] = u
		s.chats[p.ID] = &chat{id: p.ID, kind: private, user: u}
	}
	overlay(&u.FirstName, p.FirstName)
	overlay(&u.LastName, p.LastName)
	overlay(&u.Username, p.Username)
	overlay(&u.LanguageCode, p.LanguageCode)
	return &Person{ID: p.ID, s: s}
}

func (p *Person) user() *user { return p.s.users[p.ID] }
func (p *Person) chat() *chat { return p.s.chats[p.ID] }

// reachable is the private chat when the person can act in it.
func (p *Person) reachable() (*chat, error) {
	c := p.chat()
	switch {
	case c.gone:
		return nil, fmt.Errorf("emulator: person %d is deactivated", p.ID)
	case c.blocked:
		return nil, fmt.Errorf("emulator: person %d has blocked the bot", p.ID)
	}
	return c, nil
}

// Write sends a text to the bot. Somebody who has blocked it unblocks it first,
// as the app's Restart button does.
func (p *Person) Write(text string) int {
	return p.say(&message{text: text})
}

// Reply answers a message of the private chat with a text.
func (p *Person) Reply(messageID int, text string) int {
	p.s.mu.Lock()
	to := p.chat().find(messageID)
	p.s.mu.Unlock()
	return p.say(&message{text: text, replyTo: to})
}

// Photo sends a picture (PNG, JPEG or GIF) with a caption. What is no picture
// arrives as one of no size.
func (p *Person) Photo(picture []byte, caption string) int {
	return p.attach(kindPhoto, upload{name: "photo.jpg", data: picture}, &message{text: caption}, nil)
}

// Document sends a file of a MIME type; "" lets the server look at the bytes.
func (p *Person) Document(name, mime string, data []byte) int {
	return p.attach(kindDocument, upload{name, mime, data}, &message{}, nil)
}

// Voice sends a voice message of some length, in whole seconds.
func (p *Person) Voice(length time.Duration) int {
	return p.attach(kindVoice, upload{"voice.ogg", "audio/ogg", []byte("OggS")}, &message{}, func(m *media) {
		m.duration = length
	})
}

// Sticker sends a sticker that stands for an emoji.
func (p *Person) Sticker(emoji string) int {
	return p.attach(kindSticker, upload{"sticker.webp", "image/webp", []byte("RIFF " + emoji)}, &message{}, func(m *media) {
		m.emoji = emoji
		m.file.width, m.file.height = 512, 512
	})
}

// Location sends a place, in degrees north and east.
func (p *Person) Location(latitude, longitude float64) int {
	return p.say(&message{location: &Location{latitude, longitude}})
}

// attach keeps the file of a person. Their phone has checked it already, so here
// nothing is refused.
func (p *Person) attach(kind string, up upload, m *message, adjust func(*media)) int {
	p.s.mu.Lock()
	m.media = &media{file: p.s.keep(kind, up)}
	if adjust != nil {
		adjust(m.media)
	}
	p.s.mu.Unlock()
	return p.say(m)
}

// say puts a message of the person into their private chat.
func (p *Person) say(m *message) int {
	p.s.mu.Lock()
	defer p.s.mu.Unlock()
	c := p.chat()
	if c.gone {
		return 0
	}
	if c.blocked {
		p.unblock(c)
	}
	c.started = true
	return p.s.receive(c, p.user(), m)
}

// receive puts a person's message into a chat and tells the bot.
func (s *Server) receive(c *chat, from *user, m *message) int {
	m.from = from
	m.text, m.entities = typed(m.text)
	s.add(c, m)
	if !s.visible(c, m) {
		return 0
	}
	return s.enqueue("message", lane(c), m.wire(&s.bot))
}

func lane(c *chat) string { return fmt.Sprintf("chat %d", c.id) }

// Edit changes a message that the person wrote in the private chat; 0 when there
// is none with this ID.
func (p *Person) Edit(messageID int, text string) int {
	p.s.mu.Lock()
	defer p.s.mu.Unlock()
	m := p.chat().find(messageID)
	if m == nil || m.from == nil || p.chat().gone {
		return 0
	}
	m.text, m.entities = typed(text)
	m.edited = p.s.now()
	m.edits++
	p.s.tell(Event{Kind: Edited, Chat: p.ID, MessageID: m.id, Message: p.s.seen(m)})
	return p.s.enqueue("edited_message", lane(p.chat()), m.wire(&p.s.bot))
}

// Delete takes a message, the person's or the bot's, out of the private chat for
// both. The bot is not told. It answers whether there was such a message.
func (p *Person) Delete(messageID int) bool {
	p.s.mu.Lock()
	defer p.s.mu.Unlock()
	return p.s.remove(p.chat(), messageID)
}

// Block stops the bot from writing. The result is the my_chat_member update.
func (p *Person) Block() int {
	p.s.mu.Lock()
	defer p.s.mu.Unlock()
	c := p.chat()
	if c.blocked || c.gone {
		return 0
	}
	c.blocked = true
	return p.s.memberChanged(c, p.user(), "member", "kicked")
}

// Unblock lets the bot write again, without a message of the person.
func (p *Person) Unblock() int {
	p.s.mu.Lock()
	defer p.s.mu.Unlock()
	c := p.chat()
	if !c.blocked || c.gone {
		return 0
	}
	return p.unblock(c)
}

func (p *Person) unblock(c *chat) int {
	c.blocked = false
	return p.s.memberChanged(c, p.user(), "kicked", "member")
}

// Blocked reports whether the person has blocked the bot.
func (p *Person) Blocked() bool {
	p.s.mu.Lock()
	defer p.s.mu.Unlock()
	return p.chat().blocked
}

// Deactivate deletes the account. The bot hears nothing of it, until it writes.
func (p *Person) Deactivate() {
	p.s.mu.Lock()
	defer p.s.mu.Unlock()
	p.chat().gone = true
}

// Messages is the private chat as the person sees it, oldest first.
func (p *Person) Messages() []Message { return p.s.Messages(p.ID) }

// Keyboard is what lies below the person's input field, nil for their own
// keyboard.
func (p *Person) Keyboard() *Keyboard {
	p.s.mu.Lock()
	defer p.s.mu.Unlock()
	return p.chat().keyboard
}

// memberChanged tells the bot that its membership in a chat is another now.
func (s *Server) memberChanged(c *chat, by *user, before, after string) int {
	as := func(status string) member {
		m := member{Status: status, User: &s.bot}
		if status == "kicked" {
			m.Until = new(int64)
		}
		return m
	}
	return s.enqueue("my_chat_member", lane(c), memberUpdate{
		Chat: c.wire(), From: by, Date: s.now().Unix(), Old: as(before), New: as(after),
	})
}
