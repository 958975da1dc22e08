package export

import (
	"bytes"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"reflect"
	"time"
	"unicode/utf8"

	"calmcalf/routines"
)

// Read reads a document that [JSON] wrote, and refuses everything that it could
// not have written. now is the present, as a document cannot be of the future by
// more than two days.
//
// A file that is refused is a *[routines.Error]: error.import.large (Most, in
// MiB), .format when it is not such a document, .version when a newer program
// wrote it (Version), .future, .nights (Most, in Nights), or .broken with the
// Place of the first mistake, such as nights[12].log[3]. Any other error is one
// of reading.
func Read(r io.Reader, now time.Time) (*Diary, error) {
	data, err := io.ReadAll(io.LimitReader(r, MostBytes+1))
	if err != nil {
		return nil, fmt.Errorf("export: reading a document: %w", err)
	}
	if len(data) > MostBytes {
		return nil, refused("error.import.large", routines.Args{"Most": MostBytes >> 20})
	}
	data = bytes.TrimPrefix(data, []byte("\uFEFF")) // some editors put it there
	if err := recognise(data); err != nil {
		return nil, err
	}
	var d document
	if err := decode(data, &d); err != nil {
		return nil, broken(err)
	}
	if len(d.Nights) > MostNights {
		return nil, refused("error.import.nights", routines.Args{"Most": MostNights})
	}
	if time.Time(d.MadeAt).After(now.Add(ahead)) {
		return nil, refused("error.import.future", nil)
	}
	diary, err := d.diary()
	if err != nil {
		return nil, broken(err)
	}
	return diary, nil
}

func refused(key string, args routines.Args) error {
	return &routines.Error{Kind: routines.Refused, Key: key, Args: args}
}

func broken(err error) error {
	var m *misplaced
	place := ""
	if errors.As(err, &m) {
		place = m.place()
	}
	return &routines.Error{Kind: routines.Unclear, Key: "error.import.broken", Args: routines.Args{"Place": place}}
}

// recognise tells whether the data are a document, and of a version that can be
// read, before anything else in it is looked at: another version may have
// another shape.
func recognise(data []byte) error {
	var head struct {
		Format  string `json:"format"`
		Version int    `json:"version"`
	}
	err := json.Unmarshal(data, &head)
	switch {
	case !utf8.Valid(data) || err != nil || head.Format != Format || head.Version < 1:
		return &routines.Error{Kind: routines.Unclear, Key: "error.import.format"}
	case head.Version > Version:
		return refused("error.import.version", routines.Args{"Version": head.Version})
	}
	return nil
}

// decode reads a document of valid JSON.
func decode(data []byte, d *document) error {
	tokens := json.NewDecoder(bytes.NewReader(data))
	tokens.UseNumber()
	s := strict{tokens: tokens, shapes: map[reflect.Type]shape{}}
	return s.read(reflect.ValueOf(d).Elem())
}
