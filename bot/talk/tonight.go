package talk

import (
	"slices"
	"strconv"
	"time"

	"calmcalf/bot/locale"
	"calmcalf/routines"
)

// slot is one line of tonight's list.
type slot struct {
	key  routines.Key
	at   time.Time
	mark routines.Mark
}

// slots lists what the open Night holds, answered or to come, in the order of
// time.
func (t *Turn) slots() (list []slot) {
	p, night := t.person(), t.tonight()
	for _, m := range night.Marks {
		list = append(list, slot{m.Key(night.Date), m.Due, m})
	}
	for _, r := range routines.Routines {
		if !p.Plan.On(r) || !p.May(r) || night.Paused || r == routines.WarmCompress && night.Swollen() {
			continue
		}
		for _, o := range p.Plan.Occurrences(night.Date, r) {
			if night.Mark(r, o.Ordinal) == nil {
				list = append(list, slot{o.Key, o.At, routines.Mark{}})
			}
		}
	}
	slices.SortStableFunc(list, func(a, b slot) int { return a.at.Compare(b.at) })
	return list
}

// tonight shows the open Night.
func tonight(t *Turn) error {
	t.show(t.tonightScreen())
	return nil
}

func (t *Turn) tonightScreen() Message {
	lines := []locale.HTML{t.Text("tonight.title", routines.Args{"Night": t.tonight().Date}), ""}
	m := Message{}
	list := t.slots()
	for _, s := range list {
		args := t.about(s.key.Routine)
		args["At"] = t.clock(s.at)
		code := []string{s.key.Night.String(), keyCode(s.key)}
		set := func(label string, state routines.State) Button {
			return press(t.Text(label, args), "tick", append(code, strconv.Itoa(int(state)))...)
		}
		switch {
		case s.mark.State == routines.Done:
			lines = append(lines, t.Text("tonight.line.done", args))
			m.Rows = append(m.Rows, []Button{set("tonight.button.undo", routines.Open)})
		case s.mark.State == routines.Skipped:
			lines = append(lines, t.Text("tonight.line.skipped", args))
			m.Rows = append(m.Rows, []Button{set("tonight.button.undo", routines.Open)})
		default:
			state := "tonight.line.planned"
			if !s.mark.Sent.IsZero() || !s.at.After(t.Now) {
				state = "tonight.line.open"
			}
			lines = append(lines, t.Text(state, args))
			m.Rows = append(m.Rows, []Button{set("tonight.button.done", routines.Done), set("tonight.button.skip", routines.Skipped)})
		}
	}
	if len(list) == 0 {
		lines = append(lines, t.Text("tonight.empty"))
	}
	if len(t.leftOfEvening()) > 0 {
		m.Rows = append(m.Rows, []Button{press(t.Text("bed.button"), "show", "bed")})
	}
	if t.tonight().Paused {
		lines = append(lines, t.Text("tonight.paused"))
	}
	m.Text = locale.Join(lines, "\n")
	return m
}

// tickTap ticks or skips from tonight's list.
func tickTap(t *Turn) error {
	date, err := t.In.tap.date(0)
	if err != nil {
		return err
	}
	key, err := readKey(date, t.In.tap.arg(1))
	if err != nil {
		return err
	}
	state, err := t.In.tap.number(2, int(routines.Skipped))
	if err != nil {
		return err
	}
	night := t.book.Night(date)
	if night == nil {
		return stale
	}
	t.person().Tick(night, key, routines.State(state), t.Now)
	t.refresh(night, key)
	t.show(t.tonightScreen())
	return nil
}

func done(t *Turn) error { return t.answerRoutine(routines.Done, "done.done") }

func skip(t *Turn) error { return t.answerRoutine(routines.Skipped, "done.skipped") }

// answerRoutine ticks or skips the slot that naming a routine means.
func (t *Turn) answerRoutine(s routines.State, said string) error {
	if t.argument() == "" {
		return tonight(t)
	}
	r, err := t.words().Routine(t.argument())
	if err != nil {
		return err
	}
	p, night := t.person(), t.tonight()
	if !p.May(r) {
		return t.closed(r)
	}
	key, err := p.Target(night, t.lastNight(), r, t.Now)
	if err != nil {
		return err
	}
	night = t.book.Night(key.Night)
	p.Tick(night, key, s, t.Now)
	t.refresh(night, key)
	t.send(Message{
		Text: t.Text(said, routines.Args{"Routine": r}),
		Rows: [][]Button{{press(t.Text("prompt.button.undo"), "mark", cardCode(routines.Card{Keys: []routines.Key{key}}), "0", "0")}},
	})
	return nil
}
