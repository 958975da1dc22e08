package webchat

import (
	_ "embed"
	"strings"
)

// audit is run in the page and returns what is wrong with it, a line each.
//
//go:embed testdata/audit.js
var audit string

// accessible holds what is in sight to the rules in testdata/audit.js.
func (t *tab) accessible(what string) {
	t.Helper()
	// Colours on their way are nobody's.
	t.until(`document.getAnimations().filter((a) => a.effect.getTiming().iterations === 1 && a.playState === 'running').length === 0`)
	if wrong := value[[]string](t, audit); len(wrong) > 0 {
		t.Errorf("%s:\n%s", what, strings.Join(wrong, "\n"))
	}
}
