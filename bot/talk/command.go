package talk

import (
	"slices"
	"strings"

	"calmcalf/routines"
)

// handler answers an input: it changes the Book, and says something.
type handler func(*Turn) error

// action is what an input asks for.
type action struct {
	run handler
	// again says how things stand after run, and changes nothing. It answers an
	// update that was applied before: run would act twice, and speak of what is
	// not stored. nil where run changes nothing.
	again  handler
	member bool // for those who have finished onboarding; others are shown where they are in it
}

// command is what people can ask for by name, with a slash or without.
type command struct {
	name string
	action
	arguments bool   // words behind it mean something
	readsOnly bool   // can be answered while nothing can be stored
	screen    bool   // a button shows it
	menu      bool   // stands in Telegram's command menu, which is short on purpose: Help shows the rest
	key       string // locale key of the key of the main keyboard that says the same
	slashOnly bool   // its name alone is an ordinary word
}

// commands are all of them; those of the menu come first, in its order.
var commands = []command{
	{name: "cramp", action: action{run: cramp, member: true}, readsOnly: true, menu: true, key: "menu.key.cramp"},
	{name: "tonight", action: action{run: tonight, member: true}, readsOnly: true, screen: true, menu: true, key: "menu.key.tonight"},
	{name: "checkin", action: action{run: checkIn, member: true}, arguments: true, screen: true, menu: true},
	{name: "summary", action: action{run: summary, member: true}, arguments: true, readsOnly: true, screen: true, menu: true},
	{name: "plan", action: action{run: plan, member: true}, readsOnly: true, screen: true, menu: true},
	{name: "pause", action: action{run: pause, again: pauseAgain, member: true}, arguments: true, menu: true},
	{name: "safety", action: action{run: safety}, readsOnly: true, screen: true, menu: true},

	{name: "start", action: action{run: start, again: onboarding}},
	{name: "done", action: action{run: done, again: tonight, member: true}, arguments: true},
	{name: "skip", action: action{run: skip, again: tonight, member: true}, arguments: true},
	{name: "history", action: action{run: history, member: true}, arguments: true, readsOnly: true, screen: true},
	{name: "export", action: action{run: exportDiary, member: true}, arguments: true},
	{name: "import", action: action{run: importDiary, member: true}},
	{name: "bed", action: action{run: goingToBed, again: offerEvening, member: true}, screen: true},
	{name: "settings", action: action{run: settings, member: true}, readsOnly: true, screen: true},
	{name: "set", action: action{run: set, again: planAgain, member: true}, arguments: true},
	{name: "bedtime", action: action{run: bedtime, again: bedtimeAgain, member: true}, arguments: true},
	{name: "wake", action: action{run: wake, again: wakeAgain, member: true}, arguments: true},
	{name: "timezone", action: action{run: timezone, again: timezoneAgain, member: true}, arguments: true},
	{name: "resume", action: action{run: resume, again: planAgain, member: true}, screen: true},
	{name: "help", action: action{run: help}, readsOnly: true, key: "menu.key.more"},
	{name: "more", action: action{run: help}, readsOnly: true},
	{name: "privacy", action: action{run: privacy}, readsOnly: true, screen: true},
	{name: "forget", action: action{run: forget}},
	{name: "cancel", action: action{run: cancel}},
	{name: "invite", action: action{run: inviting}, slashOnly: true},
}

// Menu names the commands of Telegram's command menu.
var Menu = menu()

func menu() (names []string) {
	for _, c := range commands {
		if c.menu {
			names = append(names, c.name)
		}
	}
	return names
}

func commandNamed(name string) (c command, ok bool) {
	i := slices.IndexFunc(commands, func(c command) bool { return c.name == name })
	if i < 0 {
		return command{}, false
	}
	return commands[i], true
}

// commandIn finds the command that words name: the label of a key of the main
// keyboard, or the command's name as the first word.
func (t *Turn) commandIn(text string) (c command, rest string, ok bool) {
	for _, c := range commands {
		if c.key != "" && strings.EqualFold(text, t.Text(c.key).Plain()) {
			return c, "", true
		}
	}
	name, rest, more := strings.Cut(text, " ")
	c, ok = commandNamed(strings.ToLower(name))
	// What begins like a command may be a note: "help my chest hurts".
	return c, rest, ok && !c.slashOnly && (!more || c.arguments && len(strings.Fields(rest)) <= 8)
}

// command answers a command. What was asked before is not being answered then.
func (t *Turn) command(c command) error {
	t.person().Asking = ""
	return t.do(c.action)
}

// do lets an action have its effect.
func (t *Turn) do(a action) error {
	if a.member && !t.person().Member() {
		return start(t)
	}
	return a.run(t)
}

// redo says how things stand after an action that has had its effect.
func (t *Turn) redo(a action) error {
	switch {
	case a.member && !t.person().Member():
		return onboarding(t)
	case a.again != nil:
		return a.again(t)
	}
	return a.run(t)
}

func unknownCommand(t *Turn) error {
	return &routines.Error{Kind: routines.NotFound, Key: "error.command.unknown", Args: routines.Args{
		"Read": shorten("/"+t.In.command, 40)}}
}
