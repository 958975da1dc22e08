package export

import (
	"bytes"
	_ "embed"
	"errors"
	"slices"
	"strings"
	"sync"

	"github.com/go-json-experiment/json"
	"github.com/go-json-experiment/json/jsontext"
	"github.com/santhosh-tekuri/jsonschema/v6"
	"github.com/santhosh-tekuri/jsonschema/v6/kind"
)

// schemaText is shipped in the program: what it says of documents is what the
// reader asks of them.
//
//go:embed schema.json
var schemaText []byte

// schemas are what documents are held against, by name; the empty one is the
// whole. It is the first import that waits for them, and not the start of the
// program.
var schemas = sync.OnceValue(func() map[string]*jsonschema.Schema {
	text, err := jsonschema.UnmarshalJSON(bytes.NewReader(schemaText))
	compiler := jsonschema.NewCompiler()
	compiler.AssertFormat()
	const address = "calmcalf:diary"
	compiled := map[string]*jsonschema.Schema{}
	err = errors.Join(err, compiler.AddResource(address, text))
	for name, fragment := range map[string]string{"": "", "night": "#/$defs/night"} {
		schema, mistake := compiler.Compile(address + fragment)
		err = errors.Join(err, mistake)
		compiled[name] = schema
	}
	if err != nil {
		panic("export: " + err.Error()) // the schema is part of the program
	}
	return compiled
})

// conforms holds a value against the schema of a name. A mistake is a
// *misplaced.
func conforms(name string, value any) error {
	err := schemas()[name].Validate(value)
	var mistake *jsonschema.ValidationError
	if !errors.As(err, &mistake) {
		return err
	}
	return &misplaced{slices.MinFunc(places(mistake), comparePlaces)}
}

// conformsText is conforms for JSON text. Numbers are held as float64, so that a
// number of a million digits costs no more than others; what is more than a
// number of ours is refused by the types.
func conformsText(name string, text jsontext.Value) error {
	var value any
	if err := json.Unmarshal(text, &value); err != nil {
		return err
	}
	return conforms(name, value)
}

// places are where the mistakes lie, as steps from the outermost value. Of a
// choice that nothing fits it is the value, not what each way of choosing lacks.
func places(err *jsonschema.ValidationError) (all [][]string) {
	switch of := err.ErrorKind.(type) {
	case *kind.Required:
		for _, name := range of.Missing {
			all = append(all, append(slices.Clone(err.InstanceLocation), name))
		}
		return all
	case *kind.OneOf, *kind.Not:
		return [][]string{err.InstanceLocation}
	}
	for _, cause := range err.Causes {
		all = append(all, places(cause)...)
	}
	if all == nil {
		all = [][]string{err.InstanceLocation}
	}
	return all
}

// comparePlaces makes the same mistake of several always the first: the schema
// goes through the members of an object in any order.
func comparePlaces(a, b []string) int {
	return slices.CompareFunc(a, b, func(a, b string) int {
		if isIndex(a) && isIndex(b) && len(a) != len(b) {
			return len(a) - len(b)
		}
		return strings.Compare(a, b)
	})
}
