package routines

import (
	"math"
	"testing"

	"github.com/google/go-cmp/cmp"
	"github.com/google/go-cmp/cmp/cmpopts"
	"pgregory.net/rapid"
)

// printed compares with figures of four decimals, as the papers have them.
var printed = cmpopts.EquateApprox(0, 0.00005)

// exact allows for nothing but rounding.
var exact = cmpopts.EquateApprox(0, 1e-12)

func TestWilson(t *testing.T) {
	t.Parallel()
	for _, test := range []struct {
		name  string
		of    Proportion
		level Confidence
		want  Interval
	}{
		// Newcombe, Stat Med 1998;17:857-872, table I, method 3.
		{"81/263", Proportion{81, 263}, Confidence95, Interval{0.2553, 0.3662}},
		{"15/148", Proportion{15, 148}, Confidence95, Interval{0.0624, 0.1605}},
		{"none", Proportion{0, 20}, Confidence95, Interval{0, 0.1611}},
		{"1/29", Proportion{1, 29}, Confidence95, Interval{0.0061, 0.1718}},

		// The ends in closed form: z²/(n+z²) from where none or all had cramps.
		{"none, 99 %", Proportion{0, 20}, Confidence99, Interval{0, 6.634896601021214 / 26.634896601021214}},
		{"all", Proportion{20, 20}, Confidence95, Interval{20 / 23.841458820694124, 1}},
		{"one night without", Proportion{0, 1}, Confidence95, Interval{0, 3.841458820694124 / 4.841458820694124}},
		{"no nights", Proportion{}, Confidence95, Interval{0, 1}},
		{"no nights, 99 %", Proportion{}, Confidence99, Interval{0, 1}},
	} {
		t.Run(test.name, func(t *testing.T) {
			t.Parallel()
			if diff := cmp.Diff(test.want, test.of.Wilson(test.level), printed); diff != "" {
				t.Errorf("(-want +got):\n%s", diff)
			}
		})
	}
}

func TestDifference(t *testing.T) {
	t.Parallel()
	for _, test := range []struct {
		name string
		a, b Proportion
		want Interval
	}{
		// Newcombe, Stat Med 1998;17:873-890, table II, method 10.
		{"a", Proportion{56, 70}, Proportion{48, 80}, Interval{0.0524, 0.3339}},
		{"b", Proportion{9, 10}, Proportion{3, 10}, Interval{0.1705, 0.8090}},
		{"c", Proportion{6, 7}, Proportion{2, 7}, Interval{0.0582, 0.8062}},
		{"d", Proportion{5, 56}, Proportion{0, 29}, Interval{-0.0381, 0.1926}},
		{"e", Proportion{0, 10}, Proportion{0, 20}, Interval{-0.1611, 0.2775}},
		{"f", Proportion{0, 10}, Proportion{0, 10}, Interval{-0.2775, 0.2775}},
		{"g", Proportion{10, 10}, Proportion{0, 20}, Interval{0.6791, 1}},
		{"h", Proportion{10, 10}, Proportion{0, 10}, Interval{0.6075, 1}},

		{"no nights with", Proportion{}, Proportion{3, 10}, Interval{-1, 1}},
		{"no nights without", Proportion{3, 10}, Proportion{}, Interval{-1, 1}},
		{"no nights", Proportion{}, Proportion{}, Interval{-1, 1}},
	} {
		t.Run(test.name, func(t *testing.T) {
			t.Parallel()
			if diff := cmp.Diff(test.want, Difference(test.a, test.b, Confidence95), printed); diff != "" {
				t.Errorf("(-want +got):\n%s", diff)
			}
		})
	}
}

func proportions(t *rapid.T, name string) Proportion {
	of := rapid.IntRange(1, 1500).Draw(t, name+" of")
	return Proportion{rapid.IntRange(0, of).Draw(t, name), of}
}

func levels(t *rapid.T) Confidence { return Confidence(rapid.Bool().Draw(t, "99 %")) }

// others are the Nights that the proportion does not count.
func (p Proportion) others() Proportion { return Proportion{p.Of - p.Count, p.Of} }

func (i Interval) within(outer Interval) bool { return outer.Low <= i.Low && i.High <= outer.High }

// TestWilsonIsTheScoreTest holds the interval against what defines it: its ends
// are the proportions that the score test just does not reject.
func TestWilsonIsTheScoreTest(t *testing.T) {
	t.Parallel()
	rapid.Check(t, func(t *rapid.T) {
		p, level := proportions(t, "p"), levels(t)
		got := p.Wilson(level)
		for _, end := range []float64{got.Low, got.High} {
			if end == 0 || end == 1 {
				continue
			}
			score := math.Abs(p.fraction()-end) / math.Sqrt(end*(1-end)/float64(p.Of))
			if math.Abs(score-level.quantile()) > 1e-6 {
				t.Fatalf("%v of %v: %v is %v standard errors away", got, p, end, score)
			}
		}
		if (got.Low == 0) != (p.Count == 0) || (got.High == 1) != (p.Count == p.Of) {
			t.Fatalf("%v of %v", got, p)
		}
	})
}

func TestWilsonProperties(t *testing.T) {
	t.Parallel()
	rapid.Check(t, func(t *rapid.T) {
		p, level := proportions(t, "p"), levels(t)
		got := p.Wilson(level)
		if got.Low < 0 || got.High > 1 || !got.Has(p.fraction()) {
			t.Fatalf("%v of %v", got, p)
		}
		if diff := cmp.Diff(Interval{1 - got.High, 1 - got.Low}, p.others().Wilson(level), exact); diff != "" {
			t.Fatalf("the others (-want +got):\n%s", diff)
		}
		if !p.Wilson(Confidence95).within(p.Wilson(Confidence99)) {
			t.Fatalf("%v: surer, and narrower", p)
		}
		if p.Count < p.Of {
			if more := (Proportion{p.Count + 1, p.Of}).Wilson(level); more.Low <= got.Low || more.High < got.High {
				t.Fatalf("%v of %v, %v of one more", got, p, more)
			}
		}
		if more := (Proportion{3 * p.Count, 3 * p.Of}).Wilson(level); !more.within(got) {
			t.Fatalf("%v of %v, %v of three times as many nights", got, p, more)
		}
	})
}

func TestDifferenceProperties(t *testing.T) {
	t.Parallel()
	rapid.Check(t, func(t *rapid.T) {
		a, b, level := proportions(t, "a"), proportions(t, "b"), levels(t)
		got := Difference(a, b, level)
		if got.Low < -1 || got.High > 1 || !got.Has(a.fraction()-b.fraction()) {
			t.Fatalf("%v of %v and %v", got, a, b)
		}
		mirrored := Interval{-got.High, -got.Low}
		if diff := cmp.Diff(mirrored, Difference(b, a, level), exact); diff != "" {
			t.Fatalf("exchanged (-want +got):\n%s", diff)
		}
		if diff := cmp.Diff(mirrored, Difference(a.others(), b.others(), level), exact); diff != "" {
			t.Fatalf("the others (-want +got):\n%s", diff)
		}
		if !Difference(a, b, Confidence95).within(Difference(a, b, Confidence99)) {
			t.Fatalf("%v and %v: surer, and narrower", a, b)
		}
		if a.Count < a.Of {
			more := Difference(Proportion{a.Count + 1, a.Of}, b, level)
			if more.Low < got.Low || more.High < got.High {
				t.Fatalf("%v of %v and %v, %v of one more", got, a, b, more)
			}
		}
	})
}

func TestPoints(t *testing.T) {
	t.Parallel()
	for difference, want := range map[float64]int{
		-0.386: -39, 0.0524: 5, 0.3339: 33, -0.004: 0, 0: 0, 0.005: 1, -0.005: -1, 1: 100, -1: -100,
	} {
		if got := Points(difference); got != want {
			t.Errorf("%v: %d, want %d", difference, got, want)
		}
	}
}
