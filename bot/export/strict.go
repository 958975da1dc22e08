package export

import (
	"encoding"
	"encoding/json"
	"errors"
	"reflect"
	"slices"
	"strconv"
	"strings"
)

// misplaced is a mistake in a document, at a place such as nights[12].log[3].
// The steps to the place are in reverse order, as they are added on the way out.
type misplaced struct{ steps []string }

func (m *misplaced) Error() string { return "export: broken at " + m.place() }

// place is empty for the document itself.
func (m *misplaced) place() string {
	var b strings.Builder
	for _, step := range slices.Backward(m.steps) {
		if b.Len() > 0 && !strings.HasPrefix(step, "[") {
			b.WriteByte('.')
		}
		b.WriteString(step)
	}
	return b.String()
}

// within adds a step to where a mistake is.
func within(step string, err error) error {
	if err == nil {
		return nil
	}
	var m *misplaced
	if !errors.As(err, &m) {
		m = &misplaced{}
	}
	m.steps = append(m.steps, step)
	return m
}

// withinItem is within for an item of a list.
func withinItem(list string, i int, err error) error {
	if err == nil {
		return nil
	}
	return within(list, within("["+strconv.Itoa(i)+"]", err))
}

var errShape = errors.New("export: not the shape of a document")

// strict reads JSON into records and takes nothing else than what writing them
// gives: every field that is not omitted when it is empty has to be there, no
// other field may be, none twice, and letter case counts. encoding/json alone
// forgives all of that but fields it does not know, and does not say where.
//
// No deeper than the records are does it ever go.
type strict struct {
	tokens *json.Decoder
	shapes map[reflect.Type]shape
}

// shape is the fields of a record, in order, as the document names them.
type shape []struct {
	name     string
	optional bool
}

func (s *strict) shape(t reflect.Type) shape {
	if known, ok := s.shapes[t]; ok {
		return known
	}
	fields := make(shape, t.NumField())
	for i := range fields {
		name, options, _ := strings.Cut(t.Field(i).Tag.Get("json"), ",")
		fields[i].name, fields[i].optional = name, options != ""
	}
	s.shapes[t] = fields
	return fields
}

// at is where the field of a name is, -1 when there is none.
func (s shape) at(name string) int {
	for i := range s {
		if s[i].name == name {
			return i
		}
	}
	return -1
}

// words are read from a list of them.
type words interface{ fromWords(list []string) error }

// read fills v with the next value.
func (s *strict) read(v reflect.Value) error {
	switch leaf := v.Addr().Interface().(type) {
	case *json.RawMessage:
		return s.tokens.Decode(leaf)
	case words:
		var list []string
		if err := s.read(reflect.ValueOf(&list).Elem()); err != nil {
			return err
		}
		return leaf.fromWords(list)
	case encoding.TextUnmarshaler:
		text, err := s.text()
		if err != nil {
			return err
		}
		return leaf.UnmarshalText([]byte(text))
	}
	switch v.Kind() {
	case reflect.Struct:
		return s.readRecord(v)
	case reflect.Slice:
		return s.readList(v)
	case reflect.Map:
		return s.readMap(v)
	case reflect.String:
		text, err := s.text()
		v.SetString(text)
		return err
	case reflect.Bool:
		token, err := s.tokens.Token()
		is, ok := token.(bool)
		v.SetBool(is)
		return shaped(ok, err)
	}
	return s.readNumber(v)
}

func (s *strict) readNumber(v reflect.Value) error {
	token, err := s.tokens.Token()
	digits, ok := token.(json.Number)
	if !ok || err != nil {
		return errShape
	}
	if v.CanUint() {
		n, err := strconv.ParseUint(digits.String(), 10, v.Type().Bits())
		v.SetUint(n)
		return err
	}
	n, err := strconv.ParseInt(digits.String(), 10, v.Type().Bits())
	v.SetInt(n)
	return err
}

func (s *strict) text() (string, error) {
	token, err := s.tokens.Token()
	text, ok := token.(string)
	return text, shaped(ok, err)
}

func (s *strict) open(bracket json.Delim) error {
	token, err := s.tokens.Token()
	return shaped(token == bracket, err)
}

// close takes the bracket that More has seen.
func (s *strict) close() error {
	_, err := s.tokens.Token()
	return err
}

func shaped(ok bool, err error) error {
	if !ok || err != nil {
		return errShape
	}
	return nil
}

func (s *strict) readRecord(v reflect.Value) error {
	if err := s.open('{'); err != nil {
		return err
	}
	fields := s.shape(v.Type())
	seen := make([]bool, len(fields))
	for s.tokens.More() {
		name, err := s.text()
		i := fields.at(name)
		if err != nil || i < 0 || seen[i] {
			return errShape
		}
		seen[i] = true
		if err := s.read(v.Field(i)); err != nil {
			return within(name, err)
		}
	}
	for i, field := range fields {
		if !field.optional && !seen[i] {
			return within(field.name, errShape)
		}
	}
	return s.close()
}

func (s *strict) readList(v reflect.Value) error {
	if err := s.open('['); err != nil {
		return err
	}
	for i := 0; s.tokens.More(); i++ {
		v.Grow(1)
		v.SetLen(i + 1)
		if err := s.read(v.Index(i)); err != nil {
			return within("["+strconv.Itoa(i)+"]", err)
		}
	}
	return s.close()
}

func (s *strict) readMap(v reflect.Value) error {
	if err := s.open('{'); err != nil {
		return err
	}
	v.Set(reflect.MakeMap(v.Type()))
	for s.tokens.More() {
		name, err := s.text()
		if err != nil {
			return err
		}
		key := reflect.New(v.Type().Key())
		err = key.Interface().(encoding.TextUnmarshaler).UnmarshalText([]byte(name))
		if err != nil || v.MapIndex(key.Elem()).IsValid() {
			return errShape
		}
		value := reflect.New(v.Type().Elem()).Elem()
		if err := s.read(value); err != nil {
			return within(name, err)
		}
		v.SetMapIndex(key.Elem(), value)
	}
	return s.close()
}
