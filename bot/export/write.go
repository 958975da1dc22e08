package export

import (
	"bytes"
	"fmt"
	"math"
	"slices"
	"time"

	"github.com/go-json-experiment/json"
	"github.com/go-json-experiment/json/jsontext"

	"calmcalf/routines"
)

// JSON writes the whole diary as one document, made now, which schema.json
// describes. nights are all of the person's, in order. Equal diaries have equal
// documents.
//
// Instants are RFC 3339 with the offset of the zone in which the Night is lived.
// It is an error when something has no word, as of a newer version of the
// program.
func JSON(p *routines.Person, nights []*routines.Night, now time.Time) ([]byte, error) {
	text, _, err := writeDocument(p, nights, now, math.MaxInt, math.MaxInt)
	return text, err
}

// Part writes a document of the person and of as many Nights, from the first on, as
// an import can take, and gives those that had no room. Most diaries have room. A
// Night that no import can take stands in a document alone: it is never left out.
func Part(p *routines.Person, nights []*routines.Night, now time.Time) (text []byte, rest []*routines.Night, err error) {
	return writeDocument(p, nights, now, MostBytes, MostNights)
}

// documentEnd comes after the last Night.
const documentEnd = "\n  ]\n}\n"

func writeDocument(p *routines.Person, nights []*routines.Night, now time.Time, mostBytes, mostNights int) ([]byte, []*routines.Night, error) {
	d := document{
		Format: Format, Version: Version, MadeAt: instant(in(zoneAt(p, now), now)), Person: writePerson(p), Nights: []nightRecord{},
	}
	text, err := json.Marshal(&d, json.Deterministic(true), jsontext.WithIndent("  "))
	if err != nil {
		return nil, nil, fmt.Errorf("export: %w", err)
	}
	if len(nights) == 0 {
		return append(text, '\n'), nil, nil
	}
	// A Night a line, in the list that ends the document: so a diary can be read
	// by eye, and is half the size that one field a line would make it.
	file := bytes.NewBuffer(bytes.TrimSuffix(text, []byte("]\n}")))
	for i, n := range nights {
		record, err := writeNight(n, p.Plan.Location(n.Date))
		if err != nil {
			return nil, nil, fmt.Errorf("export: the night %v: %w", n.Date, err)
		}
		whole := file.Len()
		if i > 0 {
			file.WriteByte(',')
		}
		file.WriteString("\n    ")
		if err := json.MarshalWrite(file, &record, jsontext.SpaceAfterColon(true), jsontext.SpaceAfterComma(true)); err != nil {
			return nil, nil, fmt.Errorf("export: the night %v: %w", n.Date, err)
		}
		if i > 0 && (i == mostNights || file.Len()+len(documentEnd) > mostBytes) {
			file.Truncate(whole)
			file.WriteString(documentEnd)
			return file.Bytes(), nights[i:], nil
		}
	}
	file.WriteString(documentEnd)
	return file.Bytes(), nil, nil
}

// zoneAt is where the person was at an instant.
func zoneAt(p *routines.Person, t time.Time) *time.Location {
	return p.Plan.Location(routines.DateAt(t.UTC()))
}

func writePerson(p *routines.Person) personRecord {
	at := func(t time.Time) instant { return instant(in(zoneAt(p, t), t)) }
	return personRecord{
		Language: p.Language, Admitted: at(p.Admitted), Joined: at(p.Joined), Consented: at(p.Consented),
		Settings: settings(p.Settings),
		Plan:     writePlan(&p.Plan),
		Gates:    gatesRecord{Answered: at(p.Gates.Answered), Asked: at(p.Gates.Asked), Closed: activities(p.Gates.Closed)},
		Care:     careRecord{Since: at(p.Care.Since), Called: at(p.Care.Called), Usual: signs(p.Care.Usual), Hush: at(p.Care.Hush)},
		Quiet:    writeQuiet(&p.Quiet),
		Noted: notedRecord{
			Appointment: date(p.Noted.Appointment), Pattern: date(p.Noted.Pattern),
			CrampNights: p.Noted.CrampNights, Disturbed: p.Noted.Disturbed, Adjoining: p.Noted.Adjoining,
		},
		Summaries: summariesRecord{
			Last: month(p.Summaries.Last), Blank: month(p.Summaries.Blank), Compare: routine(p.Summaries.Compare),
			Insights: each(p.Summaries.Insights, writeInsight),
		},
	}
}

func writeInsight(i routines.Insight) insightRecord {
	return insightRecord{
		Month: month(i.Month), Routine: routine(i.Routine),
		With: proportionRecord{i.With.Count, i.With.Of}, Without: proportionRecord{i.Without.Count, i.Without.Of},
		Unanswered: i.Unanswered,
	}
}

func writeQuiet(q *routines.Quiet) quietRecord {
	record := quietRecord{
		Routines: map[routine]uint8{}, Told: []routine{},
		CheckIns: q.CheckIns, Since: date(q.Since), Asked: date(q.Asked),
	}
	for r, days := range q.Routines {
		record.Routines[routine(r)] = days
	}
	for r, told := range q.Told {
		if told {
			record.Told = append(record.Told, routine(r))
		}
	}
	slices.Sort(record.Told)
	return record
}

func writePlan(p *routines.Plan) planRecord {
	record := planRecord{
		Zone: p.Zone, Journey: journeyRecord{p.Journey.Zone, date(p.Journey.Until)},
		Wake: writeWeek(p.Wake), Bed: writeWeek(p.Bed),
		Habits:  map[routine]habitRecord{},
		CheckIn: each(p.CheckIn, writeSlot),
		Pauses: each(p.Pauses, func(s routines.Span) spanRecord {
			return spanRecord{From: date(s.From), To: date(s.To)}
		}),
	}
	for r, h := range p.Habits {
		record.Habits[routine(r)] = habitRecord{On: h.On, Slots: each(h.Slots, writeSlot)}
	}
	return record
}

func writeWeek(w routines.Week) weekRecord {
	return weekRecord{
		Monday: clock(w[time.Monday]), Tuesday: clock(w[time.Tuesday]), Wednesday: clock(w[time.Wednesday]),
		Thursday: clock(w[time.Thursday]), Friday: clock(w[time.Friday]),
		Saturday: clock(w[time.Saturday]), Sunday: clock(w[time.Sunday]),
	}
}

func writeSlot(s routines.Slot) slotRecord {
	record := slotRecord{Minutes: s.Offset, Cron: s.Cron, Nights: weekdays(s.Nights)}
	if s.Base != routines.ByCron {
		record.From = anchor(s.Base)
	}
	return record
}

func writeNight(n *routines.Night, zone *time.Location) (nightRecord, error) {
	at := func(t time.Time) second { return second(in(zone, t)) }
	record := nightRecord{
		Date: date(n.Date), Opened: at(n.Opened), Since: at(n.Since), Paused: n.Paused, Asked: at(n.Asked), Again: n.Again,
		Marks: each(n.Marks, func(m routines.Mark) markRecord {
			return markRecord{
				Routine: routine(m.Routine), Ordinal: m.Ordinal, State: state(m.State),
				Due: at(m.Due), Sent: at(m.Sent), Answered: at(m.Answered), Snoozed: at(m.Snoozed), Again: m.Again,
			}
		}),
		Log: make([]answerRecord, len(n.Log)),
		Cramps: each(n.Cramps, func(c routines.Cramp) crampRecord {
			return crampRecord{At: at(c.At), Logged: at(c.Logged), Undone: c.Undone}
		}),
		Notes: each(n.Notes, func(n routines.Note) noteRecord { return noteRecord{Text: n.Text, At: at(n.At)} }),
	}
	for i, a := range n.Log {
		value, err := writeValue(a.Field, a.Value)
		if err != nil {
			return record, err
		}
		record.Log[i] = answerRecord{Question: question(a.Field), Value: value, At: at(a.At), Usual: a.Usual}
	}
	return record, nil
}

// each converts a list. An empty one is written as such and not as null.
func each[A, B any](from []A, one func(A) B) []B {
	to := make([]B, len(from))
	for i, a := range from {
		to[i] = one(a)
	}
	return to
}
