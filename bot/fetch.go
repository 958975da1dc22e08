package bot

import (
	"bytes"
	"context"
	"fmt"
	"io"
	"net/http"

	tele "gopkg.in/telebot.v3"

	"calmcalf/bot/export"
	"calmcalf/bot/talk"
	"calmcalf/routines"
	"calmcalf/store"
)

// mostFetching is how many files are fetched and read at once: each may take a
// hundred megabytes while it is read.
const mostFetching = 2

// fetch reads a member's file from Telegram, before anything waits for it. Whatever
// goes wrong is something to tell.
func (b *Bot) fetch(in talk.Input) {
	b.fetched <- struct{}{}
	defer func() { <-b.fetched }()
	d, member := in.Document, false
	err := b.store.View(b.life, in.Person, func(book *store.Book) error {
		member = book.Person.Member()
		return nil
	})
	if err != nil {
		b.log.Warn("file not fetched", "err", err)
		d.Err = &routines.Error{Kind: routines.TooLate, Key: "error.import.fetch"}
	} else if member {
		b.readInto(b.life, d)
	}
}

func (b *Bot) readInto(ctx context.Context, d *talk.Document) {
	if d.Bytes > export.MostBytes {
		d.Err = &routines.Error{Kind: routines.Refused, Key: "error.import.large", Args: routines.Args{"Most": export.MostBytes >> 20}}
		return
	}
	data, err := b.download(ctx, d.ID, export.MostBytes)
	for tries := 1; err != nil && tries < mostTries && meaningOf(err) != refused; tries++ {
		pause(ctx, patience(err))
		data, err = b.download(ctx, d.ID, export.MostBytes)
	}
	if err != nil {
		b.log.Warn("file not fetched", "err", err)
		d.Err = &routines.Error{Kind: routines.TooLate, Key: "error.import.fetch"}
		return
	}
	d.Diary, d.Err = export.Read(d.Name, bytes.NewReader(data), b.instant())
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
