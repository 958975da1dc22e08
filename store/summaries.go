package store

import "calmcalf/routines"

type summariesRecord struct {
	Last     routines.Month   `cbor:"1,keyasint,omitempty"`
	Blank    routines.Month   `cbor:"2,keyasint,omitempty"`
	Compare  routines.Routine `cbor:"3,keyasint,omitempty"`
	Insights [][]int64        `cbor:"4,keyasint,omitempty"` // tuples: month, routine, with: cramped, nights, without: cramped, nights, unanswered
}

// insightNumbers is how many numbers the tuple of an insight has.
const insightNumbers = 7

func newSummariesRecord(s *routines.Summaries) summariesRecord {
	return summariesRecord{
		Last: s.Last, Blank: s.Blank, Compare: s.Compare,
		Insights: convert(s.Insights, func(i routines.Insight) []int64 {
			return tuple(int64(i.Month), int64(i.Routine), int64(i.With.Count), int64(i.With.Of),
				int64(i.Without.Count), int64(i.Without.Of), int64(i.Unanswered))
		}),
	}
}

func (r *summariesRecord) summaries(err *error) routines.Summaries {
	return routines.Summaries{
		Last: r.Last, Blank: r.Blank, Compare: r.Compare,
		Insights: convert(r.Insights, func(numbers []int64) routines.Insight {
			t := read(numbers, insightNumbers, err)
			return routines.Insight{
				Month:      number[routines.Month](t),
				Routine:    number[routines.Routine](t),
				With:       routines.Proportion{Count: number[int](t), Of: number[int](t)},
				Without:    routines.Proportion{Count: number[int](t), Of: number[int](t)},
				Unanswered: number[int](t),
			}
		}),
	}
}
