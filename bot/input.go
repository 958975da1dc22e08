package bot

import (
	"strings"

	"calmcalf/bot/export"
	"calmcalf/routines"
)

// kind is what an update brings.
type kind uint8

const (
	nothing   kind = iota // nothing that the bot answers
	words                 // typed without a slash
	command               // typed with one
	tapped                // a button
	place_                // where the phone is
	filed                 // a document
	wordless_             // a sticker, a voice, a picture
)

// access is how somebody stands to the bot.
type access uint8

const (
	known    access = iota
	invited         // comes in with this update
	newcomer        // comes in, and is greeted whatever they wrote
	stranger        // stays outside; nothing is stored about them
)

// input is one update, reduced to what the conversation needs.
type input struct {
	update   int64
	kind     kind
	person   routines.PersonID
	language string // as Telegram names it
	command  string // the command's name, without the slash
	text     string // what was typed; for a command, what followed it
	tap      tap
	query    string // id of the tap, to be answered
	message  int    // the tapped message
	pictured bool   // the tapped message shows a picture

	emergency bool // its words are those of one, or the button
	place     *coordinates
	document  *document // a file that was sent, or that the tapped message is about
	quoted    string    // what the tapped message quotes

	// What errands have found out:
	access access
	link   string // the invitation that was asked for
	days   int    // for which it holds
}

type coordinates struct{ latitude, longitude float64 }

// document is a file that somebody sent, and what was read of it.
type document struct {
	id      string
	name    string
	bytes   int64
	message int // that brought it
	diary   *export.Diary
	err     error // why it could not be read: a mistake to be told
}

// write puts in what somebody typed. A command that is addressed to another bot
// than username is nothing, unless it speaks of an emergency.
func (in *input) write(text, username string) {
	in.emergency = alarming(text)
	if !strings.HasPrefix(text, "/") {
		in.kind, in.text = words, text
		return
	}
	name, rest, _ := strings.Cut(text[1:], " ")
	if first, more, broken := strings.Cut(name, "\n"); broken {
		name, rest = first, more+" "+rest
	}
	name, to, addressed := strings.Cut(name, "@")
	if addressed && !strings.EqualFold(to, username) && !in.emergency {
		return
	}
	in.kind, in.command, in.text = command, strings.ToLower(name), rest
}

// press puts in a tap on a button: the query to be answered, and the button's
// data.
func (in *input) press(query, data string) {
	in.kind, in.query, in.tap = tapped, query, readTap(data)
	in.emergency = in.tap.verb == "call"
}

// errand is what an update needs from outside its Book.
type errand uint8

const (
	noErrand errand = iota
	redeem          // the code that the person brings
	invite          // a new code
	fetch           // the content of the document
)

// errand tells what has to be done before the update can be answered.
func (in *input) errand() errand {
	switch {
	case in.emergency:
		return noErrand
	case in.kind == command && in.command == "start" && in.text != "":
		return redeem
	case in.kind == command && in.command == "invite":
		return invite
	case in.document != nil && (in.kind == filed || importsNow(in.tap)) && in.document.mayBeDiary():
		return fetch
	}
	return noErrand
}
