package bot

import (
	"strings"

	tele "gopkg.in/telebot.v3"

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
		"invite":   notOperator,
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

// member lets only people who have finished onboarding pass; the others are
// shown where they are in it.
func member(h handler) handler {
	return func(t *turn) error {
		if !t.person().Member() {
			return start(t)
		}
		return h(t)
	}
}

// route reduces an update to an input and finds its handler; nil when the
// update is deliberately ignored.
func (b *Bot) route(u tele.Update) (input, handler) {
	switch {
	case u.Message != nil && u.Message.Sender != nil:
		return routeMessage(int64(u.ID), u.Message, b.username())
	case u.Callback != nil && u.Callback.Sender != nil:
		return routeTap(int64(u.ID), u.Callback)
	}
	return input{}, nil
}

func routeMessage(update int64, m *tele.Message, username string) (input, handler) {
	in := input{
		update:   update,
		person:   routines.PersonID(m.Sender.ID),
		language: m.Sender.LanguageCode,
		text:     m.Text,
	}
	if in.emergency = alarming(m); in.emergency {
		return in, emergency
	}
	switch {
	case m.Location != nil:
		in.place = &coordinates{float64(m.Location.Lat), float64(m.Location.Lng)}
		return in, placeShared
	case strings.HasPrefix(m.Text, "/"):
		name, rest, _ := strings.Cut(m.Text[1:], " ")
		if first, more, broken := strings.Cut(name, "\n"); broken {
			name, rest = first, more+" "+rest
		}
		name, to, addressed := strings.Cut(name, "@")
		if addressed && !strings.EqualFold(to, username) {
			return in, nil
		}
		in.command = strings.ToLower(name)
		in.text = rest
		if h, ok := commands[in.command]; ok {
			return in, asked(h)
		}
		return in, unknownCommand
	case m.Text != "":
		return in, typed
	case isDiary(m):
		in.document = documentOf(m)
		return in, member(importFile)
	case m.Document != nil:
		return in, member(otherFile)
	}
	return in, wordless
}

func routeTap(update int64, c *tele.Callback) (input, handler) {
	in := input{
		update:   update,
		person:   routines.PersonID(c.Sender.ID),
		language: c.Sender.LanguageCode,
		query:    c.ID,
		tap:      readTap(c.Data),
	}
	if c.Message != nil {
		in.message = c.Message.ID
		in.quoted, in.pictured = quoted(c.Message), c.Message.Photo != nil
		if importsNow(in.tap) && isDiary(c.Message.ReplyTo) {
			in.document = documentOf(c.Message.ReplyTo)
		}
	}
	in.emergency = in.tap.verb == "call"
	if h, ok := taps[in.tap.verb]; ok {
		return in, h
	}
	return in, func(*turn) error { return stale }
}

// asked wraps a command: whatever was asked before is not being answered.
func asked(h handler) handler {
	return func(t *turn) error {
		t.person().Asking = ""
		return h(t)
	}
}

// typed handles words without a slash: a command by name or by the label of the
// keyboard, the answer to what was asked, or something that is not understood.
func typed(t *turn) error {
	text := strings.TrimSpace(t.in.text)
	if name, rest, ok := t.commandIn(text); ok {
		t.in.command, t.in.text = name, rest
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
func (t *turn) commandIn(text string) (name, rest string, ok bool) {
	for label, command := range map[string]string{
		"menu.key.cramp": "cramp", "menu.key.tonight": "tonight", "menu.key.more": "more"} {
		if strings.EqualFold(text, t.text(label)) {
			return command, "", true
		}
	}
	name, rest, more := strings.Cut(text, " ")
	name = strings.ToLower(name)
	_, ok = commands[name]
	// What begins like a command may be a note: "help my chest hurts".
	return name, rest, ok && name != "invite" && (!more || withArguments[name] && len(strings.Fields(rest)) <= 8)
}

func unknownCommand(t *turn) error {
	return &routines.Error{Kind: routines.NotFound, Key: "error.command.unknown", Args: routines.Args{
		"Read": shorten("/"+t.in.command, 40)}}
}

// wordless answers stickers, voice, pictures and files.
func wordless(t *turn) error {
	t.send(message{text: t.text("note.wordless"), rows: [][]button{{t.getHelp()}}})
	return nil
}

// sender is whose lane an update belongs to.
func sender(u tele.Update) routines.PersonID {
	switch {
	case u.Message != nil && u.Message.Sender != nil:
		return routines.PersonID(u.Message.Sender.ID)
	case u.Callback != nil && u.Callback.Sender != nil:
		return routines.PersonID(u.Callback.Sender.ID)
	}
	return 0
}

// group gives the chat of an update that does not come from a private one, nil
// for private ones.
func group(u tele.Update) *tele.Chat {
	for _, m := range []*tele.Message{u.Message, callbackMessage(u)} {
		if m != nil && m.Chat != nil && m.Chat.Type != tele.ChatPrivate {
			return m.Chat
		}
	}
	if u.MyChatMember != nil && u.MyChatMember.Chat != nil && u.MyChatMember.Chat.Type != tele.ChatPrivate {
		return u.MyChatMember.Chat
	}
	return nil
}

func callbackMessage(u tele.Update) *tele.Message {
	if u.Callback == nil {
		return nil
	}
	return u.Callback.Message
}
