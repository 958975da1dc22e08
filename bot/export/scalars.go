package export

import (
	"errors"
	"time"

	"github.com/go-json-experiment/json"

	"calmcalf/routines"
)

// The scalars of a document, and its sets of words, each with the one way in
// which it is written and read.

// What is wrong with a scalar. The place tells the person where; why is not said,
// and nothing of a file is ever quoted.
var (
	errWord    = errors.New("export: not one of the words")
	errRoutine = errors.New("export: not one of the routines")
	errInstant = errors.New("export: not an instant")
	errDate    = errors.New("export: not a date")
)

// instant is exact to the microsecond, second to the second. Both are written
// with the offset of the zone that they are in.
type (
	instant time.Time
	second  time.Time
)

func (i instant) IsZero() bool { return time.Time(i).IsZero() }
func (s second) IsZero() bool  { return time.Time(s).IsZero() }

func (i instant) MarshalText() ([]byte, error) {
	return marshalInstant(time.Time(i), time.Microsecond)
}

func (s second) MarshalText() ([]byte, error) { return marshalInstant(time.Time(s), time.Second) }

func (i *instant) UnmarshalText(text []byte) error {
	t, err := unmarshalInstant(text, time.Microsecond)
	*i = instant(t)
	return err
}

func (s *second) UnmarshalText(text []byte) error {
	t, err := unmarshalInstant(text, time.Second)
	*s = second(t)
	return err
}

// The outermost instants of a document: dates from 1970-01-02 on, wherever
// people live, to the end of the year 9999.
var (
	firstInstant = time.Date(1970, time.January, 1, 0, 0, 0, 0, time.UTC)
	endOfTime    = time.Date(10000, time.January, 1, 0, 0, 0, 0, time.UTC)
)

func marshalInstant(t time.Time, unit time.Duration) ([]byte, error) {
	if t.Before(firstInstant) || !t.Before(endOfTime) {
		return nil, errInstant
	}
	return []byte(t.Truncate(unit).Format(time.RFC3339Nano)), nil
}

func unmarshalInstant(text []byte, unit time.Duration) (t time.Time, err error) {
	err = t.UnmarshalText(text) // unlike time.Parse it takes nothing but RFC 3339
	t = t.UTC()
	if err != nil || !t.Truncate(unit).Equal(t) || t.Before(firstInstant) || !t.Before(endOfTime) {
		return time.Time{}, errInstant
	}
	return t, nil
}

// in puts an instant into a zone, so that people can read it. Offsets that are
// not whole minutes (Monrovia, until 1972) cannot be written, nor can years of
// five digits: those stay in UTC.
func in(zone *time.Location, t time.Time) time.Time {
	if t.IsZero() {
		return time.Time{}
	}
	local := t.In(zone)
	if _, offset := local.Zone(); offset%60 != 0 || local.Year() < 1970 || local.Year() > 9999 {
		return t.UTC()
	}
	return local
}

type date routines.Date

// The outermost dates of a document. 1970-01-01 stands for none.
var lastDate = routines.DateOf(9999, time.December, 31)

func (d date) MarshalText() ([]byte, error) {
	if d < 1 || routines.Date(d) > lastDate {
		return nil, errDate
	}
	return []byte(routines.Date(d).String()), nil
}

func (d *date) UnmarshalText(text []byte) error {
	read, err := routines.ParseDate(string(text))
	if err != nil || read < 1 || read > lastDate {
		return errDate
	}
	*d = date(read)
	return nil
}

type month routines.Month

var firstMonth = routines.MonthOf(1970, time.January)

func (m month) MarshalText() ([]byte, error) {
	if routines.Month(m) < firstMonth || routines.Month(m) > lastDate.Month() {
		return nil, errDate
	}
	return []byte(routines.Month(m).String()), nil
}

func (m *month) UnmarshalText(text []byte) error {
	read, err := routines.ParseMonth(string(text))
	if err != nil || read < firstMonth {
		return errDate
	}
	*m = month(read)
	return nil
}

type clock routines.Clock

func (c clock) MarshalText() ([]byte, error) {
	if c < 0 || c > routines.LastClock {
		return nil, errInstant
	}
	return []byte(routines.Clock(c).String()), nil
}

func (c *clock) UnmarshalText(text []byte) error {
	t, err := time.Parse("15:04", string(text))
	if err != nil || len(text) != len("15:04") {
		return errInstant
	}
	*c = clock(routines.ClockOf(t.Hour(), t.Minute()))
	return nil
}

type (
	routine  routines.Routine
	state    routines.State
	question routines.Field
	anchor   routines.Base
)

func (r routine) MarshalText() ([]byte, error)  { return routineWords.marshal(routines.Routine(r)) }
func (s state) MarshalText() ([]byte, error)    { return stateWords.marshal(routines.State(s)) }
func (q question) MarshalText() ([]byte, error) { return questionWords.marshal(routines.Field(q)) }

func (a anchor) MarshalText() ([]byte, error) { return anchorWords.marshal(routines.Base(a)) }

func (r *routine) UnmarshalText(text []byte) error {
	value, ok := routineWords.value(string(text))
	*r = routine(value)
	if !ok {
		return errRoutine
	}
	return nil
}

func (s *state) UnmarshalText(text []byte) error {
	value, err := stateWords.unmarshal(text)
	*s = state(value)
	return err
}

func (q *question) UnmarshalText(text []byte) error {
	value, err := questionWords.unmarshal(text)
	*q = question(value)
	return err
}

func (a *anchor) UnmarshalText(text []byte) error {
	value, err := anchorWords.unmarshal(text)
	*a = anchor(value)
	return err
}

// Sets are lists of words.
type (
	settings   routines.Setting
	activities routines.Activity
	signs      routines.Sign
	weekdays   routines.Days
)

func (s settings) MarshalJSON() ([]byte, error) {
	return marshalSet(routines.Setting(s), settingWords)
}

func (a activities) MarshalJSON() ([]byte, error) {
	return marshalSet(routines.Activity(a), activityWords)
}

func (s signs) MarshalJSON() ([]byte, error) { return marshalSet(routines.Sign(s), signWords) }

func (d weekdays) MarshalJSON() ([]byte, error) { return marshalSet(routines.Days(d), dayWords) }

func marshalSet[T bits](set T, words vocabulary[T]) ([]byte, error) {
	list, err := members(set, words)
	if err != nil {
		return nil, err
	}
	if list == nil {
		list = []string{} // an empty list, not null
	}
	return json.Marshal(list)
}

func unmarshalSet[T bits](text []byte, words vocabulary[T]) (T, error) {
	var list []string
	if err := json.Unmarshal(text, &list); err != nil {
		return 0, errWord
	}
	return setOf(list, words)
}

func (s *settings) UnmarshalJSON(text []byte) error {
	set, err := unmarshalSet(text, settingWords)
	*s = settings(set)
	return err
}

func (a *activities) UnmarshalJSON(text []byte) error {
	set, err := unmarshalSet(text, activityWords)
	*a = activities(set)
	return err
}

func (s *signs) UnmarshalJSON(text []byte) error {
	set, err := unmarshalSet(text, signWords)
	*s = signs(set)
	return err
}

func (d *weekdays) UnmarshalJSON(text []byte) error {
	set, err := unmarshalSet(text, dayWords)
	*d = weekdays(set)
	return err
}
