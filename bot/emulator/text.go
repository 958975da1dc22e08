package emulator

import (
	"encoding/json"
	"slices"
	"strings"
	"unicode/utf8"
)

const (
	maxText    = 4096 // code points, after parsing
	maxCaption = 1024
	maxSource  = 1 << 15 // bytes, before parsing
)

// formatted reads a text with its markup: parsed, cleaned and trimmed, with what
// is a command, a link and the like marked. It is "" for a text that shows nothing.
func (s *Server) formatted(text, mode, entities string) (string, []Entity, error) {
	if len(text) > maxSource {
		return "", nil, badRequest("text is too long")
	}
	var marks []Entity
	var err error
	switch strings.ToLower(mode) {
	case "", "none":
		marks, err = s.givenEntities(entities)
	case "html":
		text, marks, err = parseHTML(text, func(id int64) *user { return s.users[id] })
	case "markdown", "markdownv2":
		err = notEmulated("parse_mode " + mode)
	default:
		err = badRequest("unsupported parse_mode")
	}
	if err != nil {
		return "", nil, err
	}
	// Only bots with a bought name may send their own emoji; in place of it comes
	// the one that it stands on.
	marks = slices.DeleteFunc(marks, func(e Entity) bool { return e.Type == "custom_emoji" })
	if text, marks, err = cleaned(text, marks); err != nil {
		return "", nil, err
	}
	if text, marks = trim(text, marks); blank(text) {
		return "", nil, nil
	}
	return text, withFound(marks, find(text, finders)), nil
}

// typed is what becomes of a text that a person writes.
func typed(text string) (string, []Entity) {
	text, _, _ = cleaned(text, nil) // only entities are refused
	text, _ = trim(text, nil)
	return text, find(text, finders)
}

// givenEntities reads the parameter "entities". What the server finds by itself
// cannot be given.
func (s *Server) givenEntities(raw string) ([]Entity, error) {
	if raw == "" || raw == "null" {
		return nil, nil
	}
	var given []Entity
	if json.Unmarshal([]byte(raw), &given) != nil {
		return nil, badRequest("can't parse entities: Can't parse entities JSON object")
	}
	var out []Entity
	for _, e := range given {
		switch e.Type {
		case "text_link":
			if id, ok := linkedUser(e.URL); ok {
				if s.users[id] == nil {
					continue
				}
				e = Entity{Type: "text_mention", Offset: e.Offset, Length: e.Length, User: s.users[id]}
			}
		case "text_mention":
			if e.User == nil || s.users[e.User.ID] == nil {
				continue
			}
			e.User = s.users[e.User.ID]
		case "custom_emoji":
		default:
			if e.kind() == whole {
				continue
			}
		}
		out = append(out, e)
	}
	return out, nil
}

// body is the text of a message: never empty, at most 4096 characters.
func (s *Server) body(q *request) (string, []Entity, error) {
	if q.text("text") == "" {
		return "", nil, badRequest("message text is empty")
	}
	text, entities, err := s.formatted(q.text("text"), q.text("parse_mode"), q.text("entities"))
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
func (s *Server) caption(text, mode, entities string) (string, []Entity, error) {
	text, marks, err := s.formatted(text, mode, entities)
	if err == nil && utf8.RuneCountInString(text) > maxCaption {
		err = badRequest("message caption is too long")
	}
	return text, marks, err
}
