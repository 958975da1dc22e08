package picture

import (
	"bytes"
	"image"
	"image/color"
	"image/png"
	"math"
	"slices"

	"golang.org/x/image/vector"
)

// Image gives a canvas whose file is a PNG, with scale pixels a point, filled
// with an opaque ground.
//
// Drawings have few inks, so their pixels come from a palette: a month is a
// quarter of the bytes, in an eighth of the time. Where inks meet there are
// levels of one in the other; what comes after 256 colours is given the nearest
// of them.
func Image(width, height, scale float64, ground color.RGBA) *Canvas {
	size := image.Rect(0, 0, int(math.Ceil(width*scale)), int(math.Ceil(height*scale)))
	return &Canvas{Width: width, Height: height, end: &imageEnd{
		scale:  scale,
		pixels: image.NewPaletted(size, color.Palette{ground}), // all of them are the first colour
		mixed:  map[mix]uint8{},
	}}
}

// imageEnd paints paths with smooth edges. A path is painted in a box of its
// own, since the painter's work grows with the box.
type imageEnd struct {
	scale   float64
	pixels  *image.Paletted
	mixed   map[mix]uint8 // what some ink over a colour comes to
	painter vector.Rasterizer
	covered []uint8 // how much of each pixel of the box the path covers
}

// mix is a level of ink over a colour of the palette.
type mix struct {
	ink         color.RGBA
	level, over uint8
}

// inkLevels is how many steps there are from no ink to all.
const inkLevels = 15

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
	e.covered = slices.Grow(e.covered[:0], box.Dx()*box.Dy())[:box.Dx()*box.Dy()]
	clear(e.covered)
	mask := &image.Alpha{Pix: e.covered, Stride: box.Dx(), Rect: image.Rect(0, 0, box.Dx(), box.Dy())}
	e.painter.Draw(mask, mask.Rect, image.Opaque, image.Point{})
	for y := range box.Dy() {
		row := e.pixels.Pix[e.pixels.PixOffset(box.Min.X, box.Min.Y+y):]
		last, lastIs := mix{}, uint8(0)
		for x, alpha := range e.covered[y*box.Dx() : (y+1)*box.Dx()] {
			level := uint8((int(alpha)*inkLevels + 127) / 255)
			if level == 0 {
				continue
			}
			if m := (mix{ink, level, row[x]}); m != last {
				last, lastIs = m, e.mix(m)
			}
			row[x] = lastIs
		}
	}
}

// mix finds or adds the colour that a mix comes to.
func (e *imageEnd) mix(m mix) uint8 {
	if index, ok := e.mixed[m]; ok {
		return index
	}
	under := e.pixels.Palette[m.over].(color.RGBA)
	blend := func(ink, under uint8) uint8 {
		return uint8((int(ink)*int(m.level) + int(under)*(inkLevels-int(m.level)) + inkLevels/2) / inkLevels)
	}
	is := color.RGBA{blend(m.ink.R, under.R), blend(m.ink.G, under.G), blend(m.ink.B, under.B), 255}
	index := slices.Index(e.pixels.Palette, color.Color(is))
	switch {
	case index >= 0:
	case len(e.pixels.Palette) < 256:
		index = len(e.pixels.Palette)
		e.pixels.Palette = append(e.pixels.Palette, is)
	default:
		index = e.pixels.Palette.Index(is)
	}
	e.mixed[m] = uint8(index)
	return uint8(index)
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

func (e *imageEnd) glyphs(x, y float64, line []glyph, style Style) {
	face := style.face()
	for _, g := range line {
		if p := face.outline(g.id, x+g.x*style.Size, y-g.y*style.Size, style.Size); p != nil {
			e.fill(p, style.Ink)
		}
		x += g.advance * style.Size
	}
}

func (e *imageEnd) bytes() ([]byte, error) {
	var file bytes.Buffer
	err := png.Encode(&file, e.pixels)
	return file.Bytes(), err
}
