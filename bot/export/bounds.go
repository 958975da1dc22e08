package export

import (
	"cmp"
	"math"
	"slices"

	"calmcalf/routines"
)

// What comes in with a file is bound as what is typed is: by what a Night holds, and a
// plan. What has no room is left out, which is told, and what is there stays.

// MostDiary is how large an import may make a diary, in bytes of a document, about: a
// file of another person's decades, but not one after the other for ever. Typing does
// not get there in a lifetime.
const MostDiary = 32 << 20

// size is about how many bytes a Night takes in a document.
func size(n *routines.Night) int {
	bytes := 200 + 150*len(n.Marks) + 100*len(n.Log) + 90*len(n.Cramps)
	for _, note := range n.Notes {
		bytes += 60 + len(note.Text)
	}
	return bytes
}

// bounded cuts a Night that is new to what a Night holds, and gives how many entries and
// notes have no room.
func bounded(n *routines.Night) (entries, notes int) {
	cut := func(count, most int) int { return max(0, count-most) }
	answers, cramps := len(n.Log), cut(len(n.Cramps), routines.MostLogged)
	n.Log = (&routines.Night{}).Fit(n.Log)
	n.Cramps = n.Cramps[cramps:] // the latest
	marks := cut(len(n.Marks), routines.MostMarks)
	n.Marks = n.Marks[:len(n.Marks)-marks]
	notes = cut(len(n.Notes), routines.MostNotes)
	n.Notes = n.Notes[:len(n.Notes)-notes]
	return answers - len(n.Log) + cramps + marks, notes
}

// missingPauses are those of a file that a plan does not have.
func missingPauses(have, from []routines.Span) []routines.Span {
	there := make(map[routines.Span]bool, len(have))
	for _, span := range have {
		there[span] = true
	}
	return slices.DeleteFunc(slices.Clone(from), func(s routines.Span) bool { return there[s] })
}

// adoptPauses adds those of a file's pauses that a plan has room for, the latest first.
func adoptPauses(have, from []routines.Span) []routines.Span {
	added := missingPauses(have, from)
	if room := max(0, routines.MostPauses-len(have)); len(added) > room {
		ends := func(s routines.Span) routines.Date {
			if s.To == 0 {
				return math.MaxInt32 // it does not end
			}
			return s.To
		}
		slices.SortStableFunc(added, func(a, b routines.Span) int { return cmp.Compare(ends(b), ends(a)) })
		added = added[:room]
	}
	return append(slices.Clone(have), added...)
}
