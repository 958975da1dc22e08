package picture

import (
	"image/color"
	"math"

	"calmcalf/bot/locale"
	"calmcalf/routines"
)

// The month is drawn as wide as a small phone, in points that are the phone's
// own, and with three pixels a point. Chats show a picture in full up to about
// 1.4 times as high as wide; of a higher one they make a strip, until it is
// tapped.
const (
	phoneWidth = 360
	phoneScale = 3
	highest    = 500
	margin     = 18
	wide       = phoneWidth - 2*margin
)

// leastSize is the smallest that letters are in a chat.
const leastSize = 9.5

// Month draws a month's summary as a PNG image, 1080 pixels wide and at most
// 1500 high: the calendar, cramps a week, what is in a row and what was kept.
// What the month does not have takes no room.
func Month(s routines.Summary, say *locale.Printer, look Look) ([]byte, error) {
	row := rowHeight(s, say, look)
	c := Image(phoneWidth, drawMonth(measuring(), s, say, look, row), phoneScale, look.palette().ground)
	drawMonth(c, s, say, look, row)
	return c.Bytes()
}

// rowHeight shares what the rest leaves among the calendar's rows, in points.
func rowHeight(s routines.Summary, say *locale.Printer, look Look) float64 {
	rest := drawMonth(measuring(), s, say, look, 0)
	rows := float64(len(routines.Weeks(s.Days, look.FirstDay)))
	return min(math.Floor((highest-rest)/rows*phoneScale)/phoneScale, highestRow)
}

// Measuring gives a canvas that keeps nothing, to learn how much room a drawing
// takes. It has no bytes.
func Measuring(width, height float64) *Canvas {
	return &Canvas{Width: width, Height: height, end: nowhere{}}
}

// measuring gives one for the month, which is as high as it gets.
func measuring() *Canvas { return Measuring(phoneWidth, 0) }

type nowhere struct{}

func (nowhere) fill(path, color.RGBA)                  {}
func (nowhere) glyphs(float64, float64, []rune, Style) {}
func (nowhere) bytes() ([]byte, error)                 { return nil, nil }

// sheet is a month being drawn from the top down.
type sheet struct {
	*Canvas
	palette
	say *locale.Printer
	y   float64 // how far it is drawn
}

// drawMonth draws a month on a canvas that is phoneWidth wide, with calendar
// rows of a height, and tells how high it is.
func drawMonth(c *Canvas, sum routines.Summary, say *locale.Printer, look Look, row float64) (height float64) {
	s := &sheet{Canvas: c, palette: look.palette(), say: say}
	weeks := routines.Weeks(sum.Days, look.FirstDay)
	s.head(sum)
	s.calendar(sum, weeks, look.FirstDay, row)
	s.legend(sum, weeks)
	s.foot(sum)
	return s.y
}

// head names the month with its cramp nights, and below how much of it is known,
// beside the head of the weeks' column.
func (s *sheet) head(sum routines.Summary) {
	title, plain := Style{Size: 23, Bold: true, Ink: s.ink}, Style{Size: 13.5, Ink: s.ink}
	room := float64(wide)
	s.y = 29
	if sum.Rate.Answered > 0 {
		strong := Style{Size: 14, Bold: true, Align: Right, Ink: s.ink}
		nights := s.text("summary.nights", routines.Args{"Count": sum.Rate.CrampNights})
		s.write(margin+wide, s.y, wide*0.4, nights, strong)
		room -= min(strong.Width(nights), wide*0.4) + 12
	}
	s.write(margin, s.y, room, s.text("summary.title", routines.Args{"Month": sum.Month}), title)
	s.y += 20
	if sum.Rate.Nights == 0 {
		s.write(margin, s.y, wide, s.text("summary.none"), plain)
		return
	}
	s.write(margin, s.y, weekFrom-margin-10, s.text("picture.answered", routines.Args{"Answered": sum.Rate.Answered, "Nights": sum.Rate.Nights}), plain)
}

// text is a text of the person's language.
func (s *sheet) text(key string, args ...routines.Args) string {
	return s.say.Text(key, args...).Plain()
}

// write writes a text on one line of its own, so that the height does not depend
// on the language: smaller if it is too long for its room, and cut off where it
// would be too small.
func (s *sheet) write(x, y, room float64, text string, style Style) {
	if width := style.Width(text); width > room {
		style.Size = max(style.Size*room/width, leastSize)
		text = style.Fit(text, room+0.01)
	}
	s.Text(x, y, text, style)
}
