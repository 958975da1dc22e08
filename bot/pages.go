package bot

import "calmcalf/routines"

// Pages are texts that people ask for.

func help(t *turn) error {
	t.send(message{text: t.text("page.help"), rows: [][]button{
		{t.getHelp()},
		{press(t.text("page.button.tonight"), "show", "tonight"), press(t.text("page.button.checkin"), "show", "checkin")},
		{press(t.text("page.button.summary"), "show", "summary"), press(t.text("page.button.plan"), "show", "plan")},
		{press(t.text("export.button.data"), "export", ""), press(t.text("page.button.privacy"), "show", "privacy")},
	}})
	return nil
}

func safety(t *turn) error {
	t.send(message{text: t.text("page.safety"), rows: [][]button{{press(t.text("page.button.emergency"), "call")}}})
	return nil
}

func privacy(t *turn) error {
	t.send(message{text: t.text("page.privacy")})
	return nil
}

// pages are what the show button opens, always as a new message, so that the
// question it stood beside stays.
var pages = map[string]handler{
	"safety":   safety,
	"privacy":  privacy,
	"tonight":  member(tonight),
	"checkin":  member(checkIn),
	"summary":  member(summary),
	"plan":     member(plan),
	"resume":   member(resume),
	"bed":      member(goingToBed),
	"history":  member(history),
	"settings": member(settings),
}

func showTap(t *turn) error {
	page, ok := pages[t.in.tap.arg(0)]
	if !ok {
		return stale
	}
	t.in.message, t.in.text = 0, ""
	return page(t)
}

// cancel ends whatever is being asked.
func cancel(t *turn) error {
	t.send(message{text: t.text("cancel.done")})
	return nil
}

// forget names what will go, and asks once.
func forget(t *turn) error {
	t.send(message{text: t.text("forget.ask"), rows: [][]button{
		{press(t.text("forget.button.no"), "forget", "no")},
		{press(t.text("forget.button.yes"), "forget", "yes")},
	}})
	return nil
}

func forgetTap(t *turn) error {
	switch t.in.tap.arg(0) {
	case "yes":
		t.forget = true
		t.show(message{text: t.text("forget.done")})
	case "no":
		t.show(message{text: t.text("forget.kept")})
	default:
		return stale
	}
	return nil
}

// inviting hands out the code that was made for it, to the operator only.
func inviting(t *turn) error {
	if t.in.link == "" {
		return &routines.Error{Kind: routines.Refused, Key: "error.invite.operator"}
	}
	t.send(message{text: t.text("access.invite", routines.Args{"Link": t.in.link, "Days": t.in.days})})
	return nil
}
