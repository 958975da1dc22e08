package talk

import (
	"strings"

	"calmcalf/routines"
)

// commands are what people can ask for by name, with or without the slash.
var commands map[string]handler

// taps are what buttons do, by verb.
var taps map[string]handler

// questions are what typed words answer when something was asked, by
// Person.Asking.
var questions map[string]handler

// The tables name handlers that show one another, so they are filled here.
func init() {
	commands = map[string]handler{
		"start":    start,
		"tonight":  member(tonight),
		"done":     member(done),
		"skip":     member(skip),
		"checkin":  member(checkIn),
		"summary":  member(summary),
		"history":  member(history),
		"export":   member(exportDiary),
		"import":   member(importDiary),
		"bed":      member(goingToBed),
		"settings": member(settings),
		"plan":     member(plan),
		"set":      member(set),
		"bedtime":  member(bedtime),
		"wake":     member(wake),
		"timezone": member(timezone),
		"pause":    member(pauseCommand),
		"resume":   member(resume),
		"cramp":    member(cramp),
		"help":     help,
		"more":     help,
		"safety":   safety,
		"privacy":  privacy,
		"forget":   forget,
		"cancel":   cancel,
		"invite":   inviting,
	}
	taps = map[string]handler{
		"consent": consentTap,
		"zone":    zoneTap,
		"hours":   hoursTap,
		"gates":   gatesTap,
		"gate":    gateTap,
		"mark":    member(markTap),
		"all":     member(allTap),
		"snooze":  member(snoozeTap),
		"answer":  member(answerTap),
		"ask":     member(askTap),
		"usual":   member(usualTap),
		"rouse":   member(rouseTap),
		"tick":    member(tickTap),
		"cramp":   member(crampTap),
		"care":    member(careTap),
		"usually": member(usuallyTap),
		"habit":   member(habitTap),
		"month":   member(monthTap),
		"history": member(historyTap),
		"night":   member(nightTap),
		"nothing": nothingTap,
		"legs":    member(legsTap),
		"sore":    member(soreTap),
		"keep":    member(keepTap),
		"setting": member(settingTap),
		"times":   member(timesTap),
		"spread":  member(spreadTap),
		"forget":  forgetTap,
		"call":    emergency,
		"mute":    member(muteTap),
		"sure":    member(sureTap),
		"compare": member(compareTap),
		"export":  member(exportTap),
		"import":  member(importTap),
		"show":    showTap,
	}
	questions = map[string]handler{
		"place":   placeTyped,
		"hours":   hoursTyped,
		"bedtime": member(bedtime),
		"wake":    member(wake),
	}
}

// withArguments are the commands that mean something with words behind them.
var withArguments = map[string]bool{"done": true, "skip": true, "checkin": true, "summary": true, "history": true, "export": true, "set": true,
	"bedtime": true, "wake": true, "timezone": true, "pause": true}

// reading are the commands that need nothing stored, first of all those that
// somebody with a cramp or a worry asks for.
var reading = map[string]bool{"cramp": true, "safety": true, "help": true, "more": true, "privacy": true,
	"tonight": true, "plan": true, "summary": true, "history": true, "settings": true}

// Menu is Telegram's command menu, short on purpose: Help shows the rest.
var Menu = []string{"cramp", "tonight", "checkin", "summary", "plan", "pause", "safety"}

// member lets only people who have finished onboarding pass; the others are
// shown where they are in it.
func member(h handler) handler {
	return func(t *Turn) error {
		if !t.person().Member() {
			return start(t)
		}
		return h(t)
	}
}

// handler finds what answers the input.
func (in *Input) handler() handler {
	switch {
	case in.Emergency:
		return emergency
	case in.Kind == tapped:
		if h, ok := taps[in.tap.verb]; ok {
			return h
		}
		return func(*Turn) error { return stale }
	case in.Kind == Located:
		return placeShared
	case in.Kind == command:
		if h, ok := commands[in.command]; ok {
			return asked(h)
		}
		return unknownCommand
	case in.Kind == words:
		return typed
	case in.Kind == Filed && in.Document.mayBeDiary():
		return member(importFile)
	case in.Kind == Filed:
		return member(otherFile)
	}
	return wordless
}

// asked wraps a command: whatever was asked before is not being answered.
func asked(h handler) handler {
	return func(t *Turn) error {
		t.person().Asking = ""
		return h(t)
	}
}

// typed handles words without a slash: a command by name or by the label of the
// keyboard, the answer to what was asked, or something that is not understood.
func typed(t *Turn) error {
	text := strings.TrimSpace(t.In.Text)
	if name, rest, ok := t.commandIn(text); ok {
		t.In.command, t.In.Text = name, rest
		return asked(commands[name])(t)
	}
	if h, ok := questions[t.person().Asking]; ok {
		return h(t)
	}
	if !t.person().Member() {
		return start(t)
	}
	return offerNote(t)
}

// commandIn finds the command that words name: the label of a key of the
// keyboard, or the command's name as the first word.
func (t *Turn) commandIn(text string) (name, rest string, ok bool) {
	for label, command := range map[string]string{
		"menu.key.cramp": "cramp", "menu.key.tonight": "tonight", "menu.key.more": "more"} {
		if strings.EqualFold(text, t.Text(label).Plain()) {
			return command, "", true
		}
	}
	name, rest, more := strings.Cut(text, " ")
	name = strings.ToLower(name)
	_, ok = commands[name]
	// What begins like a command may be a note: "help my chest hurts".
	return name, rest, ok && name != "invite" && (!more || withArguments[name] && len(strings.Fields(rest)) <= 8)
}

func unknownCommand(t *Turn) error {
	return &routines.Error{Kind: routines.NotFound, Key: "error.command.unknown", Args: routines.Args{
		"Read": shorten("/"+t.In.command, 40)}}
}

// wordless answers stickers, voice, pictures and files.
func wordless(t *Turn) error {
	t.send(Message{Text: t.Text("note.wordless"), Rows: [][]Button{{t.getHelp()}}})
	return nil
}
