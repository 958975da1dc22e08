package emulator

import (
	"slices"
	"strings"
	"unicode/utf8"
)

// stored is what becomes of a character: a space of one of control, and -1 of what
// Telegram does not store, which is carriage returns, what turns the direction of a
// text, and lines across the letters.
func stored(r rune) rune {
	switch {
	case r == '\r', r == 0x030A, r == 0x0333, r == 0x033F, 0x2028 <= r && r <= 0x202E:
		return -1
	case r < ' ' && r != '\n':
		return ' '
	}
	return r
}

func cleanedText(s string) string { return withoutMarks(strings.Map(stored, s)) }

// cleaned takes out of a text what Telegram does not store, makes spaces of control
// characters, and moves the entities along. They come out nested and not empty. It
// refuses an entity that does not fit the text.
func cleaned(text string, entities []Entity) (string, []Entity, error) {
	entities = slices.Clone(entities)
	for i, e := range entities {
		entities[i].Language = cleanedText(e.Language)
		if e.Type == "text_link" {
			target, err := link(cleanedText(e.URL))
			if err != nil {
				return "", nil, badRequest("entity URL '%s' is invalid: %v", cleanedText(e.URL), err)
			}
			entities[i].URL = target
		}
		switch {
		case e.Offset < 0 || e.Offset > 1_000_000:
			return "", nil, badRequest("receive an entity with incorrect offset %d", e.Offset)
		case e.Length < 0 || e.Length > 1_000_000:
			return "", nil, badRequest("receive an entity with incorrect length %d", e.Length)
		}
	}
	entities = nested(full(entities))

	// moved has for each UTF-16 unit of the old text, and for its end, where it is in
	// the new one; within a pair it has the complement of the byte after the pair.
	var out strings.Builder
	var moved []int
	at := 0
	for i, r := range text {
		moved = append(moved, at)
		if r > 0xFFFF {
			moved = append(moved, ^(i + utf8.RuneLen(r)))
		}
		if r = stored(r); r >= 0 {
			out.WriteRune(r)
			at += utf16Size(r)
		}
	}
	moved = append(moved, at)
	if err := fit(entities, moved); err != nil {
		return "", nil, err
	}
	for i, e := range entities {
		entities[i].Offset = moved[e.Offset]
		entities[i].Length = moved[e.end()] - moved[e.Offset]
	}
	return withoutMarks(out.String()), nested(full(entities)), nil
}

// fit refuses the first entity, on the way through the text, that begins or ends beside
// a character.
func fit(entities []Entity, moved []int) error {
	var open []Entity
	next := 0
	for at, to := range moved {
		if to < 0 {
			continue
		}
		for len(open) > 0 && open[len(open)-1].end() <= at {
			e := open[len(open)-1]
			if e.end() != at {
				return badRequest("entity beginning at UTF-16 offset %d ends in a middle of a UTF-16 symbol at byte offset %d", e.Offset, ^moved[e.end()])
			}
			open = open[:len(open)-1]
		}
		for ; next < len(entities) && entities[next].Offset <= at; next++ {
			if entities[next].Offset != at {
				return badRequest("entity begins in a middle of a UTF-16 symbol at byte offset %d", ^moved[entities[next].Offset])
			}
			open = append(open, entities[next])
		}
	}
	switch {
	case next < len(entities):
		return badRequest("entity begins after the end of the text at UTF-16 offset %d", entities[next].Offset)
	case len(open) > 0:
		e := open[len(open)-1]
		return badRequest("entity beginning at UTF-16 offset %d ends after the end of the text at UTF-16 offset %d", e.Offset, e.end())
	}
	return nil
}

// full drops empty entities.
func full(entities []Entity) []Entity {
	return slices.DeleteFunc(slices.Clone(entities), func(e Entity) bool { return e.Length <= 0 })
}

// withoutMarks keeps only the last of several marks of direction in a row; the others
// become something that shows as little.
func withoutMarks(text string) string {
	isMark := func(r rune) bool { return r == 0x200E || r == 0x200F }
	if !strings.ContainsFunc(text, isMark) {
		return text
	}
	runes := []rune(text)
	for i := range len(runes) - 1 {
		if isMark(runes[i]) && isMark(runes[i+1]) {
			runes[i] = 0x200C
		}
	}
	return string(runes)
}

// trim takes white space off both ends, in front only as far as no entity begins.
func trim(text string, entities []Entity) (string, []Entity) {
	text = strings.TrimRight(text, " \n")
	size := utf16Len(text)
	var out []Entity
	for _, e := range entities {
		if e.Offset < size {
			e.Length = min(e.Length, size-e.Offset)
			out = append(out, e)
		}
	}
	out = inOrder(out)
	shift := len(text) - len(strings.TrimLeft(text, " \n"))
	if len(out) > 0 {
		shift = min(shift, out[0].Offset)
	}
	for i := range out {
		out[i].Offset -= shift
	}
	return text[shift:], out
}

// blank reports whether a text shows nothing: spaces of any kind, and characters
// without width.
func blank(text string) bool {
	return strings.TrimFunc(text, func(r rune) bool {
		switch r {
		case ' ', '\n', 0xA0, 0x1680, 0x180E, 0x202E, 0x202F, 0x205F, 0x2800, 0x3000, 0xFEFF, 0xFFFC:
			return true
		}
		return 0x2000 <= r && r <= 0x200F || 0xE0000 <= r && r <= 0xE007F
	}) == ""
}
