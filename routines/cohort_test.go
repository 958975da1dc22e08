package routines

import (
	"flag"
	"math"
	"math/rand/v2"
	"testing"
	"time"
)

var cohortSize = flag.Int("cohort", 400, "how many people of each simulated cohort keep a diary for a year")

// sufferers are the kinds of people in a cohort: how many of them there are, and
// how many cramps they have a week when they begin.
var sufferers = []struct {
	name          string
	share, weekly float64
}{
	{"light", 0.45, 0.4},
	{"weekly", 0.25, 1.5},
	{"frequent", 0.22, 4},
	{"daily", 0.08, 9},
}

// cohort is a simulated world. In the zero cohort no routine acts, and whether
// an evening is kept depends on nothing.
type cohort struct {
	factor   float64 // of the chance of a cramp after the routine; 0: the same
	runs     float64 // how often an evening goes like the one before, whatever the habit
	left     float64 // what is left of keeping after half a year; 0: all of it
	peak     bool    // people join in the season in which they have most cramps
	switches bool    // another routine is compared every month
}

// sleeper is one simulated person.
type sleeper struct {
	*rand.Rand
	cohort
	kind      int     // of the sufferers
	degrees   int     // twice the k of the negative binomial
	drift     float64 // what cramps come to in four weeks, without any cause
	kept      float64 // share of evenings
	missed    float64 // share of check-ins, after the second week
	joined    Date
	midsummer Date
}

// newSleeper draws a person of the cohort. The same number is the same person.
func newSleeper(c cohort, number int) *sleeper {
	s := &sleeper{Rand: rand.New(rand.NewPCG(1927, uint64(number))), cohort: c}
	for at := s.Float64() - sufferers[0].share; at >= 0 && s.kind < len(sufferers)-1; at -= sufferers[s.kind].share {
		s.kind++
	}
	s.degrees = 5 + s.IntN(4) // k of 2.5 to 4
	s.drift = 1 - s.between(0.25, 0.40)
	if s.Float64() < 0.2 {
		s.drift = 1 + s.between(0, 0.35)
	}
	s.kept, s.missed = s.between(0.6, 0.8), s.between(0.2, 0.4)
	s.midsummer = DateOf(2026, time.July, 15)
	if s.Float64() < 0.3 {
		s.midsummer = DateOf(2027, time.January, 15)
	}
	s.joined = DateOf(2026, time.January, 1) + Date(s.IntN(diaryLength))
	if c.peak {
		s.joined = s.midsummer
	}
	return s
}

// diaryLength is a year of Nights, in which twelve months close.
const diaryLength = 365

func (s *sleeper) between(low, high float64) float64 { return low + (high-low)*s.Float64() }

// week is how much better or worse one week is than others: gamma distributed
// with mean 1, so that Poisson counts become negative binomial.
func (s *sleeper) week() (times float64) {
	for range s.degrees {
		n := s.NormFloat64()
		times += n * n
	}
	return times / float64(s.degrees)
}

// usual is how many cramps a week the person has at that time. Summer has twice
// the cramps of winter.
func (s *sleeper) usual(night int) float64 {
	season := 1 + 0.33*math.Cos(2*math.Pi*float64(s.joined+Date(night)-s.midsummer)/365.25)
	return sufferers[s.kind].weekly * season * (1 + (s.drift-1)*min(1, float64(night)/28))
}

// keeps is the chance that an evening is kept. Where keeping wanes it begins
// higher.
func (s *sleeper) keeps(night int) float64 {
	if s.left == 0 {
		return s.kept
	}
	return 1.2 * s.kept * (1 - (1-s.left)*min(1, float64(night)/182))
}

// sticks is how much likelier a cramp is after a night with cramps than after
// one without, in the same week. With good and bad weeks it comes to 1.5 times
// altogether.
const sticks = 1.2

// cramps draws the cramps of a night, of which there are mean on average.
func (s *sleeper) cramps(mean float64, before, done bool) (count int) {
	some := 1 - math.Exp(-mean) // the chance of a cramp night, whatever the night before
	chance := some / (1 + (sticks-1)*some)
	if before {
		chance *= sticks
	}
	if done && s.factor != 0 {
		chance *= s.factor
	}
	if s.Float64() >= chance {
		return 0
	}
	// Poisson distributed, without the part that is none.
	at := s.Float64() * some
	for p := mean * math.Exp(-mean); count < 20; p *= mean / float64(count+1) {
		count++
		if at -= p; at < 0 {
			break
		}
	}
	return count
}

// before is what a night leaves to the next one.
type before struct {
	cramped bool
	done    [6]bool
}

// live writes one Night of the diary.
func (s *sleeper) live(n *Night, night int, week float64, last *before) {
	n.Date = s.joined + Date(night)
	n.Marks, n.Log = n.Marks[:0], n.Log[:0]
	at := time.Unix(int64(n.Date+1)*secondsPerDay, 0).UTC()
	sent := Routines
	if !s.switches {
		sent = Routines[len(Routines)-1:] // calf-stretch, and no time for the others
	}
	for i, r := range sent {
		done := s.Float64() < s.keeps(night)
		if again := s.Float64() < s.runs; again && night > 0 {
			done = last.done[i]
		}
		last.done[i] = done
		m := n.Touch(r, 0, at)
		m.Sent = at
		if done {
			m.State, m.Answered = Done, at
		}
	}
	count := s.cramps(s.usual(night)*week/7, last.cramped, last.done[0])
	last.cramped = count > 0
	missed := s.missed
	if night < 14 {
		missed /= 4
	}
	if s.Float64() >= missed {
		n.Record(Cramps, Value(min(count, MostCramps)), at)
	}
}

// heard is what people were told at the ends of months within a year.
type heard struct {
	people int
	told   int // of any difference
	fewer  int
	more   int
	easily int // would have been, had the 95 % interval been enough
}

func (h *heard) add(other heard) {
	h.people += other.people
	h.told += other.told
	h.fewer += other.fewer
	h.more += other.more
	h.easily += other.easily
}

// outcome is what a cohort came to.
type outcome struct {
	kinds           [4]heard // of the sufferers
	months, covered int      // that were compared; whose 95 % interval held zero
	nights          int
	kept, answered  int // nights
}

// all of the cohort's people together.
func (o *outcome) all() (all heard) {
	for _, kind := range o.kinds {
		all.add(kind)
	}
	return all
}

// run lets people live a year and closes their months as the bot does.
func (c cohort) run(people int) (o outcome) {
	diary := make([]Night, diaryLength)
	nights := make([]*Night, diaryLength)
	for i := range diary {
		nights[i] = &diary[i]
	}
	for number := range people {
		s := newSleeper(c, number)
		var summaries Summaries
		var last before
		var week float64
		var told heard
		for i, n := range nights {
			if i%7 == 0 {
				week = s.week()
			}
			s.live(n, i, week, &last)
			o.nights++
			o.kept += one(last.done[0])
			o.answered += one(n.Checked())
			month := n.Date.Month()
			if n.Date != month.Last() {
				continue
			}
			if c.switches {
				summaries.Compare = Routines[int(month)%len(Routines)]
			}
			summaries.Close(nights[:i+1], month)
			insight, _ := summaries.Insight(month)
			_, within, ok := insight.Read().Difference()
			if !ok {
				continue
			}
			o.months++
			o.covered += one(within.Has(0))
			fewer, more := insight.Read().Verdict() == Fewer, insight.Read().Verdict() == More
			told.add(heard{told: one(fewer || more), fewer: one(fewer), more: one(more), easily: one(!within.Has(0))})
		}
		o.kinds[s.kind].add(heard{1, min(told.told, 1), min(told.fewer, 1), min(told.more, 1), min(told.easily, 1)})
	}
	return o
}

func one(yes bool) int {
	if yes {
		return 1
	}
	return 0
}

func percent(count, of int) float64 { return 100 * float64(count) / float64(of) }

func (o *outcome) log(t *testing.T) {
	t.Helper()
	all := o.all()
	t.Logf("%d people a year: %.2f %% told of a difference, %.2f %% of fewer, %.2f %% of more; by the 95 %% interval %.1f %%",
		all.people, percent(all.told, all.people), percent(all.fewer, all.people), percent(all.more, all.people), percent(all.easily, all.people))
	for i, kind := range o.kinds {
		t.Logf("  %-8s %6d people: %.2f %%, %.2f %%, %.2f %%; %.1f %%", sufferers[i].name, kind.people,
			percent(kind.told, kind.people), percent(kind.fewer, kind.people), percent(kind.more, kind.people), percent(kind.easily, kind.people))
	}
	t.Logf("the 95 %% interval held zero in %.1f %% of %d months; %.1f %% of evenings kept, %.1f %% of check-ins answered",
		percent(o.covered, o.months), o.months, percent(o.kept, o.nights), percent(o.answered, o.nights))
}

// TestCohort lets simulated people keep a diary for a year, and holds how many
// of those whom no routine helps or harms are told of a difference.
//
// The cohorts in which keeping wanes show what the comparison cannot know: good
// evenings have other reasons, and these come and go with the cramps. They, and
// the one that compares another routine every month, are measured and held to
// nothing.
func TestCohort(t *testing.T) {
	t.Parallel()
	for _, test := range []struct {
		name  string
		world cohort
		holds func(t *testing.T, o *outcome)
	}{
		{"no effect", cohort{}, holdsError},
		{"no effect, evenings in runs", cohort{runs: 0.5}, holdsError},
		{"no effect, evenings in long runs", cohort{runs: 0.7}, holdsError},
		{"no effect, another routine every month", cohort{switches: true}, nil},
		{"no effect, keeping halves", cohort{left: 0.5}, nil},
		{"no effect, keeping halves as the season passes", cohort{left: 0.5, peak: true}, nil},
		{"no effect, keeping nearly ends as the season passes", cohort{left: 0.2, peak: true}, nil},
		{"half as many cramp nights", cohort{factor: 0.5}, holdsPower},
	} {
		t.Run(test.name, func(t *testing.T) {
			t.Parallel()
			o := test.world.run(*cohortSize)
			o.log(t)
			if test.holds != nil {
				test.holds(t, &o)
			}
		})
	}
}

// chance is how far a share of so many people may lie off by chance: three
// standard errors, in percent.
func chance(share float64, people int) float64 {
	return 3 * math.Sqrt(share*(100-share)/float64(people))
}

func holdsError(t *testing.T, o *outcome) {
	all := o.all()
	if most := ErrorPerYear + chance(ErrorPerYear, all.people); percent(all.told, all.people) > most {
		t.Errorf("%.2f %% are told of a difference that is not there, over %.2f %%", percent(all.told, all.people), most)
	}
	if covered := percent(o.covered, o.months); covered < 93 || covered > 98 {
		t.Errorf("the 95 %% interval held zero in %.1f %% of months", covered)
	}
	if kept, answered := percent(o.kept, o.nights), percent(o.answered, o.nights); kept < 67 || kept > 73 || answered < 68 || answered > 74 {
		t.Errorf("kept %.1f %%, answered %.1f %%", kept, answered)
	}
}

// holdsPower keeps the error from being held by never telling anything.
func holdsPower(t *testing.T, o *outcome) {
	all := o.all()
	if least := 33 - chance(33, all.people); percent(all.fewer, all.people) < least {
		t.Errorf("%.1f %% are told that they had fewer cramp nights, under %.1f %%", percent(all.fewer, all.people), least)
	}
	if percent(all.more, all.people) > 0.5 {
		t.Errorf("%.2f %% are told that they had more", percent(all.more, all.people))
	}
}

// TestSleepers holds the simulation itself against what is known of people with
// cramps: means, weekly counts that are negative binomial with k of 2.5 to 4,
// and a cramp about 1.5 times as likely after a night with one.
func TestSleepers(t *testing.T) {
	t.Parallel()
	for _, kind := range sufferers {
		t.Run(kind.name, func(t *testing.T) {
			t.Parallel()
			var weeks, sum, squares float64
			var nights, cramped [2]float64 // after a night without, with cramps
			for number := range 150 {
				s := newSleeper(cohort{}, number)
				last := false
				for range 100 {
					week := s.week()
					total := 0
					for range 7 {
						count := s.cramps(kind.weekly*week/7, last, true)
						nights[one(last)]++
						cramped[one(last)] += float64(one(count > 0))
						last = count > 0
						total += count
					}
					weeks++
					sum += float64(total)
					squares += float64(total * total)
				}
			}
			mean := sum / weeks
			k := mean * mean / (squares/weeks - mean*mean - mean)
			ratio := cramped[1] / nights[1] / (cramped[0] / nights[0])
			t.Logf("%.2f cramps a week, k %.2f, %.2f times as likely after a night with cramps", mean, k, ratio)
			if math.Abs(mean/kind.weekly-1) > 0.05 || k < 2.4 || k > 4 || math.Abs(ratio-1.5) > 0.15 {
				t.Error("not like people with cramps")
			}
		})
	}
}
