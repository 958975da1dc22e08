package export

import (
	"encoding/json"
	"math"
	"slices"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"
	"pgregory.net/rapid"

	"calmcalf/routines"
)

// This file counts a month again, from the bytes of a document alone and after
// the words of the product, with nothing of the routines' or of this package's
// reader. Where the two disagree, one of them is wrong.

// paper is what somebody with the file and its schema would read of it.
type paper struct {
	Nights []struct {
		Date   string `json:"date"`
		Paused bool   `json:"paused"`
		Asked  string `json:"asked"`
		Marks  []struct {
			Routine  string `json:"routine"`
			State    string `json:"state"`
			Answered string `json:"answered"`
		} `json:"marks"`
		Log []struct {
			Question string          `json:"question"`
			Value    json.RawMessage `json:"value"`
			At       time.Time       `json:"at"`
		} `json:"log"`
		Cramps []struct {
			Logged time.Time `json:"logged"`
			Undone bool      `json:"undone"`
		} `json:"cramps"`
	} `json:"nights"`
}

// reckoned is a month by hand.
type reckoned struct {
	Nights, Answered, CrampNights, Cramps     int
	PerWeek                                   float64
	Before, First                             [4]int // nights, answered, cramp nights, cramps
	Worst, Disturbed                          int
	Median                                    float64
	Kept                                      map[string][2]int // done, planned
	Free, FreeNights, FreeUnanswered, Longest int
	Evenings, Forgiven, LongestEvenings       int
}

// reckon counts a month. open says of each Night whether its check-in can still
// be answered: the file does not tell the time.
func reckon(file paper, month, before string, open []bool) reckoned {
	r := reckoned{Kept: map[string][2]int{}}
	known := make([]int, len(file.Nights)) // cramps; -1 not answered, -2 neutral
	var pains []int
	for i, n := range file.Nights {
		latest := map[string]json.RawMessage{}
		var answered time.Time
		for _, a := range n.Log {
			latest[a.Question] = a.Value
			if a.Question == "cramps" {
				answered = a.At
			}
		}
		told := func(question string) (json.RawMessage, bool) {
			value, ok := latest[question]
			return value, ok && string(value) != "null"
		}
		// Cramps logged after the answer come on top of it.
		count := -1
		if value, ok := told("cramps"); ok {
			_ = json.Unmarshal(value, &count)
		} else {
			answered = time.Time{}
		}
		for _, c := range n.Cramps {
			if !c.Undone && c.Logged.After(answered) {
				count = max(count, 0) + 1
			}
		}
		count = min(count, 5)
		if count < 0 && (open[i] || n.Paused) {
			count = -2
		}
		known[i] = count

		add := func(into *[4]int) {
			if count > -2 {
				into[0]++
			}
			if count >= 0 {
				into[1]++
				into[3] += count
			}
			if count > 0 {
				into[2]++
			}
		}
		if r.First[1] < 14 {
			add(&r.First)
		}
		if n.Date[:7] == before {
			add(&r.Before)
		}
		if n.Date[:7] != month {
			continue
		}
		var this [4]int
		add(&this)
		r.Nights, r.Answered = r.Nights+this[0], r.Answered+this[1]
		r.CrampNights, r.Cramps = r.CrampNights+this[2], r.Cramps+this[3]
		// Pain and sleep are asked about cramps: without any they say nothing.
		if value, ok := told("pain"); ok && count > 0 {
			var pain int
			_ = json.Unmarshal(value, &pain)
			pains = append(pains, pain)
		}
		if value, ok := told("sleep"); ok && count > 0 && string(value) != `"not_disturbed"` {
			r.Disturbed++
		}
		for _, m := range n.Marks {
			if n.Paused && m.Answered == "" {
				continue
			}
			share := r.Kept[m.Routine]
			share[1]++
			if m.State == "done" {
				share[0]++
			}
			r.Kept[m.Routine] = share
		}
	}
	if r.Answered > 0 {
		r.PerWeek = float64(r.Cramps) / (float64(r.Answered) / 7)
	}
	if slices.Sort(pains); len(pains) > 0 {
		r.Worst = slices.Max(pains)
		r.Median = float64(pains[(len(pains)-1)/2]+pains[len(pains)/2]) / 2 // of an even number between the two
	}
	r.freeStreaks(file, known)
	r.evenings(file)
	return r
}

// freeStreaks looks back from each Night: which cramp-free ones are joined to
// it, when three unknown in a row end a streak?
func (r *reckoned) freeStreaks(file paper, known []int) {
	streak := func(last int) (free, nights, unanswered int) {
		unknown, pending := 0, 0
		for i := last; i >= 0 && known[i] <= 0 && unknown < 3; i-- {
			switch known[i] {
			case 0:
				free++
				nights += 1 + pending
				unanswered += pending
				unknown, pending = 0, 0
			case -1:
				pending++
				if file.Nights[i].Asked != "" {
					unknown++ // a morning not asked never counts against the person
				}
			}
		}
		return free, nights, unanswered
	}
	r.Free, r.FreeNights, r.FreeUnanswered = streak(len(known) - 1)
	for i := range known {
		free, _, _ := streak(i)
		r.Longest = max(r.Longest, free)
	}
}

// evenings tries every run of evenings: it begins with one that was kept, and no
// seven of it in a row hold two that were not.
func (r *reckoned) evenings(file paper) {
	evening := []string{"leg-elevation", "warm-compress", "relaxation", "calf-stretch"}
	var kept []bool
	for i, n := range file.Nights {
		if n.Paused || i == len(file.Nights)-1 { // the last one is open
			continue
		}
		planned, done := 0, 0
		for _, m := range n.Marks {
			if slices.Contains(evening, m.Routine) {
				planned++
				if m.State == "done" {
					done++
				}
			}
		}
		if planned > 0 {
			kept = append(kept, planned == done)
		}
	}
	for first := range kept {
		if !kept[first] {
			continue
		}
		count, missed := 0, 0
		lastMiss := -7
		for i := first; i < len(kept); i++ {
			if kept[i] {
				count++
			} else if i-lastMiss < 7 {
				break
			} else {
				missed, lastMiss = missed+1, i
			}
			r.LongestEvenings = max(r.LongestEvenings, count)
			if i == len(kept)-1 && count > r.Evenings {
				r.Evenings, r.Forgiven = count, missed
			}
		}
	}
}

// livelyDiary draws diaries long enough for streaks, with what makes them hard:
// pauses, mornings not asked, corrections, cramps logged before and after the
// answer, answers taken back.
func livelyDiary() *rapid.Generator[*Diary] {
	return rapid.Custom(func(t *rapid.T) *Diary {
		d := usualDiary(0)
		last := d.Person.Plan.NightAt(made)
		length := rapid.IntRange(1, 90).Draw(t, "nights")
		careless := rapid.IntRange(2, 12).Draw(t, "careless")
		for date := last - routines.Date(length) + 1; date <= last; date++ {
			wake := d.Person.Plan.WakeTime(date)
			n := &routines.Night{Date: date, Opened: wake, Paused: rapid.IntRange(0, 15).Draw(t, "paused") == 0}
			for _, r := range routines.Routines {
				for ordinal := range uint8(rapid.IntRange(0, 2).Draw(t, "slots")) {
					m := n.Touch(r, ordinal, wake.Add(time.Duration(r)*2*time.Hour))
					m.Sent = m.Due
					if rapid.IntRange(0, careless).Draw(t, "answer") > 0 {
						m.State, m.Answered = routines.Done, m.Due.Add(time.Minute)
					} else if rapid.Bool().Draw(t, "skipped") {
						m.State, m.Answered = routines.Skipped, m.Due.Add(time.Minute)
					}
				}
			}
			if rapid.IntRange(0, 5).Draw(t, "asked") > 0 {
				n.Asked = wake.Add(24 * time.Hour)
			}
			at := wake.Add(25 * time.Hour)
			for range rapid.IntRange(0, 2).Draw(t, "answers") {
				cramps := max(0, rapid.IntRange(-5, 5).Draw(t, "cramps"))
				n.Record(routines.Cramps, routines.Value(cramps), at)
				n.Record(routines.Pain, routines.Value(rapid.IntRange(1, 10).Draw(t, "pain")), at)
				n.Record(routines.Sleep, routines.Value(rapid.IntRange(0, 2).Draw(t, "sleep")), at)
				if rapid.IntRange(0, 5).Draw(t, "taken back") == 0 {
					n.Record(routines.Cramps, routines.Withdrawn, at)
				}
				at = at.Add(time.Hour)
			}
			for i := range rapid.IntRange(0, 3).Draw(t, "logged") - 1 {
				logged := wake.Add(time.Duration(rapid.IntRange(20, 28).Draw(t, "hour")) * time.Hour)
				n.Cramps = append(n.Cramps, routines.Cramp{At: wake.Add(time.Duration(i) * time.Hour), Logged: logged, Undone: rapid.Bool().Draw(t, "undone")})
			}
			d.Nights = append(d.Nights, n)
		}
		return d
	})
}

func TestRecount(t *testing.T) {
	t.Parallel()
	diaries := livelyDiary()
	rapid.Check(t, func(t *rapid.T) {
		d := diaries.Draw(t, "diary")
		var file paper
		if err := json.Unmarshal(mustJSON(t, d), &file); err != nil {
			t.Fatal(err)
		}
		// The check-in about a Night ends eleven hours after the next one's wake
		// time: at made, half past one in the afternoon, that of the last two is
		// open.
		open := make([]bool, len(file.Nights))
		for i := range open {
			open[i] = i >= len(open)-2
		}
		for month := d.Nights[0].Date.Month(); month <= d.Nights[len(d.Nights)-1].Date.Month(); month++ {
			s := routines.Summarise(&d.Person, d.Nights, month, made)
			four := func(r routines.Rate) [4]int { return [4]int{r.Nights, r.Answered, r.CrampNights, r.Cramps} }
			want := reckoned{
				Nights: s.Rate.Nights, Answered: s.Rate.Answered, CrampNights: s.Rate.CrampNights, Cramps: s.Rate.Cramps,
				PerWeek: s.Rate.PerWeek(), Before: four(s.Before), First: four(s.First),
				Worst: s.WorstPain, Median: s.MedianPain, Disturbed: s.Disturbed, Kept: map[string][2]int{},
				Free: s.Free.Free, FreeNights: s.Free.Nights, FreeUnanswered: s.Free.Unanswered, Longest: s.LongestFree.Free,
				Evenings: s.Kept.Kept, Forgiven: s.Kept.Forgiven, LongestEvenings: s.LongestKept.Kept,
			}
			for _, share := range s.Shares {
				want.Kept[share.Routine.String()] = [2]int{share.Done, share.Planned}
			}
			got := reckon(file, month.String(), (month - 1).String(), open)
			if math.Abs(got.PerWeek-want.PerWeek) < 1e-9 {
				got.PerWeek = want.PerWeek
			}
			if diff := cmp.Diff(want, got); diff != "" {
				t.Fatalf("%v: summary -, recount +\n%s", month, diff)
			}
		}
	})
}
