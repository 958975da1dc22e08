package talk

import (
	"strings"
	"testing"
	"time"

	"calmcalf/bot/locale"
	"calmcalf/routines"
	"calmcalf/store"
)

// fullest is a person who has answered everything in every way for a year, with
// as much to say about each month as there can be.
func fullest(t testing.TB) *Turn {
	texts, err := locale.Load("en")
	if err != nil {
		t.Fatal(err)
	}
	joined := time.Date(2025, 10, 1, 6, 0, 0, 0, time.UTC)
	book := &store.Book{}
	p := &book.Person
	p.Joined, p.Consented, p.Gates.Answered = joined, joined, joined
	p.Plan = routines.NewPlan("America/New_York", routines.ClockOf(7, 0), routines.ClockOf(22, 30))
	first := routines.DateOf(2025, time.October, 1)
	for i := range routines.Date(396) {
		at := p.Plan.WakeTime(first + i)
		n := routines.Night{Date: first + i, Opened: at, Since: at, Asked: at}
		for _, r := range routines.Routines {
			n.Marks = append(n.Marks, routines.Mark{Routine: r, Due: at, Sent: at, Answered: at, State: routines.State(1 + i%5/4)})
		}
		// No two days of a month are alike, so that none can be told together.
		switch {
		case i%11 == 3:
			n.Paused, n.Asked = true, time.Time{}
		case i%11 != 7:
			n.Record(routines.Cramps, routines.Value(i%7%6), at)
			for f, v := range map[routines.Field]routines.Value{routines.Pain: 1 + routines.Value(i%10), routines.Sleep: 2,
				routines.Where: routines.Calf | routines.Foot | routines.Thigh, routines.Side: 3} {
				n.Record(f, v, at)
			}
		}
		book.Add(n)
	}
	for month := first.Month(); month < book.Tonight().Date.Month(); month++ {
		p.CloseMonth(book.Nights(0, month.Last()), month)
	}
	now := book.Tonight().Opened.Add(time.Hour)
	tn := &Turn{book: book, Now: now, Say: texts.Printer("en")}
	tn.setFormats()
	return tn
}

// The words of a month have room beside its picture, whatever there is to say.
func TestMonthFitsItsCaption(t *testing.T) {
	t.Parallel()
	turn := fullest(t)
	last := turn.tonight().Date.Month()
	for month := last - 12; month <= last; month++ {
		m, err := turn.monthMessage(month)
		if err != nil {
			t.Fatal(err)
		}
		if !Fits(m.Text) || m.File == nil {
			t.Errorf("%v: %d characters, of %d at most:\n%s", month, len([]rune(m.Text)), mostCaption, m.Text)
		}
		where := turn.answerLabel(routines.Where, routines.Calf|routines.Foot|routines.Thigh)
		if month < last && !strings.Contains(string(m.Text), string(where)) {
			t.Errorf("%v does not say where, which is %s:\n%s", month, where, m.Text)
		}
	}
}

// BenchmarkSummaryText is the month in words, with a year of diary behind it.
func BenchmarkSummaryText(b *testing.B) {
	turn := fullest(b)
	month := turn.tonight().Date.Month() - 1
	for b.Loop() {
		if _, err := turn.monthMessage(month); err != nil {
			b.Fatal(err)
		}
	}
}
