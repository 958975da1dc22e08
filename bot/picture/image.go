package picture

import (
	"bytes"
	"image"
	"image/color"
	"image/draw"
	"image/png"
	"math"

	"golang.org/x/image/font/sfnt"
	"golang.org/x/image/math/fixed"
	"golang.org/x/image/vector"
)

// Image gives a canvas whose file is a PNG, with scale pixels a point, filled
// with an opaque ground.
func Image(width, height, scale float64, ground color.RGBA) *Canvas {
	size := image.Rect(0, 0, int(math.Ceil(width*scale)), int(math.Ceil(height*scale)))
	e := &imageEnd{scale: scale, pixels: image.NewRGBA(size)}
	draw.Draw(e.pixels, size, image.NewUniform(ground), image.Point{}, draw.Src)
	return &Canvas{Width: width, Height: height, end: e}
}

// imageEnd paints paths with smooth edges. A path is painted in a box of its
// own, since the painter's work grows with the box.
type imageEnd struct {
	scale   float64
	pixels  *image.RGBA
	painter vector.Rasterizer
	glyph   sfnt.Buffer
}

func (e *imageEnd) fill(p path, ink color.RGBA) {
	var low, high Point
	for i := range p {
		for k := range p[i].to {
			p[i].to[k].X *= e.scale
			p[i].to[k].Y *= e.scale
		}
		for k := range p[i].points() {
			at := p[i].to[k]
			if i == 0 {
				low, high = at, at
			}
			low = Point{min(low.X, at.X), min(low.Y, at.Y)}
			high = Point{max(high.X, at.X), max(high.Y, at.Y)}
		}
	}
	box := e.box(low, high)
	if box.Empty() {
		return
	}
	e.painter.Reset(box.Dx(), box.Dy())
	on := func(at Point) (x, y float32) {
		return float32(at.X - float64(box.Min.X)), float32(at.Y - float64(box.Min.Y))
	}
	for i, s := range p {
		ax, ay := on(s.to[0])
		switch s.op {
		case moveTo:
			if i > 0 {
				e.painter.ClosePath()
			}
			e.painter.MoveTo(ax, ay)
		case lineTo:
			e.painter.LineTo(ax, ay)
		case curveTo:
			bx, by := on(s.to[1])
			cx, cy := on(s.to[2])
			e.painter.CubeTo(ax, ay, bx, by, cx, cy)
		}
	}
	e.painter.ClosePath()
	e.painter.Draw(e.pixels, box, image.NewUniform(ink), image.Point{})
}

// box is the pixels between two corners that are on the sheet.
func (e *imageEnd) box(low, high Point) image.Rectangle {
	bounds := e.pixels.Bounds()
	inside := func(v float64, most int) int { return int(min(max(v, 0), float64(most))) }
	return image.Rect(
		inside(math.Floor(low.X), bounds.Dx()), inside(math.Floor(low.Y), bounds.Dy()),
		inside(math.Ceil(high.X), bounds.Dx()), inside(math.Ceil(high.Y), bounds.Dy()))
}

// points is how many points of the step count.
func (s step) points() int {
	if s.op == curveTo {
		return 3
	}
	return 1
}

func (e *imageEnd) glyphs(x, y float64, runes []rune, style Style) {
	face := style.face()
	perEm := fixed.I(int(face.perEm))
	unit := style.Size / face.perEm // points
	for _, r := range runes {
		index, err := face.outlines.GlyphIndex(&e.glyph, r)
		if err != nil {
			continue
		}
		// In units of the face: scaling them here keeps their full precision.
		segments, err := face.outlines.LoadGlyph(&e.glyph, index, perEm, nil)
		if err != nil {
			continue
		}
		at := func(p fixed.Point26_6) Point {
			return Point{x + float64(p.X)/64*unit, y + float64(p.Y)/64*unit}
		}
		var p path
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
		if p != nil {
			e.fill(p, style.Ink)
		}
		x += face.advance(r) * style.Size
	}
}

// between lies two thirds of the way.
func between(from, to Point) Point {
	return Point{from.X + (to.X-from.X)*2/3, from.Y + (to.Y-from.Y)*2/3}
}

func (e *imageEnd) bytes() ([]byte, error) {
	var file bytes.Buffer
	err := png.Encode(&file, e.pixels)
	return file.Bytes(), err
}
