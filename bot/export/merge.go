package export

import (
	"cmp"
	"reflect"
	"slices"
	"time"

	"calmcalf/routines"
)

// Changes is what an import would do, to be shown before it is done.
type Changes struct {
	NewNights     int
	ChangedNights int // get more entries
	SameNights    int // are there already, with all that the file has of them
	Later         int // later than the open Night: left out
	OtherCramps   int // of the changed ones, those that will have another number of cramps
	LostNotes     int // left out, as their Nights are full of notes
	LostEntries   int // other entries that are left out, as their Nights are full of them
	LostPauses    int // left out, as the plan is full of them
	Bytes         int // about how large the diary will be, as a document

	From, To routines.Date // of the Nights that are new or changed; 0: none

	PlanChanges     bool
	SettingsChange  bool
	ComparesAnother bool              // another habit is compared when a month closes
	Closes          routines.Activity // what is open now and will not be
}

// Nothing reports whether the import would change nothing at all.
func (c *Changes) Nothing() bool {
	return c.NewNights == 0 && c.ChangedNights == 0 && !c.PlanChanges && !c.SettingsChange && !c.ComparesAnother && c.Closes == 0
}

// Merge brings the Nights of a file into a person's diary. nights are all of
// theirs, in order, the last of them open now. It gives those to store, oldest
// first, new ones and changed copies of those that are there; neither nights nor
// the file is changed.
//
// Nothing is ever removed or changed back. What is there already is not added
// again: an answer with the same question, value and instant, a mark of the same
// slot, a cramp of the same instant, a note of the same words. So a second time
// changes nothing.
//
// A file that does not say when its answers were given, or another program's,
// answers only what is not known: an answer given here is the person's own word.
//
// The open Night takes what was recorded, and no slots that are still to come;
// later ones are left out, as they have not begun. To open them first, [Adopt]
// the plan and advance the diary.
func Merge(p *routines.Person, nights []*routines.Night, in *Diary, now time.Time) (merged []*routines.Night, c Changes) {
	in = in.settled(&p.Plan, now)
	there := make(map[routines.Date]int, len(nights))
	for i, n := range nights {
		there[n.Date] = i
		c.Bytes += size(n)
	}
	open := tonight(nights, in)
	latest := before(open, nights, in)
	for _, n := range in.Nights {
		i, exists := there[n.Date]
		var result *routines.Night
		switch {
		case exists:
			j := joining{have: clone(nights[i]), now: now, open: n.Date == open, recent: n.Date >= latest, gapsOnly: in.gapsOnly}
			j.join(n)
			c.LostNotes += j.lost
			c.LostEntries += j.lostEntries
			if !j.changed {
				c.SameNights++
				continue
			}
			c.ChangedNights++
			result = j.have
			c.Bytes -= size(nights[i])
			was, known := nights[i].CrampCount()
			if is, ok := result.CrampCount(); known && (!ok || is != was) {
				c.OtherCramps++
			}
		case n.Date > open:
			c.Later++
			continue
		default:
			c.NewNights++
			result = clone(n)
			entries, notes := bounded(result)
			c.LostEntries += entries
			c.LostNotes += notes
			for i := range result.Marks {
				result.Marks[i].Snoozed = time.Time{} // it rings no more
			}
		}
		c.Bytes += size(result)
		merged = append(merged, result)
		c.To = n.Date
		if c.From == 0 {
			c.From = n.Date
		}
	}
	c.person(p, in)
	return merged, c
}

// tonight is the date of the open Night. Without any Night of the person's own
// it is the last one of the file.
func tonight(nights []*routines.Night, in *Diary) routines.Date {
	if len(nights) == 0 {
		nights = in.Nights
	}
	if len(nights) == 0 {
		return 0
	}
	return nights[len(nights)-1].Date
}

// before is the date of the Night before the open one, on either side.
func before(open routines.Date, nights []*routines.Night, in *Diary) (latest routines.Date) {
	for _, n := range slices.Concat(nights, in.Nights) {
		if n.Date < open {
			latest = max(latest, n.Date)
		}
	}
	return latest
}

// person tells what adopting would change of the person.
func (c *Changes) person(p *routines.Person, in *Diary) {
	after := *p
	Adopt(&after, in)
	if !in.NightsOnly {
		c.LostPauses = len(missingPauses(after.Plan.Pauses, in.Person.Plan.Pauses))
	}
	c.PlanChanges = !reflect.DeepEqual(writePlan(&p.Plan), writePlan(&after.Plan))
	c.SettingsChange = p.Settings != after.Settings
	c.ComparesAnother = p.Summaries.Compare != after.Summaries.Compare
	c.Closes = after.Gates.Closed &^ p.Gates.Closed
}

// clone copies a Night with all that it holds.
func clone(n *routines.Night) *routines.Night {
	c := *n
	c.Marks, c.Log = slices.Clone(n.Marks), slices.Clone(n.Log)
	c.Cramps, c.Notes = slices.Clone(n.Cramps), slices.Clone(n.Notes)
	return &c
}

// joining adds to a Night what another account of it has.
type joining struct {
	have         *routines.Night
	now          time.Time
	open, recent bool // recent: its check-in may still have to be asked
	gapsOnly     bool
	changed      bool
	lost         int // notes
	lostEntries  int
}

func (j *joining) join(in *routines.Night) {
	entries := len(j.have.Log) + len(j.have.Cramps) + len(j.have.Notes)
	answers, cramps := j.newAnswers(in.Log), newCramps(j.have.Cramps, in.Cramps)
	fit := j.have.Fit(answers)
	over := max(0, len(cramps)-max(0, routines.MostLogged-len(j.have.Cramps)))
	j.lostEntries += len(answers) - len(fit) + over
	j.have.Log = woven(j.have.Log, fit, func(a routines.Answer) time.Time { return a.At })
	j.have.Cramps = woven(j.have.Cramps, cramps[over:], func(c routines.Cramp) time.Time { return c.At })
	j.have.Notes = woven(j.have.Notes, j.newNotes(in.Notes), func(n routines.Note) time.Time { return n.At })
	if len(j.have.Log)+len(j.have.Cramps)+len(j.have.Notes) > entries {
		j.changed = true
	}
	for i := range in.Marks {
		j.mark(&in.Marks[i])
	}
	// That it was asked makes the difference between unknown and not asked. Of
	// a recent Night it would keep this bot from asking.
	if !j.recent && j.have.Asked.IsZero() && !in.Asked.IsZero() {
		j.have.Asked, j.have.Again, j.changed = in.Asked, in.Again, true
	}
}

// mark adds what became of a slot. An answer stays as it is; where there is
// none yet, another account's is taken.
func (j *joining) mark(in *routines.Mark) {
	mark := j.have.Mark(in.Routine, in.Ordinal)
	switch {
	case mark == nil && j.open && in.Due.After(j.now):
		return
	case mark == nil && len(j.have.Marks) >= routines.MostMarks:
		j.lostEntries++
		return
	case mark == nil:
		mark = j.have.Touch(in.Routine, in.Ordinal, in.Due)
		*mark = *in
		mark.Snoozed = time.Time{}
	case mark.State == routines.Open && in.State != routines.Open:
		mark.State, mark.Answered, mark.Snoozed = in.State, in.Answered, time.Time{}
		if mark.Sent.IsZero() {
			mark.Sent = in.Sent
		}
	default:
		return
	}
	j.changed = true
}

// newAnswers are those of in that the Night lacks. The same answer may have been
// given twice in a second, with another between.
func (j *joining) newAnswers(in []routines.Answer) (added []routines.Answer) {
	if j.gapsOnly {
		return j.missing(in)
	}
	have := j.have.Log
	type key struct {
		field routines.Field
		value routines.Value
		at    int64
	}
	of := func(a routines.Answer) key { return key{a.Field, a.Value, a.At.Unix()} }
	there := map[key]int{}
	for _, a := range have {
		there[of(a)]++
	}
	for _, a := range in {
		if there[of(a)]--; there[of(a)] < 0 {
			added = append(added, a)
		}
	}
	return added
}

// missing are the answers to questions that have none. Cramps that were logged
// are an answer, and what is asked about cramps is of the same account as they
// are.
func (j *joining) missing(in []routines.Answer) (added []routines.Answer) {
	_, counted := j.have.CrampCount()
	for _, a := range in {
		_, answered := j.have.Answer(a.Field)
		if !answered && !(counted && (a.Field == routines.Cramps || !a.Field.Concerns(0))) {
			added = append(added, a)
		}
	}
	return added
}

// newCramps are those of in that have lacks. One that was taken back stays so.
func newCramps(have, in []routines.Cramp) (added []routines.Cramp) {
	there := map[int64]bool{}
	for _, c := range have {
		there[c.At.Unix()] = true
	}
	for _, c := range in {
		if !there[c.At.Unix()] {
			added = append(added, c)
		}
	}
	return added
}

// newNotes are those of in that the Night lacks and has room for.
func (j *joining) newNotes(in []routines.Note) (added []routines.Note) {
	for _, note := range in {
		switch {
		case slices.ContainsFunc(j.have.Notes, func(n routines.Note) bool { return n.Text == note.Text }):
		case len(j.have.Notes)+len(added) >= routines.MostNotes:
			j.lost++
		default:
			added = append(added, note)
		}
	}
	return added
}

// woven puts entries among those that are there, by their instants. Neither
// list changes its own order, even where a moved clock has confused it.
func woven[T any](have, added []T, at func(T) time.Time) []T {
	if len(added) == 0 {
		return have
	}
	all := make([]T, 0, len(have)+len(added))
	for _, entry := range added {
		for len(have) > 0 && cmp.Compare(at(have[0]).Unix(), at(entry).Unix()) <= 0 {
			all, have = append(all, have[0]), have[1:]
		}
		all = append(all, entry)
	}
	return append(all, have...)
}
