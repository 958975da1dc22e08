package picture

import (
	"strings"
	"unicode"
	"unicode/utf8"

	"golang.org/x/text/unicode/norm"
)

// box stands for what the face cannot write.
const box = '□'

// Marks that are not seen. The first two say which way a line runs, the others
// join letters and keep them apart.
const (
	leftToRight = '\u200e'
	rightToLeft = '\u200f'
	joiner      = '\u200d'
	nonJoiner   = '\u200c'
)

func unseen(r rune) bool {
	return r == leftToRight || r == rightToLeft || r == joiner || r == nonJoiner
}

// mostMarks is how many marks a letter keeps. Hebrew and Arabic letters have
// three at most; towers of them would stand on the lines around.
const mostMarks = 3

// legible keeps of a text what the face can write, in the order in which it is
// read: marks without a letter or a glyph, control characters and the colours of
// emoji are dropped, and a row of characters that have no glyph becomes one box.
func (s Style) legible(text string) string {
	face := s.face()
	var b strings.Builder
	last, marks := rune(0), 0
	// Two runes that are one letter become that letter.
	for _, r := range norm.NFC.String(strings.ToValidUTF8(text, string(utf8.RuneError))) {
		switch {
		case breaks(r) || blank(r):
			r = ' '
		case unseen(r):
			b.WriteRune(r)
			continue
		case unicode.Is(unicode.Mn, r) && face.has(r) && unicode.IsLetter(last) && marks < mostMarks && !hidden(r):
			marks++
			b.WriteRune(r)
			continue
		case unicode.In(r, unicode.Mn, unicode.Me, unicode.C) && !unicode.Is(unicode.Co, r), 0x1f3fb <= r && r <= 0x1f3ff:
			continue
		case !face.has(r) || r == utf8.RuneError:
			if last == box {
				continue
			}
			r = box
		}
		last, marks = r, 0
		b.WriteRune(r)
	}
	return b.String()
}

// hidden reports whether a mark is an instruction to the font and no accent.
func hidden(r rune) bool {
	return unicode.In(r, unicode.Variation_Selector, unicode.Other_Default_Ignorable_Code_Point)
}

// Writes reports whether the face can write most of a text's characters.
func (s Style) Writes(text string) bool {
	face, written, not := s.face(), 0, 0
	for _, r := range text {
		switch {
		case !unicode.IsPrint(r) || unicode.IsSpace(r) || unicode.IsMark(r):
		case face.has(r):
			written++
		default:
			not++
		}
	}
	return written > not
}
