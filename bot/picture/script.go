package picture

import (
	"strings"
	"sync"
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

// set makes of a text the glyphs of one line, from left to right.
func set(text string, style Style) []rune {
	line := order(join([]rune(style.legible(text)), style.face()))
	seen := line[:0]
	for _, r := range line {
		if !unseen(r) {
			seen = append(seen, r)
		}
	}
	return seen
}

func unseen(r rune) bool {
	return r == leftToRight || r == rightToLeft || r == joiner || r == nonJoiner
}

// legible keeps of a text what the face can write, in the order in which it is
// read: accents that do not go with their letter, control characters and the
// colours of emoji are dropped, and a row of characters that have no glyph
// becomes one box.
func (s Style) legible(text string) string {
	face := s.face()
	var b strings.Builder
	last := rune(0)
	// Two runes that are one letter become that letter.
	for _, r := range norm.NFC.String(strings.ToValidUTF8(text, string(utf8.RuneError))) {
		switch {
		case breaks(r) || blank(r):
			r = ' '
		case unseen(r):
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
		last = r
		b.WriteRune(r)
	}
	return b.String()
}

// Writes tells whether the face can write most of a text's characters.
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

// forms are the shapes of an Arabic letter: alone, at the end, at the beginning
// and in the middle of a word. Letters that do not reach on have the first two.
type forms []rune

// letters holds the forms of every Arabic letter. Unicode lists them in this
// order, and knows the letter behind each.
var letters = sync.OnceValue(func() map[rune]forms {
	all := map[rune]forms{}
	for _, span := range [][2]rune{{0xfb50, 0xfbff}, {0xfe80, 0xfef4}} {
		seen := map[rune]forms{}
		for r := span[0]; r <= span[1]; r++ {
			if base := []rune(norm.NFKC.String(string(r))); len(base) == 1 && base[0] != r {
				seen[base[0]] = append(seen[base[0]], r)
			}
		}
		for base, f := range seen {
			all[base] = f
		}
	}
	return all
})

// lamAlef are the forms of lam with each alef after it, which are written as
// one: alone and at the end of a word.
var lamAlef = map[rune]forms{
	'\u0622': {'\ufef5', '\ufef6'},
	'\u0623': {'\ufef7', '\ufef8'},
	'\u0625': {'\ufef9', '\ufefa'},
	'\u0627': {'\ufefb', '\ufefc'},
}

const (
	lam     = '\u0644'
	tatweel = '\u0640' // lengthens a letter
)

// join gives Arabic letters the form that they have between their neighbours.
func join(line []rune, face *face) []rune {
	var out []rune
	for i := 0; i < len(line); i++ {
		r := line[i]
		before := i > 0 && reachesOn(line[i-1])
		if i+1 < len(line) && r == lam {
			if two, ok := lamAlef[line[i+1]]; ok {
				out = append(out, pick(two, before, false, line[i], face))
				i++
				continue
			}
		}
		f, ok := letters()[r]
		if !ok {
			out = append(out, r)
			continue
		}
		out = append(out, pick(f, before, i+1 < len(line) && reachesBack(line[i+1]), r, face))
	}
	return out
}

// pick gives the form for a letter that is joined to the one before or not, and
// to the one after, the letter itself where the face lacks the form.
func pick(f forms, before, after bool, letter rune, face *face) rune {
	i := 0
	switch after = after && len(f) == 4; {
	case before && after:
		i = 3
	case after:
		i = 2
	case before && len(f) > 1:
		i = 1
	}
	if face.has(f[i]) {
		return f[i]
	}
	return letter
}

// reachesOn tells whether the letter joins the one after it, reachesBack
// whether it joins the one before.
func reachesOn(r rune) bool { return len(letters()[r]) == 4 || r == tatweel || r == joiner }

func reachesBack(r rune) bool { return len(letters()[r]) > 1 || r == tatweel || r == joiner }
