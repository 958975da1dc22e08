package picture

import (
	"bytes"
	"math"
	"sync"

	"github.com/go-fonts/dejavu/dejavusans"
	"github.com/go-fonts/dejavu/dejavusansbold"
	"github.com/go-text/typesetting/font"
	"golang.org/x/image/font/sfnt"
	"golang.org/x/image/math/fixed"
)

// face is one weight of the font.
type face struct {
	font     *font.Font // knows how letters are joined
	outlines *sfnt.Font // draws glyphs
	perEm    float64
	chars    []rune // by glyph: one that is written with it; 0: none

	shapers, buffers sync.Pool
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
	parsed, err := font.ParseTTF(bytes.NewReader(ttf))
	if err != nil {
		panic(err)
	}
	outlines, err := sfnt.Parse(ttf)
	if err != nil {
		panic(err)
	}
	f := &face{font: parsed.Font, outlines: outlines, perEm: float64(parsed.Upem())}
	f.shapers.New = func() any { return &shaper{face: font.NewFace(f.font)} }
	f.buffers.New = func() any { return new(sfnt.Buffer) }
	for r := rune(lastRune); r > 0; r-- {
		if id, ok := f.font.NominalGlyph(r); ok && id != 0 {
			for int(id) >= len(f.chars) {
				f.chars = append(f.chars, 0)
			}
			f.chars[id] = r
		}
	}
	return f
}

// has reports whether there is a glyph for the rune, on either end.
func (f *face) has(r rune) bool {
	if r < 0 || r > lastRune {
		return false
	}
	id, ok := f.font.NominalGlyph(r)
	return ok && id != 0
}

// char is a rune that is written with the glyph, 0 where there is none.
func (f *face) char(id font.GID) rune {
	if int(id) >= len(f.chars) {
		return 0
	}
	return f.chars[id]
}

// outline is a glyph as a shape at a place, its size in points an em.
func (f *face) outline(id font.GID, x, y, size float64) (p path) {
	b := f.buffers.Get().(*sfnt.Buffer)
	defer f.buffers.Put(b)
	// In units of the face: scaling them here keeps their full precision.
	segments, err := f.outlines.LoadGlyph(b, sfnt.GlyphIndex(id), fixed.I(int(f.perEm)), nil)
	if err != nil {
		return nil
	}
	unit := size / f.perEm // points
	at := func(p fixed.Point26_6) Point {
		return Point{x + float64(p.X)/64*unit, y + float64(p.Y)/64*unit}
	}
	for _, s := range segments {
		a := at(s.Args[0])
		switch s.Op {
		case sfnt.SegmentOpMoveTo:
			p = append(p, step{moveTo, [3]Point{a}})
		case sfnt.SegmentOpLineTo:
			p = append(p, step{lineTo, [3]Point{a}})
		case sfnt.SegmentOpQuadTo:
			// The cubic curve that is the same.
			from, to := p[len(p)-1].end(), at(s.Args[1])
			p = append(p, step{curveTo, [3]Point{between(from, a), between(to, a), to}})
		case sfnt.SegmentOpCubeTo:
			p = append(p, step{curveTo, [3]Point{a, at(s.Args[1]), at(s.Args[2])}})
		}
	}
	return p
}

// between lies two thirds of the way.
func between(from, to Point) Point {
	return Point{from.X + (to.X-from.X)*2/3, from.Y + (to.Y-from.Y)*2/3}
}
