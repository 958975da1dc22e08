package report

import (
	"strings"

	"calmcalf/bot/locale"
	"calmcalf/bot/picture"
	"calmcalf/routines"
)

// blanks are lines to write on.
func (p *page) blanks() {
	p.gap(8, 1)
	for _, key := range []string{"report.blank.name", "report.blank.medicines"} {
		p.gap(20, 1)
		p.Text(margin, p.y, p.text(key), strong)
		from := margin + strong.Width(p.text(key)) + 8
		p.Rect(from, p.y+2, p.Width-margin-from, 0.7, 0, quiet)
	}
	p.y += 10
}

// habits are the routines that were planned, with how often they were done.
func (p *page) habits() {
	if len(p.r.Shares) == 0 {
		return
	}
	p.gap(4, 2)
	p.write(margin, p.wide(), p.text("report.habits"), strong)
	const columns = 3
	for i, share := range p.r.Shares {
		if i%columns == 0 {
			p.y += 14
		}
		x, wide := margin+float64(i%columns)*p.wide()/columns, p.wide()/columns-22
		counted := p.text("picture.kept", routines.Args{"Done": share.Done, "Planned": share.Planned})
		p.Text(x, p.y, plain.Fit(p.text("routine."+share.Routine.String()+".name"), wide-plain.Width(counted)-6), plain)
		p.Text(x+wide, p.y, counted, right(plain))
	}
	p.y += 6
}

// foot says how to read the page and what it is not, and returns where it begins.
func (p *page) foot() (top float64) {
	var said []locale.HTML
	for _, key := range []string{"report.read.counts", "report.read.unknown", "report.read.first"} {
		said = append(said, p.say.Text(key))
	}
	read := small.Wrap(p.say.Sentences(said).Plain(), p.wide())
	last := picture.Style{Size: 8.5, Bold: true, Ink: ink}
	legal := last.Wrap(p.text("report.foot"), p.wide())
	const row = 11.5
	top = p.Height - margin - row*float64(len(read)+len(legal)) - 22
	y := top
	p.Rect(margin, y, p.wide(), 0.7, 0, quiet)
	y += 13
	p.Text(margin, y, p.text("report.read.title"), last)
	for _, line := range read {
		y += row
		p.Text(margin, y, line, small)
	}
	y += 4
	for _, line := range legal {
		y += row
		p.Text(margin, y, line, last)
	}
	return top
}

// Notes are in smaller letters, and each has some lines at least.
var noted = picture.Style{Size: 9, Ink: ink}

const (
	noteRow    = 12.0
	leastLines = 2
	noteGap    = 3.0
)

// notes writes the person's notes, the latest first, as far as there is room
// above bottom. Long ones are shortened when there are many, and what has no
// room is counted.
func (p *page) notes(bottom float64) {
	if len(p.r.Notes) == 0 {
		return
	}
	p.gap(4, 2)
	p.write(margin, p.wide(), p.text("report.notes.title"), strong)
	p.y += 1
	bottom -= 6
	if p.noteMost == 0 {
		p.noteMost = max(leastLines, int((bottom-p.y)/noteRow)/len(p.r.Notes))
	}
	const label = 74
	for i := len(p.r.Notes) - 1; i >= 0; i-- {
		note := p.r.Notes[i]
		lines := p.noteLines(note.Text, p.wide()-label, p.noteMost)
		needed := noteRow*float64(len(lines)) + noteGap
		if i > 0 {
			needed += noteRow // to say how many more there are
		}
		if p.y+needed > bottom {
			p.write(margin, p.wide(), p.text("report.notes.more", routines.Args{"Count": i + 1}), small)
			return
		}
		p.Text(margin, p.y+noteRow, p.say.Day(note.Night).Plain(), picture.Style{Size: noted.Size, Ink: quiet})
		for _, line := range lines {
			p.y += noteRow
			if picture.RightToLeft(line) {
				p.Text(p.Width-margin, p.y, line, right(noted))
			} else {
				p.Text(margin+label, p.y, line, noted)
			}
		}
		p.y += noteGap
	}
}

// noteLines breaks a note into so many lines at most. One that the face cannot
// write is named instead.
func (p *page) noteLines(text string, width float64, most int) []string {
	if !noted.Writes(text) {
		text = p.text("report.notes.unwritable")
	}
	lines := noted.Wrap(text, width)
	if len(lines) > most {
		lines[most-1] = noted.Fit(strings.Join(lines[most-1:], " "), width)
		lines = lines[:most]
	}
	return lines
}
