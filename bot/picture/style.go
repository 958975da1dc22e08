package picture

import (
	"image/color"
	"sort"
	"strings"
	"unicode"
)

// Style is how a text looks.
type Style struct {
	Size  float64 // points an em
	Bold  bool
	Align Align
	Ink   color.RGBA // opaque
}

// Align says which place of a text is the one that was named.
type Align uint8

// The places of a text.
const (
	Left Align = iota
	Centre
	Right
)

// Capital is how high capital letters and digits are, in ems: half of it below
// a middle is where the baseline goes.
const Capital = 0.729

// Width is how wide a text would be written, in points.
func (s Style) Width(text string) float64 { return s.width(s.shape(text)) }

// Wrap breaks a text into lines of at most so many points. Words stay whole
// unless one is wider than a line; line breaks in the text stay. Each line can
// be given to [Canvas.Text] and keeps the direction of its paragraph.
func (s Style) Wrap(text string, width float64) (lines []string) {
	space := s.Width(" ")
	for _, paragraph := range strings.FieldsFunc(text, breaks) {
		rest := s.legible(paragraph)
		direction := leftToRight
		if RightToLeft(rest) {
			direction = rightToLeft
		}
		line, lineWidth := "", 0.0
		push := func() {
			if line != "" {
				lines = append(lines, string(direction)+line)
			}
			line, lineWidth = "", 0
		}
		for _, word := range strings.FieldsFunc(rest, blank) {
			wordWidth := s.Width(word)
			if line != "" && lineWidth+space+wordWidth <= width {
				// Nothing is joined across a space, so that widths add up.
				line, lineWidth = line+" "+word, lineWidth+space+wordWidth
				continue
			}
			push()
			for wordWidth > width {
				part := s.prefix(word, width)
				lines = append(lines, string(direction)+part)
				word = word[len(part):]
				wordWidth = s.Width(word)
			}
			line, lineWidth = word, wordWidth
		}
		push()
	}
	return lines
}

// Fit shortens a text that is wider than so many points, and shows that it did.
func (s Style) Fit(text string, width float64) string {
	if s.Width(text) <= width {
		return text
	}
	return strings.TrimRightFunc(s.prefix(s.legible(text), width-s.Width(ellipsis)), blank) + ellipsis
}

const ellipsis = "…"

// prefix is the longest beginning of a text that fits, one letter with its marks
// at least.
func (s Style) prefix(text string, width float64) string {
	var ends []int
	for i, r := range text {
		if i > 0 && !unseen(r) && !unicode.IsMark(r) {
			ends = append(ends, i)
		}
	}
	ends = append(ends, len(text))
	fit := sort.Search(len(ends), func(i int) bool { return s.Width(text[:ends[i]]) > width })
	return text[:ends[max(fit-1, 0)]]
}

// breaks reports whether a line ends at the rune.
func breaks(r rune) bool { return strings.ContainsRune("\n\r\v\f\u0085\u2028\u2029", r) }

// blank reports whether a line may be broken at the rune.
func blank(r rune) bool { return unicode.IsSpace(r) && r != '\u00a0' && r != '\u202f' }
