package picture

import (
	"bytes"
	"fmt"
	"image/color"
	"time"
	"unicode/utf16"

	"codeberg.org/go-pdf/fpdf"
	"github.com/go-fonts/dejavu/dejavusans"
	"github.com/go-fonts/dejavu/dejavusansbold"
)

// About is what a page says of itself to programs that list or read it aloud.
type About struct {
	Title    string
	Language string    // BCP 47
	Made     time.Time // an argument, so that equal pages are equal files; never zero
}

// Page gives a canvas whose file is a PDF of one page, with text that can be
// selected.
func Page(width, height float64, about About) *Canvas {
	pdf := fpdf.NewCustom(&fpdf.InitType{UnitStr: "pt", Size: fpdf.SizeType{Wd: width, Ht: height}})
	pdf.SetCompression(true)
	pdf.SetCatalogSort(true)
	pdf.SetCreationDate(about.Made)
	pdf.SetModificationDate(about.Made)
	pdf.SetTitle(Style{}.legible(about.Title), true)
	pdf.SetLang(about.Language)
	pdf.SetDisplayMode("fullpage", "single")
	pdf.SetMargins(0, 0, 0)
	pdf.SetAutoPageBreak(false, 0)
	pdf.AddUTF8FontFromBytes(family, "", dejavusans.TTF)
	pdf.AddUTF8FontFromBytes(family, "B", dejavusansbold.TTF)
	pdf.AddPage()
	return &Canvas{Width: width, Height: height, end: &pageEnd{pdf}}
}

const family = "DejaVu"

type pageEnd struct{ pdf *fpdf.Fpdf }

func (e *pageEnd) fill(p path, ink color.RGBA) {
	e.pdf.SetFillColor(int(ink.R), int(ink.G), int(ink.B))
	for i, s := range p {
		switch s.op {
		case moveTo:
			if i > 0 {
				e.pdf.ClosePath()
			}
			e.pdf.MoveTo(s.to[0].X, s.to[0].Y)
		case lineTo:
			e.pdf.LineTo(s.to[0].X, s.to[0].Y)
		case curveTo:
			e.pdf.CurveBezierCubicTo(s.to[0].X, s.to[0].Y, s.to[1].X, s.to[1].Y, s.to[2].X, s.to[2].Y)
		}
	}
	e.pdf.ClosePath()
	e.pdf.DrawPath("F")
}

// glyphs writes the runes that have the glyphs.
func (e *pageEnd) glyphs(x, y float64, line []glyph, style Style) {
	weight := ""
	if style.Bold {
		weight = "B"
	}
	e.pdf.SetFont(family, weight, style.Size)
	e.pdf.SetTextColor(int(style.Ink.R), int(style.Ink.G), int(style.Ink.B))
	from, row := x, []rune{}
	write := func() {
		if len(row) > 0 {
			e.pdf.Text(from, y, string(row))
			row = row[:0]
		}
	}
	for i, g := range line {
		switch plain := g.advance > 0 && g.x == 0 && g.y == 0; {
		case plain && g.char != 0 && g.read == string(g.char):
			if len(row) == 0 {
				from = x
			}
			row = append(row, g.char)
		case plain && g.char != 0:
			write()
			e.pdf.RawWriteStr("/Span <</ActualText <" + utf16be(g.read) + ">>> BDC")
			e.pdf.Text(x, y, string(g.char))
			e.pdf.RawWriteStr("EMC")
		default:
			write()
			e.fill(style.face().outline(g.id, x+g.x*style.Size, y-g.y*style.Size, style.Size), style.Ink)
			e.unseen(x, y, g.read, style.width(together(line[i:])))
		}
		x += g.advance * style.Size
	}
	write()
}

// unseen writes what a shape is read as, as wide as the shape.
func (e *pageEnd) unseen(x, y float64, text string, width float64) {
	if text == "" {
		return
	}
	scale := 100.0 // percent
	if own := e.pdf.GetStringWidth(text); own > 0 && width > 0 {
		scale *= width / own
	}
	const invisible, filled = 3, 0
	e.pdf.SetTextRenderingMode(invisible)
	e.pdf.RawWriteStr(fmt.Sprintf("%.2f Tz", scale))
	e.pdf.Text(x, y, text)
	e.pdf.RawWriteStr("100 Tz")
	e.pdf.SetTextRenderingMode(filled)
}

// together is the first glyph with those that are a part of it.
func together(line []glyph) []glyph {
	n := 1
	for n < len(line) && line[n].read == "" {
		n++
	}
	return line[:n]
}

// utf16be is a text as hexadecimal digits, with its mark.
func utf16be(text string) string {
	digits := "FEFF"
	for _, unit := range utf16.Encode([]rune(text)) {
		digits += fmt.Sprintf("%04X", unit)
	}
	return digits
}

func (e *pageEnd) bytes() ([]byte, error) {
	var file bytes.Buffer
	err := e.pdf.Output(&file)
	return file.Bytes(), err
}
