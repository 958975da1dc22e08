package bot

import (
	"bytes"
	"context"
	"crypto/sha256"
	"fmt"
	"strings"
	"sync"

	tele "gopkg.in/telebot.v3"

	"calmcalf/bot/talk"
	"calmcalf/routines"
	"calmcalf/store"
)

// mostCarried is how many files are made and sent at once. Each may take as much
// memory as a diary of years.
const mostCarried = 2

// errUncarried says that others' files took so long that a message with one did not go
// out.
var errUncarried = fmt.Errorf("bot: the files of others come first: %w", errUnsent)

// carry has a message sent to a person, with its file if it has one, and with what has
// no room in that one after it. What is sent of a file is not sent again: trying again
// goes on where it stopped.
func (b *Bot) carry(ctx context.Context, to routines.PersonID, m talk.Message, send func(content any) (*tele.Message, error)) error {
	if m.File == nil {
		_, err := send(string(m.Text))
		return err
	}
	for {
		rest, err := b.carryFile(ctx, to, m, send)
		if err != nil || rest == nil {
			return err
		}
		*m.File = *rest
	}
}

// carryFile has one file sent, and gives what had no room in it. A file is made only
// now, from the Book, which is closed again before anything is sent, and one that
// Telegram has already is not sent again. A file that cannot be made, or has no room for
// the words, takes nothing from them: they go alone.
func (b *Bot) carryFile(ctx context.Context, to routines.PersonID, m talk.Message, send func(content any) (*tele.Message, error)) (rest *talk.File, err error) {
	select {
	case b.carried <- struct{}{}:
		defer func() { <-b.carried }()
	case <-ctx.Done():
		return nil, errUncarried
	}
	if !talk.Fits(m.Text) {
		b.log.Error("words too long for a caption", "characters", len([]rune(m.Text)))
		_, err := send(string(m.Text))
		return nil, err
	}
	var c talk.Content
	err = b.store.View(ctx, to, func(book *store.Book) (err error) {
		c, err = m.File.Make(book, b.instant())
		return err
	})
	switch {
	case err != nil:
		b.log.Error("file not made", "err", err)
		_, err := send(string(m.Text))
		return nil, err
	case len(c.Data) == 0:
		return nil, nil // they have left, and their diary with them
	}
	name := upload{sha256.Sum256(c.Data), m.File.Kind, m.File.Name}
	if id := b.uploads.id(name); id != "" {
		_, err := send(media(m, tele.File{FileID: id}))
		if !unknownFile(err) {
			return c.Rest, err
		}
		b.uploads.forget(name)
	}
	sent, err := send(media(m, tele.FromReader(bytes.NewReader(c.Data))))
	if err == nil && sent != nil {
		b.uploads.keep(name, fileID(sent))
	}
	return c.Rest, err
}

func media(m talk.Message, content tele.File) tele.Inputtable {
	if m.File.Picture() {
		return &tele.Photo{File: content, Caption: string(m.Text)}
	}
	return &tele.Document{File: content, FileName: m.File.Name, Caption: string(m.Text)}
}

// fileID is what Telegram calls the file of a message.
func fileID(sent *tele.Message) string {
	switch {
	case sent.Photo != nil:
		return sent.Photo.FileID
	case sent.Document != nil:
		return sent.Document.FileID
	}
	return ""
}

// unknownFile reports whether Telegram does not know a file by its id any more.
func unknownFile(err error) bool {
	return meaningOf(err) == refused && strings.Contains(err.Error(), "wrong file")
}

// upload tells a file that was sent from others.
type upload struct {
	content [sha256.Size]byte
	kind    talk.FileKind
	name    string
}

// uploads remembers what Telegram calls the files that were sent lately, so that a month
// that is turned to again is not sent again.
type uploads struct {
	mu    sync.Mutex
	ids   map[upload]string
	order []upload // oldest first
}

// mostUploads bounds what is remembered, each about a hundred bytes.
const mostUploads = 1000

func (u *uploads) id(name upload) string {
	u.mu.Lock()
	defer u.mu.Unlock()
	return u.ids[name]
}

func (u *uploads) keep(name upload, id string) {
	u.mu.Lock()
	defer u.mu.Unlock()
	if id == "" || u.ids[name] != "" {
		return
	}
	if u.ids == nil {
		u.ids = map[upload]string{}
	}
	if u.order = append(u.order, name); len(u.order) > mostUploads {
		delete(u.ids, u.order[0])
		u.order = u.order[1:]
	}
	u.ids[name] = id
}

// forget drops a file. Its place among the others stays until its turn comes.
func (u *uploads) forget(name upload) {
	u.mu.Lock()
	defer u.mu.Unlock()
	delete(u.ids, name)
}
