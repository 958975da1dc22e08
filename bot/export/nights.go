package export

import (
	"encoding/csv"
	"fmt"
	"slices"
	"strconv"
	"strings"
	"time"

	"calmcalf/routines"
)

// nightColumns are the columns of nights.csv before those of the routines.
var nightColumns = []string{
	"night", "weekday", "zone", "opened", "paused", "outcome", "cramps",
	"leg_now", "pain", "sleep", "longest", "eased", "where", "side", "evening_legs", "sore", "seen", "emergency",
	"asked", "answered", "notes",
}

// nightQuestions are the questions that have a column, in the order of the
// columns. The count of cramps has more sources than its answers.
var nightQuestions = []routines.Field{
	routines.Leg, routines.Pain, routines.Sleep, routines.Longest, routines.Eased, routines.Where, routines.Side,
	routines.Legs, routines.Sore, routines.Seen, routines.Emergency,
}

func writeNights(w *csv.Writer, p *routines.Person, nights []*routines.Night, now time.Time) error {
	columns := slices.Clone(nightColumns)
	for _, r := range routines.Routines {
		name := strings.ReplaceAll(r.String(), "-", "_")
		columns = append(columns, name+"_planned", name+"_done")
	}
	if err := w.Write(columns); err != nil {
		return err
	}
	outcomes := outcomesOf(p, nights, now)
	for i, n := range nights {
		row, err := nightRow(p, n, outcomes[i])
		if err != nil {
			return fmt.Errorf("the night %v: %w", n.Date, err)
		}
		if err := w.Write(row); err != nil {
			return err
		}
	}
	return nil
}

// outcomesOf gives each Night the outcome that its month's summary gives it.
// Only the last two can be open, so the summary is asked about those alone.
func outcomesOf(p *routines.Person, nights []*routines.Night, now time.Time) []routines.Outcome {
	outcomes := make([]routines.Outcome, len(nights))
	last := max(0, len(nights)-2)
	for i, n := range nights {
		if i < last {
			outcomes[i] = n.Outcome(false)
			continue
		}
		s := routines.Summarise(p, nights[last:], n.Date.Month(), now)
		outcomes[i] = s.Days[n.Date-n.Date.Month().First()].Outcome
	}
	return outcomes
}

func nightRow(p *routines.Person, n *routines.Night, outcome routines.Outcome) ([]string, error) {
	zone := p.Plan.Location(n.Date)
	weekday, err := weekdayWords.marshal(n.Date.Weekday())
	if err != nil {
		return nil, err
	}
	word, err := outcomeWords.marshal(outcome)
	if err != nil {
		return nil, err
	}
	count, known := n.CrampCount()
	cramps := ""
	if known {
		cramps = strconv.Itoa(count)
	}
	row := []string{
		n.Date.String(), string(weekday), zone.String(), instantCell(zone, n.Opened), strconv.FormatBool(n.Paused),
		string(word), cramps,
	}
	for _, f := range nightQuestions {
		cell := ""
		// As in the summary, answers about cramps that were taken back since do
		// not count. The events have them.
		if v, ok := n.Answer(f); ok && f.Concerns(count) {
			if cell, err = valueCell(f, v); err != nil {
				return nil, err
			}
		}
		row = append(row, cell)
	}
	row = append(row, instantCell(zone, n.Asked), instantCell(zone, answeredAt(n)), strconv.Itoa(len(n.Notes)))
	shares := map[routines.Routine]routines.Share{}
	for _, s := range n.Shares() {
		shares[s.Routine] = s
	}
	for _, r := range routines.Routines {
		row = append(row, strconv.Itoa(shares[r].Planned), strconv.Itoa(shares[r].Done))
	}
	return row, nil
}

// answeredAt is when the morning question was answered last, zero when it is
// not.
func answeredAt(n *routines.Night) (at time.Time) {
	if !n.Checked() {
		return at
	}
	for _, a := range n.Log {
		if a.Field == routines.Cramps {
			at = a.At
		}
	}
	return at
}
