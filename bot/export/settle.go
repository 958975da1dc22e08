package export

import (
	"slices"
	"strings"
	"time"
	"unicode"

	"calmcalf/routines"
)

// settled gives a diary whose entries have found their Nights, in the zone and
// with the wake times of the person who brings it in.
func (d *Diary) settled(p *routines.Plan, now time.Time) *Diary {
	if len(d.entries) == 0 {
		return d
	}
	type account struct {
		cramps, pain int
		at           time.Time
		notes        []string
	}
	found := map[routines.Date]*account{}
	for _, e := range d.entries {
		date, at := e.night(p)
		a := found[date]
		if a == nil {
			a = &account{cramps: unknownCount}
			found[date] = a
		}
		if e.cramps != unknownCount {
			a.cramps = min(max(a.cramps, 0)+e.cramps, routines.MostCramps)
		}
		a.pain = max(a.pain, e.pain)
		if at = earlier(at, now).Truncate(time.Second); at.After(a.at) {
			a.at = at
		}
		if e.note != "" {
			a.notes = append(a.notes, e.note)
		}
	}
	settled := *d
	settled.entries = nil
	for date, a := range found {
		n := &routines.Night{Date: date, Opened: p.WakeTime(date)}
		if a.cramps != unknownCount {
			n.Record(routines.Cramps, routines.Value(a.cramps), a.at)
		}
		if a.cramps > 0 && a.pain > 0 {
			n.Record(routines.Pain, routines.Value(a.pain), a.at)
		}
		for _, text := range packed(a.notes) {
			n.Notes = append(n.Notes, routines.Note{Text: text, At: a.at})
		}
		settled.Nights = append(settled.Nights, n)
	}
	slices.SortFunc(settled.Nights, func(a, b *routines.Night) int { return int(a.Date - b.Date) })
	return &settled
}

// packed puts the notes of a Night together, a line each, into as few as hold
// them: a Night has room for some only.
func packed(lines []string) (notes []string) {
	for _, line := range lines {
		line = strings.Map(func(r rune) rune {
			if unicode.IsControl(r) {
				return ' '
			}
			return r
		}, line)
		if runes := []rune(line); len(runes) > routines.LongestNote {
			line = string(runes[:routines.LongestNote])
		}
		last := len(notes) - 1
		switch {
		case slices.ContainsFunc(notes, func(note string) bool { return slices.Contains(strings.Split(note, "\n"), line) }):
		case last >= 0 && len([]rune(notes[last]))+1+len([]rune(line)) <= routines.LongestNote:
			notes[last] += "\n" + line
		default:
			notes = append(notes, line)
		}
	}
	return notes
}
