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

// Empty reports whether the message says nothing.
func (m Message) Empty() bool { return m.Text == "" }

// Equal reports whether two messages look the same to the person.
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
	To    routines.PersonID // whom it goes to; 0: the person of the turn
	Edit  int               // the message to change; 0: send a new one
	Toast string            // only this line, plain, that fades on the tapped button
	Card  routines.Card     // what the message asks about, if it is a new one: it is found by that later
}

// File goes along with a message. It is made only when the message is sent, since
// no transaction should wait for it.
type File struct {
	Kind FileKind
	Name string // of a document, with its ending
	Make func() ([]byte, error)
}

// FileKind is how a file is shown.
type FileKind uint8

// The kinds of files.
const (
	AsDocument FileKind = iota // by its name, to be opened or kept
	AsPicture                  // in the chat
)

// document gives a file that is made when it is sent.
func document(name string, make func() ([]byte, error)) *File {
	return &File{Kind: AsDocument, Name: name, Make: make}
}

// Picture reports whether it is shown in the chat.
func (f *File) Picture() bool { return f != nil && f.Kind == AsPicture }

// mostCaption is Telegram's limit of the words beside a file, in characters.
const mostCaption = 1024

// Fits reports whether the words have room beside a file. Markup counts here and
// not for Telegram, which leaves some room to spare.
func Fits(text locale.HTML) bool { return utf8.RuneCountInString(string(text)) <= mostCaption }
