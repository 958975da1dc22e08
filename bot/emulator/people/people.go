// Package people makes up nights of people whose calves cramp, so that there is
// a diary to look at and something to measure with.
//
// The figures follow published trials and cohorts: mean cramps a week and how
// they spread over weeks, how a night depends on the one before it, pain,
// length, place and side. Nothing a person does changes them: in this world no
// habit has any effect, which is what an honest summary has to withstand.
//
// Equal seeds give equal nights.
package people

import (
	"math"
	"math/rand/v2"
)

// Kind is how often somebody cramps.
type Kind struct {
	Name    string
	PerWeek float64 // mean cramps a week
	Share   float64 // of all who have cramps
}

// Kinds are the four groups that sufferers fall into.
var Kinds = []Kind{
	{"light", 0.4, 0.45},
	{"weekly", 1.5, 0.25},
	{"frequent", 4, 0.22},
	{"daily", 9, 0.08},
}

// Frequent is the kind with most to look at in a month.
var Frequent = Kinds[2]

const (
	weeklyShape = 3.0 // of the gamma that makes weekly counts negative binomial, 2.5 to 4
	carryOver   = 1.5 // how much likelier a cramp is after a night with one
	painMean    = 6.5 // of 1 to 10
	painSpread  = 2.0
	minutesMean = 7.0 // of a cramp, lognormal
	soreShare   = 0.5 // mornings after a cramp on which the calf is sore
	answerShare = 0.8 // mornings answered
)

// Part and Side say where a cramp was.
type (
	Part int
	Side int
)

// The parts and sides.
const (
	Calf Part = iota
	Foot
	Thigh
)

// The sides.
const (
	Left Side = iota
	Right
	Both
)

// Night is what happened in one night, and whether the person tells of it.
type Night struct {
	Cramps   int
	Pain     int     // the worst, 1 to 10; 0 without cramps
	Minutes  float64 // the longest
	Part     Part
	Side     Side
	Sore     bool // the morning after
	Answered bool // the morning question
}

// Person has one night after the other.
type Person struct {
	kind    Kind
	random  *rand.Rand
	night   int
	week    float64 // this week's factor
	cramped bool    // last night
}

// New makes a person up.
func New(kind Kind, seed uint64) *Person {
	return &Person{kind: kind, random: rand.New(rand.NewPCG(seed, 0xca1f))}
}

// Next is the person's next night.
func (p *Person) Next() Night {
	if p.night%7 == 0 {
		p.week = p.gamma(weeklyShape) / weeklyShape
	}
	p.night++
	// The two rates mix to the kind's mean: what a cramp adds to the next night
	// is taken off all of them.
	rate := p.kind.PerWeek / 7 * p.week
	share := 1 - math.Exp(-p.kind.PerWeek/7)
	rate /= 1 + (carryOver-1)*share
	if p.cramped {
		rate *= carryOver
	}
	night := Night{Cramps: p.poisson(rate), Answered: p.random.Float64() < answerShare}
	p.cramped = night.Cramps > 0
	if !p.cramped {
		return night
	}
	night.Pain = min(10, max(1, int(math.Round(painMean+painSpread*p.random.NormFloat64()))))
	night.Minutes = minutesMean * math.Exp(0.6*p.random.NormFloat64()-0.18)
	night.Part = pick(p.random, Part(0), 0.80, 0.15, 0.05)
	night.Side = pick(p.random, Side(0), 0.40, 0.40, 0.20)
	night.Sore = p.random.Float64() < soreShare
	return night
}

// Keeps reports whether the person does a habit today, with a probability.
func (p *Person) Keeps(share float64) bool { return p.random.Float64() < share }

// pick draws an index by its share.
func pick[T ~int](random *rand.Rand, first T, shares ...float64) T {
	at := random.Float64()
	for i, share := range shares {
		if at -= share; at < 0 {
			return first + T(i)
		}
	}
	return first
}

// poisson draws a count with a small mean (Knuth's method).
func (p *Person) poisson(mean float64) (count int) {
	limit, product := math.Exp(-mean), p.random.Float64()
	for product > limit {
		count++
		product *= p.random.Float64()
	}
	return count
}

// gamma draws from the gamma distribution with this shape, at least 1, and
// scale 1 (Marsaglia and Tsang 2000).
func (p *Person) gamma(shape float64) float64 {
	d := shape - 1.0/3
	c := 1 / math.Sqrt(9*d)
	for {
		x := p.random.NormFloat64()
		v := math.Pow(1+c*x, 3)
		if v > 0 && math.Log(p.random.Float64()) < x*x/2+d-d*v+d*math.Log(v) {
			return d * v
		}
	}
}
