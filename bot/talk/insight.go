package talk

import (
	"calmcalf/bot/locale"
	"calmcalf/routines"
)

// verdictKeys end the locale keys insight.verdict.<name>.
var verdictKeys = map[routines.Verdict]string{
	routines.CannotTell: "unsure",
	routines.TooFew:     "scarce",
	routines.Fewer:      "fewer",
	routines.More:       "more",
}

// insightText is the one comparison of a closed month: counts, then a verdict
// in words. It is empty for a month that has not closed, and for one in which
// the habit was not there to compare. Too few nights to compare are not counted
// either.
func (t *Turn) insightText(month routines.Month) locale.HTML {
	insight, ok := t.person().Summaries.Insight(month)
	if !ok || insight.With.Of+insight.Without.Of == 0 {
		return ""
	}
	r := insight.Read()
	verdict := t.Text("insight.verdict."+verdictKeys[r.Verdict()], t.insightArgs(r))
	if r.Verdict() == routines.TooFew {
		return verdict
	}
	return t.Text("insight.counts", t.insightArgs(r)) + "\n" + verdict
}

func (t *Turn) insightArgs(r routines.Reading) routines.Args {
	return routines.Args{"Routine": r.Routine(), "With": r.With().Count, "WithOf": r.With().Of,
		"Without": r.Without().Count, "WithoutOf": r.Without().Of, "Enough": routines.EnoughToCompare}
}

// sureTap shows what stands behind the comparison of a month: the interval, the
// nights left out and how often it misleads. Another habit can be chosen for
// the months to come.
func sureTap(t *Turn) error {
	month, err := routines.ParseMonth(t.In.tap.arg(0))
	if err != nil {
		return stale
	}
	insight, ok := t.person().Summaries.Insight(month)
	if !ok {
		return stale
	}
	r := insight.Read()
	args := t.insightArgs(r)
	args["Month"] = month
	parts := []locale.HTML{t.Text("insight.title", args) + "\n" + t.Text("insight.counts", args)}
	if difference, within, ok := r.Difference(); ok {
		parts[0] += "\n" + t.Text("insight.interval", routines.Args{"Difference": routines.Points(difference),
			"Low": routines.Points(within.Low), "High": routines.Points(within.High)})
		if r.Verdict() == routines.CannotTell && !within.Has(0) {
			parts[0] += "\n" + t.Text("insight.narrow")
		}
	} else {
		parts[0] += "\n" + t.Text("insight.verdict.scarce", args)
	}
	if n := r.Unanswered(); n > 0 {
		parts[0] += "\n" + t.Text("insight.unanswered", routines.Args{"Count": n})
	}
	parts = append(parts, t.Text("insight.rule", routines.Args{"People": routines.ErrorPerYear}), t.Text("insight.caution"))
	t.send(Message{Text: locale.Join(parts, "\n\n"), Rows: [][]Button{{press(t.Text("insight.button.another"), "compare", "")}}})
	return nil
}

// compareTap chooses the habit that is compared when the month of the open Night
// ends. A month before it that has not been summed up yet is compared as chosen
// earlier: to look first and choose then would find something by chance.
func compareTap(t *Turn) error {
	summaries := &t.person().Summaries
	if letter := t.In.tap.arg(0); letter != "" {
		r := routines.RoutineOf(letter)
		if !r.Valid() || !t.person().GatesAllow(r) {
			return stale
		}
		nights := t.book.Nights(0, t.tonight().Date)
		if month := t.tonight().Date.Month() - 1; nights[0].Date.Month() <= month {
			summaries.Close(nights, month)
		}
		summaries.Compare = r
	}
	return compareAgain(t)
}

// compareAgain shows which habit is compared, and the others.
func compareAgain(t *Turn) error {
	compared := t.person().Summaries.Compare
	if compared == 0 {
		compared = routines.CalfStretch
	}
	m := Message{Text: t.Text("insight.compare", routines.Args{"Routine": compared, "Month": t.tonight().Date.Month()})}
	for _, r := range routines.Routines {
		if !t.person().GatesAllow(r) || r != compared && !t.person().Plan.On(r) {
			continue
		}
		label := t.routine(r)
		if r == compared {
			label = t.chosen(label)
		}
		m.Rows = append(m.Rows, []Button{press(label, "compare", r.Letter())})
	}
	if t.In.tap.arg(0) == "" {
		t.send(m)
	} else {
		t.show(m)
	}
	return nil
}
