// Package picture draws what people look at instead of reading: the month as a
// calendar with its counts.
//
// Everything is drawn on one small [Canvas] that has two ends, a PNG image and a
// PDF page. A shape is a filled path and a text a row of glyphs, and an end
// knows these two only, so that both show the same. Equal drawings give equal
// bytes.
//
// Both ends use the same two faces, DejaVu Sans in regular and bold: they are
// wide and open at small sizes, and hold Latin, Greek, Cyrillic, Hebrew and
// Arabic with its joined forms. The faces come from a Go module and are embedded
// into the program, and those glyphs that a page uses into the page; their
// licence stands in the file NOTICE.
//
// Which glyphs a text has, and where, is found by HarfBuzz, in the port of
// go-text. An image draws their outlines. A page is to be selected, copied and
// searched as well, and the library that writes it takes runes and no glyphs. A
// glyph that some rune is written with is therefore written as that rune, and a
// joined Arabic letter beside it tells by ActualText which letter it is. A glyph
// that no rune has, and a mark that was moved to its letter, are drawn as shapes,
// and what they are read as is written there without being seen. All of this
// stands in the order in which it is seen, which is what readers expect.
package picture

import "image/color"

// Canvas is a sheet to draw on. Lengths are points from its top left corner;
// on a page a point is 1/72 inch, in an image as many pixels as its scale says.
// What lies outside the sheet is cut off. Not for use by several goroutines.
type Canvas struct {
	Width, Height float64
	end           end
}

// end is where the drawing goes.
type end interface {
	fill(p path, ink color.RGBA)
	// glyphs draws a line from x to the right on the baseline y.
	glyphs(x, y float64, line []glyph, style Style)
	bytes() ([]byte, error)
}

// Bytes ends the drawing and gives it as a file. Only once.
func (c *Canvas) Bytes() ([]byte, error) { return c.end.bytes() }

// Point is a place on a sheet.
type Point struct{ X, Y float64 }

// Rect fills a rectangle whose corners are rounded, or not when radius is 0.
func (c *Canvas) Rect(x, y, width, height, radius float64, ink color.RGBA) {
	c.end.fill(rectangle(x, y, width, height, radius), ink)
}

// Frame draws the outline of a rectangle with rounded corners, the line's
// breadth inside of it.
func (c *Canvas) Frame(x, y, width, height, radius, breadth float64, ink color.RGBA) {
	outer := rectangle(x, y, width, height, radius)
	inner := rectangle(x+breadth, y+breadth, width-2*breadth, height-2*breadth, max(radius-breadth, 0))
	c.end.fill(append(outer, inner.reversed()...), ink)
}

// Circle fills a circle.
func (c *Canvas) Circle(x, y, radius float64, ink color.RGBA) {
	c.Rect(x-radius, y-radius, 2*radius, 2*radius, radius, ink)
}

// Ring draws the outline of a circle, the line's breadth inside of it.
func (c *Canvas) Ring(x, y, radius, breadth float64, ink color.RGBA) {
	c.Frame(x-radius, y-radius, 2*radius, 2*radius, radius, breadth, ink)
}

// Text writes one line with its baseline at y; x is where it begins, ends or
// has its middle, as the style's Align says. The text is given as it is read:
// right-to-left text is turned, Arabic letters are joined, and what the face
// does not have becomes a box.
func (c *Canvas) Text(x, y float64, text string, style Style) {
	line := style.shape(text)
	switch style.Align {
	case Centre:
		x -= style.width(line) / 2
	case Right:
		x -= style.width(line)
	}
	c.end.glyphs(x, y, line, style)
}

// path is an outline: each part begins with moveTo and closes by itself. What
// lies within is where its parts turn more often one way than the other.
type path []step

type step struct {
	op op
	to [3]Point // the last one that the op uses is where it ends
}

type op uint8

const (
	moveTo  op = iota // one point
	lineTo            // one point
	curveTo           // two control points and the end of a cubic curve
)

// end is where the step arrives.
func (s step) end() Point {
	if s.op == curveTo {
		return s.to[2]
	}
	return s.to[0]
}

// quarter is how far the control points of a quarter circle lie from its ends,
// in radii: (4/3)·(√2-1).
const quarter = 0.5522847498307936

// rectangle goes clockwise.
func rectangle(x, y, width, height, radius float64) path {
	width, height = max(width, 0), max(height, 0)
	r := min(radius, width/2, height/2)
	right, bottom, k := x+width, y+height, r-r*quarter
	line := func(x, y float64) step { return step{lineTo, [3]Point{{x, y}}} }
	if r <= 0 {
		return path{{moveTo, [3]Point{{x, y}}}, line(right, y), line(right, bottom), line(x, bottom)}
	}
	return path{
		{moveTo, [3]Point{{x + r, y}}},
		line(right-r, y),
		{curveTo, [3]Point{{right - k, y}, {right, y + k}, {right, y + r}}},
		line(right, bottom-r),
		{curveTo, [3]Point{{right, bottom - k}, {right - k, bottom}, {right - r, bottom}}},
		line(x+r, bottom),
		{curveTo, [3]Point{{x + k, bottom}, {x, bottom - k}, {x, bottom - r}}},
		line(x, y+r),
		{curveTo, [3]Point{{x, y + k}, {x + k, y}, {x + r, y}}},
	}
}

// reversed goes the same outline the other way. It has one part only.
func (p path) reversed() path {
	back := path{{moveTo, [3]Point{p[len(p)-1].end()}}}
	for i := len(p) - 1; i > 0; i-- {
		to := p[i-1].end()
		if p[i].op == curveTo {
			back = append(back, step{curveTo, [3]Point{p[i].to[1], p[i].to[0], to}})
			continue
		}
		back = append(back, step{lineTo, [3]Point{to}})
	}
	return back
}
