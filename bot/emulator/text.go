package emulator

import (
	"encoding/json"
	"strings"
	"unicode"
	"unicode/utf8"
)

const (
	maxText    = 4096 // code points, after parsing
	maxCaption = 1024
)

// formatted reads a text with its markup: parsed, cleaned and trimmed, with the
// commands in it marked.
func formatted(text, mode, entities string) (string, []Entity, error) {
	text = clean(text)
	var marks []Entity
	switch strings.ToLower(mode) {
	case "", "none":
		if entities != "" && json.Unmarshal([]byte(entities), &marks) != nil {
			return "", nil, badRequest("can't parse entities: Can't parse entities JSON object")
		}
	case "html":
		var err error
		if text, marks, err = parseHTML(text); err != nil {
			return "", nil, err
		}
	case "markdown", "markdownv2":
		return "", nil, notEmulated("parse_mode " + mode)
	default:
		return "", nil, badRequest("unsupported parse_mode")
	}
	text, marks = trim(text, marks)
	return text, withCommands(text, marks), nil
}

// body is the text of a message: never empty, at most 4096 characters.
func (q *request) body() (string, []Entity, error) {
	if q.text("text") == "" {
		return "", nil, badRequest("message text is empty")
	}
	text, entities, err := formatted(q.text("text"), q.text("parse_mode"), q.text("entities"))
	switch {
	case err != nil:
		return "", nil, err
	case text == "":
		return "", nil, badRequest("text must be non-empty")
	case utf8.RuneCountInString(text) > maxText:
		return "", nil, badRequest("message is too long")
	}
	return text, entities, nil
}

// caption may be empty and has at most 1024 characters.
func caption(text, mode, entities string) (string, []Entity, error) {
	text, marks, err := formatted(text, mode, entities)
	if err == nil && utf8.RuneCountInString(text) > maxCaption {
		err = badRequest("message caption is too long")
	}
	return text, marks, err
}

// clean takes out what Telegram does not store: carriage returns vanish, other
// control characters become spaces.
func clean(text string) string {
	return strings.Map(func(r rune) rune {
		switch {
		case r == '\r':
			return -1
		case r < ' ' && r != '\n' && r != '\t':
			return ' '
		}
		return r
	}, text)
}

// trim takes white space off both ends; entities move along.
func trim(text string, entities []Entity) (string, []Entity) {
	rest := strings.TrimLeftFunc(text, unicode.IsSpace)
	shift := utf16Len(text) - utf16Len(rest)
	rest = strings.TrimRightFunc(rest, unicode.IsSpace)
	size := utf16Len(rest)
	var out []Entity
	for _, e := range entities {
		from := max(e.Offset-shift, 0)
		to := min(e.Offset-shift+e.Length, size)
		if from < to {
			e.Offset, e.Length = from, to-from
			out = append(out, e)
		}
	}
	return rest, out
}
