package talk

import (
	"strings"

	"calmcalf/bot/export"
	"calmcalf/bot/report"
	"calmcalf/routines"
)

// exportDiary exports everything: as tables, as one document, or as the page for
// a clinician, of a month if one is named. Without a word about which, it asks.
func exportDiary(t *Turn) error {
	kind, rest, _ := strings.Cut(strings.ToLower(t.argument()), " ")
	if rest = strings.TrimSpace(rest); kind != "pdf" || rest == "" {
		return t.exportAs(strings.TrimSpace(kind+" "+rest), 0, false)
	}
	month, err := t.readMonth(rest)
	if err != nil {
		return err
	}
	return t.exportAs(kind, month, false)
}

// exportTap exports what its button names: the format, the month if there is one,
// and whether with notes.
func exportTap(t *Turn) error {
	var month routines.Month
	if name := t.In.tap.arg(1); name != "" {
		var err error
		if month, err = routines.ParseMonth(name); err != nil {
			return stale
		}
	}
	return t.exportAs(t.In.tap.arg(0), month, t.In.tap.arg(2) != "")
}

func (t *Turn) exportAs(kind string, month routines.Month, notes bool) error {
	switch kind {
	case "":
		t.send(Message{Text: t.Text("export.ask"), Rows: [][]Button{
			{press(t.Text("export.button.page"), "export", "pdf")},
			{press(t.Text("export.button.csv"), "export", "csv")},
			{press(t.Text("export.button.json"), "export", "json")},
		}})
		return nil
	case "pdf":
		return t.exportPage(month, notes)
	case "csv":
		t.send(Message{Text: t.Text("export.caption.csv"), File: t.tables()})
		return nil
	case "json":
		t.send(Message{Text: t.Text("export.caption.json"), File: t.diaryFrom(0, "calmcalf-"+t.today().String(), 'a')})
		return nil
	}
	return &routines.Error{Kind: routines.Unclear, Key: "error.export.unclear", Args: routines.Args{"Read": shorten(t.argument(), 40)}}
}

// tables are the whole diary as tables.
func (t *Turn) tables() *File {
	return t.document("calmcalf-"+t.today().String()+".zip", func(t *Turn) (Content, error) {
		data, err := export.CSV(t.person(), t.book.Nights(0, t.tonight().Date), t.Now)
		return Content{Data: data}, err
	})
}

// diaryFrom is the diary from a date on, in as many files as it takes to bring it in
// again. Most diaries are one, and only the others have a letter in their names.
func (t *Turn) diaryFrom(date routines.Date, name string, part rune) *File {
	file := name
	if part > 'a' {
		file += "-" + string(part)
	}
	return t.document(file+".json", func(t *Turn) (c Content, err error) {
		nights := t.book.Nights(date, t.tonight().Date)
		data, rest, err := export.Part(t.person(), nights, t.Now)
		if len(rest) > 0 {
			c.Rest = t.diaryFrom(rest[0].Date, name, part+1)
		}
		c.Data = data
		return c, err
	})
}

// reportNights is how many Nights the page is about when no month is named:
// eight weeks.
const reportNights = 56

// exportPage sends the page for a clinician: about a month, or about the last
// weeks.
func (t *Turn) exportPage(month routines.Month, notes bool) error {
	r, err := t.report(month)
	if err != nil {
		return err
	}
	name, again := t.today().String(), []string{"pdf", "", "notes"}
	if month != 0 {
		name, again[1] = month.String(), month.String()
	}
	m := Message{Text: t.Text("export.caption.pdf", routines.Args{"From": r.From, "To": r.To})}
	if notes {
		m.Text = t.Text("export.caption.pdf-notes", routines.Args{"From": r.From, "To": r.To})
	} else if len(r.Notes) > 0 {
		m.Rows = [][]Button{{press(t.Text("export.button.notes"), "export", again...)}}
	}
	m.File = t.document("calmcalf-"+name+".pdf", func(t *Turn) (c Content, err error) {
		r, err := t.report(month)
		if err != nil {
			return c, err
		}
		paper := report.Paper{Size: report.A4, Notes: notes}
		if t.customs().Letter {
			paper.Size = report.Letter
		}
		c.Data, err = report.Page(r, t.Say, paper)
		return c, err
	})
	t.send(m)
	return nil
}

// report is what the page is about: a month, or with none the last weeks.
func (t *Turn) report(month routines.Month) (r routines.Report, err error) {
	nights := t.book.Nights(0, t.tonight().Date)
	from, to := routines.Date(0), t.tonight().Date
	if month != 0 {
		if month < nights[0].Date.Month() || month > t.tonight().Date.Month() {
			return r, &routines.Error{Kind: routines.NotFound, Key: "error.month.empty", Args: routines.Args{"Month": month}}
		}
		from, to = month.First(), month.Last()
	}
	r = routines.Reported(t.person(), nights, from, to, t.Now)
	if month == 0 && r.To-r.From >= reportNights {
		r = routines.Reported(t.person(), nights, r.To-reportNights+1, to, t.Now)
	}
	if r.To < r.From && len(r.Flags) == 0 {
		return r, &routines.Error{Kind: routines.NotFound, Key: "error.export.empty"}
	}
	return r, nil
}
