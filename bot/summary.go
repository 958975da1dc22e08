package bot

import (
	"fmt"
	"slices"
	"strconv"
	"strings"
	"time"

	"calmcalf/bot/locale"
	"calmcalf/routines"
)

// summary shows the streak summary of a month, this one if none is named.
func summary(t *turn) error {
	month, err := t.words().ReadMonth(t.argument(), t.today())
	if err != nil {
		return err
	}
	return t.showMonth(month)
}

// monthTap turns the summary's page.
func monthTap(t *turn) error {
	month, err := routines.ParseMonth(t.in.tap.arg(0))
	if err != nil {
		return stale
	}
	return t.showMonth(month)
}

func (t *turn) showMonth(month routines.Month) error {
	nights := t.book.Nights(0, t.tonight().Date)
	first, last := nights[0].Date.Month(), t.tonight().Date.Month()
	if month > last || month < first {
		return &routines.Error{Kind: routines.NotFound, Key: "error.month.empty", Args: routines.Args{"Month": month}}
	}
	m := message{text: t.summaryText(routines.Summarise(t.person(), nights, month, t.now))}
	var row []button
	for _, other := range []routines.Month{month - 1, month + 1} {
		if other >= first && other <= last {
			row = append(row, press(t.text("summary.button.month", routines.Args{"Month": other}), "month", other.String()))
		}
	}
	if row != nil {
		m.rows = [][]button{row}
	}
	t.show(m)
	return nil
}

// summaryText writes the month: a calendar, then numbers before words.
func (t *turn) summaryText(s routines.Summary) string {
	parts := []string{
		"<b>" + t.text("summary.title", routines.Args{"Month": s.Month}) + "</b>",
		t.monthText(s.Days),
		t.rateText(s),
	}
	if streaks := t.streakText(s); streaks != "" {
		parts = append(parts, streaks)
	}
	if details := t.detailText(s); details != "" {
		parts = append(parts, details)
	}
	if len(s.Shares) > 0 {
		lines := []string{"<b>" + t.text("summary.kept.title") + "</b>"}
		for _, share := range s.Shares {
			lines = append(lines, t.text("summary.kept.line", routines.Args{"Routine": share.Routine, "Done": share.Done, "Planned": share.Planned}))
		}
		parts = append(parts, strings.Join(lines, "\n"))
	}
	return strings.Join(parts, "\n\n")
}

// monthText shows the month: as a calendar of marks, or in words for those who
// listen.
func (t *turn) monthText(days []routines.Day) string {
	if !t.spoken() {
		return "<pre>" + t.calendar(days) + "</pre>\n" + t.text("summary.legend")
	}
	var lines []string
	for _, d := range days {
		if d.Outcome != routines.NoNight {
			lines = append(lines, t.dayWords(d))
		}
	}
	return strings.Join(lines, "\n")
}

// calendar draws the weeks that have Nights, one a line, each day a mark that
// differs by shape. A line begins with the date of its first day.
func (t *turn) calendar(days []routines.Day) string {
	const firstDay = time.Monday
	var b strings.Builder
	b.WriteString("  ")
	for i := range time.Weekday(7) {
		b.WriteString(" " + t.say.WeekdayLetters((firstDay+i)%7))
	}
	for len(days) > 0 {
		column := int(days[0].Date.Weekday()-firstDay+7) % 7
		week := days[:min(7-column, len(days))]
		days = days[len(week):]
		if slices.IndexFunc(week, func(d routines.Day) bool { return d.Outcome != routines.NoNight }) < 0 {
			continue
		}
		_, _, day := week[0].Date.Civil()
		fmt.Fprintf(&b, "\n%2d%s", day, strings.Repeat("   ", column))
		for _, d := range week {
			fmt.Fprintf(&b, " %2s", dayMark(d))
		}
	}
	return b.String()
}

// dayMark is the mark of a day, one or two characters.
func dayMark(d routines.Day) string {
	switch d.Outcome {
	case routines.Cramped:
		if d.Cramps >= routines.MostCramps {
			return "5+"
		}
		return strconv.Itoa(d.Cramps)
	case routines.NoCramps:
		return "o"
	case routines.Unknown, routines.NotAsked:
		return "?"
	case routines.OnPause:
		return "="
	}
	return ""
}

// rateText writes cramp nights and cramps a week, compared where enough is
// known, and otherwise says what is missing.
func (t *turn) rateText(s routines.Summary) string {
	if s.Rate.Nights == 0 {
		return t.text("summary.none")
	}
	lines := []string{
		t.text("summary.answered", routines.Args{"Answered": s.Rate.Answered, "Nights": s.Rate.Nights}),
	}
	if s.Rate.Answered > 0 {
		lines = append(lines, t.text("summary.nights", routines.Args{"Count": s.Rate.CrampNights}),
			t.text("summary.week", routines.Args{"Rate": t.rate(s.Rate)}))
	}
	switch {
	case !s.Rate.Enough():
		lines = append(lines, t.text("summary.missing", routines.Args{"Count": routines.EnoughOfMonth - s.Rate.Answered}))
	default:
		if s.Before.Enough() {
			lines = append(lines, t.text("summary.before", routines.Args{"Rate": t.rate(s.Before), "Nights": s.Before.CrampNights}))
		}
		if s.First.Answered == routines.FirstNights {
			lines = append(lines, t.text("summary.first", routines.Args{"Rate": t.rate(s.First), "Nights": s.First.CrampNights}))
		}
	}
	return strings.Join(lines, "\n")
}

func (t *turn) rate(r routines.Rate) string {
	return strconv.FormatFloat(r.PerWeek(), 'f', 1, 64)
}

func (t *turn) streakText(s routines.Summary) string {
	var lines []string
	free := func(key string, streak routines.FreeStreak) {
		if streak.Free > 0 {
			lines = append(lines, t.text(key, routines.Args{"Coverage": locale.HTML(t.coverage(streak))}))
		}
	}
	free("summary.free.current", s.Free)
	if s.LongestFree.Free > s.Free.Free {
		free("summary.free.longest", s.LongestFree)
	}
	kept := func(key string, streak routines.KeptStreak) {
		if streak.Kept > 0 {
			args := routines.Args{"Count": streak.Kept, "Forgiven": streak.Forgiven}
			if streak.Forgiven > 0 {
				key += "-forgiven"
			}
			lines = append(lines, t.text(key, args))
		}
	}
	kept("summary.streak.current", s.Kept)
	if s.LongestKept.Kept > s.Kept.Kept {
		kept("summary.streak.longest", s.LongestKept)
	}
	return strings.Join(lines, "\n")
}

// coverage says how many Nights a cramp-free streak spans and how many of them
// are not known.
func (t *turn) coverage(streak routines.FreeStreak) string {
	if streak.Unanswered == 0 {
		return t.text("summary.coverage-full", routines.Args{"Count": streak.Free})
	}
	return t.text("summary.coverage", routines.Args{"Count": streak.Free, "Nights": streak.Nights, "Unanswered": streak.Unanswered})
}

func (t *turn) detailText(s routines.Summary) string {
	var lines []string
	if s.WorstPain > 0 {
		lines = append(lines, t.text("summary.pain", routines.Args{"Worst": s.WorstPain, "Median": s.MedianPain}))
	}
	if s.Disturbed > 0 {
		lines = append(lines, t.text("summary.sleep", routines.Args{"Count": s.Disturbed}))
	}
	if s.Where != 0 {
		lines = append(lines, t.text("summary.where", routines.Args{"Where": locale.HTML(t.answerLabel(routines.Where, s.Where))}))
	}
	if s.Side != 0 {
		lines = append(lines, t.text("summary.side", routines.Args{"Side": locale.HTML(t.answerLabel(routines.Side, s.Side))}))
	}
	return strings.Join(lines, "\n")
}
