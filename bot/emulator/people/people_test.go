package people

import (
	"math"
	"reflect"
	"testing"
)

// TestFigures holds a long life against the figures that it is made up from.
func TestFigures(t *testing.T) {
	t.Parallel()
	for _, kind := range Kinds {
		t.Run(kind.Name, func(t *testing.T) {
			t.Parallel()
			const weeks = 20_000
			p := New(kind, 1)
			var cramps, nights, after, afterCramp, pain int
			var minutes float64
			weekly := make([]float64, weeks)
			before := false
			for i := range weeks * 7 {
				n := p.Next()
				cramps += n.Cramps
				weekly[i/7] += float64(n.Cramps)
				if n.Cramps > 0 {
					nights++
					pain += n.Pain
					minutes += n.Minutes
				}
				if before {
					after++
					if n.Cramps > 0 {
						afterCramp++
					}
				}
				before = n.Cramps > 0
			}
			near := func(what string, got, want, within float64) {
				t.Helper()
				if math.Abs(got-want) > within*want {
					t.Errorf("%s is %.3f, want %.3f", what, got, want)
				}
			}
			mean := float64(cramps) / weeks
			near("cramps a week", mean, kind.PerWeek, 0.15)
			near("pain", float64(pain)/float64(nights), painMean, 0.05)
			near("minutes", minutes/float64(nights), minutesMean, 0.05)
			if again, usual := float64(afterCramp)/float64(after), float64(nights)/(weeks*7); again < 1.05*usual {
				t.Errorf("after a cramp night %.3f, usually %.3f", again, usual)
			}
			variance := 0.0
			for _, n := range weekly {
				variance += (n - mean) * (n - mean) / weeks
			}
			if variance < mean*1.05 {
				t.Errorf("weekly counts have the variance %.2f at the mean %.2f: not spread more than by chance", variance, mean)
			}
		})
	}
}

func TestEqualSeedsGiveEqualNights(t *testing.T) {
	t.Parallel()
	live := func(seed uint64) (nights []Night) {
		p := New(Frequent, seed)
		for range 60 {
			nights = append(nights, p.Next())
		}
		return nights
	}
	if !reflect.DeepEqual(live(7), live(7)) {
		t.Error("the same seed gave other nights")
	}
	if reflect.DeepEqual(live(7), live(8)) {
		t.Error("another seed gave the same nights")
	}
}
