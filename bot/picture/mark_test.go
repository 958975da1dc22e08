package picture

import (
	"image"
	"image/color"
	"math"
	"testing"

	"calmcalf/routines"
)

// eyes see linear red, green and blue as these sums of them: all of it, and
// without one of the three kinds of cones (Machado, Oliveira and Fernandes 2009,
// severity 1). Only lightness is looked at afterwards, so that the first is a
// grey printer as well.
var eyes = map[string][3][3]float64{
	"grey":   {{1, 0, 0}, {0, 1, 0}, {0, 0, 1}},
	"protan": {{0.152286, 1.052583, -0.204868}, {0.114503, 0.786281, 0.099216}, {-0.003882, -0.048116, 1.051998}},
	"deutan": {{0.367322, 0.860646, -0.227968}, {0.280085, 0.672501, 0.047413}, {-0.011820, 0.042940, 0.968881}},
	"tritan": {{1.255528, -0.076749, -0.178779}, {-0.078411, 0.930809, 0.147602}, {0.004733, 0.691367, 0.303900}},
}

// lightness is the relative luminance of WCAG 2, as an eye sees it.
func lightness(c color.RGBA, eye [3][3]float64) float64 {
	linear := func(v uint8) float64 {
		if s := float64(v) / 255; s > 0.04045 {
			return math.Pow((s+0.055)/1.055, 2.4)
		}
		return float64(v) / 255 / 12.92
	}
	rgb := [3]float64{linear(c.R), linear(c.G), linear(c.B)}
	var seen [3]float64
	for i, row := range eye {
		seen[i] = min(max(row[0]*rgb[0]+row[1]*rgb[1]+row[2]*rgb[2], 0), 1)
	}
	return 0.2126*seen[0] + 0.7152*seen[1] + 0.0722*seen[2]
}

// contrast is WCAG's, from 1 to 21.
func contrast(a, b color.RGBA, eye [3][3]float64) float64 {
	la, lb := lightness(a, eye), lightness(b, eye)
	return (max(la, lb) + 0.05) / (min(la, lb) + 0.05)
}

// TestContrast holds words to 4.5 : 1 and shapes to 3 : 1 (WCAG 2.2, 1.4.3 and
// 1.4.11).
func TestContrast(t *testing.T) {
	t.Parallel()
	for _, dark := range []bool{false, true} {
		p := Preferences{Dark: dark}.palette()
		for name, eye := range eyes {
			for what, pair := range map[string]struct {
				a, b  color.RGBA
				least float64
			}{
				"words":         {p.ink, p.ground, 7},
				"lesser words":  {p.quiet, p.ground, 4.5},
				"counts":        {p.count, p.cramp, 4.5},
				"cramp nights":  {p.cramp, p.ground, 3},
				"cramp-free":    {p.free, p.ground, 3},
				"bars":          {p.bar, p.ground, 3},
				"tick on bar":   {p.line, p.bar, 2},
				"tick on track": {p.line, p.track, 3},
				"bar on track":  {p.bar, p.track, 2},
			} {
				if is := contrast(pair.a, pair.b, eye); is < pair.least {
					t.Errorf("dark %v, %s: %s have a contrast of %.2f, less than %g", dark, name, what, is, pair.least)
				}
			}
		}
	}
}

// cells are the days that look different.
func cells() (days []routines.Day) {
	for _, o := range []routines.Outcome{routines.NoCramps, routines.Unknown, routines.OnPause, routines.StillOn, routines.NoNight} {
		days = append(days, routines.Day{Outcome: o})
	}
	for count := 1; count <= routines.MostCramps; count++ {
		days = append(days, routines.Day{Outcome: routines.Cramped, Cramps: count})
	}
	return days
}

// TestMarksDifferByShape draws every mark, sees it through every eye as lines
// and areas that stand out from the sheet, and lays each on each: what is left
// of any two is a part of them that nobody overlooks, for numbers on the same
// plate a smaller one. At one pixel a point and at three.
func TestMarksDifferByShape(t *testing.T) {
	t.Parallel()
	const side = 28
	for _, dark := range []bool{false, true} {
		p := Preferences{Dark: dark}.palette()
		for _, scale := range []float64{1, phoneScale} {
			var drawn []*image.RGBA
			for _, d := range cells() {
				c := Image(side, side, scale, p.ground)
				mark(c, p, side/2, side/2, side, d)
				file, err := c.Bytes()
				if err != nil {
					t.Fatal(err)
				}
				drawn = append(drawn, decode(t, file))
			}
			for name, eye := range eyes {
				var shapes [][]bool
				for _, pixels := range drawn {
					shapes = append(shapes, standsOut(pixels, p.ground, eye))
				}
				for i, a := range cells() {
					for k, b := range cells()[:i] {
						least := 0.3
						if a.Outcome == b.Outcome {
							least = 0.04
						}
						if part := apart(shapes[i], shapes[k]); part < least {
							t.Errorf("dark %v, %s, scale %g: %c%d and %c%d differ in %.2f of them",
								dark, name, scale, a.Outcome, a.Cramps, b.Outcome, b.Cramps, part)
						}
					}
				}
			}
		}
	}
}

// standsOut reports for each pixel whether an eye sees it apart from the ground.
func standsOut(pixels *image.RGBA, ground color.RGBA, eye [3][3]float64) (shape []bool) {
	known := map[color.RGBA]bool{}
	for i := 0; i < len(pixels.Pix); i += 4 {
		at := color.RGBA{pixels.Pix[i], pixels.Pix[i+1], pixels.Pix[i+2], 255}
		if _, ok := known[at]; !ok {
			known[at] = contrast(at, ground, eye) >= 2
		}
		shape = append(shape, known[at])
	}
	return shape
}

// apart is the part of two shapes that only one of them covers.
func apart(a, b []bool) float64 {
	one, either := 0, 0
	for i := range a {
		if a[i] != b[i] {
			one++
		}
		if a[i] || b[i] {
			either++
		}
	}
	return float64(one) / float64(max(either, 1))
}

// TestUnknownIsDrawnAlike: whether the question went out makes no difference to
// the person.
func TestUnknownIsDrawnAlike(t *testing.T) {
	t.Parallel()
	var files [2]string
	for i, o := range []routines.Outcome{routines.Unknown, routines.NotAsked} {
		c := Image(28, 28, 1, white)
		mark(c, Preferences{}.palette(), 14, 14, 28, routines.Day{Outcome: o})
		file, err := c.Bytes()
		if err != nil {
			t.Fatal(err)
		}
		files[i] = string(file)
	}
	if files[0] != files[1] {
		t.Error("they differ")
	}
}
