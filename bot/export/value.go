package export

import (
	"fmt"

	"github.com/go-json-experiment/json"
	"github.com/go-json-experiment/json/jsontext"

	"calmcalf/routines"
)

// writeValue gives an answer as its question has it: a number where people say
// a number, a list of words where several may be true, else a word; null when
// the answer was taken back.
func writeValue(f routines.Field, v routines.Value) (jsontext.Value, error) {
	if !f.Allows(v) {
		return nil, fmt.Errorf("no answer %d to the question %d", v, f)
	}
	switch {
	case v == routines.Withdrawn:
		return jsontext.Value("null"), nil
	case f == routines.Cramps || f == routines.Pain:
		return json.Marshal(v)
	case f == routines.Where:
		return marshalSet(v, placeWords)
	}
	word, err := valueWords[f].marshal(v)
	if err != nil {
		return nil, err
	}
	return json.Marshal(string(word))
}

// readValue undoes writeValue.
func readValue(f routines.Field, raw jsontext.Value) (v routines.Value, err error) {
	switch {
	case string(raw) == "null":
		return routines.Withdrawn, nil
	case f == routines.Cramps || f == routines.Pain:
		err = json.Unmarshal(raw, &v)
	case f == routines.Where:
		var list []string
		if err = json.Unmarshal(raw, &list); err == nil {
			v, err = setOf(list, placeWords)
		}
	default:
		var word string
		if err = json.Unmarshal(raw, &word); err == nil {
			v, err = valueWords[f].unmarshal([]byte(word))
		}
	}
	if err == nil && !f.Allows(v) || v == routines.Withdrawn {
		err = errWord
	}
	return v, err
}
