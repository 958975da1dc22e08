package emulator

import (
	"slices"
	"strings"
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
	for _, e := range entities {
		switch {
		case e.Offset < 0 || e.Offset > 1_000_000:
			return "", nil, badRequest("receive an entity with incorrect offset %d", e.Offset)
		case e.Length < 0 || e.Length > 1_000_000:
			return "", nil, badRequest("receive an entity with incorrect length %d", e.Length)
		}
	}
	entities = nested(full(entities))

	// moved has for each UTF-16 unit of the old text, and for its end, where it is in
	// the new one, and -1 within a pair.
	var out strings.Builder
	var moved []int
	at := 0
	for _, r := range text {
		moved = append(moved, at)
		if r > 0xFFFF {
			moved = append(moved, -1)
		}
		if r = stored(r); r >= 0 {
			out.WriteRune(r)
			at += utf16Size(r)
		}
	}
	moved = append(moved, at)
	for i, e := range entities {
		from, err := place(moved, e.Offset, e, "begins")
		if err != nil {
			return "", nil, err
		}
		to, err := place(moved, e.end(), e, "ends")
		if err != nil {
			return "", nil, err
		}
		entities[i].Offset, entities[i].Length = from, to-from
		entities[i].URL, entities[i].Language = cleanedText(e.URL), cleanedText(e.Language)
	}
	return withoutMarks(out.String()), nested(full(entities)), nil
}

func place(moved []int, offset int, e Entity, verb string) (int, error) {
	switch {
	case offset < len(moved) && moved[offset] >= 0:
		return moved[offset], nil
	case offset < len(moved):
		return 0, badRequest("entity beginning at UTF-16 offset %d %s in a middle of a UTF-16 symbol", e.Offset, verb)
	}
	return 0, badRequest("entity beginning at UTF-16 offset %d %s after the end of the text at UTF-16 offset %d", e.Offset, verb, offset)
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

// blank tells whether a text shows nothing: spaces of any kind, and characters
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
