package routines

import "time"

// Check tells the person's mistake in a plan, if there is one: days too short,
// nights too short, or slots too many or too close.
func (p *Plan) Check() error {
	for day := range Date(7) {
		wake, bed, next := p.wakeWall(day), p.bedWall(day), p.wakeWall(day+1)
		if bed-wake < leastAwake || next-bed < leastAsleep {
			return &Error{Kind: Refused, Key: "error.plan.order", Args: Args{
				"Wake": p.Wake[day.Weekday()], "Bed": p.Bed[day.Weekday()]}}
		}
	}
	for _, r := range Routines {
		if !p.On(r) {
			continue // it is checked when it is switched on
		}
		if err := p.checkSlots(r); err != nil {
			return err
		}
	}
	return p.checkCheckIn()
}

// wild reports whether a schedule is larger than any that is typed, so that evaluating it
// would take long.
func wild(slots []Slot) bool {
	specs := 0
	for _, slot := range slots {
		if _, plain := slot.Clock(); slot.Base == ByCron && !plain {
			specs++
		}
	}
	return len(slots) > MostLines || specs > MostSpecs
}

// checkCheckIn refuses a morning question with as many times as no routine may have, and
// one that would come before waking, and so nearly a day late.
func (p *Plan) checkCheckIn() error {
	crowded := &Error{Kind: Refused, Key: "error.checkin.crowded", Args: Args{"Most": MostSlots}}
	if wild(p.CheckInSlots()) {
		return crowded
	}
	for day := range Date(7) {
		f := p.frame(day)
		times := f.walls(p.CheckInSlots(), MostSlots+1)
		if len(times) > MostSlots {
			return crowded
		}
		if len(times) > 0 && times[0].wall > f.wake+wall(checkInLate/time.Minute) {
			return &Error{Kind: Refused, Key: "error.checkin.hours", Args: Args{
				"Wake": p.Wake[day.Weekday()], "Example": p.Wake[day.Weekday()].Plus(15)}}
		}
	}
	return nil
}

func (p *Plan) checkSlots(r Routine) error {
	most := MostSlots
	if r == Hydration {
		most = MostGlasses
	}
	crowded := &Error{Kind: Refused, Key: "error.slots.crowded", Args: Args{"Routine": r, "Most": most}}
	if wild(p.Slots(r)) {
		return crowded
	}
	dense := make([]Slot, 0, len(p.Slots(r)))
	for _, slot := range p.Slots(r) {
		dense = append(dense, slot.densest())
	}
	for day := range Date(7) {
		times := p.frame(day).walls(dense, most+1)
		if len(times) > most {
			return crowded
		}
		for i := 1; i < len(times); i++ {
			if times[i].wall-times[i-1].wall < LeastGap {
				return &Error{Kind: Refused, Key: "error.slots.close", Args: Args{"Routine": r, "Gap": LeastGap}}
			}
		}
		for _, t := range times {
			if r == Hydration && t.typed && t.wall > p.bedWall(day)-wall(hydrationEnds/time.Minute) {
				return &Error{Kind: Refused, Key: "error.hydration.late", Args: Args{"Bed": p.Bed[day.Weekday()]}}
			}
		}
	}
	return nil
}

// MostGlasses is how many times a day drinking is ever suggested (six to eight
// glasses, NHS).
const MostGlasses = 8
