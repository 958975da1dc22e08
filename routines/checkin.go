package routines

import (
	"slices"
	"time"
)

// Field is one question about a Night. The numbers are stored: never renumber.
type Field uint8

// The questions, in the order in which they are asked. They follow the diaries
// of published trials (Sebo 2019, Roguin Maor 2017, Tan 2024).
const (
	Cramps    Field = iota + 1 // 0 to 5; 5 means at least 5
	Leg                        // right now one leg swollen, warm, discoloured or in lasting pain: LegFine, LegSore, LegAlarm
	Pain                       // the worst, 1 to 10
	Sleep                      // disturbed: 0 no, 1 a little, 2 a lot
	Longest                    // the longest cramp, in buckets: 0 under 1 min, 1 to 5, 2 to 10, 3 over 10 minutes
	Eased                      // a cramp over 10 minutes: 0 it eased with stretching, 1 it did not
	Where                      // a set of Calf, Foot, Thigh
	Side                       // 1 left, 2 right, 3 both
	Complete                   // 1: the person said that this is all
	Legs                       // in the evening: LegsFine, LegsHeavy, LegsOneSwollen, LegsSwollen, LegsNumb, LegsRestless
	Sore                       // a leg that was sore, asked again that evening or the next morning: SoreGone, SoreBoth, SoreOne
	Seen                       // after an alarm, whether somebody has looked: SeenChecked, SeenNotYet, SeenMistake
	Emergency                  // 1: emergency words or the button; the emergency text was shown
)

// Value is an answer; its meaning is its Field's.
type Value uint16

// Withdrawn takes an answer back.
const Withdrawn Value = 1<<16 - 1

// MostCramps is the highest count asked for; it reads "at least 5".
const MostCramps = 5

// Answers to Leg.
const (
	LegFine Value = iota
	LegSore
	LegAlarm
)

// Answers to Legs.
const (
	LegsFine Value = iota
	LegsHeavy
	LegsOneSwollen
	LegsSwollen
	LegsNumb
	LegsRestless // uncomfortable when still
)

// Answers to Sore.
const (
	SoreGone Value = iota
	SoreBoth
	SoreOne
)

// Answers to Seen.
const (
	SeenChecked Value = iota
	SeenNotYet
	SeenMistake
)

// Members of Where.
const (
	Calf Value = 1 << iota
	Foot
	Thigh
)

// Answers to Longest and Eased that something follows from.
const (
	OverTenMinutes Value = 3
	DidNotEase     Value = 1
)

// Answer is one answer as it was given.
type Answer struct {
	Field Field
	Value Value
	At    time.Time // when it was answered
	Usual bool      // filled in by [As usual]
}

// ranges holds the least and the greatest value of each question.
var ranges = map[Field][2]Value{
	Cramps:   {0, MostCramps},
	Leg:      {LegFine, LegAlarm},
	Pain:     {1, 10},
	Sleep:    {0, 2},
	Longest:  {0, OverTenMinutes},
	Eased:    {0, DidNotEase},
	Where:    {0, Calf | Foot | Thigh},
	Side:     {1, 3},
	Complete: {1, 1},
	Legs:     {LegsFine, LegsRestless},
	Sore:     {SoreGone, SoreOne},

	Seen:      {SeenChecked, SeenMistake},
	Emergency: {1, 1},
}

// alarms are the answers that rest the legs until somebody has looked.
var alarms = map[Field]struct {
	value Value
	sign  Sign
}{
	Leg:  {LegAlarm, LegNow},
	Legs: {LegsOneSwollen, OneSwollen},
	Sore: {SoreOne, StillSore},
}

// Alarm gives the alarming sign among the latest answers about the Night, 0 for
// none.
func (n *Night) Alarm() (signs Sign) {
	for f, alarm := range alarms {
		if v, ok := n.Answer(f); ok && v == alarm.value {
			signs |= alarm.sign
		}
	}
	return signs
}

// TakeBack withdraws the alarming answers, and the emergency, of an instant: what
// a mistake was about, and nothing else.
func (n *Night) TakeBack(at, now time.Time) {
	for _, f := range []Field{Leg, Legs, Sore, Emergency} {
		if given := n.latest(f); given != nil && n.alarming(f) && given.At.Truncate(time.Second).Equal(at.Truncate(time.Second)) {
			n.Record(f, Withdrawn, now)
		}
	}
}

// alarming reports whether the latest answer to a question is one that something
// rests for.
func (n *Night) alarming(f Field) bool {
	v, ok := n.Answer(f)
	return ok && (f == Emergency || v == alarms[f].value && alarms[f].sign != 0)
}

// latest is the last answer to a question, taken back or not; nil when there is
// none.
func (n *Night) latest(f Field) *Answer {
	for i := len(n.Log) - 1; i >= 0; i-- {
		if n.Log[i].Field == f {
			return &n.Log[i]
		}
	}
	return nil
}

// Unseen gives when a leg and an emergency alarmed last, of those that still
// stand and that nobody has looked at since; zero when there is none. nights are
// those of the last days, in order.
func (p *Person) Unseen(nights []*Night) (leg, called time.Time) {
	var checked time.Time
	for _, n := range nights {
		checked = later(checked, n.checked())
	}
	for _, n := range nights {
		for _, f := range []Field{Leg, Legs, Sore, Emergency} {
			if !n.alarming(f) || p.Care.Usual&alarms[f].sign != 0 || !n.latest(f).At.After(checked) {
				continue
			}
			if at := n.latest(f).At; f == Emergency {
				called = later(called, at)
			} else {
				leg = later(leg, at)
			}
		}
	}
	return leg, called
}

// Tell appends what happens again and again, such as an emergency or that
// somebody has looked: each time counts. Withdrawn takes back the latest.
func (n *Night) Tell(f Field, v Value, now time.Time) {
	n.add(Answer{Field: f, Value: v, At: now})
}

// checked is when somebody had looked last, zero when nobody has.
func (n *Night) checked() time.Time {
	var said []Answer // without what was taken back
	for _, a := range n.Log {
		switch {
		case a.Field != Seen:
		case a.Value != Withdrawn:
			said = append(said, a)
		case len(said) > 0:
			said = said[:len(said)-1]
		}
	}
	for _, a := range slices.Backward(said) {
		if a.Value == SeenChecked {
			return a.At
		}
	}
	return time.Time{}
}

// AsksSore reports whether a sore leg is to be asked about again: soreness is
// common after a cramp, but it should not stay in one leg.
func (n *Night) AsksSore() bool {
	v, ok := n.Answer(Leg)
	_, asked := n.Answer(Sore)
	return ok && v == LegSore && !asked
}

// Allows reports whether v answers the question, or takes an answer back.
func (f Field) Allows(v Value) bool {
	r, ok := ranges[f]
	return ok && (v == Withdrawn || v >= r[0] && v <= r[1])
}

// Concerns reports whether the question means anything about a Night with so many
// cramps: what was told of cramps that were taken back stays in the log alone.
func (f Field) Concerns(cramps int) bool {
	return cramps > 0 || f == Cramps || f == Leg || f > Complete
}

// After gives the question that follows this one, given what was answered so
// far; ok is false when the check-in ends here.
func (f Field) After(n *Night) (next Field, ok bool) {
	switch f {
	case Cramps:
		count, _ := n.CrampCount()
		return Leg, count > 0
	case Leg:
		// What one leg may mean comes before any diary.
		now, _ := n.Answer(Leg)
		count, _ := n.CrampCount()
		return Pain, now != LegAlarm && count > 0
	case Longest:
		if v, _ := n.Answer(Longest); v == OverTenMinutes {
			return Eased, true
		}
		return Where, true
	case Pain, Sleep, Eased, Where:
		return f + 1, true
	}
	return 0, false
}

// Question gives the first question about the Night that is still open; ok is
// false when the check-in is complete.
func (n *Night) Question() (f Field, ok bool) {
	if !n.Checked() {
		return Cramps, true
	}
	f, ok = Cramps.After(n)
	for ok {
		if _, answered := n.Answer(f); !answered {
			_, done := n.Answer(Complete)
			return f, !done || f == Leg
		}
		f, ok = f.After(n)
	}
	return 0, false
}

// LastAnswered is the question of the check-in that was answered last, which is
// what an undo takes back; ok is false when there is none.
func (n *Night) LastAnswered() (f Field, ok bool) {
	for i := len(n.Log) - 1; i >= 0; i-- {
		f := n.Log[i].Field
		if _, ok := n.Answer(f); ok && f <= Complete {
			return f, true
		}
	}
	return 0, false
}

// undoUsual withdraws what [As usual] filled in last.
func (n *Night) undoUsual(now time.Time) {
	for f := Pain; f <= Side; f++ {
		for i := len(n.Log) - 1; i >= 0; i-- {
			if n.Log[i].Field == f {
				if n.Log[i].Usual {
					n.Record(f, Withdrawn, now)
				}
				break
			}
		}
	}
}

// Swollen reports whether a leg was swollen that evening: then no heat.
func (n *Night) Swollen() bool {
	v, ok := n.Answer(Legs)
	return ok && (v == LegsOneSwollen || v == LegsSwollen)
}

// usualAnswers is how many answers [As usual] gives or takes back at most.
const usualAnswers = int(Side-Pain) + 2

// AsUsual fills the questions that may be skipped with the answers of an
// earlier Night, where this one has none. A Night that is full refuses.
func (n *Night) AsUsual(earlier *Night, now time.Time) error {
	if err := n.room(Complete, usualAnswers); err != nil {
		return err
	}
	for f := Pain; f <= Side; f++ {
		value, ok := earlier.Answer(f)
		// An answer that something follows from is not made by habit.
		if f == Eased || f == Longest && value == OverTenMinutes {
			continue
		}
		if _, answered := n.Answer(f); ok && !answered {
			n.add(Answer{Field: f, Value: value, At: now, Usual: true})
		}
	}
	n.Record(Complete, 1, now)
	return nil
}
