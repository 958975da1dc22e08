package place

import (
	"strings"
	"unicode"
	"unicode/utf8"

	"golang.org/x/text/unicode/norm"

	"calmcalf/bot/read"
)

// fold returns a name as it is compared: folded like everything that is typed,
// with one space between words, and with "saint" and the like in full. Two
// spellings that a person would call the same have the same fold. It is empty
// when no letter or digit is left.
func fold(s string) string {
	if !plain(s) {
		s = parted(read.Fold(s))
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

// plain reports whether there is nothing to do but split the words.
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

// parted keeps the letters and digits of a folded text and replaces everything
// else by spaces. Letters that folding took apart are composed again, so that a
// slip in one counts once: Hangul, kana with a voicing mark, Devanagari.
func parted(s string) string {
	s = strings.Map(func(r rune) rune {
		if unicode.IsLetter(r) || unicode.IsMark(r) || unicode.IsDigit(r) {
			return r
		}
		return ' '
	}, s)
	if ascii(s) {
		return s
	}
	return norm.NFC.String(s)
}

func ascii(s string) bool {
	for i := range len(s) {
		if s[i] >= utf8.RuneSelf {
			return false
		}
	}
	return true
}

var umlauts = strings.NewReplacer("ä", "ae", "ö", "oe", "ü", "ue", "ø", "oe", "å", "aa", "Ä", "Ae", "Ö", "Oe", "Ü", "Ue", "Ø", "Oe", "Å", "Aa")

// transcribe writes umlauts with two letters; it returns nothing for a name
// without any.
func transcribe(s string) string {
	if ascii(s) {
		return ""
	}
	if long := umlauts.Replace(s); long != s {
		return long
	}
	return ""
}
