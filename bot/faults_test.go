package bot_test

import (
	"flag"
	"fmt"
	"maps"
	"math"
	"os"
	"path/filepath"
	"reflect"
	"regexp"
	"slices"
	"strconv"
	"strings"
	"sync/atomic"
	"testing"
	"testing/synctest"
	"time"

	"github.com/google/go-cmp/cmp"

	"calmcalf/bot/emulator"
	"calmcalf/routines"
	"calmcalf/store"
)

var everyFault = flag.Bool("faults", false, "have every fault at every step of every dialogue, not some of them at one")

// failures are the ways in which Telegram fails for one call.
var failures = []struct {
	name string
	emulator.Fault
}{
	{"429", emulator.Fault{Do: emulator.Flood, RetryAfter: 7}},
	{"long 429", emulator.Fault{Do: emulator.Flood, RetryAfter: 31}},
	{"401", emulator.Fault{Do: emulator.Unauthorized}},
	{"500", emulator.Fault{Do: emulator.InternalError}},
	{"502", emulator.Fault{Do: emulator.BadGateway}},
	{"reset before", emulator.Fault{Do: emulator.ResetBefore}},
	{"reset after", emulator.Fault{Do: emulator.ResetAfter}},
	{"malformed", emulator.Fault{Do: emulator.Malformed}},
	{"403", emulator.Fault{Do: emulator.Blocked}},
	{"slow", emulator.Fault{Do: emulator.None, Delay: 12 * time.Second}},
	{"timeout", emulator.Fault{Do: emulator.None, Delay: 40 * time.Second}},
}

// aWeek is how much of a dialogue is played without -faults.
const aWeek = 7 * 24 * time.Hour

// most is how much of a dialogue is played, 0 for all of it.
func most() time.Duration {
	if *everyFault {
		return 0
	}
	return aWeek
}

// timedTap is a tap that names a message by its time.
var timedTap = regexp.MustCompile(`(?m)^\w+! .*\)$`)

// TestFaultsEverywhere plays the dialogues again and again, each time with
// another fault at another step. In the end the diary is the same, the chat says
// the same last, nothing is lost, and at most one message came twice.
//
// Every line begins on an even minute, so that what a fault delays has come
// before the next one, and the minutes in the diary are the same. A playing ends
// early when nothing sets it apart any more from the one without a fault. Where
// somebody was not to be reached, it ends with that line: see rest.
func TestFaultsEverywhere(t *testing.T) {
	t.Parallel()
	files, err := filepath.Glob("testdata/dialogues/*.txt")
	if err != nil || len(files) == 0 {
		t.Fatal("no dialogues", err)
	}
	var played, missed, failed atomic.Int64
	t.Run("all", func(t *testing.T) {
		for d, file := range files {
			if !taken(d, d/3%3) {
				continue
			}
			text, err := os.ReadFile(file)
			if err != nil {
				t.Fatal(err)
			}
			t.Run(strings.TrimSuffix(filepath.Base(file), ".txt"), func(t *testing.T) {
				t.Parallel()
				want := rehearse(t, string(text))
				for f, failure := range failures {
					if !taken(d, f) {
						continue
					}
					for _, step := range sample(want.steps, d*len(failures)+f) {
						try := trial{fault: failure.Fault, step: step, without: want, last: failure.Do == emulator.Blocked}
						if try.last && step.chat <= 0 {
							continue // nobody can have blocked the bot
						}
						fine := t.Run(fmt.Sprintf("%s at %v", failure.name, step), func(t *testing.T) {
							played.Add(1)
							synctest.Test(t, func(t *testing.T) {
								p := patience{most: most(), taps: want.stage.taps, late: mostLate}
								got := record(t, string(text), p, &try)
								switch {
								case !got.met:
									missed.Add(1)
								case try.last:
									got.rest(t, try)
								default:
									got.hold(t, want)
								}
							})
						})
						if !fine {
							failed.Add(1)
						}
					}
				}
			})
		}
	})
	t.Logf("%d dialogues, %d faults: played %d times, %d of them failed", len(files), len(failures), played.Load(), failed.Load())
	// Who taps in the instant in which a prompt arrives is sometimes answered by
	// one call, and sometimes by two. Then the last step may not come.
	if n := missed.Load(); n > played.Load()/50 {
		t.Errorf("%d faults were not met", n)
	}
}

// taken reports whether a fault is played into a dialogue: with -faults each into each,
// otherwise some of them into some dialogues, so that each fault meets several.
func taken(dialogue, fault int) bool {
	return *everyFault || dialogue%3 == 0 && fault%3 == dialogue/3%3
}

// sample gives the steps at which a fault is met: with -faults all of them, otherwise
// one. The golden ratio spreads them over a dialogue, so that each fault meets early
// steps and late ones.
func sample(steps []step, turn int) []step {
	if *everyFault {
		return steps
	}
	_, part := math.Modf(float64(turn) * math.Phi)
	return steps[int(part*float64(len(steps))):][:1]
}

// rehearse plays a dialogue without a fault.
func rehearse(t *testing.T, text string) (k *tape) {
	p := patience{most: most()}
	if timedTap.MatchString(text) {
		synctest.Test(t, func(t *testing.T) {
			s := newStage(t, p)
			s.play(text)
			p.taps = s.taps
		})
	}
	synctest.Test(t, func(t *testing.T) { k = record(t, text, p, nil) })
	return k
}

// step is a call of the bot to Telegram: the one after so many of its kind.
// Polls that bring nothing are no steps.
type step struct {
	poll bool // it asks for updates
	skip int
	chat int64 // 0: none
	line int   // of the script, before whose end it came
}

func (s step) String() string {
	kind := "call"
	if s.poll {
		kind = "poll"
	}
	return fmt.Sprintf("%s %d, cue %d", kind, s.skip, s.line)
}

func (s step) is(c emulator.Call) bool { return s.poll == (c.Method == "getUpdates") }

// While one line of a dialogue is played, so many calls of a kind are steps: the
// first and the last ones. Only lines in which weeks go by have more, and the
// days in between are like those.
const (
	firstSteps = 24
	lastSteps  = 8
)

// trial is a fault at a step, and how it goes without.
type trial struct {
	fault   emulator.Fault
	step    step
	without *tape
	last    bool // the dialogue ends after its line
}

// tape is what a playing of a dialogue left behind.
type tape struct {
	stage  *stage
	steps  []step
	chat   []said
	toasts []string
	frames map[int]frame // after each line
	end    frame
	line   int  // that was played last
	lived  bool // in it, what the person did came from what they were told
	met    bool // the fault was
	over   bool // it ended early, as nothing set it apart any more
}

// said is a message of the bot as the chat shows it in the end.
type said struct {
	chat          int64
	id            int
	text, buttons string
	silent        bool
}

// frame is all that there is to see between two lines.
type frame struct {
	people  map[int64]memory
	chat    []said
	toasts  []string
	pending int // updates at Telegram
}

func record(t *testing.T, text string, p patience, try *trial) *tape {
	k := &tape{frames: map[int]frame{}}
	var line atomic.Int64
	var met atomic.Bool
	counts := map[bool]int{}
	offset, last := 0, step{}
	count := emulator.Fault{When: func(c emulator.Call) bool {
		s := step{poll: c.Method == "getUpdates", chat: c.Chat, line: int(line.Load())}
		s.skip = counts[s.poll]
		counts[s.poll]++
		if !s.poll {
			k.steps = append(k.steps, s)
			return false
		}
		next, _ := strconv.Atoi(c.Params["offset"])
		if next > offset && s.skip > 0 {
			k.steps = append(k.steps, last) // it brought something
		}
		offset, last = next, s
		return false
	}}
	settled := 0
	p.each = mostLate
	p.begin = func(w *world) {
		if try == nil {
			w.server.Fail(count)
			return
		}
		f, seen := try.fault, 0
		f.Skip, f.Times = try.step.skip, 1
		f.When = func(c emulator.Call) bool {
			if !try.step.is(c) {
				return false
			}
			met.Store(seen >= try.step.skip)
			seen++
			return true
		}
		w.server.Fail(f)
	}
	p.heard = k.heard
	p.after = func(n int) bool {
		line.Store(int64(n) + 1)
		k.line = n
		if try == nil {
			k.frames[n] = k.frame(t)
			return true
		}
		if !met.Load() {
			return true
		}
		if try.last {
			return false
		}
		if settled++; !k.frame(t).equal(try.without.frames[n]) {
			settled = 0
		}
		k.over = settled == 2
		return !k.over
	}
	k.stage = newStage(t, p)
	k.stage.play(text)
	synctest.Wait()
	k.steps, k.end = bounded(k.steps), k.frame(t)
	k.lived = strings.Contains(k.stage.script[k.line].does, " lives ")
	k.met = met.Load()
	return k
}

// bounded keeps the first and the last steps of each kind in each line.
func bounded(steps []step) (kept []step) {
	type place struct {
		poll bool
		line int
	}
	all := map[place]int{}
	for _, s := range steps {
		all[place{s.poll, s.line}]++
	}
	before := map[place]int{}
	for _, s := range steps {
		at := place{s.poll, s.line}
		if before[at] < firstSteps || before[at] >= all[at]-lastSteps {
			kept = append(kept, s)
		}
		before[at]++
	}
	return kept
}

func (k *tape) heard(e emulator.Event) {
	if e.Kind == emulator.Answered && e.Text != "" {
		k.toasts = append(k.toasts, e.Text)
	}
	if e.Message == nil || !e.Message.Bot {
		return
	}
	var rows []string
	for _, row := range e.Message.Buttons {
		for _, b := range row {
			rows = append(rows, b.Text)
		}
	}
	s := said{e.Chat, e.MessageID, code.ReplaceAllString(e.Message.Text, "?start=CODE"), strings.Join(rows, " | "), e.Message.Silent}
	for i := range k.chat {
		if k.chat[i].chat == s.chat && k.chat[i].id == s.id {
			k.chat[i] = s
			return
		}
	}
	k.chat = append(k.chat, s)
}

func (k *tape) frame(t *testing.T) frame {
	f := frame{people: map[int64]memory{}, chat: slices.Clone(k.chat), toasts: slices.Clone(k.toasts), pending: k.stage.server.Pending()}
	for id := range k.stage.names {
		f.people[id] = k.stage.recall(t, routines.PersonID(id))
	}
	return f
}

// recall is all that the store knows of a person.
func (w *world) recall(t *testing.T, id routines.PersonID) (m memory) {
	t.Helper()
	err := w.store.View(t.Context(), id, func(book *store.Book) error {
		m.person = book.Person
		for _, night := range book.Nights(0, 1<<30) {
			m.nights = append(m.nights, *night)
		}
		return nil
	})
	if err != nil {
		t.Fatal(err)
	}
	return m
}

// toTheMinute compares diaries exactly but for seconds.
var toTheMinute = cmp.Options{cmp.Comparer(sameMinute), everyField}

// inMeaning compares diaries in which another message may have asked, a little
// later, and so was answered later.
var inMeaning = cmp.Options{
	cmp.FilterPath(field("Message", "AskedIn"), cmp.Ignore()),
	cmp.Comparer(func(a, b time.Time) bool { return a.Sub(b).Abs() <= mostLate }),
	everyField,
}

// answered leaves out when what was answered had been asked: somebody was quicker
// to tap than Telegram to tell whether the prompt arrived.
func answered(people map[int64]memory) map[int64]memory {
	plain := map[int64]memory{}
	for id, m := range people {
		m.nights = slices.Clone(m.nights)
		for i := range m.nights {
			if slices.ContainsFunc(m.nights[i].Log, func(a routines.Answer) bool { return a.Field == routines.Cramps }) {
				m.nights[i].Asked = time.Time{}
			}
			m.nights[i].Marks = slices.Clone(m.nights[i].Marks)
			for j := range m.nights[i].Marks {
				if mark := &m.nights[i].Marks[j]; !mark.Answered.IsZero() {
					mark.Sent = time.Time{}
				}
			}
		}
		plain[id] = m
	}
	return plain
}

// mostLate is how much later a message may come because of a fault: a prompt is
// tried again at the next tick.
const mostLate = 2 * time.Minute

var everyField = cmp.Exporter(func(reflect.Type) bool { return true })

func sameMinute(a, b time.Time) bool { return a.Truncate(time.Minute).Equal(b.Truncate(time.Minute)) }

func field(names ...string) func(cmp.Path) bool {
	return func(p cmp.Path) bool {
		f, ok := p.Last().(cmp.StructField)
		return ok && slices.Contains(names, f.Name())
	}
}

func (f frame) equal(other frame) bool {
	return f.pending == other.pending && slices.Equal(f.chat, other.chat) && slices.Equal(f.toasts, other.toasts) &&
		cmp.Equal(f.people, other.people, toTheMinute)
}

// hold holds how it ended against how it ends without a fault.
func (k *tape) hold(t *testing.T, want *tape) {
	t.Helper()
	if k.over {
		return
	}
	if diff := cmp.Diff(answered(want.end.people), answered(k.end.people), inMeaning); diff != "" {
		t.Errorf("the diaries differ (-want +got):\n%s", diff)
	}
	if diff := cmp.Diff(want.end.toasts, k.end.toasts); diff != "" {
		t.Errorf("what faded differs (-want +got):\n%s", diff)
	}
	if k.end.pending != want.end.pending {
		t.Errorf("%d updates wait at Telegram, want %d", k.end.pending, want.end.pending)
	}
	// What was said is there, in order; one message may be there twice.
	rest, again := want.end.chat, []said(nil)
	for _, m := range k.end.chat {
		if i := slices.IndexFunc(rest, m.says); i == 0 {
			rest = rest[1:]
		} else {
			again = append(again, m)
		}
	}
	if len(rest) > 0 || len(again) > 1 {
		t.Errorf("the chat differs (-want +got):\n%s", cmp.Diff(want.end.chat, k.end.chat, cmp.Exporter(func(reflect.Type) bool { return true })))
	}
}

// rest holds a person's diary, after the line in which they were not to be
// reached, against how it is without the fault: an answer that went nowhere is
// stored all the same. If it was a prompt, nothing more is sent. When they write
// again, they are answered.
func (k *tape) rest(t *testing.T, try trial) {
	t.Helper()
	id := try.step.chat
	reached := func() (n int) {
		time.Sleep(mostLate)
		for _, m := range k.stage.server.Messages(id) {
			if m.Bot {
				n = m.ID
			}
		}
		return n
	}
	want, got := maps.Clone(try.without.frames[k.line].people), k.end.people
	if !got[id].person.Away.IsZero() {
		before := reached()
		if time.Sleep(26 * time.Hour); reached() != before {
			t.Errorf("%s is away and was sent something", k.stage.names[id])
		}
		want[id] = got[id]
	}
	if k.lived {
		want[id] = got[id]
	}
	if diff := cmp.Diff(answered(want), answered(got), inMeaning); diff != "" {
		t.Errorf("the diaries differ (-want +got):\n%s", diff)
	}
	before := reached()
	k.stage.people[k.stage.names[id]].Write("/tonight")
	if !got[id].person.Admitted.IsZero() && reached() == before {
		t.Errorf("%s writes again and is not answered", k.stage.names[id])
	}
	if after := k.stage.recall(t, routines.PersonID(id)); !after.person.Away.IsZero() {
		t.Errorf("%s writes again and still counts as away", k.stage.names[id])
	}
}

// says reports whether two messages are the same to a person.
func (m said) says(other said) bool {
	m.id = other.id
	return m == other
}
