package export

import (
	"errors"
	"slices"
	"strconv"
	"strings"

	"github.com/go-json-experiment/json"
	"github.com/go-json-experiment/json/jsontext"
)

// misplaced is a mistake in a document, and the steps to where it is from the
// value that was looked at: names, and the indices of lists.
type misplaced struct{ steps []string }

func (m *misplaced) Error() string { return "export: broken at " + m.place() }

// place is such as nights[12].log[3], empty for the document itself.
func (m *misplaced) place() string {
	var b strings.Builder
	for _, step := range m.steps {
		switch {
		case isIndex(step):
			step = "[" + step + "]"
		case b.Len() > 0:
			b.WriteByte('.')
		}
		b.WriteString(step)
	}
	return b.String()
}

// isIndex tells an index of a list from a name: no name of ours begins with a
// digit.
func isIndex(step string) bool { return step != "" && step[0] >= '0' && step[0] <= '9' }

// within adds a step to where a mistake is.
func within(step string, err error) error {
	if err == nil {
		return nil
	}
	var m *misplaced
	if !errors.As(err, &m) {
		m = &misplaced{}
	}
	return &misplaced{append([]string{step}, m.steps...)}
}

// withinItem is within for an item of a list.
func withinItem(list string, i int, err error) error {
	return within(list, within(strconv.Itoa(i), err))
}

// placed finds where in a document the decoder met a mistake.
func placed(err error) *misplaced {
	var steps []string
	var syntactic *jsontext.SyntacticError
	var semantic *json.SemanticError
	if errors.As(err, &syntactic) {
		steps = slices.Collect(syntactic.JSONPointer.Tokens())
	}
	if errors.As(err, &semantic) {
		steps = slices.Collect(semantic.JSONPointer.Tokens())
	}
	// The place of a name that is none of ours is that of what holds it: nothing
	// of a file is ever quoted.
	if n := len(steps) - 1; n >= 0 && (errors.Is(err, json.ErrUnknownName) || errors.Is(err, jsontext.ErrDuplicateName) ||
		errors.Is(err, errRoutine) && !namesRoutine(steps[n])) {
		steps = steps[:n]
	}
	var inner *misplaced
	if errors.As(err, &inner) {
		steps = append(steps, inner.steps...)
	}
	return &misplaced{steps}
}

// namesRoutine reports whether the value of a step is a routine, rather than the
// step itself, as in habits.
func namesRoutine(step string) bool { return isIndex(step) || step == "routine" || step == "compare" }
