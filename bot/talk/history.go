package talk

import (
	"slices"
	"strconv"
	"strings"
	"time"

	"calmcalf/bot/locale"
	"calmcalf/routines"
)

// history shows a month as a grid of days; a tap on one shows its answers and
// lets them be corrected.
func history(t *Turn) error {
	month, err := t.readMonth(t.argument())
	if err != nil {
		return err
	}
	return t.showHistory(month)
}

func historyTap(t *Turn) error {
	month, err := routines.ParseMonth(t.In.tap.arg(0))
	if err != nil {
		return stale
	}
	return t.showHistory(month)
}

// nightTap opens one Night of the grid, in a message of its own.
func nightTap(t *Turn) error {
	date, err := t.In.tap.date(0)
	if err != nil {
		return err
	}
	if _, err := t.recall(date); err != nil {
		return err
	}
	t.sendCard(routines.Card{CheckIn: date})
	return nil
}

// firstNight is the earliest date that the diary can hold.
func (t *Turn) firstNight() routines.Date {
	return routines.DateAt(t.person().Joined.In(t.Location())) - mostBackfill
}

func (t *Turn) showHistory(month routines.Month) error {
	first, last := t.firstNight(), t.tonight().Date
	if month > last.Month() || month < first.Month() {
		return &routines.Error{Kind: routines.NotFound, Key: "error.month.empty", Args: routines.Args{"Month": month}}
	}
	nights := t.book.Nights(month.First(), last)
	summary := routines.Summarise(t.person(), nights, month, t.Now)
	m := Message{Text: t.Text("history.title", routines.Args{"Month": month}) + "\n" + t.Text("history.legend")}
	days := slices.DeleteFunc(summary.Days, func(d routines.Day) bool { return d.Date < first || d.Date > last })
	if t.spoken() {
		m.Rows = t.dayList(days)
	} else {
		m.Rows = t.grid(days)
	}
	m.Rows = append(m.Rows, t.pages("history", month, first.Month(), last.Month())...)
	t.show(m)
	return nil
}

// dayList draws days as words, one a line, the latest first.
func (t *Turn) dayList(days []routines.Day) (rows [][]Button) {
	for _, d := range slices.Backward(days) {
		rows = append(rows, []Button{press(t.dayWords(d), "night", d.Date.String())})
	}
	return rows
}

// dayWords says a day: "Thu 12 Nov, 2 cramps".
func (t *Turn) dayWords(d routines.Day) locale.HTML {
	outcome := t.Text("day." + outcomeNames[d.Outcome])
	if d.Outcome == routines.Cramped {
		outcome = t.crampsText(d.Cramps)
	}
	return t.Text("day.words", routines.Args{"Date": d.Date, "Outcome": outcome})
}

// outcomeNames end the locale keys of outcomes.
var outcomeNames = map[routines.Outcome]string{
	routines.NoCramps: "none",
	routines.Unknown:  "unknown",
	routines.NotAsked: "unknown",
	routines.OnPause:  "paused",
	routines.StillOn:  "open",
	routines.NoNight:  "blank",
}

// grid draws days as buttons in weeks.
func (t *Turn) grid(days []routines.Day) [][]Button {
	firstDay := t.customs().FirstDay
	blank := press("·", "nothing")
	var rows [][]Button
	var row []Button
	for i := range time.Weekday(7) {
		row = append(row, press(t.Say.WeekdayLetters((firstDay+i)%7), "nothing"))
	}
	rows, row = append(rows, row), nil
	for range int(days[0].Date.Weekday()-firstDay+7) % 7 {
		row = append(row, blank)
	}
	for _, d := range days {
		if row = append(row, press(t.dayLabel(d), "night", d.Date.String())); len(row) == 7 {
			rows, row = append(rows, row), nil
		}
	}
	for len(row) > 0 && len(row) < 7 {
		row = append(row, blank)
	}
	if len(row) > 0 {
		rows = append(rows, row)
	}
	return rows
}

// dayLabel is a day of the grid: its number and its mark.
func (t *Turn) dayLabel(d routines.Day) locale.HTML {
	_, _, day := d.Date.Civil()
	return locale.Escape(strings.TrimSpace(strconv.Itoa(day) + " " + dayMark(d)))
}

// nothingTap is a blank field of the grid.
func nothingTap(*Turn) error { return nil }
