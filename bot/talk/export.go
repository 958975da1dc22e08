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
		return t.exportFiles("csv", "zip", func(nights []*routines.Night) ([][]byte, error) {
			tables, err := export.CSV(t.person(), nights, t.Now)
			return [][]byte{tables}, err
		})
	case "json":
		return t.exportFiles("json", "json", func(nights []*routines.Night) ([][]byte, error) {
			return export.Parts(t.person(), nights, t.Now)
		})
	}
	return &routines.Error{Kind: routines.Unclear, Key: "error.export.unclear", Args: routines.Args{"Read": shorten(t.argument(), 40)}}
}

// exportFiles sends the whole diary. It is written here and now, since the Book
// is gone afterwards: some milliseconds for years of it.
func (t *Turn) exportFiles(kind, ending string, write func([]*routines.Night) ([][]byte, error)) error {
	files, err := write(t.book.Nights(0, t.tonight().Date))
	if err != nil {
		return err
	}
	for i, data := range files {
		name := "calmcalf-" + t.today().String()
		if len(files) > 1 {
			name += "-" + string(rune('a'+i))
		}
		t.send(Message{Text: t.Text("export.caption." + kind), File: document(name+"."+ending, func() ([]byte, error) { return data, nil })})
	}
	return nil
}

// reportNights is how many Nights the page is about when no month is named:
// eight weeks.
const reportNights = 56

// exportPage sends the page for a clinician: about a month, or about the last
// weeks.
func (t *Turn) exportPage(month routines.Month, notes bool) error {
	nights := t.book.Nights(0, t.tonight().Date)
	from, to, name := routines.Date(0), t.tonight().Date, t.today().String()
	again := []string{"pdf", "", "notes"}
	if month != 0 {
		if month < nights[0].Date.Month() || month > t.tonight().Date.Month() {
			return &routines.Error{Kind: routines.NotFound, Key: "error.month.empty", Args: routines.Args{"Month": month}}
		}
		from, to, name = month.First(), month.Last(), month.String()
		again[1] = name
	}
	r := routines.Reported(t.person(), nights, from, to, t.Now)
	if month == 0 && r.To-r.From >= reportNights {
		r = routines.Reported(t.person(), nights, r.To-reportNights+1, to, t.Now)
	}
	if r.To < r.From && len(r.Flags) == 0 {
		return &routines.Error{Kind: routines.NotFound, Key: "error.export.empty"}
	}
	m := Message{Text: t.Text("export.caption.pdf", routines.Args{"From": r.From, "To": r.To})}
	if notes {
		m.Text = t.Text("export.caption.pdf-notes", routines.Args{"From": r.From, "To": r.To})
	} else if len(r.Notes) > 0 {
		m.Rows = [][]Button{{press(t.Text("export.button.notes"), "export", again...)}}
	}
	say, paper := t.Say, report.Paper{Size: report.A4, Notes: notes}
	if t.customs().Letter {
		paper.Size = report.Letter
	}
	m.File = document("calmcalf-"+name+".pdf", func() ([]byte, error) { return report.Page(r, say, paper) })
	t.send(m)
	return nil
}
