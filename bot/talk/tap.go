package talk

// taps are what buttons do, by the verb that begins their data.
var taps = map[string]action{
	"consent":     {run: consentTap, again: consentAgain},
	"zone":        {run: zoneTap, again: zoneAgain},
	"hours":       {run: hoursTap, again: hoursAgain},
	"gates":       {run: gatesTap, again: gatesTapAgain},
	"gate":        {run: gateTap, again: gateAgain},
	"mark":        {run: markTap, again: cardAgain, member: true},
	"all":         {run: allTap, again: cardAgain, member: true},
	"snooze":      {run: snoozeTap, again: cardAgain, member: true},
	"answer":      {run: answerTap, again: answerAgain, member: true},
	"ask":         {run: askTap, member: true},
	"usual":       {run: usualTap, again: cardAgain, member: true},
	"legs":        {run: legsTap, again: cardAgain, member: true},
	"sore":        {run: soreTap, again: soreAgain, member: true},
	"care":        {run: careTap, again: careAgain, member: true},
	"rouse":       {run: rouseTap, again: rouseAgain, member: true},
	"tick":        {run: tickTap, again: tonight, member: true},
	"cramp":       {run: crampTap, again: crampAgain, member: true},
	"usually":     {run: usuallyTap, again: usuallyAgain, member: true},
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
	"mute":        {run: muteTap, again: muteAgain, member: true},
	"sure":        {run: sureTap, member: true},
	"compare":     {run: compareTap, again: compareAgain, member: true},
	"export":      {run: exportTap, member: true},
	"import":      {run: importTap, again: importAgain, member: true},
	"show":        {run: showTap, again: showAgain},
}

// emergencyVerb is the button that asks whom to call.
const emergencyVerb = "call"

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
