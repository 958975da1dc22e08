package export

import (
	"encoding/csv"
	"fmt"
	"strconv"
	"time"

	"calmcalf/routines"
)

// event is one row of events.csv.
type event struct {
	kind, what, ordinal, value             string
	due, sent, answered, happened, snoozed time.Time
	usual, repeated                        string
}

var eventColumns = []string{
	"night", "event", "what", "ordinal", "value", "due", "sent", "answered", "happened", "snoozed", "as_usual", "repeated",
}

// The kinds of events.
const (
	reminderEvent   = "reminder"
	checkInEvent    = "check_in"
	answerEvent     = "answer"
	withdrawalEvent = "withdrawal"
	crampEvent      = "cramp"
	noteEvent       = "note"
)

func writeEvents(w *csv.Writer, p *routines.Person, nights []*routines.Night) error {
	if err := w.Write(eventColumns); err != nil {
		return err
	}
	for _, n := range nights {
		events, err := eventsOf(n)
		if err != nil {
			return fmt.Errorf("the night %v: %w", n.Date, err)
		}
		zone := p.Plan.Location(n.Date)
		at := func(t time.Time) string { return instantCell(zone, t) }
		for _, e := range events {
			err := w.Write([]string{
				n.Date.String(), e.kind, e.what, e.ordinal, e.value,
				at(e.due), at(e.sent), at(e.answered), at(e.happened), at(e.snoozed), e.usual, e.repeated,
			})
			if err != nil {
				return err
			}
		}
	}
	return nil
}

// eventsOf lists what is known of a Night: its reminders by their times, the
// morning question, and each answer, cramp and note as it came.
func eventsOf(n *routines.Night) (events []event, err error) {
	for _, m := range n.Marks {
		what, err := routineWords.marshal(m.Routine)
		if err != nil {
			return nil, err
		}
		state, err := stateWords.marshal(m.State)
		if err != nil {
			return nil, err
		}
		events = append(events, event{
			kind: reminderEvent, what: string(what), ordinal: strconv.Itoa(int(m.Ordinal)), value: string(state),
			due: m.Due, sent: m.Sent, answered: m.Answered, snoozed: m.Snoozed, repeated: strconv.FormatBool(m.Again),
		})
	}
	if !n.Asked.IsZero() {
		events = append(events, event{kind: checkInEvent, sent: n.Asked, repeated: strconv.FormatBool(n.Again)})
	}
	for _, a := range n.Log {
		what, err := questionWords.marshal(a.Field)
		if err != nil {
			return nil, err
		}
		value, err := valueCell(a.Field, a.Value)
		if err != nil {
			return nil, err
		}
		kind := answerEvent
		if a.Value == routines.Withdrawn {
			kind = withdrawalEvent
		}
		events = append(events, event{
			kind: kind, what: string(what), value: value, answered: a.At, usual: strconv.FormatBool(a.Usual),
		})
	}
	for _, c := range n.Cramps {
		value := "logged"
		if c.Undone {
			value = "undone"
		}
		events = append(events, event{kind: crampEvent, value: value, answered: c.Logged, happened: c.At})
	}
	for _, note := range n.Notes {
		events = append(events, event{kind: noteEvent, value: textCell(note.Text), answered: note.At})
	}
	return events, nil
}
