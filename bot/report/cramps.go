package report

import (
	"slices"
	"strconv"
	"strings"

	"calmcalf/bot/picture"
	"calmcalf/routines"
)

// The numbers stand left of the chart.
const (
	tileWide   = 176
	tileGap    = 10
	chartLeast = 80 // high
	chartFoot  = 24 // at least, for the words below it
)

// cramps are the numbers that are looked for first, each with what the first
// answered nights were, and beside them a chart of the weeks.
func (p *page) cramps() {
	p.gap(14, 2)
	top := p.y
	if p.r.Rate.Answered == 0 {
		p.write(margin, p.wide(), p.text("report.none"), plain)
		p.y += 4
		return
	}
	nights, week := "", ""
	if p.beside() {
		nights = p.text("report.first.nights", routines.Args{"Nights": p.r.First.CrampNights})
		week = p.text("report.first.week", routines.Args{"Rate": p.r.First})
	}
	p.tile(p.text("picture.kept", routines.Args{"Done": p.r.Rate.CrampNights, "Planned": p.r.Rate.Answered}), p.text("report.nights"), nights)
	p.y += tileGap
	if p.charted() {
		p.y = max(p.y, top+(chartLeast+p.higher+chartFoot)/2)
	}
	if p.r.Rate.Weekly() {
		p.tile(p.say.PerWeek(p.r.Rate).Plain(), p.text("report.week"), week)
	} else {
		of := p.text("report.few.nights", routines.Args{"Count": p.r.Rate.Answered})
		p.tile(strconv.Itoa(p.r.Rate.Cramps), p.text("report.few.cramps", routines.Args{"Count": p.r.Rate.Cramps, "Nights": of}), "")
	}
	if !p.beside() {
		p.y += 2
		p.write(margin, tileWide, p.text("report.first.missing"), small)
	}
	if p.charted() {
		lowest := p.y
		p.y = top
		p.chart(margin+tileWide+14, p.wide()-tileWide-14, chartLeast+p.higher)
		p.y = max(p.y, lowest)
	}
}

// charted reports whether there is anything to see over time: one bar would say
// what the numbers say.
func (p *page) charted() bool {
	return p.r.Rate.Answered > 0 && len(routines.Sevens(p.r.Days)) > 1
}

// beside reports whether the period is held against the first answered nights.
func (p *page) beside() bool {
	return p.r.First.Answered == routines.FirstNights && p.r.Rate.Enough()
}

// tile writes a number, what it counts, and smaller what it was at first.
func (p *page) tile(value, words, first string) {
	p.Text(margin, p.y+18, value, large)
	p.y += 20
	p.write(margin, tileWide, words, plain)
	if first != "" {
		p.y += 2
		p.write(margin, tileWide, first, small)
	}
}

// block is seven nights of the chart.
type block struct {
	height float64 // cramps, or cramps a week
	label  string
	legend string // key of what explains it; empty: a full bar
}

// block is what is known of seven nights. Of too few answers there is no rate,
// and yet there may be cramps, which are counted alone.
func (p *page) block(w routines.WeekRate) block {
	switch {
	case w.Enough() && p.r.Rate.Weekly():
		return block{w.Rate.PerWeek(), p.say.PerWeek(w.Rate).Plain(), ""}
	case w.Rate.Answered > 0:
		return block{float64(w.Rate.Cramps), "(" + strconv.Itoa(w.Rate.Cramps) + ")", "report.chart.scarce"}
	case w.Rate.Nights > 0:
		return block{0, "?", "report.chart.unknown"}
	}
	return block{0, "=", "report.chart.paused"}
}

// Letters of the chart.
var tiny = picture.Style{Size: 8, Ink: quiet}

// chart draws seven nights a bar, the last one ending with the period, and a line
// of dashes at the first answered nights.
func (p *page) chart(x, width, height float64) {
	title, most := "report.chart.counts", 3.0
	weeks := routines.Sevens(p.r.Days)
	blocks := make([]block, len(weeks))
	for i, w := range weeks {
		blocks[i] = p.block(w)
		most = max(most, blocks[i].height)
		if blocks[i].legend == "" {
			title = "report.chart.title"
		}
	}
	var legend []string
	if p.beside() {
		most = max(most, p.r.First.PerWeek())
		legend = append(legend, p.text("report.chart.first"))
	}
	for _, key := range []string{"report.chart.scarce", "report.chart.unknown", "report.chart.paused"} {
		if slices.ContainsFunc(blocks, func(b block) bool { return b.legend == key }) {
			legend = append(legend, p.text(key))
		}
	}

	p.Text(x, p.y+8, p.text(title), picture.Style{Size: 9, Bold: true, Ink: ink})
	const head = 26 // room for the title and the highest number
	ground, scale := p.y+height, (height-head)/most
	step := width / float64(len(weeks))
	wide := min(step*0.7, 30)
	for i, b := range blocks {
		left, high := x+step*(float64(i)+0.5)-wide/2, b.height*scale
		if b.legend == "" {
			p.Rect(left, ground-high, wide, high, 0, bar)
		} else if high > 0 {
			p.Frame(left, ground-high, wide, high, 0, 1, bar)
		}
	}
	if p.beside() {
		level := ground - p.r.First.PerWeek()*scale
		for at := x; at < x+width; at += 6 {
			p.Rect(at, level-0.5, min(3.5, x+width-at), 1, 0, ink)
		}
	}
	for i, b := range blocks {
		if wide := tiny.Width(b.label); wide < step {
			left, base := x+step*(float64(i)+0.5)-wide/2, ground-b.height*scale-3
			p.Rect(left-1, base-tiny.Size*picture.Capital-1, wide+2, tiny.Size*picture.Capital+2, 0, white)
			p.Text(left, base, b.label, tiny)
		}
	}
	p.Rect(x, ground, width, 0.8, 0, quiet)
	p.y = ground + 10
	p.Text(x, p.y, p.say.Day(weeks[0].From).Plain(), tiny)
	p.Text(x+width, p.y, p.say.Day(weeks[len(weeks)-1].To).Plain(), right(tiny))
	p.write(x, width, list(legend), tiny)
	p.y += 3
}

// details are rows of a label and what was answered, those alone that were.
func (p *page) details() {
	p.gap(6, 1)
	p.row("side", p.r.Side.Total(), p.counts("answer.side.", p.r.Side, 1, 2, 3))
	p.row("place", p.r.Placed, p.counts("answer.where.", p.r.Places, routines.Calf, routines.Foot, routines.Thigh))
	p.row("pain", p.r.Pain.Total(), p.text("report.pain", routines.Args{"Median": p.r.MedianPain, "Worst": p.r.WorstPain}))
	p.row("longest", p.r.Longest.Total(), p.counts("answer.longest.", p.r.Longest, 0, 1, 2, 3))
	p.row("sleep", p.r.Sleep.Total(), p.counts("answer.sleep.", p.r.Sleep, 0, 1, 2))
	p.row("legs", p.r.Legs.Total(), p.counts("report.legs.", p.r.Legs, routines.LegsOneSwollen, routines.LegsSwollen, routines.LegsNumb))
}

// counts writes how often each answer was given, in lower case but for how a
// language writes its nouns: the words are those of the buttons. An answer and its
// number stay on one line.
func (p *page) counts(prefix string, counts routines.Counts, values ...routines.Value) string {
	var all []string
	for _, v := range values {
		all = append(all, p.text("report.count", routines.Args{
			"Answer": p.text(prefix + strconv.Itoa(int(v))), "Number": counts[v]}))
	}
	return list(all)
}

// list joins texts that each stay on one line.
func list(texts []string) string {
	return strings.NewReplacer(" ", "\u00a0", "\n", "\u00a0· ").Replace(strings.Join(texts, "\n"))
}

// row writes a label, what was answered, and by how many nights or evenings.
func (p *page) row(name string, answered int, value string) {
	if answered == 0 {
		return
	}
	const label, of = 100, 90
	p.gap(5, 1)
	top := p.y
	p.Text(margin, top+10, p.text("report.row."+name), strong)
	key := "report.of.nights"
	if name == "legs" {
		key = "report.of.evenings"
	}
	p.Text(p.Width-margin, top+10, p.text(key, routines.Args{"Count": answered}), right(small))
	p.y = top - 3.5
	p.write(margin+label, p.wide()-label-of, value, plain)
	p.gap(5, 1)
	p.Rect(margin, p.y, p.wide(), 0.5, 0, rule)
}
