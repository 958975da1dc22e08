package export

import (
	"reflect"
	"slices"
	"time"

	"github.com/google/go-cmp/cmp"
	"github.com/google/go-cmp/cmp/cmpopts"
	"pgregory.net/rapid"

	"calmcalf/routines"
)

// asDiaries compares diaries as people do: what is empty is not there.
var asDiaries = cmp.Options{cmpopts.EquateEmpty(), cmp.AllowUnexported(Diary{}, entry{}, moment{})}

// made is when the documents of the tests are made.
var made = time.Date(2026, time.November, 22, 12, 34, 56, 123456000, time.UTC)

// Zones that are told apart by what is odd about them: half hours, a summer time
// of half an hour, a date that was jumped over, seconds until 1972.
var oddZones = []string{"Europe/Berlin", "America/New_York", "Asia/Kathmandu", "Australia/Lord_Howe", "Pacific/Apia", "Africa/Monrovia", "UTC"}

// instants draws zero times and times between two, in whole units.
func instants(from, to time.Time, unit time.Duration) *rapid.Generator[any] {
	return rapid.Custom(func(t *rapid.T) any {
		if rapid.Bool().Draw(t, "zero") {
			return time.Time{}
		}
		seconds := rapid.Int64Range(from.Unix(), to.Unix()-1).Draw(t, "seconds")
		part := rapid.Int64Range(0, int64(time.Second-1)).Draw(t, "part")
		return time.Unix(seconds, part).UTC().Truncate(unit)
	})
}

// sure draws what is never zero.
func sure(g *rapid.Generator[any]) *rapid.Generator[any] {
	return g.Filter(func(v any) bool { return !reflect.ValueOf(v).IsZero() })
}

func setFrom[T bits](words vocabulary[T]) *rapid.Generator[any] {
	return rapid.Custom(func(t *rapid.T) any {
		var set T
		for _, entry := range words {
			if rapid.Bool().Draw(t, entry.word) {
				set |= entry.value
			}
		}
		return set
	})
}

func asAny[T any](g *rapid.Generator[T]) *rapid.Generator[any] { return g.AsAny() }

var (
	someRoutine = asAny(rapid.SampledFrom(routines.Routines))
	someDate    = asAny(rapid.Map(rapid.Int32Range(0, int32(routines.DateAt(made))), func(n int32) routines.Date { return routines.Date(n) }))
	someCount   = asAny(rapid.IntRange(0, 400))
	somePart    = asAny(rapid.Custom(func(t *rapid.T) routines.Proportion {
		of := rapid.IntRange(0, 400).Draw(t, "of")
		return routines.Proportion{Count: rapid.IntRange(0, of).Draw(t, "count"), Of: of}
	}))
	someMonth = asAny(rapid.Map(rapid.IntRange(0, int(routines.DateAt(made).Month()-firstMonth)),
		func(n int) routines.Month { return firstMonth + routines.Month(n) }))
)

// somePerson draws people with every field filled, so that a field is noticed
// that the routines have and a document lacks.
func somePerson() *rapid.Generator[routines.Person] {
	insight := rapid.MakeCustom[routines.Insight](rapid.MakeConfig{Types: map[reflect.Type]*rapid.Generator[any]{
		reflect.TypeFor[routines.Month]():      someMonth,
		reflect.TypeFor[routines.Routine]():    someRoutine,
		reflect.TypeFor[routines.Proportion](): somePart,
		reflect.TypeFor[int]():                 someCount,
	}})
	insights := rapid.Map(rapid.SliceOfNDistinct(insight, 0, 5, func(i routines.Insight) routines.Month { return i.Month }),
		func(list []routines.Insight) []routines.Insight {
			slices.SortFunc(list, func(a, b routines.Insight) int { return int(a.Month - b.Month) })
			return list
		})
	person := rapid.MakeCustom[routines.Person](rapid.MakeConfig{
		Types: map[reflect.Type]*rapid.Generator[any]{
			reflect.TypeFor[time.Time]():         instants(time.Unix(0, 0), made, time.Microsecond),
			reflect.TypeFor[routines.Setting]():  setFrom(settingWords),
			reflect.TypeFor[routines.Activity](): setFrom(activityWords),
			reflect.TypeFor[routines.Sign]():     setFrom(signWords),
			reflect.TypeFor[routines.Routine]():  someRoutine,
			reflect.TypeFor[routines.Date]():     someDate,
			reflect.TypeFor[routines.Month]():    someMonth,
			reflect.TypeFor[int]():               someCount,
			reflect.TypeFor[routines.Plan]():     asAny(somePlan()),
		},
		Fields: map[reflect.Type]map[string]*rapid.Generator[any]{
			reflect.TypeFor[routines.Person]():    {"Language": asAny(rapid.SampledFrom([]string{"", "en", "pt-BR"}))},
			reflect.TypeFor[routines.Quiet]():     {"Told": asAny(rapid.MapOf(rapid.SampledFrom(routines.Routines), rapid.Just(true)))},
			reflect.TypeFor[routines.Summaries](): {"Insights": asAny(insights)},
		},
	})
	return person
}

// somePlan draws plans that a person could have made.
func somePlan() *rapid.Generator[routines.Plan] {
	cron := rapid.SampledFrom([]string{"30 9 * * *", "0 12 * * 1-5", "15 14 1 * *", "*/30 10-11 * * *"})
	slots := func(anchors ...routines.Base) *rapid.Generator[[]routines.Slot] {
		one := rapid.MakeCustom[routines.Slot](rapid.MakeConfig{Fields: map[reflect.Type]map[string]*rapid.Generator[any]{
			reflect.TypeFor[routines.Slot](): {
				"Base":   asAny(rapid.SampledFrom(anchors)),
				"Offset": asAny(rapid.Int16Range(-20, 200)),
				"Cron":   asAny(cron),
				"Nights": setFrom(dayWords),
			},
		}})
		return rapid.SliceOfN(rapid.Map(one, func(s routines.Slot) routines.Slot {
			if s.Base == routines.ByCron {
				s.Offset = 0
			} else {
				s.Cron = ""
			}
			return s
		}), 0, 2)
	}
	week := func(hour int) *rapid.Generator[any] {
		return rapid.Custom(func(t *rapid.T) any {
			var w routines.Week
			for i := range w {
				w[i] = routines.ClockOf(hour, rapid.IntRange(0, 59).Draw(t, "minute"))
			}
			return w
		})
	}
	journey := rapid.OneOf(rapid.Just(routines.Journey{}), rapid.MakeCustom[routines.Journey](rapid.MakeConfig{
		Fields: map[reflect.Type]map[string]*rapid.Generator[any]{reflect.TypeFor[routines.Journey](): {
			"Zone": asAny(rapid.SampledFrom(oddZones)), "Until": sure(someDate),
		}}}))
	span := rapid.Map(rapid.MakeCustom[routines.Span](rapid.MakeConfig{
		Fields: map[reflect.Type]map[string]*rapid.Generator[any]{reflect.TypeFor[routines.Span](): {"From": sure(someDate), "To": someDate}},
	}), func(s routines.Span) routines.Span {
		if s.To != 0 && s.To < s.From {
			s.To = s.From
		}
		return s
	})
	habit := rapid.MakeCustom[routines.Habit](rapid.MakeConfig{Fields: map[reflect.Type]map[string]*rapid.Generator[any]{
		reflect.TypeFor[routines.Habit](): {"Slots": asAny(slots(routines.AtWake, routines.AtBed, routines.ByCron))},
	}})
	plan := rapid.MakeCustom[routines.Plan](rapid.MakeConfig{Fields: map[reflect.Type]map[string]*rapid.Generator[any]{
		reflect.TypeFor[routines.Plan](): {
			"Zone": asAny(rapid.SampledFrom(oddZones)), "Journey": asAny(journey),
			"Wake": week(7), "Bed": week(22),
			"Habits":  asAny(rapid.MapOf(rapid.SampledFrom(routines.Routines), habit)),
			"CheckIn": asAny(slots(routines.AtWake, routines.ByCron)),
			"Pauses":  asAny(rapid.SliceOfN(span, 0, 3)),
		},
	}})
	return rapid.Map(plan, func(p routines.Plan) routines.Plan {
		for r, h := range p.Habits {
			if only := (routines.Plan{Wake: p.Wake, Bed: p.Bed, Habits: map[routines.Routine]routines.Habit{r: h}}); only.Check() != nil {
				h.Slots = nil // too close or too late
				p.Habits[r] = h
			}
		}
		if p.Check() != nil {
			p.CheckIn = nil
		}
		return p
	})
}

// someNight draws Nights of a date with every field filled.
func someNight(date routines.Date) *rapid.Generator[*routines.Night] {
	year, month, day := date.Civil()
	midnight := time.Date(year, month, day, 0, 0, 0, 0, time.UTC)
	instant := instants(later(midnight.Add(-12*time.Hour), firstInstant), midnight.Add(48*time.Hour), time.Second)
	answer := rapid.Custom(func(t *rapid.T) routines.Answer {
		a := rapid.MakeCustom[routines.Answer](rapid.MakeConfig{Fields: map[reflect.Type]map[string]*rapid.Generator[any]{
			reflect.TypeFor[routines.Answer](): {
				"Field": asAny(rapid.Map(rapid.SampledFrom(questionWords), func(e struct {
					value routines.Field
					word  string
				}) routines.Field {
					return e.value
				})),
				"Value": asAny(rapid.Just[routines.Value](0)), "At": sure(instant),
			},
		}}).Draw(t, "answer")
		a.Value = rapid.SampledFrom(valuesOf(a.Field)).Draw(t, "value")
		return a
	})
	mark := rapid.Map(rapid.MakeCustom[routines.Mark](rapid.MakeConfig{
		Types: map[reflect.Type]*rapid.Generator[any]{
			reflect.TypeFor[time.Time]():        instant,
			reflect.TypeFor[routines.Routine](): someRoutine,
			reflect.TypeFor[routines.State]():   asAny(rapid.SampledFrom([]routines.State{routines.Open, routines.Done, routines.Skipped})),
		},
		Fields: map[reflect.Type]map[string]*rapid.Generator[any]{reflect.TypeFor[routines.Mark](): {"Due": sure(instant)}},
	}), func(m routines.Mark) routines.Mark {
		if m.State == routines.Open {
			m.Answered = time.Time{}
		} else if m.Answered.IsZero() {
			m.Answered = m.Due
		}
		return m
	})
	cramp := rapid.MakeCustom[routines.Cramp](rapid.MakeConfig{Types: map[reflect.Type]*rapid.Generator[any]{reflect.TypeFor[time.Time](): sure(instant)}})
	note := rapid.MakeCustom[routines.Note](rapid.MakeConfig{Fields: map[reflect.Type]map[string]*rapid.Generator[any]{
		reflect.TypeFor[routines.Note](): {
			"At":   sure(instant),
			"Text": asAny(rapid.OneOf(rapid.SampledFrom([]string{"=1+1", "'", "a,\"b\"\nc", "\t-2", "<&>", "💧"}), rapid.StringMatching(`[ -~äöü]{1,40}`))),
		},
	}})
	type key struct {
		routines.Routine
		uint8
	}
	return rapid.Custom(func(t *rapid.T) *routines.Night {
		n := rapid.MakeCustom[routines.Night](rapid.MakeConfig{
			Types: map[reflect.Type]*rapid.Generator[any]{
				reflect.TypeFor[time.Time]():     instant,
				reflect.TypeFor[routines.Date](): asAny(rapid.Just(date)),
			},
			Fields: map[reflect.Type]map[string]*rapid.Generator[any]{reflect.TypeFor[routines.Night](): {
				"Opened": sure(instant),
				"Marks":  asAny(rapid.SliceOfNDistinct(mark, 0, 4, func(m routines.Mark) key { return key{m.Routine, m.Ordinal} })),
				"Log":    asAny(rapid.SliceOfN(answer, 0, 5)),
				"Cramps": asAny(rapid.SliceOfNDistinct(cramp, 0, 2, func(c routines.Cramp) int64 { return c.At.Unix() })),
				"Notes":  asAny(rapid.SliceOfNDistinct(note, 0, 3, func(n routines.Note) string { return n.Text })),
			}},
		}).Draw(t, "night")
		return &n
	})
}

func later(a, b time.Time) time.Time {
	if a.After(b) {
		return a
	}
	return b
}

// valuesOf lists the answers that a question has, taking back included.
func valuesOf(f routines.Field) (values []routines.Value) {
	for v := range routines.Value(64) {
		if f.Allows(v) {
			values = append(values, v)
		}
	}
	return append(values, routines.Withdrawn)
}

// someDiary draws a person with some Nights, not all of them on dates that
// follow each other.
func someDiary(most int) *rapid.Generator[*Diary] {
	return rapid.Custom(func(t *rapid.T) *Diary {
		d := &Diary{MadeAt: made, Person: somePerson().Draw(t, "person")}
		date := routines.DateOf(2026, time.September, 1)
		if rapid.Bool().Draw(t, "old") {
			date = 1
		}
		for range rapid.IntRange(0, most).Draw(t, "nights") {
			d.Nights = append(d.Nights, someNight(date).Draw(t, "night"))
			date += routines.Date(rapid.IntRange(1, 3).Draw(t, "step"))
		}
		return d
	})
}

// usualDiary is the diary of somebody who answers most mornings, the last Night
// open at made.
func usualDiary(nights int) *Diary {
	p := routines.Person{
		Language: "de", Admitted: made.AddDate(0, 0, -nights), Joined: made.AddDate(0, 0, -nights), Consented: made.AddDate(0, 0, -nights),
		Plan:  routines.NewPlan("Europe/Berlin", routines.ClockOf(7, 0), routines.ClockOf(22, 30)),
		Gates: routines.Gates{Answered: made.AddDate(0, 0, -nights)},
	}
	d := &Diary{MadeAt: made, Person: p}
	last := p.Plan.NightAt(made)
	for date := last - routines.Date(nights) + 1; date <= last; date++ {
		n := &routines.Night{Date: date, Opened: p.Plan.WakeTime(date)}
		n.Since = n.Opened.Add(-time.Second)
		for _, r := range routines.Routines {
			if !p.Plan.On(r) {
				continue
			}
			for _, o := range p.Plan.Occurrences(date, r) {
				if o.At.After(made) {
					continue
				}
				m := n.Touch(r, o.Ordinal, o.At)
				m.Sent = o.At.Add(2 * time.Second)
				if (int(date)+int(r))%5 != 0 {
					m.State, m.Answered = routines.Done, o.At.Add(9*time.Minute)
				}
			}
		}
		if date < last {
			n.Asked = p.Plan.WakeTime(date + 1).Add(15 * time.Minute)
			at := n.Asked.Add(5 * time.Minute)
			switch date % 7 {
			case 0:
				n.Record(routines.Cramps, 2, at)
				n.Record(routines.Leg, routines.LegFine, at.Add(4*time.Second))
				n.Record(routines.Pain, 6, at.Add(8*time.Second))
				n.Record(routines.Sleep, 1, at.Add(12*time.Second))
				n.Record(routines.Longest, 1, at.Add(15*time.Second))
				n.Record(routines.Where, routines.Calf|routines.Foot, at.Add(19*time.Second))
				n.Record(routines.Side, 1, at.Add(21*time.Second))
			case 3: // not answered
			default:
				n.Record(routines.Cramps, 0, at)
			}
		}
		d.Nights = append(d.Nights, n)
	}
	return d
}

func mustJSON(t interface {
	Helper()
	Fatal(...any)
}, d *Diary) []byte {
	t.Helper()
	data, err := JSON(&d.Person, d.Nights, d.MadeAt)
	if err != nil {
		t.Fatal(err)
	}
	return data
}
