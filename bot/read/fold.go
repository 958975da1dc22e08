package read

import (
	"strings"
	"unicode"
	"unicode/utf8"

	"golang.org/x/text/unicode/norm"
)

// Fold writes a text as it is compared: decomposed (NFKD), in small letters,
// with ASCII digits, without accents, apostrophes and what cannot be seen, and
// with one letter for those that differ by keyboard and habit more than by
// sound. Spaces and all other marks stay. A text that is joined again for
// display or for a key of its own needs NFC.
func Fold(text string) string {
	if !isASCII(text) {
		// Decomposed, this apostrophe would begin with a space.
		text = norm.NFKD.String(strings.ReplaceAll(text, "´", "'"))
	}
	var b strings.Builder
	b.Grow(len(text))
	for _, r := range text {
		switch {
		case r < utf8.RuneSelf:
			if r >= 'A' && r <= 'Z' {
				r += 'a' - 'A'
			}
			if r != '\'' && r != '`' {
				b.WriteByte(byte(r))
			}
		case silent(r):
		default:
			foldRune(&b, r)
		}
	}
	return b.String()
}

func isASCII(text string) bool {
	for i := range len(text) {
		if text[i] >= utf8.RuneSelf {
			return false
		}
	}
	return true
}

// silent reports whether a rune of a decomposed text only changes how its
// neighbours look or sound, and is left out by many who type: accents and vowel
// points, apostrophes, lengthening strokes, joiners, marks of direction,
// variation selectors, keycaps.
func silent(r rune) bool {
	switch {
	case r >= 0x0300 && r <= 0x036F, // accents
		r >= 0x0591 && r <= 0x05C7,              // Hebrew points
		r >= 0x064B && r <= 0x065F, r == 0x0670, // Arabic vowel signs, and hamza above or below
		r == 0x0640,                // Arabic lengthening stroke
		r >= 0xFE00 && r <= 0xFE0F, // variation selectors
		r == 0x20E3,                // keycap
		r == '’', r == '‘', r == '‛', r == 'ʼ', r == 'ʻ', r == 'ʹ', r == '′', r == '׳', r == '״':
		return true
	}
	return unicode.Is(unicode.Cf, r)
}

func foldRune(b *strings.Builder, r rune) {
	if digit, ok := digitOf(r); ok {
		b.WriteByte('0' + byte(digit))
		return
	}
	switch r = unicode.ToLower(r); r {
	case 'ß':
		b.WriteString("ss")
	case 'æ':
		b.WriteString("ae")
	case 'œ':
		b.WriteString("oe")
	case 'þ':
		b.WriteString("th")
	case 'ø':
		b.WriteByte('o')
	case 'ł':
		b.WriteByte('l')
	case 'đ', 'ð':
		b.WriteByte('d')
	case 'ı':
		b.WriteByte('i')
	case 'ς':
		b.WriteRune('σ')
	case 'ي', 'ى':
		b.WriteRune('ی')
	case 'ك':
		b.WriteRune('ک')
	case 'ة':
		b.WriteRune('ه')
	default:
		b.WriteRune(r)
	}
}
