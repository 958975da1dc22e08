package talk

import (
	"strconv"
	"time"

	"calmcalf/bot/locale"
	"calmcalf/bot/picture"
	"calmcalf/routines"
	"calmcalf/store"
)

// summary shows the streak summary of a month, this one if none is named.
func summary(t *Turn) error {
	month, err := t.readMonth(t.argument())
	if err != nil {
		return err
	}
	return t.showMonth(month)
}

// readMonth reads a month, the open Night's if none is named: before waking on
// the 1st that is still the one before.
func (t *Turn) readMonth(text string) (routines.Month, error) {
	return t.words().Month(text, t.tonight().Date)
}

// monthTap turns the summary's page.
func monthTap(t *Turn) error {
	month, err := routines.ParseMonth(t.In.tap.arg(0))
	if err != nil {
		return stale
	}
	return t.showMonth(month)
}

func (t *Turn) showMonth(month routines.Month) error {
	m, err := t.monthMessage(month)
	if err != nil {
		return err
	}
	t.show(m)
	return nil
}

// monthEnded is what is said on the 1st about the month before. The first month
// without an answer gets a line, and those after it nothing.
func (t *Turn) monthEnded(c routines.Card) Message {
	switch t.person().Summaries.Blank {
	case 0:
		if m, err := t.monthMessage(c.Summary); err == nil {
			m.Silent = true
			return m
		}
		return Message{}
	case c.Summary:
		return Message{Text: t.Text("summary.blank", routines.Args{"Month": c.Summary}), Silent: true}
	}
	return Message{}
}

// monthMessage is a month as a picture with the same in words, or in words
// alone for those who listen.
func (t *Turn) monthMessage(month routines.Month) (Message, error) {
	nights := t.book.Nights(0, t.tonight().Date)
	first, last := nights[0].Date.Month(), t.tonight().Date.Month()
	if month > last || month < first {
		return Message{}, &routines.Error{Kind: routines.NotFound, Key: "error.month.empty", Args: routines.Args{"Month": month}}
	}
	s := routines.Summarise(t.person(), nights, month, t.Now)
	m := Message{Text: t.summaryText(s), Rows: t.monthButtons(month, first, last)}
	if !t.spoken() {
		say, look := t.Say, picture.Preferences{Dark: t.person().Settings.Has(routines.DarkPictures), FirstDay: t.customs().FirstDay}
		m.File = &File{Kind: AsPicture, Make: func(*store.Book, time.Time) (Content, error) {
			data, err := picture.Month(s, say, look)
			return Content{Data: data}, err
		}}
	}
	return m, nil
}

func (t *Turn) monthButtons(month, first, last routines.Month) (rows [][]Button) {
	if t.insightText(month) != "" {
		rows = append(rows, []Button{press(t.Text("insight.button.sure"), "sure", month.String())})
	}
	rows = append(rows, []Button{
		press(t.Text("export.button.page"), "export", "pdf", month.String()),
		press(t.Text("export.button.data"), "export", ""),
	})
	return append(rows, t.pages("month", month, first, last)...)
}

// pages are the buttons that turn to the months before and after.
func (t *Turn) pages(verb string, month, first, last routines.Month) [][]Button {
	var row []Button
	for _, other := range []routines.Month{month - 1, month + 1} {
		if other >= first && other <= last {
			row = append(row, press(t.Text("summary.button.month", routines.Args{"Month": other}), verb, other.String()))
		}
	}
	if row == nil {
		return nil
	}
	return [][]Button{row}
}

// summaryText writes the month, numbers before words.
func (t *Turn) summaryText(s routines.Summary) locale.HTML {
	parts := []locale.HTML{
		t.Text("summary.title", routines.Args{"Month": s.Month}).Bold() + "\n" + t.rateText(s),
		t.daysText(s.Days),
		t.streakText(s),
		t.detailText(s),
		t.keptText(s.Shares),
		t.insightText(s.Month),
	}
	if t.spoken() { // a list of days is long to listen to
		parts = append(append(parts[:1:1], parts[2:]...), parts[1])
	}
	var said []locale.HTML
	for _, part := range parts {
		if part != "" {
			said = append(said, part)
		}
	}
	return locale.Join(said, "\n\n")
}

// daysText says what the calendar shows: each day in words for those who
// listen, and otherwise the dates of each kind.
func (t *Turn) daysText(days []routines.Day) locale.HTML {
	var lines []locale.HTML
	if t.spoken() {
		for _, d := range days {
			if d.Outcome != routines.NoNight {
				lines = append(lines, t.dayWords(d))
			}
		}
		return locale.Join(lines, "\n")
	}
	of := func(key string, args routines.Args, is func(routines.Day) bool) {
		if dates := t.dates(days, is); dates != "" {
			args["Dates"] = dates
			lines = append(lines, t.Text(key, args))
		}
	}
	for cramps := 1; cramps < routines.MostCramps; cramps++ {
		of("summary.days.cramps", routines.Args{"Count": cramps}, func(d routines.Day) bool {
			return d.Outcome == routines.Cramped && d.Cramps == cramps
		})
	}
	of("summary.days.most", routines.Args{}, func(d routines.Day) bool {
		return d.Outcome == routines.Cramped && d.Cramps == routines.MostCramps
	})
	for _, name := range []string{"none", "unknown", "paused", "open"} {
		of("summary.days."+name, routines.Args{}, func(d routines.Day) bool {
			return d.Outcome != routines.Cramped && outcomeNames[d.Outcome] == name
		})
	}
	return locale.Join(lines, "\n")
}

// weeksText gives the cramps of each week, a dash for one with too few answers;
// nothing when all have.
func (t *Turn) weeksText(days []routines.Day) locale.HTML {
	var rates []locale.HTML
	enough := false
	for _, week := range routines.Weeks(days, t.customs().FirstDay) {
		rate := locale.HTML("–")
		if week.Enough() {
			enough, rate = true, t.Say.PerWeek(week.Rate)
		}
		rates = append(rates, rate)
	}
	if !enough {
		return ""
	}
	return t.Text("summary.weeks", routines.Args{"Rates": t.Say.Dots(rates)})
}

// dates lists days of a month: 3, 9–12.
func (t *Turn) dates(days []routines.Day, is func(routines.Day) bool) locale.HTML {
	var runs []locale.HTML
	for i := 0; i < len(days); i++ {
		from := i
		for i < len(days) && is(days[i]) {
			i++
		}
		switch i - from {
		case 0:
		case 1:
			runs = append(runs, locale.Escape(strconv.Itoa(from+1)))
		default:
			runs = append(runs, t.Text("summary.run", routines.Args{"From": from + 1, "To": i}))
		}
	}
	return t.Say.Commas(runs)
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
func (t *Turn) rateText(s routines.Summary) locale.HTML {
	if s.Rate.Nights == 0 {
		return t.Text("summary.none")
	}
	lines := []locale.HTML{
		t.Text("summary.answered", routines.Args{"Answered": s.Rate.Answered, "Nights": s.Rate.Nights}),
	}
	if s.Rate.Answered > 0 {
		lines = append(lines, t.Text("summary.nights", routines.Args{"Count": s.Rate.CrampNights}))
	}
	if s.Rate.Weekly() {
		lines = append(lines, t.Text("summary.week", routines.Args{"Rate": t.Say.PerWeek(s.Rate)}))
	}
	if weeks := t.weeksText(s.Days); weeks != "" {
		lines = append(lines, weeks)
	}
	switch {
	case !s.Rate.Enough():
		lines = append(lines, t.Text("summary.missing", routines.Args{"Count": routines.EnoughOfMonth - s.Rate.Answered}))
	default:
		if s.Before.Enough() {
			lines = append(lines, t.Text("summary.before", routines.Args{"Rate": t.Say.PerWeek(s.Before), "Nights": s.Before.CrampNights}))
		}
		if s.FirstApart {
			lines = append(lines, t.Text("summary.first", routines.Args{"Rate": t.Say.PerWeek(s.First), "Nights": s.First.CrampNights}))
		}
	}
	return locale.Join(lines, "\n")
}

func (t *Turn) streakText(s routines.Summary) locale.HTML {
	var lines []locale.HTML
	free := func(key string, streak routines.FreeStreak) {
		if streak.Free > 0 {
			lines = append(lines, t.Text(key, routines.Args{"Coverage": t.coverage(streak)}))
		}
	}
	if !s.Ended { // what goes on now is not that month's
		free("summary.free.current", s.Free)
	}
	if s.Ended || s.LongestFree.Free > s.Free.Free {
		free("summary.free.longest", s.LongestFree)
	}
	kept := func(key string, streak routines.KeptStreak) {
		if streak.Kept > 0 {
			args := routines.Args{"Count": streak.Kept, "Forgiven": streak.Forgiven}
			if streak.Forgiven > 0 {
				key += "-forgiven"
			}
			lines = append(lines, t.Text(key, args))
		}
	}
	if !s.Ended {
		kept("summary.streak.current", s.Kept)
	}
	if s.Ended || s.LongestKept.Kept > s.Kept.Kept {
		kept("summary.streak.longest", s.LongestKept)
	}
	return locale.Join(lines, "\n")
}

// coverage says how many Nights a cramp-free streak spans and how many of them
// are not known.
func (t *Turn) coverage(streak routines.FreeStreak) locale.HTML {
	if streak.Unanswered == 0 {
		return t.Text("summary.coverage-full", routines.Args{"Count": streak.Free})
	}
	return t.Text("summary.coverage", routines.Args{"Count": streak.Free, "Nights": streak.Nights, "Unanswered": streak.Unanswered})
}

func (t *Turn) detailText(s routines.Summary) locale.HTML {
	var lines []locale.HTML
	if s.WorstPain > 0 {
		lines = append(lines, t.Text("summary.pain", routines.Args{"Worst": s.WorstPain, "Median": s.MedianPain}))
	}
	if s.Disturbed > 0 {
		lines = append(lines, t.Text("summary.sleep", routines.Args{"Count": s.Disturbed}))
	}
	if s.Where != 0 {
		lines = append(lines, t.Text("summary.where", routines.Args{"Where": t.answerLabel(routines.Where, s.Where)}))
	}
	if s.Side != 0 {
		lines = append(lines, t.Text("summary.side", routines.Args{"Side": t.answerLabel(routines.Side, s.Side)}))
	}
	return locale.Join(lines, "\n")
}

func (t *Turn) keptText(shares []routines.Share) locale.HTML {
	if len(shares) == 0 {
		return ""
	}
	lines := []locale.HTML{t.Text("summary.kept.title").Bold()}
	for _, share := range shares {
		lines = append(lines, t.Text("summary.kept.line", routines.Args{"Routine": share.Routine, "Done": share.Done, "Planned": share.Planned}))
	}
	return locale.Join(lines, "\n")
}
