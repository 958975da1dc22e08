package talk

import (
	"slices"
	"unicode/utf8"

	"calmcalf/bot/locale"
	"calmcalf/routines"
)

// Message is words and buttons, ready to send.
type Message struct {
	Text     locale.HTML
	Rows     [][]Button
	Keyboard Keyboard
	Silent   bool
	File     *File // nil: words alone
	Answers  int   // the person's message that it replies to; 0: none
}

// Empty tells whether there is nothing to say.
func (m Message) Empty() bool { return m.Text == "" }

// Equal tells whether two messages look the same to the person.
func (m Message) Equal(other Message) bool {
	return m.Text == other.Text && slices.EqualFunc(m.Rows, other.Rows, slices.Equal)
}

// Keyboard is what happens to the keyboard below the chat.
type Keyboard uint8

// The keyboards.
const (
	AsIs          Keyboard = iota
	MainKeys               // Cramp now, Tonight, More
	ShareLocation          // one button that shares where the person is
)

// Reply is one thing to do in answer to an update.
type Reply struct {
	Message
	Edit  int           // the message to change; 0: send a new one
	Toast string        // only this line, plain, that fades on the tapped button
	Card  routines.Card // what a new message asks about, so that it can be changed later
}

// File goes along with a message: a picture, or a document when it has a name.
// It is made only when the message is sent, since no transaction should wait
// for it.
type File struct {
	Name string
	Make func() ([]byte, error)
}

// attached gives a file that is made when it is sent.
func attached(name string, make func() ([]byte, error)) *File {
	return &File{Name: name, Make: make}
}

// Picture tells whether it is shown in the chat.
func (f *File) Picture() bool { return f != nil && f.Name == "" }

// mostCaption is Telegram's limit of the words beside a file, in characters.
const mostCaption = 1024

// Fits tells whether the words have room beside a file. Markup counts here and
// not for Telegram, which leaves some room to spare.
func Fits(text locale.HTML) bool { return utf8.RuneCountInString(string(text)) <= mostCaption }
