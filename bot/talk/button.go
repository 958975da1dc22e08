package talk

import (
	"strconv"
	"strings"

	"calmcalf/bot/locale"
	"calmcalf/routines"
)

// A button carries the state it sets, never "the opposite" or "one more": the
// same tap twice, or an update delivered twice, changes nothing further.
//
// Its data is a verb and arguments, joined by colons, at most 64 bytes.
type Button struct {
	Text string // plain
	Data string
}

// press makes a button.
func press(label locale.HTML, verb string, args ...string) Button {
	return Button{Text: label.Plain(), Data: strings.Join(append([]string{verb}, args...), ":")}
}

// mostData is Telegram's limit of a button's data in bytes.
const mostData = 64

// tap is a button's data, read back. Anybody can send any data, so all reading
// may fail, and what fails is stale.
type tap struct {
	verb string
	args []string
}

func readTap(data string) tap {
	if len(data) > mostData {
		return tap{}
	}
	parts := strings.Split(data, ":")
	return tap{verb: parts[0], args: parts[1:]}
}

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

// letters are the routines in button data.
const letters = "?wpehrs"

func keyCode(k routines.Key) string {
	return string(letters[k.Routine]) + strconv.FormatInt(int64(k.Ordinal), 36)
}

// letterRoutine is the routine that a letter stands for, an invalid one for others.
func letterRoutine(letter string) routines.Routine {
	if len(letter) != 1 {
		return 0
	}
	return routines.Routine(max(0, strings.IndexByte(letters, letter[0])))
}

func readKey(night routines.Date, code string) (routines.Key, error) {
	if code == "" {
		return routines.Key{}, stale
	}
	r := letterRoutine(code[:1])
	ordinal, err := strconv.ParseUint(code[1:], 36, 8)
	if !r.Valid() || err != nil || len(code) != 2 {
		return routines.Key{}, stale
	}
	return routines.Key{Night: night, Routine: r, Ordinal: uint8(ordinal)}, nil
}
