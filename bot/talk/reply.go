package talk

import (
	"slices"
	"time"
	"unicode/utf8"

	"calmcalf/bot/locale"
	"calmcalf/routines"
	"calmcalf/store"
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

// File goes along with a message. It is made only when the message is sent, from the
// Book as it then stands: no change waits for it, and what waits to be sent holds no
// diary.
type File struct {
	Kind FileKind
	Name string // of a document, with its ending
	Make func(book *store.Book, now time.Time) (Content, error)
}

// Content is what a file has come to.
type Content struct {
	Data []byte // empty: there is nothing to send any more
	Rest *File  // what had no room in it, to be sent next; nil: nothing
}

// FileKind is how a file is shown.
type FileKind uint8

// The kinds of files.
const (
	AsDocument FileKind = iota // by its name, to be opened or kept
	AsPicture                  // in the chat
)

// document gives a file that is made by a turn of the moment at which it is sent.
// Nothing of the Book as it is now is kept for it. For those who have left by then
// nothing is made.
func (t *Turn) document(name string, make func(*Turn) (Content, error)) *File {
	in, say, zone := Input{Person: t.In.Person}, t.Say, t.zone
	return &File{Kind: AsDocument, Name: name, Make: func(book *store.Book, now time.Time) (Content, error) {
		BringUpToDate(book, now)
		if !book.Person.Member() || book.Tonight() == nil {
			return Content{}, nil
		}
		return make(&Turn{In: in, Say: say, book: book, Now: now, zone: zone})
	}}
}

// Picture reports whether it is shown in the chat.
func (f *File) Picture() bool { return f != nil && f.Kind == AsPicture }

// mostCaption is Telegram's limit of the words beside a file, in characters.
const mostCaption = 1024

// Fits reports whether the words have room beside a file. Markup counts here and
// not for Telegram, which leaves some room to spare.
func Fits(text locale.HTML) bool { return utf8.RuneCountInString(string(text)) <= mostCaption }
