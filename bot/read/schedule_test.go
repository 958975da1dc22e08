package read

import (
	"fmt"
	"slices"
	"strings"
	"testing"

	"pgregory.net/rapid"

	"calmcalf/routines"
)

// typedSlots shows slots in a form that can be read again.
func typedSlots(slots []routines.Slot) string {
	var parts []string
	for _, s := range slots {
		part := "cron " + s.Cron
		if c, ok := s.Clock(); ok {
			part = c.String()
		}
		switch s.Base {
		case routines.AtWake:
			part = fmt.Sprintf("wake+%dm", s.Offset)
		case routines.AtBed:
			part = fmt.Sprintf("bed%dm", s.Offset)
		}
		if s.Nights != 0 {
			part += " " + dayLetters(s.Nights)
		}
		parts = append(parts, part)
	}
	return strings.Join(parts, ", ")
}

func TestReadSchedule(t *testing.T) {
	t.Parallel()
	for text, want := range map[string]string{
		"21:50": "21:50", "9:00 11:30 14:00": "09:00, 11:30, 14:00", "9, 11.30 and 14": "09:00, 11:30, 14:00", "14 9": "09:00, 14:00",
		"21:50 please": "21:50", "at 10 in the evening": "22:00", "21 30": "21:30", "22:30 22:30": "22:30",

		"every 2h 9:00-17:00": "09:00, 11:00, 13:00, 15:00, 17:00", "every 2 hours 9am-5pm": "09:00, 11:00, 13:00, 15:00, 17:00",
		"every 90 min from 9 to 17": "09:00, 10:30, 12:00, 13:30, 15:00, 16:30", "9-17 every 4 hours": "09:00, 13:00, 17:00",
		"every hour between 9 and 11": "09:00, 10:00, 11:00", "every 2h, 9-13": "09:00, 11:00, 13:00", "Every 2.5h 9 – 14": "09:00, 11:30, 14:00",
		"from 9 to 13 every 2 h": "09:00, 11:00, 13:00", "every half hour 9-10": "09:00, 09:30, 10:00", "every 2h30 9-14": "09:00, 11:30, 14:00",
		"every 15m 9-9:30": "09:00, 09:15, 09:30", "every 4h 18-6": "02:00, 06:00, 18:00, 22:00", "every 3h 18-24": "00:00, 18:00, 21:00",
		"every 4h 9-24": "09:00, 13:00, 17:00, 21:00", "every 8h 0-24": "00:00, 08:00, 16:00", "every 24h 9-10": "09:00", "every 2h 9-13 mon-fri": "09:00 .MTWTF., 11:00 .MTWTF., 13:00 .MTWTF.",
		"every 4h 9-17, 21:00": "09:00, 13:00, 17:00, 21:00", "every 2 hours from 9 till 11 at the weekend": "09:00 S.....S, 11:00 S.....S",

		"22:30 sun-thu, 23:30 fri sat": "22:30 SMTWT.., 23:30 .....FS", "sun-thu 22:30, fri sat 23:30": "22:30 SMTWT.., 23:30 .....FS",
		"22:30 sun-thu; fri sat 23:30": "22:30 SMTWT.., 23:30 .....FS", "22:30 sun-thu\n23:30 fri sat": "22:30 SMTWT.., 23:30 .....FS",
		"22:30 sun, mon, tue, 23:30 fri & sat": "22:30 SMT...., 23:30 .....FS", "22:30 on weekdays and 23:30 on weekends": "22:30 .MTWTF., 23:30 S.....S",
		"9, 11 mon-fri; 10 sat sun": "09:00 .MTWTF., 10:00 S.....S, 11:00 .MTWTF.", "every friday at 9": "09:00 .....F.", "fridays 9 and 11": "09:00 .....F., 11:00 .....F.",
		"22:30 mon, 22:30 tue": "22:30 .MT....", "22:30 weekdays 22:30 weekends": "22:30", "every day 21:50": "21:50", "21:50 daily": "21:50",
		"9;30": "09:30", "22:30 fri;": "22:30 .....F.",

		"20 min before bed": "bed-20m", "bed-20": "bed-20m", "bed −20 min": "bed-20m", "90 minutes before bedtime": "bed-90m", "30 before bed": "bed-30m",
		"1h after waking": "wake+60m", "wake+3.5h": "wake+210m", "wake + 3:30": "wake+210m", "wake+3,5h": "wake+210m", "wake+5": "wake+5m",
		"1½ hours before bed": "bed-90m", "½ h before bed": "bed-30m", "half an hour before going to bed": "bed-30m", "an hour before bed": "bed-60m",
		"1h30 before bed": "bed-90m", "1 hour and 30 minutes before bed": "bed-90m", "1 hr 15 min before I go to bed": "bed-75m", "on waking up": "wake+0m",
		"bed-20 fri sat": "bed-20m .....FS", "bed-20, 21:00, wake+1h": "wake+60m, 21:00, bed-20m", "bed-20 bed-90": "bed-90m, bed-20m", "20 min before bed and 22:15": "22:15, bed-20m",

		"cron 30 22 * * 0-4": "cron 30 22 * * 0-4", "CRON  30 22 * * 0-4 ": "cron 30 22 * * 0-4", "30 22 * * 0-4": "cron 30 22 * * 0-4", "cron 30 22 * * *": "22:30",
	} {
		if got, err := English.Schedule(text); err != nil || typedSlots(got) != want {
			t.Errorf("%q = %s, %v; want %s", text, typedSlots(got), err, want)
		}
	}
}

func TestReadScheduleMistakes(t *testing.T) {
	t.Parallel()
	for text, want := range map[string]string{
		"": "error.schedule.empty", "evening": "error.schedule.unclear", "fri": "error.schedule.unclear", "9pm in the kitchen": "error.schedule.unclear",
		"bed-2": "error.schedule.unclear", "wake+1.5": "error.schedule.unclear", "wake+3.555h": "error.schedule.unclear", "mon 9 on tue": "error.schedule.unclear", "mon 9 tue please": "error.schedule.unclear", "please": "error.schedule.unclear", "two hours before bed": "error.schedule.unclear", "20 min before lunch": "error.schedule.unclear",
		"twice a day": "error.schedule.unclear", "9-": "error.schedule.unclear", "fri; 22:30": "error.schedule.unclear", "21:50 <b>": "error.schedule.unclear",
		"25:00": "error.clock.impossible", "9-25 every 2h": "error.clock.impossible", "22 15": "error.clock.pair", "9 and 11pm": "error.clock.half",
		"every 2h from 9 to 5pm": "error.clock.half", "every 2h": "error.every.range", "every 2h 9:00": "error.every.range", "every 2h 9 17": "error.every.range",
		"every 2h 9 and 17": "error.every.range", "9:00-17:00": "error.every.missing", "9 to 17": "error.every.missing",
		"every 10 min 9-17": "error.every.gap", "every 0h 9-17": "error.every.gap", "every 2h 9-5": "error.every.order", "every 2h 9-9": "error.every.order",
		"bed+20": "error.anchor.never", "at bedtime": "error.anchor.never", "1h before waking": "error.anchor.never", "24h after waking": "error.anchor.never",
		"bed-9999h": "error.anchor.never", "20 min after bed": "error.anchor.never",
		"22:30 sun-thu, 23:30": "error.days.missing", "22:30; 23:30 fri sat": "error.days.missing", "fri 22:30, daily": "error.schedule.unclear",
		"TZ=0 30 22 * * *": "error.cron.zone", "CRON_TZ=UTC 0 0 * * *": "error.cron.zone", "cron TZ=": "error.cron.zone", "tz=0": "error.cron.zone",
		"@every 1h": "error.cron.descriptor", "@daily": "error.cron.descriptor", "cron @daily": "error.cron.descriptor",
		"cron": "error.cron.unclear", "cron 30 22": "error.cron.unclear", "cron 99 22 * * *": "error.cron.unclear", "cron 0 0 30 2 *": "error.cron.never",
	} {
		if got, err := English.Schedule(text); readKey(t, err) != want {
			t.Errorf("%q = %s, %v; want %s", text, typedSlots(got), err, want)
		}
	}
}

func TestReadWeek(t *testing.T) {
	t.Parallel()
	for text, want := range map[string]string{
		"22:30":                         "22:30 22:30 22:30 22:30 22:30 22:30 22:30",
		"22 15":                         "22:15 22:15 22:15 22:15 22:15 22:15 22:15",
		"23:30 fri sat":                 "21:00 21:00 21:00 21:00 21:00 23:30 23:30",
		"on saturdays at midnight":      "21:00 21:00 21:00 21:00 21:00 21:00 00:00",
		"22:30 sun-thu, 23:30 fri sat":  "22:30 22:30 22:30 22:30 22:30 23:30 23:30",
		"sun-thu 10pm\nfri sat 11.30pm": "22:00 22:00 22:00 22:00 22:00 23:30 23:30",
		"":                              "error.clock.empty",
		"22:30 23:30":                   "error.clock.several",
		"22:30, 23:30 fri":              "error.clock.several",
		"22:30; 23:30 fri":              "error.days.missing",
		"22:30 mon 23:30 mon":           "error.days.twice",
		"bed-20":                        "error.clock.unclear",
		"fri":                           "error.clock.unclear",
		"25:00 fri":                     "error.clock.impossible",
		"10 sun-thu, 11pm fri sat":      "error.clock.half",
	} {
		got, err := English.Week(text, routines.EveryDay(routines.ClockOf(21, 0)))
		shown := readKey(t, err)
		if shown == "" {
			shown = strings.Trim(fmt.Sprint(got), "[]")
		}
		if shown != want {
			t.Errorf("%q = %s; want %s", text, shown, want)
		}
	}
}

func drawSlot(t *rapid.T) routines.Slot {
	slot := routines.At(drawClock(t), 0)
	switch rapid.SampledFrom([]routines.Base{routines.ByCron, routines.AtWake, routines.AtBed}).Draw(t, "base") {
	case routines.AtWake:
		slot = routines.Slot{Base: routines.AtWake, Offset: int16(rapid.IntRange(0, routines.MinutesPerDay-1).Draw(t, "offset"))}
	case routines.AtBed:
		slot = routines.Slot{Base: routines.AtBed, Offset: -int16(rapid.IntRange(1, routines.MinutesPerDay-1).Draw(t, "offset"))}
	}
	return slot
}

func TestScheduleRoundTrip(t *testing.T) {
	t.Parallel()
	rapid.Check(t, func(t *rapid.T) {
		slots := rapid.SliceOfN(rapid.Custom(drawSlot), 1, 12).Draw(t, "slots")
		weekly := rapid.Bool().Draw(t, "weekly")
		var parts []string
		for i := range slots {
			part := typedSlots(slots[i : i+1])
			if weekly {
				slots[i].Nights = routines.Days(rapid.IntRange(1, int(routines.AllDays)).Draw(t, "nights"))
				part += " " + dayList(slots[i].Nights)
			}
			parts = append(parts, part)
		}
		text := strings.Join(parts, ", ")
		got, err := English.Schedule(text)
		if want := merged(slices.Clone(slots)); err != nil || !slices.Equal(got, want) {
			t.Fatalf("%q = %s, %v; want %s", text, typedSlots(got), err, typedSlots(want))
		}
	})
}

func TestEveryRange(t *testing.T) {
	t.Parallel()
	rapid.Check(t, func(t *rapid.T) {
		from, to := drawClock(t), drawClock(t)
		gap := rapid.IntRange(routines.LeastGap, 600).Draw(t, "gap")
		slots, err := English.Schedule(fmt.Sprintf("every %d min %v-%v", gap, from, to))
		if readKey(t, err) == "error.every.order" {
			if from < to || from >= routines.ClockOf(12, 0) && to != from {
				t.Fatalf("%v to %v was refused", from, to)
			}
			return
		}
		span := int(to - from)
		if span <= 0 {
			span += routines.MinutesPerDay
		}
		count := span/gap + 1
		if span == routines.MinutesPerDay && span%gap == 0 {
			count-- // midnight is both ends
		}
		if len(slots) != count || !slices.Contains(slots, routines.At(from, 0)) || slices.Contains(slots, routines.At(to, 0)) != (span%gap == 0 || to == from) {
			t.Fatalf("%v to %v every %d = %s", from, to, gap, typedSlots(slots))
		}
	})
}

func checkSchedule(t testing.TB, text string) {
	t.Helper()
	slots, err := English.Schedule(text)
	if readKey(t, err) != "" {
		return
	}
	if len(slots) == 0 {
		t.Fatalf("%q = nothing", text)
	}
	var parts []string
	for _, s := range slots {
		switch s.Base {
		case routines.ByCron:
			if _, err := routines.ParseCron(s.Cron); err != nil || s.Offset != 0 {
				t.Fatalf("%q = %+v", text, s)
			}
		case routines.AtWake, routines.AtBed:
			if s.Cron != "" || s.Base == routines.AtWake && s.Offset < 0 || s.Base == routines.AtBed && s.Offset >= 0 {
				t.Fatalf("%q = %+v", text, s)
			}
		default:
			t.Fatalf("%q = %+v", text, s)
		}
		if s.Nights >= routines.AllDays {
			t.Fatalf("%q = %+v", text, s)
		}
		part := typedSlots([]routines.Slot{{Base: s.Base, Offset: s.Offset, Cron: s.Cron}})
		if nights := s.Nights; nights != 0 {
			part += " " + dayList(nights)
		} else if len(slots) > 1 {
			part += " daily"
		}
		parts = append(parts, part)
	}
	if len(slots) > 12 {
		return
	}
	if again, err := English.Schedule(strings.Join(parts, ", ")); err != nil || !slices.Equal(again, slots) {
		t.Fatalf("%q = %s, and that is %s, %v", text, typedSlots(slots), typedSlots(again), err)
	}
}

func checkWeek(t testing.TB, text string) {
	t.Helper()
	week, err := English.Week(text, routines.EveryDay(0))
	if readKey(t, err) != "" {
		return
	}
	for _, c := range week {
		if c < 0 || c >= routines.MinutesPerDay {
			t.Fatalf("%q = %v", text, week)
		}
	}
}

func FuzzReadSchedule(f *testing.F) {
	seedRead(f, "every 90 min from 9 to 17", "22:30 sun-thu, 23:30 fri sat", "cron 30 22 * * 0-4", "1 hour and 30 minutes before bed", "wake+3.5h")
	f.Fuzz(func(t *testing.T, text string) { checkSchedule(t, text) })
}

func FuzzReadWeek(f *testing.F) {
	seedRead(f, "22:30", "22:30 sun-thu, 23:30 fri sat")
	f.Fuzz(func(t *testing.T, text string) { checkWeek(t, text) })
}
