package report

import (
	"strconv"
	"strings"
	"time"

	"calmcalf/bot/locale"
	"calmcalf/bot/picture"
	"calmcalf/routines"
)

// cramps are the numbers that are looked for first, beside what the first
// answered nights were, and a chart of the weeks.
func (p *page) cramps(firstDay time.Weekday) {
	p.y += 14
	top := p.y
	if p.r.Rate.Answered == 0 {
		p.write(margin, p.wide(), p.text("report.none"), plain)
		p.y += 4
		return
	}
	const column = 150
	tile := func(x float64, value, key string, first string) {
		p.Text(x, top+18, value, number)
		p.y = top + 20
		p.write(x, column-8, p.text(key), plain)
		if first != "" {
			p.y += 2
			p.write(x, column-8, first, small)
		}
	}
	first := [2]string{}
	if p.r.First.Answered == routines.FirstNights && p.r.Rate.Enough() {
		first[0] = p.text("report.first.nights", routines.Args{"Nights": p.r.First.CrampNights})
		first[1] = p.text("report.first.week", routines.Args{"Rate": perWeek(p.r.First)})
	}
	tile(margin, p.text("picture.kept", routines.Args{"Done": p.r.Rate.CrampNights, "Planned": p.r.Rate.Answered}), "report.nights", first[0])
	low := p.y
	tile(margin+column, perWeek(p.r.Rate), "report.week", first[1])
	p.y = max(low, p.y)
	if first[0] == "" {
		p.y += 2
		p.write(margin, 2*column-8, p.text("report.first.missing"), small)
	}
	p.chart(margin+2*column+6, top, p.wide()-2*column-6, 76, routines.Weeks(p.r.Days, firstDay))
	p.y = max(p.y, top+76+22)
}

func perWeek(r routines.Rate) string { return strconv.FormatFloat(r.PerWeek(), 'f', 1, 64) }

// chart draws cramps a week as bars, with a line at the first answered nights. A
// week of which too little is known has a dash on the ground.
func (p *page) chart(x, y, width, height float64, weeks []routines.WeekRate) {
	most, beside := 3.0, p.r.First.Answered == routines.FirstNights && p.r.Rate.Enough()
	for _, w := range weeks {
		if w.Enough() {
			most = max(most, w.Rate.PerWeek())
		}
	}
	if beside {
		most = max(most, p.r.First.PerWeek())
	}
	small := small
	small.Size = 7.5
	small.Align = picture.Centre
	p.Text(x, y+7, p.text("report.chart.title"), picture.Style{Size: 8.5, Bold: true, Ink: ink})
	const head = 20 // room for the title and the highest number
	ground, scale := y+height, (height-head)/most
	step := width / float64(len(weeks))
	wide := min(step*0.7, 26)
	for i, w := range weeks {
		middle := x + step*(float64(i)+0.5)
		switch {
		case w.Enough():
			high := w.Rate.PerWeek() * scale
			p.Rect(middle-wide/2, ground-high, wide, high, 0, bar)
			if step >= 18 {
				p.Text(middle, ground-high-2.5, perWeek(w.Rate), small)
			}
		case w.Rate.Nights > 0:
			p.Rect(middle-min(wide, 8)/2, ground-4, min(wide, 8), 1.2, 0, quiet)
		}
	}
	p.Rect(x, ground, width, 0.8, 0, quiet)
	if beside {
		level := ground - p.r.First.PerWeek()*scale
		for at := x; at < x+width; at += 6 {
			p.Rect(at, level-0.5, min(3.5, x+width-at), 1, 0, ink)
		}
	}
	small.Align = picture.Left
	p.Text(x, ground+9, p.say.Day(weeks[0].From), small)
	p.Text(x+width, ground+9, p.say.Day(weeks[len(weeks)-1].To), right(small))
	legend := p.text("report.chart.scarce")
	if beside {
		legend = p.text("report.chart.first") + " " + legend
	}
	p.Text(x, ground+19, small.Fit(legend, width), small)
}

// details are rows of a label and what was answered, those alone that were.
func (p *page) details() {
	p.y += 6
	p.row("side", p.r.Side.Total(), p.counts("answer.side.", p.r.Side, 1, 2, 3))
	p.row("place", p.r.Placed, p.counts("answer.where.", p.r.Places, routines.Calf, routines.Foot, routines.Thigh))
	p.row("pain", p.r.Pain.Total(), p.text("report.pain", routines.Args{"Median": p.r.MedianPain, "Worst": p.r.WorstPain}))
	p.row("longest", p.r.Longest.Total(), p.counts("answer.longest.", p.r.Longest, 0, 1, 2, 3))
	p.row("sleep", p.r.Sleep.Total(), p.counts("answer.sleep.", p.r.Sleep, 0, 1, 2))
	p.row("legs", p.r.Legs.Total(), p.counts("report.legs.", p.r.Legs, routines.LegsOneSwollen, routines.LegsSwollen, routines.LegsNumb))
}

// counts writes how often each answer was given, in lower case but for how a
// language writes its nouns: the words are those of the buttons.
func (p *page) counts(prefix string, counts routines.Counts, values ...routines.Value) string {
	var all []string
	for _, v := range values {
		all = append(all, p.text("report.count", routines.Args{
			"Answer": locale.HTML(p.text(prefix + strconv.Itoa(int(v)))), "Number": counts[v]}))
	}
	return strings.Join(all, " · ")
}

// row writes a label, what was answered, and by how many nights or evenings.
func (p *page) row(name string, answered int, value string) {
	if answered == 0 {
		return
	}
	const label, of = 100, 90
	p.y += 5
	top := p.y
	p.Text(margin, top+10, p.text("report.row."+name), strong)
	key := "report.of.nights"
	if name == "legs" {
		key = "report.of.evenings"
	}
	p.Text(p.Width-margin, top+10, p.text(key, routines.Args{"Count": answered}), right(small))
	p.y = top - 3.5
	p.write(margin+label, p.wide()-label-of, value, plain)
	p.y += 5
	p.Rect(margin, p.y, p.wide(), 0.5, 0, rule)
}
