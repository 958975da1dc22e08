package read

// Slipped reports whether so many slips at most turn one word into the other: a
// letter left out, added, or taken for another, or two neighbours swapped
// (Damerau 1964, Comm. ACM 7:171; no letter slips twice). The work grows
// exponentially with the slips, so more than two are not to be asked for.
func Slipped(a, b []rune, most int) bool {
	for len(a) > 0 && len(b) > 0 && a[0] == b[0] {
		a, b = a[1:], b[1:]
	}
	for len(a) > 0 && len(b) > 0 && a[len(a)-1] == b[len(b)-1] {
		a, b = a[:len(a)-1], b[:len(b)-1]
	}
	longer := max(len(a), len(b))
	if longer <= most {
		return true
	}
	if most <= 0 || longer-min(len(a), len(b)) > most {
		return false
	}
	// The first letters differ now, so one slip is spent here.
	if len(a) > 1 && len(b) > 1 && a[0] == b[1] && a[1] == b[0] && Slipped(a[2:], b[2:], most-1) {
		return true
	}
	return len(a) > 0 && len(b) > 0 && Slipped(a[1:], b[1:], most-1) ||
		len(a) > 0 && Slipped(a[1:], b, most-1) ||
		len(b) > 0 && Slipped(a, b[1:], most-1)
}
