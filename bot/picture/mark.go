package picture

import (
	"strconv"

	"calmcalf/routines"
)

// mark draws what became of a date's Night, about a middle, within half a side
// of it. The shapes are those of the calendar in words: a number on a plate, an
// o, a question mark, two bars; three dots while the answer may still come, and
// nothing where there is no Night.
func mark(c *Canvas, p palette, x, y, side float64, d routines.Day) {
	half := side / 2
	switch d.Outcome {
	case routines.Cramped:
		c.Rect(x-half, y-half, side, side, side*0.24, p.cramp)
		count, size := cramps(d.Cramps), side*0.68
		if len(count) > 1 {
			size = side * 0.56
		}
		c.Text(x, y+size*Capital/2, count, Style{Size: size, Bold: true, Align: Centre, Ink: p.count})
	case routines.NoCramps:
		c.Ring(x, y, side*0.36, side*0.11, p.free)
	case routines.Unknown, routines.NotAsked:
		size := side * 0.8
		c.Text(x, y+size*Capital/2, "?", Style{Size: size, Align: Centre, Ink: p.quiet})
	case routines.OnPause:
		for _, dy := range []float64{-0.14, 0.14} {
			c.Rect(x-side*0.3, y+side*(dy-0.05), side*0.6, side*0.1, side*0.05, p.quiet)
		}
	case routines.StillOn:
		for _, dx := range []float64{-0.24, 0, 0.24} {
			c.Circle(x+side*dx, y, side*0.07, p.quiet)
		}
	}
}

// cramps is the count on a mark.
func cramps(count int) string {
	if count >= routines.MostCramps {
		return strconv.Itoa(routines.MostCramps) + "+"
	}
	return strconv.Itoa(count)
}
