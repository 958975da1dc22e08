package bot

import (
	"bytes"
	"context"
	"fmt"
	"io"
	"net/http"
	"path"
	"strings"

	tele "gopkg.in/telebot.v3"

	"calmcalf/bot/export"
	"calmcalf/routines"
	"calmcalf/store"
)

// document is a file that somebody sent, and what was read of it.
type document struct {
	id      string
	name    string
	bytes   int64
	message int // that brought it
	diary   *export.Diary
	err     error // why it could not be read: a mistake to be told
}

func documentOf(m *tele.Message) *document {
	return &document{id: m.Document.FileID, name: m.Document.FileName, bytes: m.Document.FileSize, message: m.ID}
}

// importsNow tells whether a tap is the one that brings a file in.
func importsNow(t tap) bool { return t.verb == "import" && t.arg(0) == "yes" }

// isDiary tells whether a file may be a diary: all others are not even fetched.
func isDiary(m *tele.Message) bool {
	return m != nil && m.Document != nil && strings.EqualFold(path.Ext(m.Document.FileName), ".json")
}

// fetch reads a member's file from Telegram, before the Book is opened: no
// transaction waits for the network. Whatever goes wrong is something to tell.
func (b *Bot) fetch(ctx context.Context, in input) error {
	d, member := in.document, false
	if err := b.store.View(ctx, in.person, func(book *store.Book) error {
		member = book.Person.Member()
		return nil
	}); err != nil || !member {
		return err
	}
	b.readInto(ctx, d)
	return nil
}

func (b *Bot) readInto(ctx context.Context, d *document) {
	if d.bytes > export.MostBytes {
		d.err = &routines.Error{Kind: routines.Refused, Key: "error.import.large", Args: routines.Args{"Most": export.MostBytes >> 20}}
		return
	}
	data, err := b.download(ctx, d.id, export.MostBytes)
	for tries := 1; err != nil && tries < mostTries && meaningOf(err) != refused; tries++ {
		pause(ctx, patience(err))
		data, err = b.download(ctx, d.id, export.MostBytes)
	}
	if err != nil {
		b.log.Warn("file not fetched", "err", err)
		d.err = &routines.Error{Kind: routines.TooLate, Key: "error.import.fetch"}
		return
	}
	d.diary, d.err = export.Read(d.name, bytes.NewReader(data), b.instant())
}

// download gives the content of a file, and a byte more than most at most.
func (b *Bot) download(ctx context.Context, id string, most int64) ([]byte, error) {
	ctx, cancel := context.WithTimeout(ctx, callTimeout)
	defer cancel()
	var file tele.File
	if err := b.call(ctx, "getFile", map[string]string{"file_id": id}, &file); err != nil {
		return nil, err
	}
	request, err := http.NewRequestWithContext(ctx, http.MethodGet, b.api+"/file/bot"+placeholder+"/"+file.FilePath, nil)
	if err != nil {
		return nil, fmt.Errorf("bot: download: %w", err)
	}
	response, err := b.http.Do(request)
	if err != nil {
		return nil, fmt.Errorf("bot: download: %w", err)
	}
	defer response.Body.Close()
	return io.ReadAll(io.LimitReader(response.Body, most+1))
}

// importDiary tells how a diary is brought in.
func importDiary(t *turn) error {
	t.send(message{text: t.text("import.ask")})
	return nil
}

// importFile tells what a file would change. Nothing is changed before the
// person says so. The file is kept nowhere: the question is a reply to it, so
// that the button leads back to it.
func importFile(t *turn) error {
	d := t.in.document
	if d.err != nil {
		return d.err
	}
	_, changes := export.Merge(t.person(), t.book.Nights(0, t.tonight().Date), d.diary, t.now)
	if changes.Nothing() {
		t.send(message{text: t.text("import.nothing")})
		return nil
	}
	t.send(message{text: t.changesText(&changes) + "\n\n" + t.text("import.sure"), answers: d.message, rows: [][]button{
		{press(t.text("import.button.yes"), "import", "yes")},
		{press(t.text("import.button.no"), "import", "no")},
	}})
	return nil
}

// otherFile answers a file that is no diary, by its name.
func otherFile(*turn) error {
	return &routines.Error{Kind: routines.Refused, Key: "error.import.file"}
}

// importTap brings the diary in, all of it or nothing.
func importTap(t *turn) error {
	d := t.in.document
	switch {
	case t.in.tap.arg(0) == "no":
		t.show(message{text: t.text("import.left")})
		return nil
	case t.in.tap.arg(0) != "yes":
		return stale
	case d == nil:
		return &routines.Error{Kind: routines.TooLate, Key: "error.import.fetch"}
	case d.err != nil:
		return d.err
	}
	_, changes := export.Merge(t.person(), t.book.Nights(0, t.tonight().Date), d.diary, t.now)
	export.Adopt(t.person(), d.diary)
	t.replanned()
	merged, _ := export.Merge(t.person(), t.book.Nights(0, t.tonight().Date), d.diary, t.now)
	for _, night := range merged {
		t.book.Add(*night)
	}
	t.accustom()
	t.show(message{text: t.changesText(&changes) + "\n\n" + t.text("import.done")})
	if care := &t.person().Care; !care.Rests() {
		if care.Since, care.Called = t.person().Unseen(t.lately()); care.Rests() {
			t.replanned()
			t.send(message{text: t.sameDayText(), rows: [][]button{t.careButtons("")}})
		}
	}
	return nil
}

// changesText lists what an import changes, a line each.
func (t *turn) changesText(c *export.Changes) string {
	var lines []string
	add := func(is bool, key string, args routines.Args) {
		if is {
			lines = append(lines, "• "+t.text(key, args))
		}
	}
	add(c.NewNights > 0, "import.new", routines.Args{"Count": c.NewNights})
	add(c.ChangedNights > 0, "import.changed", routines.Args{"Count": c.ChangedNights})
	add(c.OtherCramps > 0, "import.other-cramps", routines.Args{"Count": c.OtherCramps})
	add(c.SameNights > 0, "import.same", routines.Args{"Count": c.SameNights})
	add(c.Later > 0, "import.later", routines.Args{"Count": c.Later})
	add(c.LostNotes > 0, "import.notes", routines.Args{"Count": c.LostNotes})
	add(c.PlanChanges, "import.plan", nil)
	add(c.SettingsChange, "import.settings", nil)
	add(c.ComparesAnother, "import.compare", nil)
	add(c.Closes != 0, "import.closes", nil)
	title := t.text("import.title")
	if c.From != 0 {
		title = t.text("import.span", routines.Args{"From": c.From, "To": c.To})
	}
	return title + "\n" + strings.Join(lines, "\n")
}
