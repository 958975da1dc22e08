package routines

import (
	"errors"
	"flag"
	"fmt"
	"math/rand/v2"
	"runtime"
	"slices"
	"strconv"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"
)

var sweep = flag.Bool("sweep", false, "schedule every plan around every transition of every zone; without it, a fixed sample")

// oddities are moments that a sample must not miss.
var oddities = []struct{ zone, at string }{
	{"Pacific/Apia", "2011-12-30T10:00:00Z"},    // a date is missing
	{"Pacific/Fakaofo", "2011-12-30T11:00:00Z"}, // the same, on the other side
	{"Europe/Berlin", "2026-03-29T01:00:00Z"},   // an hour missing
	{"Europe/Berlin", "2026-10-25T01:00:00Z"},   // an hour repeated
	{"America/New_York", "2026-03-08T07:00:00Z"},
	{"America/New_York", "2026-11-01T06:00:00Z"},
	{"Australia/Lord_Howe", "2026-10-03T15:30:00Z"}, // half an hour missing
	{"Australia/Lord_Howe", "2026-04-04T15:00:00Z"}, // half an hour repeated
	{"America/Sao_Paulo", "2018-11-04T03:00:00Z"},   // midnight missing
	{"America/Sao_Paulo", "2018-02-18T02:00:00Z"},   // the hour before midnight repeated
	{"Africa/Cairo", "2026-04-23T22:00:00Z"},        // midnight missing
	{"Asia/Beirut", "2026-03-28T22:00:00Z"},         // midnight missing
	{"Africa/Casablanca", "2025-02-23T02:00:00Z"},   // Ramadan
	{"Africa/Casablanca", "2025-04-06T02:00:00Z"},
	{"Europe/Dublin", "2026-03-29T01:00:00Z"},    // winter is the exception
	{"Antarctica/Troll", "2026-03-29T01:00:00Z"}, // two hours missing
	{"Antarctica/Casey", "2010-03-04T15:00:00Z"}, // three hours repeated
	{"America/Caracas", "2007-12-09T07:00:00Z"},  // half an hour for good
	{"Asia/Pyongyang", "2018-05-04T15:00:00Z"},
	{"Asia/Kathmandu", "2026-06-01T00:00:00Z"},     // 5:45, and nothing happens
	{"Pacific/Kiritimati", "2026-06-01T00:00:00Z"}, // the earliest
	{"Pacific/Pago_Pago", "2026-06-01T00:00:00Z"},  // the latest
	{"America/Nuuk", "2023-03-26T01:00:00Z"},       // winter time given up
	{"America/Godthab", "2024-10-27T00:00:00Z"},    // a link
}

// moments gives the moments to test: all of them with -sweep, else the
// oddities and a sample that is always the same.
func moments(t testing.TB) (list []moment) {
	t.Helper()
	if *sweep {
		for _, name := range zoneNames() {
			zone := load(t, name)
			// A plain week, then everything that happens.
			list = append(list, moment{name, time.Date(2026, time.June, 3, 12, 0, 0, 0, time.UTC).In(zone)})
			for _, at := range transitions(zone) {
				list = append(list, moment{name, at.In(zone)})
			}
		}
		return list
	}
	for _, o := range oddities {
		at, err := time.Parse(time.RFC3339, o.at)
		if err != nil {
			t.Fatal(err)
		}
		list = append(list, moment{o.zone, at.In(load(t, o.zone))})
	}
	chance := rand.New(rand.NewPCG(1, 2))
	for range 40 {
		name := zoneNames()[chance.IntN(len(zoneNames()))]
		zone := load(t, name)
		at := time.Date(2026, time.June, 3, 12, 0, 0, 0, time.UTC)
		if all := transitions(zone); len(all) > 0 {
			at = all[chance.IntN(len(all))]
		}
		list = append(list, moment{name, at.In(zone)})
	}
	return list
}

// ways are the lives that the plans under test are made for.
func ways() map[string]Plan {
	plan := func(wake, bed Clock, change func(*Plan)) Plan {
		p := NewPlan("", wake, bed)
		for _, r := range Routines {
			p.Habits[r] = Habit{On: true}
		}
		if change != nil {
			change(&p)
		}
		return p
	}
	cron := func(specs ...string) Habit {
		h := Habit{On: true}
		for _, spec := range specs {
			h.Slots = append(h.Slots, Slot{Base: ByCron, Cron: spec})
		}
		return h
	}
	return map[string]Plan{
		"default": plan(ClockOf(7, 0), ClockOf(22, 30), nil),
		"late":    plan(ClockOf(8, 30), ClockOf(0, 30), nil),
		"later":   plan(ClockOf(11, 0), ClockOf(3, 0), nil),
		// Its bedtime lies in the gap, and so does what comes before it.
		"latest":      plan(ClockOf(12, 0), ClockOf(2, 45), nil),
		"night shift": plan(ClockOf(16, 0), ClockOf(8, 0), nil),
		"weekdays": plan(ClockOf(6, 45), ClockOf(22, 30), func(p *Plan) {
			p.Wake[time.Saturday], p.Wake[time.Sunday] = ClockOf(9, 30), ClockOf(10, 0)
			p.Bed[time.Friday], p.Bed[time.Saturday] = ClockOf(0, 15), ClockOf(23, 59)
		}),
		"cron": plan(ClockOf(7, 0), ClockOf(22, 30), func(p *Plan) {
			p.Habits[CalfStretch] = cron("30 2 * * *")
			p.Habits[AnklePumps] = cron("*/30 1-3 * * *")
			p.Habits[Hydration] = cron("0 9-17/2 * * *")
			p.Habits[LegElevation] = cron("0 0 * * 1")
			p.Habits[Relaxation] = cron("15 0 1,15 * 0", "45 23 * * 2-4,6")
		}),
		"typed": plan(ClockOf(7, 0), ClockOf(22, 30), func(p *Plan) {
			p.Habits[CalfStretch] = Habit{On: true, Slots: []Slot{
				{Base: AtBed, Offset: -20}, At(ClockOf(22, 10), 0), At(ClockOf(0, 30), DaysOf(time.Friday)), At(ClockOf(2, 30), 0)}}
			p.Habits[WarmCompress] = Habit{On: true, Slots: []Slot{At(ClockOf(2, 59), 0), At(ClockOf(2, 0), AllDays), At(ClockOf(7, 0), 0)}}
			p.Habits[LegElevation] = Habit{On: true, Slots: []Slot{
				At(ClockOf(22, 30), DaysOf(0, 1, 2, 3, 4)), At(ClockOf(23, 30), DaysOf(time.Friday, time.Saturday))}}
			p.CheckIn = []Slot{At(ClockOf(7, 15), 0)}
		}),
		// Its wake time lies in the gap, and so does what it still wants before.
		"early": plan(ClockOf(2, 30), ClockOf(19, 0), func(p *Plan) {
			p.Habits[CalfStretch] = cron("15 2 * * *", "45 2 * * *", "30 18 * * *")
			p.Habits[AnklePumps] = Habit{On: true, Slots: []Slot{{Base: AtWake}, At(ClockOf(2, 10), 0)}}
		}),
		"up at midnight": plan(ClockOf(0, 15), ClockOf(16, 0), func(p *Plan) {
			p.Habits[AnklePumps] = cron("55 23 * * *", "10 0 * * *", "20 0 * * *")
		}),
	}
}

// TestSchedule drives the plans around the moments as the bot does, and
// compares what rings with what a naive reading of the clock expects.
func TestSchedule(t *testing.T) {
	t.Parallel()
	began := time.Now()
	list, plans := moments(t), ways()
	work := make(chan moment)
	var group sync.WaitGroup
	for range runtime.GOMAXPROCS(0) {
		group.Go(func() {
			for m := range work {
				for way, plan := range plans {
					plan.Zone = m.zone
					if err := schedule(plan, m.at); err != nil {
						t.Errorf("%s, %s, %s: %v", way, m.zone, m.at.Format(time.RFC3339), err)
					}
				}
			}
		})
	}
	for _, m := range list {
		if t.Failed() {
			break
		}
		work <- m
	}
	close(work)
	group.Wait()
	t.Logf("%d moments, %d plans, %s", len(list), len(plans), time.Since(began).Round(time.Millisecond))
}

// schedule lives through two Nights either side of the moment, and tells what
// did not go as expected.
func schedule(plan Plan, at time.Time) error {
	zone := location(plan.Zone)
	face := watch(zone, at.Add(-5*24*time.Hour), at.Add(7*24*time.Hour))
	o := oracle{&plan, face, zone}
	first := DateAt(at.In(zone)) - 3
	for !face.dates[first] {
		first--
	}
	last := DateAt(at.In(zone)) + 3
	start, end := o.wake(first), o.wake(last)

	p := &Person{Plan: plan, Gates: Gates{Answered: start}}
	nights := []Night{Begin(p, start)}
	rung := map[Key]time.Time{}
	asked, again := map[Date]time.Time{}, map[Date]time.Time{}
	for now, steps := start, 0; now.Before(end); steps++ {
		if steps > 500 {
			return fmt.Errorf("stuck at %s", now)
		}
		p.Quiet = Quiet{} // learning to be quiet is another matter
		tonight, before := latest(nights)
		nights = append(nights, Advance(p, tonight, before, now)...)
		tonight, before = latest(nights)
		card, next := Due(p, tonight, before, now)
		if !next.After(now) {
			return fmt.Errorf("at %s the next alarm is %s", now, next)
		}
		day := false
		for _, k := range card.Keys {
			if then, ok := rung[k]; ok {
				return fmt.Errorf("%v rings at %s and at %s", k, then, now)
			}
			rung[k] = now
			day = day || !k.Routine.Evening()
		}
		if now.After(start) && card.Empty() && !now.Equal(tonight.Opened) {
			return fmt.Errorf("the alarm at %s is for nothing", now)
		}
		if !card.Empty() {
			if !card.Silent && !now.Before(o.bedtime(tonight.Date)) {
				return fmt.Errorf("a sound at %s, in bed", now)
			}
			if card.Until.Before(now) {
				return fmt.Errorf("at %s too late since %s", now, card.Until)
			}
			Settle(p, tonight, before, card, 1, now)
		}
		if d := card.CheckIn; d != 0 {
			_, once := asked[d]
			_, twice := again[d]
			switch {
			case !once:
				asked[d] = now
			case twice || !day:
				return fmt.Errorf("asks about %s again at %s", d, now)
			default:
				again[d] = now
			}
		}
		now = next
	}

	wantRung := map[Key]time.Time{}
	wantAsked, wantAgain := map[Date]time.Time{}, map[Date]time.Time{}
	var wantNights, gotNights []string
	for date, before := first, Date(0); date < last; date++ {
		if !face.dates[date] {
			continue
		}
		wantNights = append(wantNights, date.String()+" "+o.wake(date).Format(time.RFC3339))
		var daytime []time.Time
		for _, r := range Routines {
			for i, slot := range o.slots(date, r, plan.Slots(r)) {
				if slot.After(start) && slot.Before(end) {
					wantRung[Key{date, r, uint8(i)}] = slot
				}
				if !r.Evening() {
					daytime = append(daytime, slot)
				}
			}
		}
		if before != 0 {
			at := o.slots(date, 0, plan.CheckInSlots())[0]
			wantAsked[before] = at
			until := later(earliest(o.wake(date).Add(11*time.Hour), o.bedtime(date)), at.Add(15*time.Minute))
			slices.SortFunc(daytime, time.Time.Compare)
			for _, slot := range daytime {
				if slot.After(at) && !slot.After(until) {
					wantAgain[before] = slot
					break
				}
			}
		}
		before = date
	}
	for _, n := range nights {
		if n.Opened.Before(end) {
			gotNights = append(gotNights, n.Date.String()+" "+n.Opened.Format(time.RFC3339))
		}
	}
	for what, diff := range map[string]string{
		"nights": diff(wantNights, gotNights), "slots": diff(wantRung, rung),
		"check-ins": diff(wantAsked, asked), "repeated check-ins": diff(wantAgain, again),
	} {
		if diff != "" {
			return fmt.Errorf("%s (-want +got):\n%s", what, diff)
		}
	}
	return nil
}

// diff is cmp.Diff for those who compare millions of equal things.
func diff[T any](want, got T) string {
	if fmt.Sprint(want) == fmt.Sprint(got) {
		return ""
	}
	return cmp.Diff(want, got)
}

// latest gives the last two Nights.
func latest(nights []Night) (tonight, before *Night) {
	if i := len(nights) - 2; i >= 0 {
		before = &nights[i]
	}
	return &nights[len(nights)-1], before
}

// oracle reads a plan the slow way: it looks at every minute of a Night on the
// wall clock, and at a clock that was watched for when that minute was.
type oracle struct {
	plan *Plan
	face *face
	zone *time.Location
}

func (o oracle) wakeWall(d Date) wall { return wall(d)*1440 + wall(o.plan.Wake[(int(d)+4)%7]) }

func (o oracle) next(d Date) Date {
	for d++; !o.face.dates[d]; d++ {
	}
	return d
}

func (o oracle) bedWall(d Date) wall {
	weekday := (int(d) + 4) % 7 // 1970-01-01 was a Thursday
	if bed := o.plan.Bed[weekday]; bed > o.plan.Wake[weekday] {
		return wall(d)*1440 + wall(bed)
	}
	return wall(o.next(d))*1440 + wall(o.plan.Bed[weekday])
}

func (o oracle) wake(d Date) time.Time    { return o.face.in(o.wakeWall(d)) }
func (o oracle) bedtime(d Date) time.Time { return o.face.in(o.bedWall(d)) }

// slots gives the instants of a Night's slots in the order of their ordinals.
// Routine 0 is the check-in.
func (o oracle) slots(d Date, r Routine, slots []Slot) (list []time.Time) {
	typed := map[wall]bool{}
	from, to := o.wakeWall(d), o.wakeWall(o.next(d))
	for _, s := range slots {
		switch {
		case s.Nights != 0 && s.Nights&(1<<((d+4)%7)) == 0:
		case s.Base == AtWake || s.Base == AtBed:
			w := from
			if s.Base == AtBed {
				w = o.bedWall(d)
			}
			if w += wall(s.Offset); !typed[w] {
				typed[w] = false
			}
		default:
			spec := parseNaive(s.Cron)
			for w := from; w < to; w++ {
				if spec.has(w) && o.face.dates[Date(w/1440)] {
					typed[w] = true
				}
			}
		}
	}
	var walls []wall
	for w := range typed {
		if w >= from && w < to {
			walls = append(walls, w)
		}
	}
	slices.Sort(walls)
	for _, w := range walls {
		at, bed := o.face.in(w), o.bedtime(d)
		if !typed[w] && !at.Before(bed) && !(w < o.bedWall(d) && at.Equal(bed)) || r == Hydration && at.After(bed.Add(-2*time.Hour)) {
			continue
		}
		list = append(list, at)
	}
	return list
}

// naiveCron is a cron specification as five sets.
type naiveCron struct {
	minute, hour, day, month, weekday [61]bool
	either                            bool // day of month or weekday will do
}

func parseNaive(spec string) (c naiveCron) {
	fields := strings.Fields(spec)
	for i, set := range []*[61]bool{&c.minute, &c.hour, &c.day, &c.month, &c.weekday} {
		for part := range strings.SplitSeq(fields[i], ",") {
			part, every, stepped := strings.Cut(part, "/")
			step := 1
			if stepped {
				step, _ = strconv.Atoi(every)
			}
			from, to := 0, []int{59, 23, 31, 12, 6}[i]
			if i == 2 || i == 3 {
				from = 1
			}
			if part != "*" {
				low, high, ranged := strings.Cut(part, "-")
				from, _ = strconv.Atoi(low)
				to = from
				if ranged {
					to, _ = strconv.Atoi(high)
				}
			}
			for n := from; n <= to; n += step {
				set[n] = true
			}
		}
	}
	c.either = !strings.HasPrefix(fields[2], "*") && !strings.HasPrefix(fields[4], "*")
	return c
}

func (c *naiveCron) has(w wall) bool {
	if !c.minute[w%60] || !c.hour[w/60%24] {
		return false
	}
	t := time.Unix(int64(w)*60, 0).UTC()
	day, weekday := c.day[t.Day()], c.weekday[t.Weekday()]
	if c.either {
		return c.month[t.Month()] && (day || weekday)
	}
	return c.month[t.Month()] && day && weekday
}

func TestParseCron(t *testing.T) {
	t.Parallel()
	tests := []struct{ text, want, key string }{
		{"30 22 * * 0-4", "30 22 * * 0-4", ""},
		{"  0  9-17/2 * *   MON-FRI ", "0 9-17/2 * * MON-FRI", ""},
		{"0 0 29 2 *", "0 0 29 2 *", ""},
		{"0 0 31 2 *", "", "error.cron.never"},
		{"@every 1h", "", "error.cron.unclear"},
		{"@daily", "", "error.cron.unclear"},
		{"TZ=Europe/Berlin 0 9 * * *", "", "error.cron.unclear"},
		{"CRON_TZ=UTC 9 * * *", "", "error.cron.unclear"},
		{"TZ=", "", "error.cron.unclear"},
		{"0 9 * *", "", "error.cron.unclear"},
		{"0 0 9 * * *", "", "error.cron.unclear"},
		{"60 9 * * *", "", "error.cron.unclear"},
		{"0 9 * * 8", "", "error.cron.unclear"},
		{"0 9 * * *" + strings.Repeat(",1", 50), "", "error.cron.unclear"},
		{"", "", "error.cron.unclear"},
		{"ä 9 * * *", "", "error.cron.unclear"},
	}
	for _, test := range tests {
		t.Run(test.text, func(t *testing.T) {
			t.Parallel()
			slot, err := ParseCron(test.text)
			if key := keyOf(err); key != test.key {
				t.Fatalf("error %q, want %q", key, test.key)
			}
			if want := (Slot{Base: ByCron, Cron: test.want}); err == nil && slot != want {
				t.Errorf("%+v, want %+v", slot, want)
			}
		})
	}
}

func FuzzParseCron(f *testing.F) {
	for _, spec := range []string{"30 22 * * 0-4", "*/5 1-3 ? JAN,MAR mon", "TZ= * * * *", "0/0 * * * *", "1-0 * * * *", "@every 1s", "*/99999999999 * * * *"} {
		f.Add(spec)
	}
	f.Fuzz(func(t *testing.T, text string) {
		slot, err := ParseCron(text)
		if err != nil {
			return
		}
		plan := NewPlan("UTC", ClockOf(7, 0), ClockOf(22, 30))
		plan.Habits[CalfStretch] = Habit{On: true, Slots: []Slot{slot}}
		if again, err := ParseCron(slot.Cron); err != nil || again != slot {
			t.Errorf("%q reads as %+v, then as %+v, %v", text, slot, again, err)
		}
		_ = plan.Check()
	})
}

func TestSlotClock(t *testing.T) {
	t.Parallel()
	for c := range Clock(MinutesPerDay) {
		if got, ok := At(c, 0).Clock(); !ok || got != c {
			t.Fatalf("%s shows as %s, %v", c, got, ok)
		}
	}
	for _, s := range []Slot{{Base: AtBed, Offset: -20}, {Base: ByCron, Cron: "0 9 * * 1"}, {Base: ByCron, Cron: "*/5 9 * * *"}, {Base: ByCron, Cron: "0 9,10 * * *"}, {Base: ByCron, Cron: "75 9 * * *"}} {
		if c, ok := s.Clock(); ok {
			t.Errorf("%+v shows as %s", s, c)
		}
	}
}

// keyOf gives the key of a person's mistake, "" when there is none.
func keyOf(err error) string {
	var mistake *Error
	if errors.As(err, &mistake) {
		return mistake.Key
	}
	if err != nil {
		return err.Error()
	}
	return ""
}
