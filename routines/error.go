package routines

import "fmt"

// Kind sorts a person's mistakes by what helps.
type Kind uint8

// The kinds of mistakes.
const (
	Unclear  Kind = iota // what was typed could not be read
	Refused              // it was read, and the rules do not allow it
	TooLate              // it could have been, at another time
	NotFound             // there is nothing of that name or date
)

// Args are the values that a text's placeholders stand for.
type Args map[string]any

// Error is a mistake of the person, to be spoken to them in their language:
// Key names the text, Args fill it. It carries no sentence of its own.
type Error struct {
	Kind Kind
	Key  string
	Args Args
}

// Error names the text's key, for logs and tests.
func (e *Error) Error() string {
	if len(e.Args) == 0 {
		return "routines: " + e.Key
	}
	return fmt.Sprintf("routines: %s %v", e.Key, map[string]any(e.Args))
}
