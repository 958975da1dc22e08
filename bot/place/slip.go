package place

// slipped tells whether b is a with at most so many slips: a letter wrong, missing, too many, or swapped with its neighbour
// (optimal string alignment; no letter is touched twice). At most two slips are asked for.
func slipped(a, b []rune, slips int) bool {
	for len(a) > 0 && len(b) > 0 && a[0] == b[0] {
		a, b = a[1:], b[1:]
	}
	for len(a) > 0 && len(b) > 0 && a[len(a)-1] == b[len(b)-1] {
		a, b = a[:len(a)-1], b[:len(b)-1]
	}
	longer := max(len(a), len(b))
	if longer <= slips {
		return true
	}
	if slips == 0 || longer-min(len(a), len(b)) > slips {
		return false
	}
	// The first letters differ now, so one slip is spent here.
	if len(a) > 1 && len(b) > 1 && a[0] == b[1] && a[1] == b[0] && slipped(a[2:], b[2:], slips-1) {
		return true
	}
	return len(a) > 0 && len(b) > 0 && slipped(a[1:], b[1:], slips-1) ||
		len(a) > 0 && slipped(a[1:], b, slips-1) ||
		len(b) > 0 && slipped(a, b[1:], slips-1)
}
