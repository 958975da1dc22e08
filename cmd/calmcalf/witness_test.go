package main

import (
	"fmt"
	"math/rand/v2"
	"slices"
	"strconv"
	"strings"
	"sync"
	"time"

	"calmcalf/bot/emulator"
	"calmcalf/routines"
	"calmcalf/store"
)

// witness is a member who taps and types, and keeps a diary of their own beside
// the one in the store: each thing they did, once and in order.
type witness struct {
	somebody
	due  []routines.Key // that fell due when they joined
	asks bool           // the morning question did, too
	from time.Time      // when that was

	mu       sync.Mutex
	person   routines.Person
	tonight  routines.Night
	last     routines.Night
	inputs   int // taps and words so far
	spoken   int // /cramp
	undone   map[routines.Key]int
	prompted map[routines.Key][]time.Time // prompts that arrived
	asked    []time.Time                  // morning questions that arrived
	cried    time.Time                    // the latest /cramp
	helped   []time.Time                  // answers to those
	newest   map[string]string            // what they said last of each thing
	told     map[string]bool              // whether the bot has said so, too
}

// mostInputs stays within the update ids that a Book remembers, so that those
// of all inputs can be counted.
const mostInputs = 60

// zoneWith gives a zone in which an hour of the day is struck now, so that
// bedtime and waking are far away whenever the test runs.
func zoneWith(hour int, now time.Time) string {
	if east := hour - now.UTC().Hour(); east != 0 {
		return fmt.Sprintf("Etc/GMT%+d", -east) // whose signs count westwards
	}
	return "Etc/GMT"
}

func newWitness(one somebody) *witness {
	return &witness{somebody: one, undone: map[routines.Key]int{}, prompted: map[routines.Key][]time.Time{},
		newest: map[string]string{}, told: map[string]bool{}}
}

// joins puts the witness into the store with some routines, and perhaps the
// morning question, due this minute.
func (d *witness) joins(kept store.Store, random *rand.Rand) error {
	now := time.Now().UTC().Truncate(time.Microsecond)
	p := &d.person
	p.Language, p.Admitted, p.Consented, p.Joined = "en", now, now, now.AddDate(0, 0, -3)
	p.Gates.Answered = now
	p.Plan = routines.NewPlan(zoneWith(14, now), routines.ClockOf(7, 0), routines.ClockOf(22, 30))
	local := now.In(p.Plan.Location(0))
	minute := routines.At(routines.ClockOf(local.Hour(), local.Minute()), routines.AllDays)
	today := routines.DateAt(local)
	count := 1 + random.IntN(3)
	for i, r := range random.Perm(len(routines.Routines)) {
		routine := routines.Routines[r]
		p.Plan.SetHabit(routine, routines.Habit{On: i < count, Slots: []routines.Slot{minute}})
		if i < count {
			d.due = append(d.due, routines.Key{Night: today, Routine: routine})
		}
	}
	opened := p.Plan.WakeTime(today)
	d.tonight = routines.Night{Date: today, Opened: opened, Since: opened.Add(-time.Second)}
	d.last = routines.Night{Date: today - 1, Opened: opened.AddDate(0, 0, -1), Since: opened.AddDate(0, 0, -1)}
	if d.asks = random.IntN(2) == 0; !d.asks {
		d.last.Asked, d.last.Again = opened, true
	}
	d.from = now
	d.Write("/tonight") // the bot cannot begin a chat
	d.inputs++
	// The model of what is to be stored needs copies of its own.
	plan, tonight, last := *p, d.tonight, d.last
	return kept.Update(d.t.Context(), routines.PersonID(d.ID), func(book *store.Book) error {
		book.Person = plan
		book.Person.Quiet = routines.Quiet{}
		book.Add(tonight)
		book.Add(last)
		book.Alarm = now
		return nil
	})
}

// An action is something to do with the bot, and what it does to the diary.
type action struct {
	do     func() error
	effect func(now time.Time)
	words  bool
}

// acts does one thing, or taps the same button twice, as trembling fingers do.
func (d *witness) acts(random *rand.Rand) error {
	d.mu.Lock()
	defer d.mu.Unlock()
	actions := d.actions()
	if len(actions) == 0 {
		return nil
	}
	chosen := actions[random.IntN(len(actions))]
	times := 1 + random.IntN(5)/4
	if chosen.words {
		times = 1
	}
	for ; times > 0 && d.inputs < mostInputs; times-- {
		if err := chosen.do(); err != nil {
			return err
		}
		d.inputs++
		chosen.effect(time.Now())
	}
	return nil
}

// actions are the buttons in sight that write into the diary, and words that do.
func (d *witness) actions() (list []action) {
	for _, m := range d.heard() {
		for _, row := range m.Buttons {
			for _, b := range row {
				if effect := d.tap(b.Data); effect != nil {
					list = append(list, action{func() error { return d.PressData(m.ID, b.Data) }, effect, false})
				}
			}
		}
	}
	write := func(text string, effect func(time.Time)) {
		list = append(list, action{func() error { d.Write(text); return nil }, effect, true})
	}
	for _, k := range d.due {
		if d.state(k) == routines.Open {
			write("/done "+k.Routine.String(), func(now time.Time) { d.sets(k, routines.Done, now) })
			write("/skip "+k.Routine.String(), func(now time.Time) { d.sets(k, routines.Skipped, now) })
		}
	}
	if d.spoken <= len(d.tonight.Cramps) {
		write("/cramp", func(now time.Time) { d.spoken, d.cried = d.spoken+1, now })
	}
	return list
}

// tap is what a button does, nil for those that are left alone.
func (d *witness) tap(data string) func(now time.Time) {
	verb, rest, _ := strings.Cut(data, ":")
	arguments := append(strings.Split(rest, ":"), "", "", "")
	number := func(i int) int {
		n, _ := strconv.Atoi(arguments[i]) // what is no number is no button of the bot's
		return n
	}
	switch verb {
	case "m":
		k := placeKey(arguments[0])
		return func(now time.Time) { d.sets(k, routines.State(number(1)), now) }
	case "tick":
		k := cardKeys(arguments[0] + "." + arguments[1])[0]
		return func(now time.Time) { d.sets(k, routines.State(number(2)), now) }
	case "a":
		return func(now time.Time) {
			for code := range strings.SplitSeq(rest, ":") {
				if k := placeKey(code); d.state(k) == routines.Open {
					d.sets(k, routines.Done, now)
				}
			}
		}
	case "r":
		field, value := routines.Field(number(1)), routines.Value(number(2))
		if field == routines.Leg && value != routines.LegFine || field == routines.Longest {
			return nil // what alarms makes the bot say other things
		}
		return func(now time.Time) { d.answers(field, value, now) }
	case "q":
		if routines.Field(number(1)) != routines.Cramps {
			return nil
		}
		return func(time.Time) {}
	case "cramp":
		if arguments[1] == "still" {
			return nil
		}
		return func(now time.Time) { d.cramps(arguments[2], arguments[1] == "eased", now) }
	}
	return nil
}

func (d *witness) state(k routines.Key) routines.State {
	if mark := d.tonight.Mark(k.Routine, k.Ordinal); mark != nil {
		return mark.State
	}
	return routines.Open
}

func (d *witness) sets(k routines.Key, s routines.State, now time.Time) {
	if s == routines.Open {
		d.undone[k]++
	}
	d.person.Tick(&d.tonight, k, s, now)
	d.says(k.Routine.String(), stateWords[s])
}

var stateWords = map[routines.State]string{routines.Done: "done", routines.Skipped: "not today"}

func (d *witness) answers(f routines.Field, v routines.Value, now time.Time) {
	if err := d.person.Reply(&d.last, f, v, now); err != nil {
		panic(err) // the button offered it
	}
	if f != routines.Cramps {
		return
	}
	d.says(lastNight, countWord(&d.last))
}

func countWord(n *routines.Night) string {
	if count, ok := n.CrampCount(); ok {
		return countWords[count]
	}
	return ""
}

var countWords = []string{"no cramps", "1 cramp", "2 cramps", "3 cramps", "4 cramps", "at least 5 cramps"}

// cramps notes or takes back the cramp of an instant, in seconds of base 36.
func (d *witness) cramps(code string, happened bool, now time.Time) {
	at := crampAt(code)
	if happened {
		d.tonight.LogCramp(at, now)
		d.says(thisNight+at.String(), crampWord)
	} else {
		d.tonight.UndoCramp(at)
		d.says(thisNight+at.String(), "")
	}
}

func crampAt(code string) time.Time {
	seconds, _ := strconv.ParseInt(code, 36, 64) // what is no number is no button of the bot's
	return time.Unix(seconds, 0).UTC()
}

// Things that are said about beside the routines.
const (
	lastNight = "last night"
	thisNight = "cramp "
	crampWord = "noted"
)

// diary gives the newest word on each thing, and everything that was told.
func diary(tonight, last *routines.Night, due []routines.Key) map[string]string {
	words := map[string]string{lastNight: countWord(last)}
	for _, k := range due {
		if mark := tonight.Mark(k.Routine, k.Ordinal); mark != nil {
			words[k.Routine.String()] = stateWords[mark.State]
		}
	}
	for _, c := range tonight.Cramps {
		if !c.Undone {
			words[thisNight+c.At.String()] = crampWord
		}
	}
	for _, a := range last.Log {
		words["log"] += fmt.Sprint(a.Field, ":", a.Value, " ")
	}
	return words
}

// says notes the newest word on a thing; empty takes it back.
func (d *witness) says(thing, words string) {
	d.newest[thing], d.told[thing] = words, false
}

// sees takes in what the bot has sent or edited.
func (d *witness) sees(e emulator.Event) {
	d.mu.Lock()
	defer d.mu.Unlock()
	confirms := func(thing, words string) {
		if words == d.newest[thing] && words != "" {
			d.told[thing] = true
		}
	}
	text := e.Message.Text
	for r, name := range routineTitles {
		for _, words := range stateWords {
			if strings.Contains(text, name+": "+words+".") || strings.Contains(text, name+" · "+words) {
				confirms(r.String(), words)
			}
		}
	}
	if _, noted, ok := strings.Cut(text, "Noted for last night:\n"); ok {
		noted, _, _ = strings.Cut(noted, "\n")
		noted, _, _ = strings.Cut(noted, " · ")
		confirms(lastNight, noted)
	}
	var open []routines.Key
	question, helps := false, false
	for _, row := range e.Message.Buttons {
		for _, b := range row {
			arguments := append(strings.Split(b.Data, ":"), "", "", "")
			switch {
			case arguments[0] == "cramp" && arguments[2] == "undo":
				confirms(thisNight+crampAt(arguments[3]).String(), crampWord)
			case arguments[0] == "cramp" && arguments[2] == "eased":
				helps = true
			case arguments[0] == "m" && arguments[2] == strconv.Itoa(int(routines.Done)):
				open = append(open, placeKey(arguments[1]))
			case arguments[0] == "r":
				question = true
			}
		}
	}
	if e.Kind != emulator.Sent {
		return
	}
	for _, k := range open {
		d.prompted[k] = append(d.prompted[k], e.At)
	}
	if question {
		d.asked = append(d.asked, e.At)
	}
	if helps {
		d.helped = append(d.helped, e.At)
	}
}

var routineTitles = map[routines.Routine]string{
	routines.Hydration: "Glass of water", routines.AnklePumps: "Ankle pumps", routines.LegElevation: "Legs up",
	routines.WarmCompress: "Warm compress", routines.Relaxation: "Relaxation", routines.CalfStretch: "Calf stretch",
}

// placeKey reads a slot out of a button: its date in base 36, its letter, its ordinal.
func placeKey(code string) routines.Key {
	if len(code) < 6 {
		return routines.Key{}
	}
	days, _ := strconv.ParseInt(code[:4], 36, 64) // what is no number is no button of the bot's
	return cardKeys(routines.Date(days).String() + "." + code[4:])[0]
}

// cardKeys reads the slots out of a card in a button: a Night, and a letter and
// an ordinal for each.
func cardKeys(card string) (keys []routines.Key) {
	parts := strings.Split(card, ".")
	night, err := routines.ParseDate(parts[0])
	if err != nil {
		return nil
	}
	for codes := parts[1]; len(codes) >= 2; codes = codes[2:] {
		at := slices.Index([]string{"w", "p", "e", "h", "r", "s"}, codes[:1])
		keys = append(keys, routines.Key{Night: night, Routine: routines.Routines[at], Ordinal: codes[1] - '0'})
	}
	return keys
}
