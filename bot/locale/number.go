package locale

import (
	"math"
	"strconv"
	"strings"

	"calmcalf/routines"
)

// Decimal writes a number with so many places behind the mark of the language,
// rounded; with as many as it needs if places is negative. What rounds to zero
// has no minus.
func (p *Printer) Decimal(x float64, places int) HTML {
	digits := strconv.FormatFloat(math.Abs(x), 'f', places, 64)
	text := HTML(digits)
	if whole, fraction, broken := strings.Cut(digits, "."); broken {
		text = p.Text("number.decimal", routines.Args{"Whole": HTML(whole), "Fraction": HTML(fraction)})
	}
	if x < 0 && strings.ContainsAny(digits, "123456789") {
		text = p.Text("number.negative", routines.Args{"Number": text})
	}
	return text
}

// PerWeek writes a rate as cramps a week, with one place.
func (p *Printer) PerWeek(r routines.Rate) HTML { return p.Decimal(r.PerWeek(), 1) }
