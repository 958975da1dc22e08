package routines

// English reads English.
var English = mustWords(EnglishVocabulary)

// EnglishVocabulary is the language that is always understood.
var EnglishVocabulary = Vocabulary{
	"sunday":     "sunday, sundays, sun, su",
	"monday":     "monday, mondays, mon, mo",
	"tuesday":    "tuesday, tuesdays, tues, tue, tu",
	"wednesday":  "wednesday, wednesdays, weds, wed, we",
	"thursday":   "thursday, thursdays, thurs, thur, thu, th",
	"friday":     "friday, fridays, fri, fr",
	"saturday":   "saturday, saturdays, sat, sa",
	"january":    "january, jan",
	"february":   "february, feb",
	"march":      "march, mar",
	"april":      "april, apr",
	"may":        "may",
	"june":       "june, jun",
	"july":       "july, jul",
	"august":     "august, aug",
	"september":  "september, sept, sep",
	"october":    "october, oct",
	"november":   "november, nov",
	"december":   "december, dec",
	"weekdays":   "weekdays, weekday",
	"weekends":   "weekends, weekend, the weekend",
	"daily":      "daily, every day, everyday, each day, all days, every night, nightly, every evening",
	"am":         "am, a, a m, in the morning",
	"pm":         "pm, p, p m, in the afternoon",
	"late":       "in the evening, at night, in the night, tonight",
	"noon":       "noon, midday",
	"midnight":   "midnight",
	"oclock":     "o'clock, o clock, h, hr, hrs, hours, uhr",
	"hour":       "hour, hours, h, hr, hrs",
	"minute":     "minute, minutes, mins, min, m",
	"day":        "day, days, d, night, nights",
	"week":       "week, weeks, wk, wks, w",
	"month":      "month, months",
	"half-hour":  "half an hour, half hour, a half hour",
	"one":        "one, an, a",
	"and":        "and",
	"to":         "to, till, til, until, through, thru, up to",
	"from":       "from, between, starting, beginning",
	"for":        "for",
	"every":      "every, each",
	"before":     "before, prior to",
	"after":      "after",
	"bed":        "bedtime, bed time, bed, going to bed, i go to bed, sleep, sleeping",
	"wake":       "wake, wake up, wakeup, wake time, waking, waking up, i wake up, getting up, i get up",
	"today":      "today, tonight, this evening",
	"tomorrow":   "tomorrow",
	"yesterday":  "yesterday, last night, yesterday evening",
	"this-month": "this month",
	"last-month": "last month, previous month",
	"ordinal":    "st, nd, rd, th, of, st of, nd of, rd of, th of",
	"fill":       "at, on, the, about, around, please",
}

func mustWords(v Vocabulary) *Words {
	words, err := NewWords(v)
	if err != nil {
		panic(err)
	}
	return words
}
