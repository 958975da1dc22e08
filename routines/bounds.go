package routines

import "slices"

// How much one diary holds of what a person can add again and again. Far more than
// anybody needs, and little enough that nobody's Book is slow to read: all of a Night is
// read and written whenever something of it changes.
//
// What a Book holds already beyond a bound, from before there was one, stays.
const (
	// MostAnswers is how many answers a Night holds, with those that were corrected or
	// taken back since.
	MostAnswers = 200
	// MostLogged is how many cramps a Night holds that were logged while they lasted,
	// with those that were taken back.
	MostLogged = 100
	// MostMarks is how many slots a Night holds marks of.
	MostMarks = 6 * MostSlots
	// MostPauses is how many pauses a plan holds.
	MostPauses = 100
	// MostLines is how many slots a schedule has: other ones on each weekday.
	MostLines = 7 * MostSlots
	// MostSpecs is how many of them are cron specifications of more than a time of day,
	// which take long to evaluate: one for each weekday.
	MostSpecs = 7
)

// spareAnswers is the room of a full Night for answers that somebody's safety may rest
// on.
const spareAnswers = 40

// urgent reports whether somebody's safety may rest on the answers to a question. They are
// never refused.
func (f Field) urgent() bool {
	_, alarms := alarms[f]
	return alarms || f == Eased || f == Seen || f == Emergency
}

// room is nil when the Night has room for so many answers more, or what they are about
// is urgent.
func (n *Night) room(f Field, answers int) error {
	if f.urgent() || len(n.Log)+answers <= MostAnswers {
		return nil
	}
	return &Error{Kind: Refused, Key: "error.answer.full", Args: Args{"Most": MostAnswers}}
}

// add appends an answer. When even the spare room is taken, the latest to the same
// question makes room: that one counts no more.
func (n *Night) add(a Answer) {
	if len(n.Log) >= MostAnswers+spareAnswers {
		for i := len(n.Log) - 1; i >= 0; i-- {
			if n.Log[i].Field == a.Field {
				n.Log = slices.Delete(n.Log, i, i+1)
				break
			}
		}
	}
	n.Log = append(n.Log, a)
}

// Fit gives those of some answers that the Night has room for besides its own, in their
// order: the latest, as they count, and as many as there is spare room for of those that
// somebody's safety may rest on.
func (n *Night) Fit(answers []Answer) []Answer {
	if len(n.Log)+len(answers) <= MostAnswers {
		return answers
	}
	var fit []Answer
	for _, a := range slices.Backward(answers) {
		most := MostAnswers
		if a.Field.urgent() {
			most += spareAnswers
		}
		if len(n.Log)+len(fit) < most {
			fit = append(fit, a)
		}
	}
	slices.Reverse(fit)
	return fit
}

// Holds reports whether the Night has a mark of a slot, or room for one.
func (n *Night) Holds(k Key) bool {
	return len(n.Marks) < MostMarks || n.Mark(k.Routine, k.Ordinal) != nil
}
