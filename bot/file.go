package bot

import (
	"bytes"
	"sync"
	"unicode/utf8"

	tele "gopkg.in/telebot.v3"
)

// file goes along with a message: a picture, or a document when it has a name.
// It is made only when the message is sent, since no transaction should wait
// for it.
type file struct {
	name string
	make func() ([]byte, error)
}

// attached gives a file that is made once, however often it is sent.
func attached(name string, make func() ([]byte, error)) *file {
	return &file{name: name, make: sync.OnceValues(make)}
}

// picture tells whether it is shown in the chat.
func (f *file) picture() bool { return f != nil && f.name == "" }

// mostCaption is Telegram's limit of the words beside a file, in characters.
const mostCaption = 1024

// fits tells whether the words have room beside a file. Markup counts here and
// not for Telegram, which leaves some room to spare.
func fits(text string) bool { return utf8.RuneCountInString(text) <= mostCaption }

// media is what the client sends for a message with a file.
func (m message) media() (tele.Inputtable, error) {
	data, err := m.file.make()
	if err != nil {
		return nil, err
	}
	content := tele.FromReader(bytes.NewReader(data))
	if m.file.picture() {
		return &tele.Photo{File: content, Caption: m.text}, nil
	}
	return &tele.Document{File: content, FileName: m.file.name, Caption: m.text}, nil
}
