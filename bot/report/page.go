// Package report makes the page that a person hands to a clinician.
//
// It is one page, read in ten seconds from the top: what the diary covers, what
// somebody should look at, how many cramps there were, and then the rest. It
// holds counts of what the person answered and nothing that was concluded from
// them, no streak and no score.
//
// The page is drawn from the top down, and its foot from the bottom up; the
// person's notes get the room between the two, and what has none is counted. It
// is drawn twice, first to measure it: room that is left makes the chart higher
// and the lines airier.
package report

import (
	"image/color"
	"time"

	"calmcalf/bot/locale"
	"calmcalf/bot/picture"
	"calmcalf/routines"
)

// Paper is how the page is to be.
type Paper struct {
	Size  Size
	Notes bool // the person's notes are shown
}

// Size is a size of paper.
type Size uint8

// The sizes of paper.
const (
	A4     Size = iota // 210 by 297 mm
	Letter             // 8.5 by 11 inches
)

// points gives the width and the height.
func (s Size) points() (width, height float64) {
	if s == Letter {
		return 612, 792
	}
	return 595.28, 841.89
}

// Inks that a grey printer keeps apart.
var (
	ink   = color.RGBA{0x16, 0x1e, 0x24, 255}
	quiet = color.RGBA{0x4a, 0x55, 0x5e, 255}
	rule  = color.RGBA{0xb9, 0xc0, 0xc5, 255}
	wash  = color.RGBA{0xef, 0xf1, 0xf1, 255}
	bar   = color.RGBA{0x5b, 0x93, 0xa8, 255}
	white = color.RGBA{0xff, 0xff, 0xff, 255}
)

const margin = 44

// Page writes a report as a PDF of one page.
func Page(r routines.Report, say *locale.Printer, paper Paper) ([]byte, error) {
	width, height := paper.Size.points()
	period := say.Text("report.period", routines.Args{"From": isoDate(r.From), "To": isoDate(r.To)})
	measured := &page{Canvas: picture.Measuring(width, height), say: say, r: r}
	measured.draw(paper)
	p := &page{
		Canvas: picture.Page(width, height, picture.About{
			Title:    say.Text("report.titled", routines.Args{"Title": say.Text("report.title"), "Period": period}).Plain(),
			Language: say.Language(),
			Made:     time.Unix(int64(r.To)*24*60*60, 0).UTC(), // equal reports are equal files
		}),
		say: say,
		r:   r,
	}
	p.spend(measured)
	p.draw(paper)
	return p.Bytes()
}

// draw draws all of the page.
func (p *page) draw(paper Paper) {
	p.y = margin
	p.head()
	p.flags()
	p.cramps()
	p.details()
	p.blanks()
	p.habits()
	foot := p.foot()
	if paper.Notes {
		p.notes(foot)
	}
	p.left = foot - p.y
}

// How much of what is left is used, in points.
const (
	unspent    = 10.0 // stays free above the foot
	mostHigher = 90.0
	mostAir    = 5.5
)

// spend shares what is left of a page like this one among its chart and its
// lines.
func (p *page) spend(measured *page) {
	p.noteMost = measured.noteMost
	left := measured.left - unspent
	if left <= 0 {
		return
	}
	if p.charted() {
		p.higher = min(left/2, mostHigher)
	}
	p.air = min((left-p.higher)/float64(measured.shares), mostAir)
}

func isoDate(d routines.Date) locale.HTML { return locale.HTML(d.String()) }

// page is a report being drawn from the top down.
type page struct {
	*picture.Canvas
	say *locale.Printer
	r   routines.Report
	y   float64 // how far it is drawn

	left     float64 // between it and its foot
	shares   int     // of air that it has room for
	air      float64 // of each share
	higher   float64 // the chart, than it is at least
	noteMost int     // lines of a note; 0: not known yet
}

// gap goes down, and further by shares of the air.
func (p *page) gap(points float64, shares int) {
	p.y += points + float64(shares)*p.air
	p.shares += shares
}

func (p *page) text(key string, args ...routines.Args) string {
	return p.say.Text(key, args...).Plain()
}

// wide is the room between the margins.
func (p *page) wide() float64 { return p.Width - 2*margin }

// Styles of the page.
var (
	title  = picture.Style{Size: 17, Bold: true, Ink: ink}
	strong = picture.Style{Size: 10, Bold: true, Ink: ink}
	plain  = picture.Style{Size: 10, Ink: ink}
	small  = picture.Style{Size: 8.5, Ink: quiet}
	large  = picture.Style{Size: 20, Bold: true, Ink: ink}
)

func right(s picture.Style) picture.Style {
	s.Align = picture.Right
	return s
}

// write breaks a text into lines of a width below each other, from the current
// height on.
func (p *page) write(x, width float64, text string, style picture.Style) {
	for _, line := range style.Wrap(text, width) {
		p.y += style.Size * 1.35
		p.Text(x, p.y, line, style)
	}
}

// head says what the diary is and covers.
func (p *page) head() {
	p.y += title.Size
	p.Text(margin, p.y, p.text("report.title"), title)
	period := p.text("report.period", routines.Args{"From": isoDate(p.r.From), "To": isoDate(p.r.To)})
	p.Text(p.Width-margin, p.y, period, right(picture.Style{Size: 12, Bold: true, Ink: ink}))
	p.y += 3
	p.write(margin, p.wide(), p.text("report.self"), plain)
	answered := p.text("report.answered", routines.Args{"Answered": p.r.Rate.Answered, "Count": p.r.Rate.Nights})
	paused := 0
	for _, d := range p.r.Days {
		if d.Outcome == routines.OnPause {
			paused++
		}
	}
	if paused > 0 {
		answered = p.text("report.paused", routines.Args{"Answered": answered, "Nights": paused})
	}
	p.write(margin, p.wide(), answered, strong)
}

// mostFlags is how many flags are listed; the latest are.
const mostFlags = 5

// flags lists what somebody should look at, or has.
func (p *page) flags() {
	p.gap(9, 1)
	shown := p.r.Flags[max(0, len(p.r.Flags)-mostFlags):]
	lines := []string{}
	for _, flag := range shown {
		seen := ""
		if key, ok := seenKeys[flag.Seen]; ok {
			seen = p.text("report.flag.seen." + key)
		}
		lines = append(lines, p.text("report.flag.line", routines.Args{
			"Date": flag.Night,
			"Flag": p.text("report.flag.answer." + flagKeys[flag.Answer]),
			"Seen": seen,
		}))
	}
	if more := len(p.r.Flags) - len(shown); more > 0 {
		lines = append(lines, p.text("report.flag.more", routines.Args{"Count": more}))
	}
	if len(lines) == 0 {
		lines = append(lines, p.text("report.flag.none"))
	}
	const label, pad = 118, 8
	var wrapped []string
	for _, line := range lines {
		wrapped = append(wrapped, plain.Wrap(line, p.wide()-label-pad)...)
	}
	high := float64(len(wrapped))*14 + 2*pad - 3
	p.Rect(margin, p.y, p.wide(), high, 4, wash)
	p.Rect(margin, p.y, 4, high, 0, ink)
	p.y += pad - 4
	p.Text(margin+12, p.y+14, p.text("report.flag.title"), strong)
	for _, line := range wrapped {
		p.y += 14
		p.Text(margin+label, p.y, line, plain)
	}
	p.y += pad + 1
}

var flagKeys = map[routines.Field]string{
	routines.Leg:       "leg",
	routines.Legs:      "swollen",
	routines.Sore:      "sore",
	routines.Eased:     "long",
	routines.Emergency: "emergency",
}

// seenKeys has nothing for what nobody asks about.
var seenKeys = map[routines.Aftermath]string{
	routines.Untold:     "untold",
	routines.NotSeenYet: "notyet",
	routines.WasSeen:    "seen",
	routines.KnownUsual: "usual",
}
