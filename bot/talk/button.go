package talk

import (
	"fmt"
	"strconv"
	"strings"

	"calmcalf/bot/locale"
	"calmcalf/routines"
)

// A button carries the state it sets, never "the opposite" or "one more": the
// same tap twice, or an update delivered twice, changes nothing further.
//
// Its data is a verb and arguments, joined by colons, at most 64 bytes. A button of
// a card names the slot or the Night that it answers, and nothing else of the card:
// that is found by its message.
type Button struct {
	Text string // plain
	Data string
}

// press makes a button. Data that Telegram would refuse is a mistake in the code,
// and the message would not be sent at all.
func press(label locale.HTML, verb string, args ...string) Button {
	data := strings.Join(append([]string{verb}, args...), ":")
	if len(data) > mostData {
		panic(fmt.Sprintf("talk: a button carries %q, more than Telegram takes", data))
	}
	return Button{Text: label.Plain(), Data: data}
}

// mostData is Telegram's limit of a button's data in bytes.
const mostData = 64

// tap is a button's data, read back. Anybody can send any data, so all reading
// may fail, and what fails is stale.
type tap struct {
	verb string
	args []string
	card *routines.Card // the whole card, of an old button that carries it
}

func readTap(data string) tap {
	if len(data) > mostData {
		return tap{}
	}
	parts := strings.Split(data, ":")
	t := tap{verb: parts[0], args: parts[1:]}
	if modern, ok := t.modern(); ok {
		return modern
	}
	return t
}

// data is the tap as its button carries it.
func (t tap) data() string { return strings.Join(append([]string{t.verb}, t.args...), ":") }

// stale is what is said about a button that can no longer be read.
var stale = &routines.Error{Kind: routines.TooLate, Key: "error.button.stale"}

func (t tap) arg(i int) string {
	if i >= len(t.args) {
		return ""
	}
	return t.args[i]
}

func (t tap) number(i, most int) (int, error) {
	n, err := strconv.Atoi(t.arg(i))
	if err != nil || n < 0 || n > most {
		return 0, stale
	}
	return n, nil
}

func (t tap) date(i int) (routines.Date, error) {
	d, err := routines.ParseDate(t.arg(i))
	if err != nil {
		return 0, stale
	}
	return d, nil
}

// checkInLetter is the morning question, where a routine has a letter of its own.
const checkInLetter = "c"

// keyCode names a slot among those of its Night.
func keyCode(k routines.Key) string {
	return k.Routine.Letter() + strconv.FormatInt(int64(k.Ordinal), 36)
}

func readKey(night routines.Date, code string) (routines.Key, error) {
	if len(code) < 2 || len(code) > 3 { // a letter, and an ordinal in one digit or two
		return routines.Key{}, stale
	}
	r := routines.RoutineOf(code[:1])
	ordinal, err := strconv.ParseUint(code[1:], 36, 8)
	if !r.Valid() || err != nil {
		return routines.Key{}, stale
	}
	return routines.Key{Night: night, Routine: r, Ordinal: uint8(ordinal)}, nil
}

// dateWidth is how many digits a date takes in the code of a place.
const dateWidth = 4

// slotCode names a slot: its date in base 36, its routine's letter, its ordinal.
func slotCode(k routines.Key) string { return dateCode(k.Night) + keyCode(k) }

// checkInCode names the morning question about a Night.
func checkInCode(night routines.Date) string { return dateCode(night) + checkInLetter }

func dateCode(d routines.Date) string {
	return fmt.Sprintf("%0*s", dateWidth, strconv.FormatInt(int64(d), 36))
}

// readPlace reads what slotCode or checkInCode wrote, as a card of that alone.
func readPlace(code string) (c routines.Card, err error) {
	if len(code) <= dateWidth {
		return c, stale
	}
	days, err := strconv.ParseUint(code[:dateWidth], 36, 32)
	if err != nil {
		return c, stale
	}
	night := routines.Date(days)
	if code[dateWidth:] == checkInLetter {
		return routines.Card{CheckIn: night}, nil
	}
	key, err := readKey(night, code[dateWidth:])
	return routines.Card{Keys: []routines.Key{key}}, err
}
