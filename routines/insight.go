package routines

// Proportion is how many of some Nights had cramps.
type Proportion struct{ Count, Of int }

// Insight is the one comparison that a closed month makes, over all answered
// Nights up to its end: those on which a routine was done beside those on which
// it was sent and not done. Only counts are kept; what they say is worked out
// from them.
type Insight struct {
	Month      Month
	Routine    Routine
	With       Proportion // cramp nights among the Nights on which it was done
	Without    Proportion // cramp nights among the Nights on which it was not marked or not done
	Unanswered int        // Nights left out, as nobody knows of their cramps
}
