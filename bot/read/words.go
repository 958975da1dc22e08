package read

import (
	"fmt"
	"slices"
	"strings"
	"time"

	"calmcalf/routines"
)

// sense is what a word means to a reader. A word may have several: h after a
// number is an hour of the clock or a duration, mar is mardi or mars.
type sense uint8

const (
	noSense sense = iota
	// The days are in the order of time.Weekday, the months in that of
	// time.Month.
	sundayWord
	saturdayWord = sundayWord + 6
	januaryWord  = saturdayWord + 1
	decemberWord = januaryWord + 11
)

const (
	weekdaysWord = decemberWord + 1 + iota // Monday to Friday
	weekendsWord                           // Saturday and Sunday
	dailyWord                              // every day
	amWord                                 // before noon
	pmWord                                 // after noon
	lateWord                               // in the evening, at night
	noonWord                               // 12:00
	midnightWord                           // 0:00
	oclockWord                             // marks a number as a time of day
	hourWord                               // units, one and many
	minuteWord
	dayWord
	weekWord
	monthWord
	halfHourWord // 30 minutes
	oneWord      // one, before a unit
	andWord      // between the last two of a list
	toWord       // between the ends of a range, and before an end alone
	fromWord     // before the start of a range
	forWord      // before a length of time
	everyWord    // before an interval or a weekday
	beforeWord   // earlier than bedtime
	afterWord    // later than waking
	bedWord      // bedtime
	wakeWord     // wake time
	todayWord
	tomorrowWord
	yesterdayWord
	thisMonthWord
	lastMonthWord
	ordinalWord     // may follow the number of a day
	untilWord       // before the last day of a journey
	nightBeforeWord // the night before the last
	checkInWord     // the morning question
	onWord          // in place of times: with those it had
	offWord         // in place of times: not at all
	usualWord       // in place of times: the times that it has by itself
	fillWord        // adds nothing
	emergencyWord
	ordinaryWord // looks like an emergency
	senses
)

// WordNames are the names of the entries of a [Vocabulary].
var WordNames = []string{
	"sunday", "monday", "tuesday", "wednesday", "thursday", "friday", "saturday",
	"january", "february", "march", "april", "may", "june",
	"july", "august", "september", "october", "november", "december",
	"weekdays", "weekends", "daily", "am", "pm", "late", "noon", "midnight", "oclock",
	"hour", "minute", "day", "week", "month", "half-hour", "one",
	"and", "to", "from", "for", "every", "before", "after", "bed", "wake",
	"today", "tomorrow", "yesterday", "this-month", "last-month", "ordinal",
	"until", "night-before", "checkin", "on", "off", "usual", "fill", "emergency", "ordinary",
}

// Words reads what people type in the words of some languages. It is safe for
// concurrent use.
type Words struct {
	index   map[string][]sense
	longest int // words in a phrase
	alert   alert

	routines map[string]routines.Routine // by the names that people have for them, dashed
	checkIns []string                    // names of the morning question, dashed
}

// NewWords joins vocabularies, so that a language can be read together with
// English. It returns an error if the name of an entry is neither among WordNames
// nor a routine's, or if a phrase is not made of words.
func NewWords(vocabularies ...Vocabulary) (*Words, error) {
	w := &Words{index: map[string][]sense{}, routines: map[string]routines.Routine{}}
	for _, vocabulary := range vocabularies {
		for name, phrases := range vocabulary {
			if r, ok := routineNamed(name); ok {
				for phrase := range strings.SplitSeq(phrases, ",") {
					w.routines[dashed(phrase)] = r
				}
				continue
			}
			i := slices.Index(WordNames, name)
			if i < 0 {
				return nil, fmt.Errorf("read: no words are called %q", name)
			}
			if err := w.addAll(phrases, sense(i+1)); err != nil {
				return nil, err
			}
		}
	}
	return w, nil
}

func (w *Words) addAll(phrases string, meaning sense) error {
	switch meaning {
	case emergencyWord:
		return w.alert.addEmergency(phrases)
	case ordinaryWord:
		return w.alert.addOrdinary(phrases)
	case checkInWord:
		for phrase := range strings.SplitSeq(phrases, ",") {
			w.checkIns = append(w.checkIns, dashed(phrase))
		}
		return nil
	}
	for phrase := range strings.SplitSeq(phrases, ",") {
		if err := w.add(phrase, meaning); err != nil {
			return err
		}
	}
	return nil
}

func (w *Words) add(phrase string, meaning sense) error {
	tokens := lex(phrase)
	words := make([]string, len(tokens))
	for i, t := range tokens {
		if t.kind != wordToken {
			return fmt.Errorf("read: %q is not made of words", phrase)
		}
		words[i] = t.text
	}
	if len(words) == 0 {
		return nil
	}
	key := strings.Join(words, " ")
	if !slices.Contains(w.index[key], meaning) {
		w.index[key] = append(w.index[key], meaning)
	}
	w.longest = max(w.longest, len(words))
	return nil
}

// takeDay takes the name of a weekday.
func (s *scan) takeDay() (time.Weekday, bool) {
	found, ok := s.take(dayNames...)
	return time.Weekday(found - sundayWord), ok
}

// takeMonth takes the name of a month.
func (s *scan) takeMonth() (time.Month, bool) {
	found, ok := s.take(monthNames...)
	return time.Month(found-januaryWord) + time.January, ok
}

var (
	dayNames   = sensesFrom(sundayWord, saturdayWord)
	monthNames = sensesFrom(januaryWord, decemberWord)
)

func sensesFrom(first, last sense) (list []sense) {
	for s := first; s <= last; s++ {
		list = append(list, s)
	}
	return list
}
