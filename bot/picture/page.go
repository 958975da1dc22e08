package picture

import (
	"bytes"
	"image/color"
	"time"

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

func (e *pageEnd) glyphs(x, y float64, runes []rune, style Style) {
	if len(runes) == 0 {
		return
	}
	weight := ""
	if style.Bold {
		weight = "B"
	}
	e.pdf.SetFont(family, weight, style.Size)
	e.pdf.SetTextColor(int(style.Ink.R), int(style.Ink.G), int(style.Ink.B))
	e.pdf.Text(x, y, string(runes))
}

func (e *pageEnd) bytes() ([]byte, error) {
	var file bytes.Buffer
	err := e.pdf.Output(&file)
	return file.Bytes(), err
}
