package main

import (
	"context"
	"flag"
	"maps"
	"math/rand/v2"
	"slices"
	"strings"
	"sync"
	"sync/atomic"
	"syscall"
	"testing"
	"time"

	"calmcalf/bot/emulator"
	"calmcalf/routines"
	"calmcalf/store"
	"calmcalf/store/bolt"
)

var (
	kills    = flag.Int("kill", 40, "how often TestKill kills the program")
	killSeed = flag.Uint64("kill-seed", 0, "lets TestKill choose as in an earlier run; 0: anew")
)

const (
	firstDiarist = 1001
	joinAtOnce   = 6  // people in each round
	awake        = 60 // of those who joined last tap in a round
	hands        = 3  // that tap at the same time
	mostWaiting  = 16 // updates, before people wait for the bot
	// A run of the program lasts until so many things have happened, so that a
	// slow machine has as much of it as a fast one; then a little longer, so that
	// it dies anywhere between two of them; and if nothing happens, not for ever.
	mostSteps   = 60
	mostWait    = 10 * time.Millisecond
	longestLife = time.Second
	// A prompt comes three times at most when nobody can tell whether it arrived. The
	// morning question is asked once more a day besides.
	mostPrompts, mostQuestions = 3, 6
	lateAfter                  = 5 * time.Second
	roundTrip                  = 80 * time.Millisecond
)

// killing is a bot that dies again and again, and the people who talk to it.
type killing struct {
	*telegram
	random  *rand.Rand
	seed    uint64
	people  []*witness // in the order in which they join
	joined  int        // of them
	runs    []*program
	started time.Time
	steps   atomic.Int64 // messages of the bot sent and edited, taps answered
}

// TestKill kills the program with SIGKILL at random moments, while people
// answer and prompts go out, and starts it again. In the end each tap and each
// word is in the diary once, what it did was shown, each command was answered, and
// each prompt went out.
//
// What people do follows from the seed; at which instruction a process dies does
// not.
func TestKill(t *testing.T) {
	t.Parallel()
	k := &killing{telegram: newTelegram(t), seed: *killSeed, started: time.Now()}
	if k.seed == 0 {
		k.seed = rand.Uint64()
	}
	t.Logf("to choose the same: go test ./cmd/calmcalf -timeout 1h -run 'TestKill$' -kill %d -kill-seed %d", *kills, k.seed)
	k.random = rand.New(rand.NewPCG(k.seed, 0))
	for i := range *kills * joinAtOnce {
		k.people = append(k.people, newWitness(k.somebody(int64(firstDiarist+i))))
	}
	k.Fail(emulator.Fault{Delay: roundTrip, When: func(c emulator.Call) bool { return c.Method != "getUpdates" }})
	stopWatching := k.watch()
	for round := range *kills {
		k.join()
		k.live(uint64(round))
	}
	k.quiet()
	stopWatching()
	k.reconcile()
}

// open looks at the store while no process holds it.
func (k *killing) open(look func(*bolt.Store) error) {
	k.t.Helper()
	kept, err := bolt.Open(k.file(), bolt.Options{})
	if err != nil {
		k.t.Fatal(err)
	}
	if err := look(kept); err != nil {
		k.t.Error(err)
	}
	if err := kept.Close(); err != nil {
		k.t.Fatal(err)
	}
}

// join lets people in for whom something is due at once.
func (k *killing) join() {
	k.open(func(kept *bolt.Store) error {
		for _, d := range k.people[k.joined : k.joined+joinAtOnce] {
			if err := d.joins(kept, k.random); err != nil {
				return err
			}
		}
		return nil
	})
	k.joined += joinAtOnce
}

// begin starts the program. It is fast enough to have several prompts and
// answers under way at once.
func (k *killing) begin() *program {
	k.t.Helper()
	p := k.serve("CALMCALF_OPEN=true", "CALMCALF_RATE=200", "CALMCALF_LOG=text,info")
	k.runs = append(k.runs, p)
	return p
}

// live lets the program run for a moment in which people tap, and kills it.
func (k *killing) live(round uint64) {
	steps, wait := 1+k.random.Int64N(mostSteps), time.Duration(k.random.Int64N(int64(mostWait)))
	until := k.steps.Load() + steps
	p := k.begin()
	awake := k.people[max(0, k.joined-awake):k.joined]
	var tapping sync.WaitGroup
	for hand := range uint64(hands) {
		tapping.Go(func() { k.tap(rand.New(rand.NewPCG(k.seed, 1+round*hands+hand)), awake, p.ended) })
	}
	looks := time.NewTicker(time.Millisecond)
	defer looks.Stop()
	for began := time.Now(); k.steps.Load() < until && time.Since(began) < longestLife; {
		<-looks.C
	}
	dies := time.NewTimer(wait)
	<-dies.C
	if err := p.cmd.Process.Kill(); err != nil {
		k.t.Fatal(err)
	}
	p.end()
	tapping.Wait()
	if status, ok := p.cmd.ProcessState.Sys().(syscall.WaitStatus); !ok || status.Signal() != syscall.SIGKILL {
		k.t.Fatalf("the program ended by itself: %v", p.cmd.ProcessState)
	}
}

// tap lets one of some people after the other do something, until the bot dies.
func (k *killing) tap(random *rand.Rand, people []*witness, dead <-chan struct{}) {
	for {
		select {
		case <-dead:
			return
		case <-time.After(time.Duration(random.IntN(int(8 * time.Millisecond)))): // people are not that fast
		}
		if k.Pending() >= mostWaiting {
			continue
		}
		if err := people[random.IntN(len(people))].acts(random); err != nil {
			k.t.Error(err)
			return
		}
	}
}

// watch lets people see what the bot sends and edits, until it is stopped.
func (k *killing) watch() (stop func()) {
	ctx, cancel := context.WithCancel(k.t.Context())
	events := k.Subscribe(ctx)
	var watching sync.WaitGroup
	watching.Go(func() {
		for e := range events {
			switch {
			case e.Kind == emulator.Answered:
				k.steps.Add(1)
			case e.Message != nil && e.Message.Bot:
				k.steps.Add(1)
				k.people[e.Chat-firstDiarist].sees(e)
			}
		}
		if ctx.Err() == nil {
			k.t.Error("too many events at once")
		}
	})
	return func() { cancel(); watching.Wait() }
}

// quiet lets the program live until nothing waits for it: no update, and no
// lease of a run that died. Leases last for half a minute.
func (k *killing) quiet() {
	const soon = 2 * time.Minute // no plan asks for anything so soon
	var due time.Time
	for began := time.Now(); time.Since(began) < soon; {
		p := k.begin()
		rings := time.NewTimer(time.Until(due))
		<-rings.C
		await(k.t, "the updates to be confirmed", func() bool { return k.Pending() == 0 })
		p.stop() // which ends what is being rung
		k.open(func(kept *bolt.Store) (err error) {
			due, err = kept.NextAlarm(k.t.Context())
			return err
		})
		if time.Until(due) > soon {
			return
		}
		due = due.Add(5 * time.Second) // the next ones end soon after
	}
	k.t.Errorf("after %v an alarm is still due, at %v", soon, due)
}

// tally counts what became of all that happened.
type tally struct {
	inputs, confirmed, unsaid, unanswered int // unsaid: stored and never shown
	lost, lostConfirmed, wrong, doubled   int
	prompts, repeated, tooOften, late     int
	skipped, givenUp, unsent, stuck       int
	latest                                time.Duration
}

// reconcile holds the store against what people did and heard.
func (k *killing) reconcile() {
	var sum tally
	for _, p := range k.runs {
		sum.givenUp += strings.Count(p.stderr.String(), "a prompt is given up")
	}
	now := time.Now()
	k.open(func(kept *bolt.Store) error {
		for _, d := range k.people[:k.joined] {
			if err := kept.View(k.t.Context(), routines.PersonID(d.ID), func(book *store.Book) error {
				if before := sum; sum.add(d, book, now).faults() > before.faults() {
					k.t.Logf("person %d: %d inputs, %d applied", d.ID, d.inputs, len(book.Applied))
				}
				return nil
			}); err != nil {
				return err
			}
		}
		return kept.Check(k.t.Context())
	})
	k.t.Logf("%d kills in %v, %d people", *kills, time.Since(k.started).Round(time.Second), k.joined)
	k.t.Logf("%d taps and words: %d lost (%d of things that were confirmed), %d wrong, %d doubled; %d things confirmed, %d stored and never shown, %d commands never answered",
		sum.inputs, sum.lost, sum.lostConfirmed, sum.wrong, sum.doubled, sum.confirmed, sum.unsaid, sum.unanswered)
	k.t.Logf("%d prompts: %d sent again, %d too often, %d late (the latest after %v); %d noted and not heard; %d never sent, with %d lines that say so; %d people stuck",
		sum.prompts, sum.repeated, sum.tooOften, sum.late, sum.latest.Round(time.Millisecond), sum.skipped, sum.unsent, sum.givenUp, sum.stuck)
	if sum.lost+sum.lostConfirmed+sum.wrong+sum.doubled > 0 {
		k.t.Error("the diary is not what people told")
	}
	if sum.unsaid+sum.unanswered > 0 {
		k.t.Error("not everything was answered")
	}
	if sum.tooOften+sum.skipped+sum.stuck > 0 || sum.unsent > sum.givenUp {
		k.t.Error("the prompts are not what was due")
	}
	if sum.confirmed == 0 || sum.prompts == 0 {
		k.t.Error("nothing happened")
	}
}

// faults is how much of it must not be.
func (s *tally) faults() int {
	return s.lost + s.lostConfirmed + s.wrong + s.doubled + s.tooOften + s.unsent + s.stuck + s.unsaid + s.unanswered + s.skipped
}

// add counts one person.
func (s *tally) add(d *witness, book *store.Book, now time.Time) *tally {
	d.mu.Lock()
	defer d.mu.Unlock()
	tonight, last := book.Night(d.tonight.Date), book.Night(d.last.Date)
	if tonight == nil || last == nil {
		s.wrong++
		return s
	}
	applied := slices.Compact(slices.Sorted(slices.Values(book.Applied)))
	s.inputs += d.inputs
	s.lost += max(0, d.inputs-len(applied))
	s.doubled += len(book.Applied) - len(applied)
	s.doubled += max(0, len(last.Log)-len(d.last.Log)) + max(0, len(tonight.Cramps)-len(d.tonight.Cramps))

	told, kept := diary(&d.tonight, &d.last, d.due), diary(tonight, last, d.due)
	things := maps.Clone(told)
	maps.Copy(things, kept)
	for thing := range things {
		if told[thing] == kept[thing] {
			continue
		}
		s.wrong++
		if d.told[thing] {
			s.lostConfirmed++
		}
	}
	for thing, words := range d.newest {
		switch {
		case d.told[thing]:
			s.confirmed++
		case words != "":
			s.unsaid++
		}
	}

	s.unanswered += max(0, d.spoken-len(d.helped))
	if n := len(d.helped); n > 0 && d.helped[n-1].Before(d.cried) {
		s.unanswered++
	}
	skipped := false
	for _, key := range d.due {
		heard := d.prompted[key]
		s.prompt(d, heard, mostPrompts*(1+d.undone[key]))
		switch mark := tonight.Mark(key.Routine, key.Ordinal); {
		case mark == nil, mark.State == routines.Open && mark.Sent.IsZero():
			s.unsent++
		case !mark.Sent.IsZero() && len(heard) == 0:
			skipped = true
		}
	}
	if d.asks {
		s.prompt(d, d.asked, mostQuestions)
		if last.Asked.IsZero() && !last.Checked() {
			s.unsent++
		}
		skipped = skipped || !last.Asked.IsZero() && len(d.asked) == 0
	}
	if skipped {
		s.skipped++
	}
	if !book.Alarm.After(now) {
		s.stuck++
	}
	return s
}

// prompt counts how often one prompt came.
func (s *tally) prompt(d *witness, heard []time.Time, most int) {
	s.prompts += len(heard)
	s.repeated += max(0, len(heard)-1)
	if len(heard) > most {
		s.tooOften++
	}
	if len(heard) > 0 {
		after := heard[0].Sub(d.from)
		s.latest = max(s.latest, after)
		if after > lateAfter {
			s.late++
		}
	}
}
