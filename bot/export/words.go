package export

import (
	"fmt"
	"time"

	"calmcalf/routines"
)

// vocabulary gives each value of a kind its word. The words are in files that
// people keep: never rename.
type vocabulary[T comparable] []struct {
	value T
	word  string
}

func (v vocabulary[T]) word(value T) (string, bool) {
	for _, entry := range v {
		if entry.value == value {
			return entry.word, true
		}
	}
	return "", false
}

func (v vocabulary[T]) value(word string) (value T, ok bool) {
	for _, entry := range v {
		if entry.word == word {
			return entry.value, true
		}
	}
	return value, false
}

// marshal is the word as encoding.TextMarshaler wants it.
func (v vocabulary[T]) marshal(value T) ([]byte, error) {
	word, ok := v.word(value)
	if !ok {
		return nil, fmt.Errorf("no word for the %T %v", value, value)
	}
	return []byte(word), nil
}

func (v vocabulary[T]) unmarshal(word []byte) (T, error) {
	value, ok := v.value(string(word))
	if !ok {
		return value, errWord
	}
	return value, nil
}

var routineWords = func() (words vocabulary[routines.Routine]) {
	for _, r := range routines.Routines {
		words = append(words, struct {
			value routines.Routine
			word  string
		}{r, r.String()})
	}
	return words
}()

// anchorWords are what a slot without a cron specification is reckoned from.
var anchorWords = vocabulary[routines.Base]{
	{routines.AtWake, "wake"},
	{routines.AtBed, "bed"},
}

var stateWords = vocabulary[routines.State]{
	{routines.Open, "not_answered"},
	{routines.Done, "done"},
	{routines.Skipped, "skipped"},
}

var questionWords = vocabulary[routines.Field]{
	{routines.Cramps, "cramps"},
	{routines.Leg, "leg_now"},
	{routines.Pain, "pain"},
	{routines.Sleep, "sleep"},
	{routines.Longest, "longest"},
	{routines.Eased, "eased"},
	{routines.Where, "where"},
	{routines.Side, "side"},
	{routines.Complete, "complete"},
	{routines.Legs, "evening_legs"},
	{routines.Sore, "sore"},
	{routines.Seen, "seen"},
	{routines.Emergency, "emergency"},
}

// valueWords are the answers to the questions that have words for answers.
var valueWords = map[routines.Field]vocabulary[routines.Value]{
	routines.Leg: {
		{routines.LegFine, "fine"},
		{routines.LegSore, "a_bit_sore"},
		{routines.LegAlarm, "alarming"},
	},
	routines.Sleep: {
		{0, "not_disturbed"},
		{1, "a_little"},
		{2, "a_lot"},
	},
	routines.Longest: {
		{0, "under_1_minute"},
		{1, "1_to_5_minutes"},
		{2, "5_to_10_minutes"},
		{routines.OverTenMinutes, "over_10_minutes"},
	},
	routines.Eased: {
		{0, "eased"},
		{routines.DidNotEase, "did_not_ease"},
	},
	routines.Side: {
		{1, "left"},
		{2, "right"},
		{3, "both"},
	},
	routines.Complete: {
		{1, "yes"},
	},
	routines.Legs: {
		{routines.LegsFine, "fine"},
		{routines.LegsHeavy, "heavy"},
		{routines.LegsOneSwollen, "one_swollen"},
		{routines.LegsSwollen, "both_swollen"},
		{routines.LegsNumb, "numb"},
		{routines.LegsRestless, "uncomfortable_when_still"},
	},
	routines.Sore: {
		{routines.SoreGone, "gone"},
		{routines.SoreBoth, "both_legs"},
		{routines.SoreOne, "one_leg"},
	},
	routines.Seen: {
		{routines.SeenChecked, "checked"},
		{routines.SeenNotYet, "not_yet"},
		{routines.SeenMistake, "mistake"},
	},
	routines.Emergency: {
		{1, "yes"},
	},
}

// placeWords are the members of an answer to Where.
var placeWords = vocabulary[routines.Value]{
	{routines.Calf, "calf"},
	{routines.Foot, "foot"},
	{routines.Thigh, "thigh"},
}

var settingWords = vocabulary[routines.Setting]{
	{routines.HalfDayClock, "half_day_clock"},
	{routines.SilentPrompts, "silent_prompts"},
	{routines.ScreenReader, "screen_reader"},
	{routines.NoEveningAsk, "no_evening_question"},
	{routines.RepeatStretch, "repeat_stretch"},
	{routines.StreakInPrompt, "streak_in_prompts"},
	{routines.NoPatterns, "no_pattern_notes"},
	{routines.DarkPictures, "dark_pictures"},
}

var activityWords = vocabulary[routines.Activity]{
	{routines.Exercise, "exercise"},
	{routines.Massage, "massage"},
	{routines.Elevating, "elevating"},
	{routines.Drinking, "drinking"},
	{routines.Heat, "heat"},
	{routines.Cold, "cold"},
	{routines.Standing, "standing"},
	{routines.Relaxing, "relaxing"},
}

var signWords = vocabulary[routines.Sign]{
	{routines.LegNow, "leg_now"},
	{routines.OneSwollen, "one_swollen"},
	{routines.StillSore, "still_sore"},
}

var weekdayWords = vocabulary[time.Weekday]{
	{time.Monday, "monday"},
	{time.Tuesday, "tuesday"},
	{time.Wednesday, "wednesday"},
	{time.Thursday, "thursday"},
	{time.Friday, "friday"},
	{time.Saturday, "saturday"},
	{time.Sunday, "sunday"},
}

var outcomeWords = vocabulary[routines.Outcome]{
	{routines.NoCramps, "no_cramps"},
	{routines.Cramped, "cramps"},
	{routines.Unknown, "not_answered"},
	{routines.NotAsked, "not_asked"},
	{routines.OnPause, "paused"},
	{routines.StillOn, "open"},
}

// bits is a set kept as bits.
type bits interface{ ~uint8 | ~uint16 }

// members lists the words of a set. A member that has no word is an error.
func members[T bits](set T, words vocabulary[T]) (list []string, err error) {
	for _, entry := range words {
		if set&entry.value != 0 {
			list = append(list, entry.word)
			set &^= entry.value
		}
	}
	if set != 0 {
		return nil, fmt.Errorf("no word for the %T %b", set, set)
	}
	return list, nil
}

// setOf undoes members. No word may come twice.
func setOf[T bits](list []string, words vocabulary[T]) (set T, err error) {
	for _, word := range list {
		value, ok := words.value(word)
		if !ok || set&value != 0 {
			return 0, errWord
		}
		set |= value
	}
	return set, nil
}

// dayWords are the members of a set of weekdays.
var dayWords = func() (words vocabulary[routines.Days]) {
	for _, entry := range weekdayWords {
		words = append(words, struct {
			value routines.Days
			word  string
		}{routines.DaysOf(entry.value), entry.word})
	}
	return words
}()
