package talk

import (
	"calmcalf/bot/export"
	"calmcalf/bot/locale"
	"calmcalf/routines"
)

// importsNow reports whether a tap is the one that imports a file.
func importsNow(t tap) bool { return t.verb == "import" && t.arg(0) == "yes" }

// importDiary says how to import a diary.
func importDiary(t *Turn) error {
	t.send(Message{Text: t.Text("import.ask")})
	return nil
}

// importFile says what a file would change. Nothing is changed before the
// person says so. The file is kept nowhere: the question is a reply to it, so
// that the button leads back to it.
func importFile(t *Turn) error {
	d := t.In.Document
	if d.Err != nil {
		return d.Err
	}
	_, changes := export.Merge(t.person(), t.book.Nights(0, t.tonight().Date), d.Diary, t.Now)
	if changes.Nothing() {
		t.send(Message{Text: t.Text("import.nothing")})
		return nil
	}
	if err := overfull(&changes); err != nil {
		return err
	}
	t.send(Message{Text: t.changesText(&changes) + "\n\n" + t.Text("import.sure"), Answers: d.Message, Rows: [][]Button{
		{press(t.Text("import.button.yes"), "import", "yes")},
		{press(t.Text("import.button.no"), "import", "no")},
	}})
	return nil
}

// overfull refuses a file that would make the diary larger than one may be.
func overfull(c *export.Changes) error {
	if c.Bytes <= export.MostDiary {
		return nil
	}
	return &routines.Error{Kind: routines.Refused, Key: "error.import.full", Args: routines.Args{"Most": export.MostDiary >> 20}}
}

// importTap imports the diary, all of it or nothing.
func importTap(t *Turn) error {
	d := t.In.Document
	switch {
	case t.In.tap.arg(0) == "no":
		t.show(Message{Text: t.Text("import.left")})
		return nil
	case t.In.tap.arg(0) != "yes":
		return stale
	case d == nil:
		return &routines.Error{Kind: routines.TooLate, Key: "error.import.fetch"}
	case d.Err != nil:
		return d.Err
	}
	_, changes := export.Merge(t.person(), t.book.Nights(0, t.tonight().Date), d.Diary, t.Now)
	if err := overfull(&changes); err != nil {
		return err
	}
	export.Adopt(t.person(), d.Diary)
	t.replanned()
	merged, _ := export.Merge(t.person(), t.book.Nights(0, t.tonight().Date), d.Diary, t.Now)
	for _, night := range merged {
		t.book.Add(*night)
	}
	t.setFormats()
	t.show(Message{Text: t.changesText(&changes) + "\n\n" + t.Text("import.done")})
	if care := &t.person().Care; !care.Rests() {
		if care.Since, care.Called = t.person().Unseen(t.recentNights()); care.Rests() {
			t.replanned()
			t.sayRests()
		}
	}
	return nil
}

func (t *Turn) sayRests() {
	t.send(Message{Text: t.sameDayText(), Rows: [][]Button{t.careButtons("")}})
}

// importAgain says that the file is imported if nothing of it is missing.
func importAgain(t *Turn) error {
	if t.In.tap.arg(0) == "no" {
		t.show(Message{Text: t.Text("import.left")})
		return nil
	}
	d := t.In.Document
	if d == nil || d.Err != nil {
		return nil
	}
	if _, changes := export.Merge(t.person(), t.book.Nights(0, t.tonight().Date), d.Diary, t.Now); changes.Nothing() {
		t.show(Message{Text: t.Text("import.done")})
	}
	if t.person().Care.Rests() {
		t.sayRests()
	}
	return nil
}

// changesText lists what an import changes, a line each.
func (t *Turn) changesText(c *export.Changes) locale.HTML {
	var lines []locale.HTML
	add := func(is bool, key string, args routines.Args) {
		if is {
			lines = append(lines, "• "+t.Text(key, args))
		}
	}
	add(c.NewNights > 0, "import.new", routines.Args{"Count": c.NewNights})
	add(c.ChangedNights > 0, "import.changed", routines.Args{"Count": c.ChangedNights})
	add(c.OtherCramps > 0, "import.other-cramps", routines.Args{"Count": c.OtherCramps})
	add(c.SameNights > 0, "import.same", routines.Args{"Count": c.SameNights})
	add(c.Later > 0, "import.later", routines.Args{"Count": c.Later})
	add(c.LostNotes > 0, "import.notes", routines.Args{"Count": c.LostNotes})
	add(c.LostEntries > 0, "import.entries", routines.Args{"Count": c.LostEntries})
	add(c.LostPauses > 0, "import.pauses", routines.Args{"Count": c.LostPauses})
	add(c.PlanChanges, "import.plan", nil)
	add(c.SettingsChange, "import.settings", nil)
	add(c.ComparesAnother, "import.compare", nil)
	add(c.Closes != 0, "import.closes", nil)
	title := t.Text("import.title")
	if c.From != 0 {
		title = t.Text("import.span", routines.Args{"From": t.Say.DayAndYear(c.From), "To": t.Say.DayAndYear(c.To)})
	}
	return title + "\n" + locale.Join(lines, "\n")
}
