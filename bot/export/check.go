package export

import (
	"errors"
	"strings"
	"time"
	"unicode"

	"calmcalf/bot/place"
	"calmcalf/routines"
)

// errRule is a rule of diaries that a document breaks.
var errRule = errors.New("export: not what a diary may hold")

// rule is nil when it is kept.
func rule(kept bool) error {
	if !kept {
		return errRule
	}
	return nil
}

// diary makes a diary of a document, if it is one that the bot could have made.
// Here is what the schema cannot say: the order of dates, what comes once by a
// part of it, zones, plans.
func (d *document) diary() (*Diary, error) {
	limit := time.Time(d.MadeAt).Add(ahead)
	person, err := d.Person.person(limit)
	if err != nil {
		return nil, within("person", err)
	}
	diary := &Diary{MadeAt: time.Time(d.MadeAt), Person: person, Nights: make([]*routines.Night, len(d.Nights))}
	last := routines.Date(0)
	for i := range d.Nights {
		night, err := d.Nights[i].night(limit)
		if err == nil && night.Date <= last {
			err = within("date", errRule)
		}
		if err != nil {
			return nil, withinItem("nights", i, err)
		}
		diary.Nights[i], last = night, night.Date
	}
	return diary, nil
}

// first gives the first mistake of several.
func first(mistakes ...error) error {
	for _, err := range mistakes {
		if err != nil {
			return err
		}
	}
	return nil
}

func (r *personRecord) person(limit time.Time) (routines.Person, error) {
	plan, err := r.Plan.plan()
	if err != nil {
		return routines.Person{}, within("plan", err)
	}
	until := func(field string, i instant) error { return within(field, rule(!time.Time(i).After(limit))) }
	latest := func(field string, d date) error {
		return within(field, rule(routines.Date(d) <= routines.DateAt(limit)))
	}
	summaries, err := r.Summaries.summaries(limit)
	err = first(
		until("admitted", r.Admitted), until("joined", r.Joined), until("consented", r.Consented),
		within("gates", first(until("answered", r.Gates.Answered), until("asked", r.Gates.Asked))),
		within("care", first(until("since", r.Care.Since), until("called", r.Care.Called), until("hush", r.Care.Hush))),
		within("quiet", first(latest("since", r.Quiet.Since), latest("asked", r.Quiet.Asked))),
		within("noted", first(latest("appointment", r.Noted.Appointment), latest("pattern", r.Noted.Pattern))),
		within("summaries", err),
	)
	return routines.Person{
		Language: r.Language, Admitted: time.Time(r.Admitted), Joined: time.Time(r.Joined), Consented: time.Time(r.Consented),
		Settings: routines.Setting(r.Settings),
		Plan:     plan,
		Gates: routines.Gates{
			Answered: time.Time(r.Gates.Answered), Asked: time.Time(r.Gates.Asked), Closed: routines.Activity(r.Gates.Closed),
		},
		Care: routines.Care{
			Since: time.Time(r.Care.Since), Called: time.Time(r.Care.Called), Usual: routines.Sign(r.Care.Usual), Hush: time.Time(r.Care.Hush),
		},
		Quiet: r.Quiet.quiet(),
		Noted: routines.Noted{
			Appointment: routines.Date(r.Noted.Appointment), Pattern: routines.Date(r.Noted.Pattern),
			CrampNights: r.Noted.CrampNights, Disturbed: r.Noted.Disturbed, Adjoining: r.Noted.Adjoining,
		},
		Summaries: summaries,
	}, err
}

func (r *quietRecord) quiet() routines.Quiet {
	q := routines.Quiet{CheckIns: r.CheckIns, Since: routines.Date(r.Since), Asked: routines.Date(r.Asked)}
	for routine, days := range r.Routines {
		if q.Routines == nil {
			q.Routines = map[routines.Routine]uint8{}
		}
		q.Routines[routines.Routine(routine)] = days
	}
	for _, routine := range r.Told {
		if q.Told == nil {
			q.Told = map[routines.Routine]bool{}
		}
		q.Told[routines.Routine(routine)] = true
	}
	return q
}

func (r *summariesRecord) summaries(limit time.Time) (routines.Summaries, error) {
	newest := routines.DateAt(limit).Month()
	s := routines.Summaries{Last: routines.Month(r.Last), Blank: routines.Month(r.Blank), Compare: routines.Routine(r.Compare)}
	err := within("last", rule(s.Last <= newest))
	before := routines.Month(0)
	for i, record := range r.Insights {
		insight := routines.Insight{
			Month: routines.Month(record.Month), Routine: routines.Routine(record.Routine),
			With:       routines.Proportion{Count: record.With.CrampNights, Of: record.With.Nights},
			Without:    routines.Proportion{Count: record.Without.CrampNights, Of: record.Without.Nights},
			Unanswered: record.Unanswered,
		}
		proper := insight.Month > before && insight.Month <= newest && isPart(insight.With) && isPart(insight.Without)
		err = first(err, withinItem("insights", i, rule(proper)))
		before = insight.Month
		s.Insights = append(s.Insights, insight)
	}
	return s, err
}

func isPart(p routines.Proportion) bool { return p.Count <= p.Of }

func (r *planRecord) plan() (routines.Plan, error) {
	p := routines.Plan{Habits: map[routines.Routine]routines.Habit{}, Wake: r.Wake.week(), Bed: r.Bed.week()}
	err := isZone("zone", r.Zone, &p.Zone)
	if r.Journey != (journeyRecord{}) {
		err = first(err, within("journey", isZone("zone", r.Journey.Zone, &p.Journey.Zone)))
		p.Journey.Until = routines.Date(r.Journey.Until)
	}
	// In the order of the day, so that the same mistake is always the first.
	for _, of := range routines.Routines {
		habit, ok := r.Habits[routine(of)]
		if !ok {
			continue
		}
		slots, mistake := readSlots("slots", habit.Slots)
		err = first(err, within("habits", within(of.String(), mistake)))
		p.Habits[of] = routines.Habit{On: habit.On, Slots: slots}
	}
	var mistake error
	p.CheckIn, mistake = readSlots("check_in", r.CheckIn)
	err = first(err, mistake)
	for i, span := range r.Pauses {
		err = first(err, withinItem("pauses", i, rule(span.To == 0 || span.To >= span.From)))
		p.Pauses = append(p.Pauses, routines.Span{From: routines.Date(span.From), To: routines.Date(span.To)})
	}
	if err == nil {
		err = p.Check()
	}
	return p, err
}

// isZone takes the zones that a person may choose, by their present names.
func isZone(field, name string, zone *string) error {
	found, ok := place.Zone(name)
	*zone = found
	return within(field, rule(ok))
}

func (r weekRecord) week() (w routines.Week) {
	w[time.Monday], w[time.Tuesday] = routines.Clock(r.Monday), routines.Clock(r.Tuesday)
	w[time.Wednesday], w[time.Thursday] = routines.Clock(r.Wednesday), routines.Clock(r.Thursday)
	w[time.Friday], w[time.Saturday] = routines.Clock(r.Friday), routines.Clock(r.Saturday)
	w[time.Sunday] = routines.Clock(r.Sunday)
	return w
}

func readSlots(field string, records []slotRecord) (slots []routines.Slot, err error) {
	specs := 0
	for i, record := range records {
		if record.wide() {
			specs++
		}
		if specs > routines.MostSpecs {
			return nil, withinItem(field, i, errRule)
		}
		slot, err := record.slot()
		if err != nil {
			return nil, withinItem(field, i, err)
		}
		slots = append(slots, slot)
	}
	return slots, nil
}

// wide reports whether it is a cron specification of more than a time of day.
func (r *slotRecord) wide() bool {
	slot := routines.Slot{Base: routines.ByCron, Cron: r.Cron}
	_, plain := slot.Clock()
	return r.From == 0 && !plain
}

func (r *slotRecord) slot() (slot routines.Slot, err error) {
	slot = routines.Slot{Base: routines.Base(r.From), Offset: r.Minutes}
	if r.From == 0 {
		if slot, err = routines.ParseCron(r.Cron); err != nil {
			return slot, within("cron", err)
		}
	}
	slot.Nights = routines.Days(r.Nights)
	return slot, nil
}

func (r *nightRecord) night(limit time.Time) (*routines.Night, error) {
	n := &routines.Night{
		Date: routines.Date(r.Date), Opened: time.Time(r.Opened), Since: time.Time(r.Since), Paused: r.Paused,
		Asked: time.Time(r.Asked), Again: r.Again,
	}
	// Noon of its date in UTC is less than two days from any instant of it.
	year, month, day := n.Date.Civil()
	noon := time.Date(year, month, day, 12, 0, 0, 0, time.UTC)
	proper := func(field string, s second) error {
		t := time.Time(s)
		return within(field, rule(t.IsZero() || !t.Before(noon.Add(-around)) && !t.After(limit)))
	}
	err := first(
		within("date", rule(!noon.After(limit))),
		proper("opened", r.Opened), within("opened", rule(!n.Opened.After(noon.Add(around)))),
		proper("since", r.Since), proper("asked", r.Asked),
	)
	marked := map[routines.Key]bool{}
	for i, m := range r.Marks {
		mark := routines.Mark{
			Routine: routines.Routine(m.Routine), Ordinal: m.Ordinal, State: routines.State(m.State), Due: time.Time(m.Due),
			Sent: time.Time(m.Sent), Answered: time.Time(m.Answered), Snoozed: time.Time(m.Snoozed), Again: m.Again,
		}
		key := mark.Key(n.Date)
		err = first(err, withinItem("marks", i, first(
			proper("due", m.Due), proper("sent", m.Sent), proper("answered", m.Answered), proper("snoozed", m.Snoozed),
			rule(!marked[key]))))
		marked[key] = true
		n.Marks = append(n.Marks, mark)
	}
	for i, a := range r.Log {
		value, mistake := readValue(routines.Field(a.Question), a.Value)
		err = first(err, withinItem("log", i, first(within("value", mistake), proper("at", a.At))))
		n.Log = append(n.Log, routines.Answer{
			Field: routines.Field(a.Question), Value: value, At: time.Time(a.At), Usual: a.Usual,
		})
	}
	logged := map[time.Time]bool{}
	for i, c := range r.Cramps {
		cramp := routines.Cramp{At: time.Time(c.At), Logged: time.Time(c.Logged), Undone: c.Undone}
		err = first(err, withinItem("cramps", i, first(
			proper("at", c.At), proper("logged", c.Logged), within("at", rule(!logged[cramp.At])))))
		logged[cramp.At] = true
		n.Cramps = append(n.Cramps, cramp)
	}
	noted := map[string]bool{}
	for i, note := range r.Notes {
		err = first(err, withinItem("notes", i, first(
			within("text", rule(isNote(note.Text) && !noted[note.Text])), proper("at", note.At))))
		noted[note.Text] = true
		n.Notes = append(n.Notes, routines.Note{Text: note.Text, At: time.Time(note.At)})
	}
	return n, err
}

// isNote reports whether the text may be a note. Lines may be broken in it.
func isNote(text string) bool {
	return !strings.ContainsFunc(text, func(r rune) bool { return unicode.IsControl(r) && r != '\n' && r != '\t' })
}
