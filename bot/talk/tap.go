package talk

// The verbs of buttons that stand in cards are letters, since their data is long.
const (
	markVerb   = "m" // place of a slot, state
	snoozeVerb = "z" // place of a slot, minutes
	allVerb    = "a" // places of all slots
	fineVerb   = "f" // place of a slot
	answerVerb = "r" // place of a check-in, field, value
	askVerb    = "q" // place of a check-in, field
	usualVerb  = "u" // place of a check-in
	legsVerb   = "l" // place of a slot, value
	soreVerb   = "s" // place, date of the Night that told of it, value
	careVerb   = "c" // action, instant of the alarm, place or nothing
)

// emergencyVerb asks whom to call.
const emergencyVerb = "call"

// taps are what buttons do, by the verb that begins their data.
var taps = map[string]action{
	"consent":     {run: consentTap, again: consentAgain},
	"zone":        {run: zoneTap, again: zoneAgain},
	"hours":       {run: hoursTap, again: hoursAgain},
	"gates":       {run: gatesTap, again: gatesAgain},
	"gate":        {run: gateTap, again: gateAgain},
	markVerb:      {run: markTap, again: cardAgain, member: true},
	allVerb:       {run: allTap, again: allAgain, member: true},
	fineVerb:      {run: fineTap, again: cardAgain, member: true},
	snoozeVerb:    {run: snoozeTap, again: cardAgain, member: true},
	answerVerb:    {run: answerTap, again: answerAgain, member: true},
	askVerb:       {run: askTap, member: true},
	usualVerb:     {run: asUsualTap, again: cardAgain, member: true},
	legsVerb:      {run: legsTap, again: cardAgain, member: true},
	soreVerb:      {run: soreTap, again: soreAgain, member: true},
	careVerb:      {run: careTap, again: careAgain, member: true},
	"rouse":       {run: rouseTap, again: rouseAgain, member: true},
	"tick":        {run: tickTap, again: tonight, member: true},
	"cramp":       {run: crampTap, again: crampAgain, member: true},
	"usually":     {run: usualSignTap, again: usualSignAgain, member: true},
	"habit":       {run: habitTap, again: habitAgain, member: true},
	"month":       {run: monthTap, member: true},
	"history":     {run: historyTap, member: true},
	"night":       {run: nightTap, member: true},
	"nothing":     {run: nothingTap},
	"keep":        {run: keepTap, again: keepAgain, member: true},
	"setting":     {run: settingTap, again: settings, member: true},
	"times":       {run: timesTap, again: timesAgain, member: true},
	"spread":      {run: spreadTap, again: timesAgain, member: true},
	"forget":      {run: forgetTap},
	emergencyVerb: {run: emergency, again: emergencyAgain},
	"mute":        {run: mutePatternsTap, again: mutePatternsAgain, member: true},
	"sure":        {run: sureTap, member: true},
	"compare":     {run: compareTap, again: compareAgain, member: true},
	"export":      {run: exportTap, member: true},
	"import":      {run: importTap, again: importAgain, member: true},
	"show":        {run: showTap, again: showAgain},
}

// staleTap answers a button that can no longer be read.
func staleTap(*Turn) error { return stale }

// showTap opens a screen, always as a new message, so that the question it stood
// beside stays.
func showTap(t *Turn) error {
	c, err := t.screenTapped()
	if err != nil {
		return err
	}
	return t.do(c.action)
}

func showAgain(t *Turn) error {
	c, err := t.screenTapped()
	if err != nil {
		return err
	}
	return t.redo(c.action)
}

func (t *Turn) screenTapped() (command, error) {
	c, ok := commandNamed(t.In.tap.arg(0))
	if !ok || !c.screen {
		return command{}, stale
	}
	t.In.Message, t.In.Text = 0, ""
	return c, nil
}
