package talk

import "calmcalf/routines"

// Pages are texts that people ask for.

func help(t *Turn) error {
	t.send(Message{Text: t.Text("page.help"), Rows: [][]Button{
		{t.getHelp()},
		{press(t.Text("page.button.tonight"), "show", "tonight"), press(t.Text("page.button.checkin"), "show", "checkin")},
		{press(t.Text("page.button.summary"), "show", "summary"), press(t.Text("page.button.plan"), "show", "plan")},
		{press(t.Text("export.button.data"), "export", ""), press(t.Text("page.button.privacy"), "show", "privacy")},
	}})
	return nil
}

func safety(t *Turn) error {
	t.send(Message{Text: t.Text("page.safety"), Rows: [][]Button{{press(t.Text("page.button.emergency"), "call")}}})
	return nil
}

func privacy(t *Turn) error {
	t.send(Message{Text: t.Text("page.privacy")})
	return nil
}

// cancel ends whatever is being asked.
func cancel(t *Turn) error {
	t.send(Message{Text: t.Text("cancel.done")})
	return nil
}

// forget names what will go, and asks once.
func forget(t *Turn) error {
	t.send(Message{Text: t.Text("forget.ask"), Rows: [][]Button{
		{press(t.Text("forget.button.no"), "forget", "no")},
		{press(t.Text("forget.button.yes"), "forget", "yes")},
	}})
	return nil
}

func forgetTap(t *Turn) error {
	switch t.In.tap.arg(0) {
	case "yes":
		t.Forget = true
		t.show(Message{Text: t.Text("forget.done")})
	case "no":
		t.show(Message{Text: t.Text("forget.kept")})
	default:
		return stale
	}
	return nil
}

// inviting hands out the code that was made for it, to the operator only.
func inviting(t *Turn) error {
	if t.In.Link == "" {
		return &routines.Error{Kind: routines.Refused, Key: "error.invite.operator"}
	}
	t.send(Message{Text: t.Text("access.invite", routines.Args{"Link": t.In.Link, "Days": t.In.Days})})
	return nil
}
