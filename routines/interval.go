package routines

import "math"

// Confidence is how sure an interval is. There are only two levels, so that
// nobody can pick one to suit the answer.
type Confidence bool

// The levels: the first is shown, the second is what a verdict needs.
const (
	Confidence95 Confidence = false
	Confidence99 Confidence = true
)

// quantile is the standard normal deviate that a two-sided interval of the
// level reaches to.
func (c Confidence) quantile() float64 {
	if c == Confidence99 {
		return 2.5758293035489004
	}
	return 1.959963984540054
}

// Interval is a range with both ends included. Of a proportion it lies between
// 0 and 1, of a difference between -1 and 1.
type Interval struct{ Low, High float64 }

// Has reports whether the interval holds x.
func (i Interval) Has(x float64) bool { return i.Low <= x && x <= i.High }

// Wilson is the score interval of a proportion (Wilson, J Am Stat Assoc 1927;
// method 3 of Newcombe, Stat Med 1998;17:857-872). Of no Nights at all
// everything is possible: 0 to 1.
func (p Proportion) Wilson(level Confidence) Interval {
	if p.Of == 0 {
		return Interval{0, 1}
	}
	count, of, z := float64(p.Count), float64(p.Of), level.quantile()
	middle := (count + z*z/2) / (of + z*z)
	half := z * math.Sqrt(count*(of-count)/of+z*z/4) / (of + z*z)
	// Where none or all had cramps one end is the proportion itself, but for
	// rounding.
	return Interval{
		Low:  max(0, min(middle-half, p.fraction())),
		High: min(1, max(middle+half, p.fraction())),
	}
}

// fraction of the Nights that had cramps, 0 to 1. There must be some Nights.
func (p Proportion) fraction() float64 { return float64(p.Count) / float64(p.Of) }

// Difference is the hybrid score interval of a minus b, two proportions of
// different Nights (method 10 of Newcombe, Stat Med 1998;17:873-890). It is
// built of their Wilson intervals, so it stays honest with few Nights and with
// proportions of none or all. When one of the two has no Nights, everything is
// possible: -1 to 1.
func Difference(a, b Proportion, level Confidence) Interval {
	if a.Of == 0 || b.Of == 0 {
		return Interval{-1, 1}
	}
	first, second := a.Wilson(level), b.Wilson(level)
	x, y := a.fraction(), b.fraction()
	return Interval{
		Low:  max(-1, x-y-math.Hypot(x-first.Low, second.High-y)),
		High: min(1, x-y+math.Hypot(first.High-x, y-second.Low)),
	}
}

// Points turns a difference of proportions into percentage points, rounded to
// whole ones: -0.386 is -39.
func Points(difference float64) int { return int(math.Round(100 * difference)) }
