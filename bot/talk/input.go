package talk

import (
	"strings"

	"calmcalf/bot/export"
	"calmcalf/routines"
)

// Kind is what an update brings.
type Kind uint8

// The kinds of updates.
const (
	Nothing  Kind = iota // nothing that the bot answers
	words                // typed without a slash
	slash                // typed with one
	tapped               // a button
	Located              // where the phone is
	Filed                // a document
	Wordless             // a sticker, a voice, a picture
)

// Access is whether somebody may use the bot.
type Access uint8

// The kinds of access.
const (
	Known    Access = iota
	Invited         // comes in with this update
	Newcomer        // comes in, and is greeted whatever they wrote
	Stranger        // stays outside; nothing is stored about them
)

// Input is one update, reduced to what the conversation needs.
type Input struct {
	Update   int64
	Kind     Kind
	Person   routines.PersonID
	Language string // as Telegram names it
	command  string // the command's name, without the slash
	Text     string // what was typed; for a command, what followed it
	tap      tap
	Query    string // id of the tap, to be answered
	Message  int    // the tapped message
	Pictured bool   // the tapped message shows a picture

	Emergency bool // its words are those of one, or the button
	Place     *Coordinates
	Document  *Document // a file that was sent, or that the tapped message is about
	Quoted    string    // what the tapped message quotes

	// What was found out before the Book is opened:
	Repeated bool // it was applied before
	Access   Access
	Link     string // the invitation that was asked for
	Days     int    // for which it holds
}

// Coordinates are where a phone is, in degrees north and east.
type Coordinates struct{ Latitude, Longitude float64 }

// Document is a file that somebody sent, and what was read of it.
type Document struct {
	ID      string
	Name    string
	Bytes   int64
	Message int // that brought it
	Diary   *export.Diary
	Err     error // why it could not be read: a mistake to be told
}

// Write sets what somebody typed. A command that is addressed to another bot
// than username is nothing, unless it speaks of an emergency.
func (in *Input) Write(text, username string) {
	in.Emergency = Alarming(text)
	if !strings.HasPrefix(text, "/") {
		in.Kind, in.Text = words, text
		return
	}
	name, rest, _ := strings.Cut(text[1:], " ")
	if first, more, broken := strings.Cut(name, "\n"); broken {
		name, rest = first, more+" "+rest
	}
	name, to, addressed := strings.Cut(name, "@")
	if addressed && !strings.EqualFold(to, username) && !in.Emergency {
		return
	}
	in.Kind, in.command, in.Text = slash, strings.ToLower(name), rest
}

// Press sets a tap on a button: the id of the query to be answered, and the
// button's data.
func (in *Input) Press(query, data string) {
	in.Kind, in.Query, in.tap = tapped, query, readTap(data)
	in.Emergency = in.tap.verb == emergencyVerb
}

// Errand is what an update needs from outside its Book.
type Errand uint8

// The errands.
const (
	NoErrand Errand = iota
	Redeem          // the code that the person brings
	Invite          // a new code
	Fetch           // the content of the document
)

// Errand names what has to be done before the update can be answered.
func (in *Input) Errand() Errand {
	switch {
	case in.Emergency:
		return NoErrand
	case in.Kind == slash && in.command == "start" && in.Text != "":
		return Redeem
	case in.Kind == slash && in.command == "invite":
		return Invite
	case in.Document != nil && (in.Kind == Filed || importsNow(in.tap)):
		return Fetch
	}
	return NoErrand
}
