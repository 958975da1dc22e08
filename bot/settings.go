package bot

import (
	"slices"
	"strconv"
	"strings"

	"calmcalf/routines"
)

// settingNames end the locale keys settings.<name>.
var settingNames = map[routines.Setting]string{
	routines.HalfDayClock:   "clock",
	routines.SilentPrompts:  "silent",
	routines.ScreenReader:   "reader",
	routines.NoEveningAsk:   "evening",
	routines.RepeatStretch:  "repeat",
	routines.StreakInPrompt: "streak",
	routines.NoPatterns:     "pattern",
	routines.DarkPictures:   "dark",
}

func settings(t *turn) error {
	t.show(t.settingsScreen())
	return nil
}

// settingsScreen lists the switches, each with a button that turns it over.
func (t *turn) settingsScreen() message {
	lines := []string{t.text("settings.title"), ""}
	m := message{}
	for _, one := range routines.Settings {
		name, on := settingNames[one], t.person().Settings.Has(one)
		state, to := ".off", "1"
		if on {
			state, to = ".on", "0"
		}
		lines = append(lines, "• "+t.text("settings."+name+state))
		label := t.text("settings." + name + ".button" + state)
		m.rows = append(m.rows, []button{press(label, "setting", strconv.Itoa(int(one)), to)})
	}
	m.text = strings.Join(lines, "\n")
	return m
}

// settingTap sets one switch.
func settingTap(t *turn) error {
	bit, err := t.in.tap.number(0, int(slices.Max(routines.Settings)))
	if err != nil {
		return err
	}
	to, err := t.in.tap.number(1, 1)
	if err != nil {
		return err
	}
	one := routines.Setting(bit)
	if _, ok := settingNames[one]; !ok {
		return stale
	}
	p := t.person()
	p.Settings = p.Settings.With(one, to == 1)
	t.accustom()
	t.show(t.settingsScreen())
	return nil
}
