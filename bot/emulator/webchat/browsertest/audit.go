package browsertest

import (
	_ "embed"
	"strings"
)

//go:embed audit.js
var audit string

// Audit is what a person with poor eyes, a screen reader or a keyboard would
// stumble over among what is in sight, a line each. audit.js has the rules.
func (t *Tab) Audit() []string {
	t.Helper()
	// Colours on their way are nobody's.
	t.Until(`document.getAnimations().filter((a) => a.effect.getTiming().iterations === 1 && a.playState === 'running').length === 0`)
	return Value[[]string](t, audit)
}

// Accessible fails the test when the audit finds something.
func (t *Tab) Accessible(what string) {
	t.Helper()
	if wrong := t.Audit(); len(wrong) > 0 {
		t.Errorf("%s:\n%s", what, strings.Join(wrong, "\n"))
	}
}
