package export

import (
	"bytes"
	"errors"
	"slices"
	"time"

	"github.com/go-json-experiment/json"
	"github.com/go-json-experiment/json/jsontext"

	"calmcalf/routines"
)

// readDocument reads a document that [JSON] wrote, and refuses everything that
// it could not have written.
func readDocument(data []byte, now time.Time) (*Diary, error) {
	data = bytes.TrimPrefix(data, byteOrderMark) // some editors put it there
	members, err := outermost(data)
	if err != nil {
		return nil, err
	}
	var d document
	if err := decode(data, members, &d); err != nil {
		return nil, broken(err)
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
	m := placed(err)
	if errors.Is(err, errMany) && slices.Equal(m.steps, []string{"nights"}) {
		return refused("error.import.nights", routines.Args{"Most": MostNights})
	}
	if len(m.steps) == 0 {
		return refused("error.import.changed", nil)
	}
	return &routines.Error{Kind: routines.Unclear, Key: "error.import.broken", Args: routines.Args{"Place": m.place()}}
}

// outermost gives what a document holds at its outermost, if it is a document, and
// of a version that can be read: another version may have another shape.
func outermost(data []byte) (map[string]jsontext.Value, error) {
	var all map[string]jsontext.Value
	var format string
	var version int
	err := json.Unmarshal(data, &all, jsontext.AllowDuplicateNames(true))
	if err == nil && all != nil {
		err = errors.Join(json.Unmarshal(all["format"], &format), json.Unmarshal(all["version"], &version))
	}
	switch {
	case err != nil || format != Format || version < 1:
		return nil, &routines.Error{Kind: routines.Unclear, Key: "error.import.format"}
	case version > Version:
		return nil, refused("error.import.version", routines.Args{"Version": version})
	}
	return all, nil
}

// decode reads a document. Its Nights are held against the schema as they are
// read, all else here.
func decode(data []byte, members map[string]jsontext.Value, d *document) error {
	if err := json.Unmarshal(data, d, strictly); err != nil {
		return err
	}
	whole := make(map[string]any, len(members))
	for name, text := range members {
		var value any
		if name == "nights" && text.Kind() == '[' {
			text = jsontext.Value("[]")
		}
		if err := json.Unmarshal(text, &value); err != nil {
			return within(name, err)
		}
		whole[name] = value
	}
	return conforms("", whole)
}
