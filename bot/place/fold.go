package place

import (
	"strings"
	"unicode"
	"unicode/utf8"

	"golang.org/x/text/unicode/norm"
)

// fold writes a name as it is compared: small letters without marks, words parted by one space, "saint" and the like in full.
// Two spellings that a person would call the same have the same fold. The result is empty when no letter or digit is left.
func fold(s string) string {
	if !plain(s) {
		s = decompose(s)
	}
	var b strings.Builder
	b.Grow(len(s) + 8)
	wordStart, initials := 0, false // whether the words before were single letters: U. S. A.
	for s != "" {
		word, rest := cutWord(s)
		s = rest
		if word == "" {
			continue
		}
		single := len(word) == 1 && word[0] >= 'a' && word[0] <= 'z'
		if b.Len() > wordStart && !(single && initials) {
			b.WriteByte(' ')
			wordStart = b.Len()
		}
		initials = single
		b.WriteString(expand(word))
	}
	return b.String()
}

// plain tells whether there is nothing to do but to part the words.
func plain(s string) bool {
	for i := range len(s) {
		if c := s[i]; !(c >= 'a' && c <= 'z' || c == ' ') {
			return false
		}
	}
	return true
}

func cutWord(s string) (word, rest string) {
	i := strings.IndexByte(s, ' ')
	if i < 0 {
		return s, ""
	}
	return s[:i], s[i+1:]
}

// expand writes the usual abbreviations of place names in full.
func expand(word string) string {
	switch word {
	case "st":
		return "saint"
	case "ste":
		return "sainte"
	case "ft":
		return "fort"
	case "mt":
		return "mount"
	}
	return word
}

// decompose drops marks, case and punctuation; what is left are letters, digits and single-byte spaces.
func decompose(s string) string {
	if !ascii(s) {
		s = norm.NFKD.String(strings.ToValidUTF8(s, " "))
	}
	var b strings.Builder
	b.Grow(len(s))
	later := false // letters that must be joined again: Hangul, kana with a voicing mark, Devanagari
	for _, r := range s {
		switch {
		case r >= 'a' && r <= 'z', r >= '0' && r <= '9':
			b.WriteByte(byte(r))
		case r >= 'A' && r <= 'Z':
			b.WriteByte(byte(r) + 'a' - 'A')
		case r < utf8.RuneSelf:
			if r != '\'' && r != '`' {
				b.WriteByte(' ')
			}
		case dropped(r):
		case unicode.IsLetter(r), unicode.IsMark(r), unicode.IsDigit(r):
			later = true
			b.WriteString(letter(unicode.ToLower(r)))
		default:
			b.WriteByte(' ')
		}
	}
	if later {
		return norm.NFC.String(b.String())
	}
	return b.String()
}

func ascii(s string) bool {
	for i := range len(s) {
		if s[i] >= utf8.RuneSelf {
			return false
		}
	}
	return true
}

// dropped are the signs that leave no gap: accents, vowel points, apostrophes, joiners, marks of direction.
func dropped(r rune) bool {
	switch {
	case r >= 0x0300 && r <= 0x036F, // accents
		r >= 0x0591 && r <= 0x05C7,              // Hebrew points
		r >= 0x064B && r <= 0x065F, r == 0x0670, // Arabic vowel signs and hamza above or below
		r == 0x0640, // Arabic lengthening stroke
		r == '’', r == '‘', r == 'ʼ', r == 'ʻ', r == 'ʹ', r == '´', r == '׳', r == '״':
		return true
	}
	return unicode.Is(unicode.Cf, r)
}

// letter writes as one the letters that differ by keyboard and habit more than by sound.
func letter(r rune) string {
	switch r {
	case 'ß':
		return "ss"
	case 'æ':
		return "ae"
	case 'œ':
		return "oe"
	case 'ø':
		return "o"
	case 'ł':
		return "l"
	case 'đ', 'ð':
		return "d"
	case 'þ':
		return "th"
	case 'ı':
		return "i"
	case 'ς':
		return "σ"
	case 'ي', 'ى':
		return "ی"
	case 'ك':
		return "ک"
	case 'ة':
		return "ه"
	}
	return string(r)
}

var umlauts = strings.NewReplacer("ä", "ae", "ö", "oe", "ü", "ue", "ø", "oe", "å", "aa", "Ä", "Ae", "Ö", "Oe", "Ü", "Ue", "Ø", "Oe", "Å", "Aa")

// transcribe writes umlauts with two letters; it returns nothing for a name that has none.
func transcribe(s string) string {
	if ascii(s) {
		return ""
	}
	if long := umlauts.Replace(s); long != s {
		return long
	}
	return ""
}
