package talk

import (
	"slices"
	"strconv"

	"calmcalf/bot/locale"
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

func settings(t *Turn) error {
	t.show(t.settingsScreen())
	return nil
}

// settingsScreen lists the switches, each with a button that turns it over.
func (t *Turn) settingsScreen() Message {
	lines := []locale.HTML{t.Text("settings.title"), ""}
	m := Message{}
	for _, one := range routines.Settings {
		name, on := settingNames[one], t.person().Settings.Has(one)
		state, to := ".off", "1"
		if on {
			state, to = ".on", "0"
		}
		lines = append(lines, "• "+t.Text("settings."+name+state))
		label := t.Text("settings." + name + ".button" + state)
		m.Rows = append(m.Rows, []Button{press(label, "setting", strconv.Itoa(int(one)), to)})
	}
	m.Text = locale.Join(lines, "\n")
	return m
}

// settingTap sets one switch.
func settingTap(t *Turn) error {
	bit, err := t.In.tap.number(0, int(slices.Max(routines.Settings)))
	if err != nil {
		return err
	}
	to, err := t.In.tap.number(1, 1)
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
