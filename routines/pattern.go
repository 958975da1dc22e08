package routines

// Noted is what a person was told of patterns in their own diary.
type Noted struct {
	Appointment Date // the Night whose answers first showed the line about an appointment; 0: not yet
	Pattern     Date // the Night after which counts were read back last; 0: not yet

	// The counts that were read back then, over 14 Nights.
	CrampNights, Disturbed, Adjoining int
}
