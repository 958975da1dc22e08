package bot

import (
	"slices"
	"unicode/utf8"

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

// file goes along with a message: a picture, or a document when it has a name.
// It is made only when the message is sent, since no transaction should wait
// for it.
type file struct {
	name string
	make func() ([]byte, error)
}

// attached gives a file that is made when it is sent.
func attached(name string, make func() ([]byte, error)) *file {
	return &file{name: name, make: make}
}

// picture tells whether it is shown in the chat.
func (f *file) picture() bool { return f != nil && f.name == "" }

// mostCaption is Telegram's limit of the words beside a file, in characters.
const mostCaption = 1024

// fits tells whether the words have room beside a file. Markup counts here and
// not for Telegram, which leaves some room to spare.
func fits(text string) bool { return utf8.RuneCountInString(text) <= mostCaption }
