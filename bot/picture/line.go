package picture

import (
	"slices"
	"strings"

	"github.com/go-text/typesetting/di"
	"github.com/go-text/typesetting/font"
	"github.com/go-text/typesetting/font/opentype"
	"github.com/go-text/typesetting/shaping"
	"golang.org/x/image/math/fixed"
	"golang.org/x/text/unicode/bidi"
)

// glyph is one shape of a line.
type glyph struct {
	id            font.GID
	advance, x, y float64 // ems: to the next glyph, and from where it belongs to the right and up
	// char is a rune that the face writes with this glyph, 0 where there is none.
	char rune
	// read is what the glyph stands for, in the order in which it is seen; empty
	// where it is a part of the glyph before.
	read string
}

// shaper makes glyphs of runes. Not for use by several goroutines.
type shaper struct {
	face      *font.Face
	segmenter shaping.Segmenter
	harfbuzz  shaping.HarfbuzzShaper
}

// ResolveFace makes it a [shaping.Fontmap].
func (s *shaper) ResolveFace(rune) *font.Face { return s.face }

// separate keeps Latin letters apart, as a page writes them rune by rune and an
// image has to look like it.
var separate = []shaping.FontFeature{{Tag: opentype.MustNewTag("kern")}, {Tag: opentype.MustNewTag("liga")}}

// shape makes of a text the glyphs of one line, from left to right.
func (s Style) shape(text string) (line []glyph) {
	runes := []rune(s.legible(text))
	if len(runes) == 0 {
		return nil
	}
	f := s.face()
	shaper := f.shapers.Get().(*shaper)
	defer f.shapers.Put(shaper)
	base := di.DirectionLTR
	if RightToLeft(string(runes)) {
		base = di.DirectionRTL
	}
	runs := shaper.segmenter.Split(shaping.Input{
		Text: runes, RunEnd: len(runes), Direction: base, Size: fixed.I(int(f.perEm)), FontFeatures: separate,
	}, shaper)
	for _, run := range visual(runs, base) {
		shaped := shaper.harfbuzz.ShapeNoExtents(run.Input).Glyphs
		for len(shaped) > 0 {
			n := max(shaped[0].GlyphsCount(), 1)
			line = append(line, f.cluster(run.Input, shaped[:n])...)
			shaped = shaped[n:]
		}
	}
	return line
}

// cluster gives the glyphs of runes that are written as one.
func (f *face) cluster(run shaping.Input, shaped []shaping.Glyph) (all []glyph) {
	from := shaped[0].TextIndex()
	read := slices.DeleteFunc(slices.Clone(run.Text[from:from+shaped[0].RunesCount()]), unseen)
	if run.Direction == di.DirectionRTL {
		slices.Reverse(read)
	}
	whole := true
	for _, g := range shaped {
		em := func(v fixed.Int26_6) float64 { return float64(v) / 64 / f.perEm }
		char := f.char(g.GlyphID)
		if char == ' ' && g.Advance == 0 {
			continue // it was unseen
		}
		whole = whole && char != 0
		all = append(all, glyph{id: g.GlyphID, advance: em(g.Advance), x: em(g.XOffset), y: em(g.YOffset), char: char})
	}
	whole = whole && len(all) == len(read)
	for i := range all {
		switch {
		case whole && class(read[i]) == bidi.ON:
			all[i].read = string(all[i].char) // brackets are read as they are turned
		case whole:
			all[i].read = string(read[i])
		case i == 0:
			all[i].char, all[i].read = 0, string(read)
		default:
			all[i].char = 0
		}
	}
	return all
}

// width of a line, in points.
func (s Style) width(line []glyph) (points float64) {
	for _, g := range line {
		points += g.advance
	}
	return points * s.Size
}

// shown is what is written from left to right.
func shown(line []glyph) string {
	var b strings.Builder
	for _, g := range line {
		if g.char != 0 {
			b.WriteRune(g.char)
		} else {
			b.WriteString(g.read)
		}
	}
	return b.String()
}
