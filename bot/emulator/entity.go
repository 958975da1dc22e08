package emulator

import (
	"cmp"
	"slices"
	"strings"
	"unicode"
	"unicode/utf8"
)

// Entity marks a part of a text. Offset and Length count UTF-16 code units, as
// everywhere in Telegram.
type Entity struct {
	Type     string `json:"type"`
	Offset   int    `json:"offset"`
	Length   int    `json:"length"`
	URL      string `json:"url,omitempty"`      // of text_link
	Language string `json:"language,omitempty"` // of pre
}

// inOrder sorts entities by where they start, the outermost first.
func inOrder(entities []Entity) []Entity {
	slices.SortStableFunc(entities, func(a, b Entity) int {
		return cmp.Or(a.Offset-b.Offset, b.Length-a.Length, rank(a.Type)-rank(b.Type))
	})
	return entities
}

// tidy orders entities and drops what code does not allow inside it.
func tidy(in []Entity) []Entity {
	var out []Entity
	verbatim := 0 // where the last code ends
	for _, e := range inOrder(in) {
		if e.Offset < verbatim {
			continue
		}
		if e.Type == "code" || e.Type == "pre" {
			verbatim = e.Offset + e.Length
		}
		if e.Type == "code" {
			e.Language = ""
		}
		out = append(out, e)
	}
	return out
}

// rank orders entities of equal extent, the outermost first.
func rank(kind string) int {
	order := []string{"blockquote", "expandable_blockquote", "pre", "code", "text_link", "bold", "italic", "underline", "strikethrough", "spoiler"}
	return slices.Index(order, kind)
}

func utf16Len(s string) int {
	n := 0
	for _, r := range s {
		n++
		if r > 0xFFFF {
			n++
		}
	}
	return n
}

// withCommands adds the commands of a text to its other entities; inside links
// and code there are none.
func withCommands(text string, entities []Entity) []Entity {
	found := commands(text)
	if len(found) == 0 {
		return entities
	}
	out := entities
	for _, c := range found {
		inside := false
		for _, e := range entities {
			literal := e.Type == "code" || e.Type == "pre" || e.Type == "text_link"
			if literal && c.Offset < e.Offset+e.Length && e.Offset < c.Offset+c.Length {
				inside = true
			}
		}
		if !inside {
			out = append(out, c)
		}
	}
	return inOrder(out)
}

// commands finds "/start" and "/plan@bot": 1 to 64 Latin letters, digits and
// underscores after a slash, a bot's name of 3 to 32 of them after an @, and
// neither a word nor another slash on either side.
func commands(text string) []Entity {
	var out []Entity
	before := rune(' ')
	offset := 0
	for i := 0; i < len(text); {
		r, size := utf8.DecodeRuneInString(text[i:])
		if r == '/' && !adjoins(before) {
			n := nameLen(text[i+1:], 64)
			end := i + 1 + n
			if n > 0 && strings.HasPrefix(text[end:], "@") {
				if at := nameLen(text[end+1:], 32); at >= 3 {
					end += 1 + at
				}
			}
			after, _ := utf8.DecodeRuneInString(text[end:])
			if n > 0 && (end == len(text) || !adjoins(after)) {
				out = append(out, Entity{Type: "bot_command", Offset: offset, Length: end - i})
				offset += end - i
				before = rune(text[end-1])
				i = end
				continue
			}
		}
		offset++
		if r > 0xFFFF {
			offset++
		}
		before = r
		i += size
	}
	return out
}

// adjoins tells whether a rune beside a command makes it none.
func adjoins(r rune) bool {
	return r == '_' || r == '/' || r == '<' || r == '>' || unicode.IsLetter(r) || unicode.IsDigit(r)
}

func nameLen(s string, limit int) int {
	n := 0
	for n < len(s) && n < limit && (isAlnum(s[n]) || s[n] == '_') {
		n++
	}
	return n
}
