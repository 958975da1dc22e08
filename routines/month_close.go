package routines

import "slices"

// CloseMonth notes what the end of a month leaves behind, once its turn to be
// summed up has come: its one comparison, and whether anything was answered.
// nights are all of the person's.
func (p *Person) CloseMonth(nights []*Night, month Month) {
	p.Summaries.Close(nights, month)
	switch {
	case answeredIn(nights, month):
		p.Summaries.Blank = 0
	case p.Summaries.Blank == 0:
		p.Summaries.Blank = month
	}
}

// answeredIn reports whether anything is known of a month's cramps.
func answeredIn(nights []*Night, month Month) bool {
	return slices.ContainsFunc(nights, func(n *Night) bool {
		_, known := n.CrampCount()
		return known && n.Date.Month() == month
	})
}
