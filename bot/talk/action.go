package talk

import (
	"errors"

	"calmcalf/routines"
)

// handler answers an input: it changes the Book, and says something.
type handler func(*Turn) error

// action is what an input asks for.
type action struct {
	run handler
	// again says how things stand after run, and changes nothing. It answers an
	// update that was applied before: run would act twice, and speak of what is
	// not stored. nil where run changes nothing.
	again  handler
	member bool // for those who have finished onboarding; others are shown where they are in it
}

// do lets an action have its effect.
func (t *Turn) do(a action) error {
	if a.member && !t.person().Member() {
		return start(t)
	}
	return a.run(t)
}

// redo says how things stand after an action that has had its effect.
func (t *Turn) redo(a action) error {
	switch {
	case a.member && !t.person().Member():
		return onboarding(t)
	case a.again != nil:
		return a.again(t)
	}
	return a.run(t)
}

// Run answers the input. An error is the person's mistake or a fault; nothing
// that was changed or said until then counts.
func (t *Turn) Run() error {
	switch t.In.Access {
	case Stranger:
		if t.In.Emergency {
			return emergency(t)
		}
		t.send(Message{Text: t.Text("access.stranger")})
		return nil
	case Newcomer:
		t.person().Admitted = t.Now
		return start(t)
	case Invited:
		t.person().Admitted = t.Now
	}
	return t.do(t.In.action())
}

// Again answers an input that was applied before: it says how things stand as the
// Book is now, and changes nothing.
func (t *Turn) Again() error {
	if t.In.Access == Stranger {
		return t.Run()
	}
	err := t.redo(t.In.action())
	var mistake *routines.Error
	if !errors.As(err, &mistake) {
		return err
	}
	// What was applied was no mistake. It is one only as things stand now, and to
	// say so would sound as if nothing had been stored.
	if t.Out = nil; t.In.Kind != tapped {
		return t.redo(action{run: tonight, member: true})
	}
	return nil
}

// action finds what answers the input.
func (in *Input) action() action {
	switch {
	case in.Emergency:
		return taps[emergencyVerb]
	case in.Kind == tapped:
		if a, ok := taps[in.tap.verb]; ok {
			return a
		}
		return action{run: staleTap}
	case in.Kind == Located:
		return action{run: placeShared, again: placeSharedAgain}
	case in.Kind == slash:
		if c, ok := commandNamed(in.command); ok {
			return c.asked()
		}
		return action{run: unknownCommand}
	case in.Kind == words:
		return action{run: typed, again: typedAgain}
	case in.Kind == Filed:
		return action{run: importFile, member: true}
	}
	return action{run: wordless}
}
