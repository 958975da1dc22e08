package routines

import "time"

// PersonID is the person's Telegram user id, which is also the id of the
// private chat with them.
type PersonID int64

// Person is who the diary belongs to: settings, plan and consent. No name is
// kept.
type Person struct {
	ID        PersonID
	Language  string    // BCP 47 tag of a language that is offered
	Admitted  time.Time // when the person was let in
	Joined    time.Time // when onboarding was finished; zero: not yet
	Consented time.Time // nothing about health is stored before it
	Away      time.Time // since when messages cannot be delivered; zero: they can
	Asking    string    // the question that typed words answer; empty: none
	Settings  Setting
	Plan      Plan
	Gates     Gates
	Care      Care
	Quiet     Quiet
	Noted     Noted
	Summaries Summaries
}

// Summaries is what the monthly summaries have come to so far.
type Summaries struct {
	Last     Month     // the latest month whose turn to be sent unasked has come; 0: none
	Blank    Month     // the first of the latest months of which nothing was answered; 0: something was
	Compare  Routine   // the habit that a closing month compares; 0: calf-stretch
	Insights []Insight // of the months that closed, oldest first
}

// Setting is a set of switches, all off at first.
type Setting uint16

// The settings. The bits are stored: never renumber.
const (
	HalfDayClock   Setting = 1 << iota // 9:30 pm instead of 21:30
	SilentPrompts                      // no prompt makes a sound; the morning question does
	ScreenReader                       // new messages instead of changed ones, words instead of marks
	NoEveningAsk                       // the evening question is off
	RepeatStretch                      // one silent repeat of calf-stretch
	StreakInPrompt                     // the routine streak is shown with calf-stretch
	NoPatterns                         // patterns of the diary are not read back
	DarkPictures                       // pictures are light on dark
)

// Settings lists all of them in the order in which they are shown.
var Settings = []Setting{HalfDayClock, SilentPrompts, ScreenReader, NoEveningAsk, RepeatStretch, StreakInPrompt, NoPatterns, DarkPictures}

// Has reports whether the switch is on.
func (s Setting) Has(one Setting) bool { return s&one != 0 }

// With gives the set with one switch on or off.
func (s Setting) With(one Setting, on bool) Setting {
	if on {
		return s | one
	}
	return s &^ one
}

// Member reports whether the person has finished onboarding.
func (p *Person) Member() bool { return !p.Joined.IsZero() }

// Activity is what a gate can close: more than the routines, because advice
// about a cramp rests on the same conditions. It is a set.
type Activity uint16

// The activities. The bits are stored: never renumber.
const (
	Exercise Activity = 1 << iota // stretching and pumping with the legs
	Massage
	Elevating
	Drinking
	Heat
	Cold
	Standing
	Relaxing
)

// Everything is closed to those who should ask a clinician first.
const Everything = Exercise | Massage | Elevating | Drinking | Heat | Cold | Standing | Relaxing

// Gates are the person's answers to what would make a routine unwise. Only
// what is closed is kept, never why. They have no default: until they are
// answered, everything is closed.
type Gates struct {
	Answered time.Time
	Asked    time.Time // when it was last asked whether they still hold
	Closed   Activity
}

// How long answers to the gates hold, and how often it is asked whether they
// still do.
const (
	gatesHold  = 90 * 24 * time.Hour
	gatesAgain = 7 * 24 * time.Hour
)

// Outdated reports whether the answers are to be asked for again now.
func (g Gates) Outdated(now time.Time) bool {
	return now.Sub(g.Answered) >= gatesHold && now.Sub(g.Asked) >= gatesAgain
}

// Care is the rest after an alarming leg or an emergency: exercise, elevation,
// massage and heat pause until the person says that it was checked.
type Care struct {
	Since  time.Time // when a leg alarmed last; zero: none does
	Called time.Time // when emergency words or the button were last heard; zero: they were not
	Usual  Sign      // signs that are usual for the person, as a clinician knows
	Hush   time.Time // nothing rings before it, after an emergency; zero: all does
}

// Rests reports whether anything rests.
func (c Care) Rests() bool { return !c.Since.IsZero() || !c.Called.IsZero() }

// Latest is when the latest of what it rests for was told, zero when nothing
// rests.
func (c Care) Latest() time.Time { return later(c.Since, c.Called) }

// Sign is an answer that alarms, as a set.
type Sign uint8

// The signs. The bits are stored: never renumber.
const (
	LegNow     Sign = 1 << iota // one leg swollen, warm, discoloured or in lasting pain
	OneSwollen                  // one leg swollen in the evening
	StillSore                   // one leg still sore the next day
)

// resting is what Care closes.
const resting = Exercise | Elevating | Massage | Heat

// careAsked is on how many mornings "were you seen?" is asked.
const careAsked = 3

// AsksAfterCare reports whether the check-in of a Night that opened at an instant
// first asks whether the leg was seen.
func (p *Person) AsksAfterCare(opened time.Time) bool {
	latest := p.Care.Latest()
	return p.Care.Rests() && latest.Before(opened) && opened.Sub(latest) < careAsked*24*time.Hour
}

// GatesAllow reports whether the answers about the person's health leave the
// routine open, whatever rests for now.
func (p *Person) GatesAllow(r Routine) bool {
	return !p.Gates.Answered.IsZero() && p.Gates.Closed&all[r].needs == 0
}

// Allowed reports whether no gate and no care closes the activity.
func (p *Person) Allowed(a Activity) bool {
	closed := p.Gates.Closed
	if p.Gates.Answered.IsZero() {
		closed = Everything
	}
	if p.Care.Rests() {
		closed |= resting
	}
	return a&closed == 0
}

// May reports whether no gate and no care closes the routine.
func (p *Person) May(r Routine) bool { return p.Allowed(all[r].needs) }

// Planned reports whether the routine is switched on, open to the person and not
// resting.
func (p *Person) Planned(r Routine) bool {
	return p.Plan.On(r) && p.May(r) && p.Quiet.Routines[r] < RestsAfter
}

// Condition is one line of the gates: what applies, and what it closes.
type Condition struct {
	Name   string // ends the locale key gates.condition.<name>
	Closes Activity
}

// AlarmingLeg is the condition that is an alarm, as the same answer in the
// morning would be: it closes nothing for good, and rests what an alarm rests.
const AlarmingLeg = "leg"

// Conditions are asked at the start, all on one screen, and singly for whoever
// does not answer "none".
//
// Our own proposal after NHS, VA and vein-clinic advice; not reviewed by a
// clinician.
var Conditions = []Condition{
	{AlarmingLeg, 0},
	{"clot", Exercise | Massage},
	{"heart", Elevating | Drinking},
	{"kidney", Drinking},
	{"circulation", Elevating | Heat | Cold},
	{"feeling", Heat | Cold},
	{"pregnant", Everything},
	{"unsteady", Standing},
}
