package routines

import "testing"

// A mistake that reaches a log can be found there by its key.
func TestErrorNamesItsKey(t *testing.T) {
	t.Parallel()
	for want, err := range map[string]error{
		"routines: error.cron.never":                      &Error{Key: "error.cron.never"},
		"routines: error.slots.crowded map[Most:12 Of:7]": &Error{Key: "error.slots.crowded", Args: Args{"Most": 12, "Of": 7}},
	} {
		if got := err.Error(); got != want {
			t.Errorf("%q, want %q", got, want)
		}
	}
}
