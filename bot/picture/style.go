package picture

import (
	"image/color"
	"math"
	"strings"
	"sync"
	"unicode"

	"github.com/go-fonts/dejavu/dejavusans"
	"github.com/go-fonts/dejavu/dejavusansbold"
	"golang.org/x/image/font"
	"golang.org/x/image/font/sfnt"
	"golang.org/x/image/math/fixed"
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

// face is one weight of the font.
type face struct {
	outlines *sfnt.Font
	perEm    float64
	advances []float64 // ems, by rune; negative: no glyph
}

var faces = [2]func() *face{
	sync.OnceValue(func() *face { return load(dejavusans.TTF) }),
	sync.OnceValue(func() *face { return load(dejavusansbold.TTF) }),
}

func (s Style) face() *face {
	if s.Bold {
		return faces[1]()
	}
	return faces[0]()
}

// lastRune is where fonts in PDF end, as the library writes them.
const lastRune = math.MaxUint16

// load reads an embedded font, which a test makes sure of.
func load(ttf []byte) *face {
	outlines, err := sfnt.Parse(ttf)
	if err != nil {
		panic(err)
	}
	f := &face{outlines: outlines, perEm: float64(outlines.UnitsPerEm()), advances: make([]float64, lastRune+1)}
	var b sfnt.Buffer
	for r := range rune(lastRune + 1) {
		f.advances[r] = -1
		if index, err := outlines.GlyphIndex(&b, r); err != nil || index == 0 {
			continue
		} else if wide, err := outlines.GlyphAdvance(&b, index, fixed.I(int(f.perEm)), font.HintingNone); err == nil {
			f.advances[r] = float64(wide) / 64 / f.perEm
		}
	}
	return f
}

// has tells whether there is a glyph for the rune.
func (f *face) has(r rune) bool { return r >= 0 && r <= lastRune && f.advances[r] >= 0 }

// advance is how far the next glyph lies, in ems.
func (f *face) advance(r rune) float64 { return max(f.advances[r], 0) }

// width of runes that the face has, in points.
func (s Style) width(runes []rune) (points float64) {
	f := s.face()
	for _, r := range runes {
		points += f.advance(r)
	}
	return points * s.Size
}

// Width is how wide a text would be written, in points.
func (s Style) Width(text string) float64 { return s.width(set(text, s)) }

// Wrap breaks a text into lines of at most so many points. Words stay whole
// unless one is wider than a line; line breaks in the text stay. Each line can
// be given to [Canvas.Text] and keeps the direction of its paragraph.
func (s Style) Wrap(text string, width float64) (lines []string) {
	for _, paragraph := range strings.FieldsFunc(text, breaks) {
		rest := s.legible(paragraph)
		direction := leftToRight
		if RightToLeft(rest) {
			direction = rightToLeft
		}
		line := ""
		push := func() {
			if line != "" {
				lines = append(lines, string(direction)+line)
			}
			line = ""
		}
		for _, word := range strings.FieldsFunc(rest, blank) {
			joined := word
			if line != "" {
				joined = line + " " + word
			}
			if s.Width(joined) <= width {
				line = joined
				continue
			}
			push()
			for s.Width(word) > width {
				part := s.prefix(word, width)
				lines = append(lines, string(direction)+part)
				word = word[len(part):]
			}
			line = word
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

// prefix is the longest beginning of a text that fits, one character at least.
func (s Style) prefix(text string, width float64) string {
	end := 0
	for i, r := range text {
		next := i + len(string(r))
		if end > 0 && s.Width(text[:next]) > width {
			break
		}
		end = next
	}
	return text[:end]
}

// breaks tells whether a line ends at the rune.
func breaks(r rune) bool { return strings.ContainsRune("\n\r\v\f\u0085\u2028\u2029", r) }

// blank tells whether a line may be broken at the rune.
func blank(r rune) bool { return unicode.IsSpace(r) && r != '\u00a0' && r != '\u202f' }
