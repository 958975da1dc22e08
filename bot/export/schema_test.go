package export

import (
	"bytes"
	"encoding/json"
	"fmt"
	"maps"
	"os"
	"reflect"
	"slices"
	"strings"
	"testing"

	"github.com/santhosh-tekuri/jsonschema/v6"
	"pgregory.net/rapid"
)

func loadSchema(t interface{ Fatal(...any) }) *jsonschema.Schema {
	compiler := jsonschema.NewCompiler()
	compiler.AssertFormat()
	schema, err := compiler.Compile("schema.json")
	if err != nil {
		t.Fatal(err)
	}
	return schema
}

func parse(t interface{ Fatal(...any) }, data []byte) any {
	value, err := jsonschema.UnmarshalJSON(bytes.NewReader(data))
	if err != nil {
		t.Fatal(err)
	}
	return value
}

func TestSchemaDescribesEveryDocument(t *testing.T) {
	t.Parallel()
	schema := loadSchema(t)
	diaries := someDiary(3)
	rapid.Check(t, func(t *rapid.T) {
		data := mustJSON(t, diaries.Draw(t, "diary"))
		if err := schema.Validate(parse(t, data)); err != nil {
			t.Fatalf("%v\n%s", err, data)
		}
	})
}

// fullDiary is a document in which every field is there.
func fullDiary(t interface{ Fatal(...any) }) map[string]any {
	return parse(t, []byte(`{
		"format": "calmcalf-diary", "version": 1, "made_at": "2026-11-22T13:34:56.123456+01:00",
		"person": {
			"language": "en", "admitted": "2026-09-01T10:00:00+02:00", "joined": "2026-09-01T10:05:00+02:00", "consented": "2026-09-01T10:01:00+02:00",
			"settings": ["screen_reader"],
			"plan": {
				"zone": "Europe/Berlin", "journey": {"zone": "Asia/Tokyo", "until": "2026-12-10"},
				"wake": {"monday": "07:00", "tuesday": "07:00", "wednesday": "07:00", "thursday": "07:00", "friday": "07:00", "saturday": "07:00", "sunday": "07:00"},
				"bed": {"monday": "22:30", "tuesday": "22:30", "wednesday": "22:30", "thursday": "22:30", "friday": "22:30", "saturday": "22:30", "sunday": "22:30"},
				"habits": {"calf-stretch": {"on": true, "slots": [{"from": "bed", "minutes": -20, "nights": ["friday"]}, {"cron": "50 21 * * *"}]}},
				"check_in": [{"from": "wake", "minutes": 15}],
				"pauses": [{"from": "2026-12-24", "to": "2027-01-02"}]
			},
			"gates": {"answered": "2026-09-01T10:04:00+02:00", "asked": "2026-11-01T10:04:00+01:00", "closed": ["heat"]},
			"care": {"since": "2026-11-01T10:04:00+01:00", "called": "2026-11-01T10:05:00+01:00", "usual": ["leg_now"], "hush": "2026-11-01T20:00:00+01:00"},
			"quiet": {"routines": {"hydration": 3}, "told": ["hydration"], "check_ins": 2, "since": "2026-11-01", "asked": "2026-11-02"},
			"noted": {"appointment": "2026-11-01", "pattern": "2026-11-02", "cramp_nights": 3, "disturbed": 2, "adjoining": 1},
			"summaries": {"last": "2026-10", "blank": "2026-10", "compare": "relaxation", "insights": [
				{"month": "2026-10", "routine": "relaxation", "with": {"cramp_nights": 3, "nights": 14}, "without": {"cramp_nights": 6, "nights": 10}, "unanswered": 4}]}
		},
		"nights": [{
			"date": "2026-11-20", "opened": "2026-11-20T07:00:00+01:00", "since": "2026-11-20T06:59:59+01:00", "paused": true,
			"asked": "2026-11-21T07:15:00+01:00", "again": true,
			"marks": [{"routine": "hydration", "ordinal": 0, "state": "done", "due": "2026-11-20T10:30:00+01:00", "sent": "2026-11-20T10:30:02+01:00",
				"answered": "2026-11-20T10:40:00+01:00", "snoozed": "2026-11-20T10:50:00+01:00", "again": true}],
			"log": [{"question": "cramps", "value": 1, "at": "2026-11-21T07:20:00+01:00", "usual": true}],
			"cramps": [{"at": "2026-11-21T04:50:00+01:00", "logged": "2026-11-21T04:52:00+01:00", "undone": true}],
			"notes": [{"text": "New shoes.", "at": "2026-11-21T08:00:00+01:00"}]
		}]
	}`)).(map[string]any)
}

// objects lists a value's objects with their places, the value included.
func objects(place string, value any) map[string]map[string]any {
	found := map[string]map[string]any{}
	switch v := value.(type) {
	case map[string]any:
		found[place] = v
		for name, inner := range v {
			maps.Copy(found, objects(place+"."+name, inner))
		}
	case []any:
		for i, inner := range v {
			maps.Copy(found, objects(fmt.Sprintf("%s[%d]", place, i), inner))
		}
	}
	return found
}

// recordFields are the fields of all records.
func recordFields() map[string]bool {
	fields := map[string]bool{}
	var walk func(t reflect.Type)
	walk = func(t reflect.Type) {
		switch t.Kind() {
		case reflect.Slice, reflect.Map:
			walk(t.Elem())
		case reflect.Struct:
			for i := range t.NumField() {
				name, _, _ := strings.Cut(t.Field(i).Tag.Get("json"), ",")
				if name != "" {
					fields[t.Name()+"."+name] = true
					walk(t.Field(i).Type)
				}
			}
		}
	}
	walk(reflect.TypeFor[document]())
	return fields
}

// TestSchemaAndReaderRefuseTheSame spoils a document in which every field is
// there: each field missing, misspelt, and one too many in each object.
func TestSchemaAndReaderRefuseTheSame(t *testing.T) {
	t.Parallel()
	schema := loadSchema(t)
	whole := fullDiary(t)
	check := func(what string, want bool) {
		t.Helper()
		data, err := json.Marshal(whole)
		if err != nil {
			t.Fatal(err)
		}
		_, err = Read("diary.json", bytes.NewReader(data), made)
		described := schema.Validate(parse(t, data))
		if (err == nil) != want {
			t.Errorf("%s: read with %v", what, err)
		}
		if (described == nil) != want {
			t.Errorf("%s: the schema says %v", what, described)
		}
	}
	check("the whole", true)
	// The fields that may be left out. The routines of a map are not fields.
	maybe := []string{
		".journey", ".admitted", ".joined", ".consented", ".answered", ".asked", ".since", ".called", ".hush", ".appointment", ".pattern",
		".last", ".blank", ".compare", ".to", ".minutes", ".nights[0].paused", ".again", ".sent", ".snoozed", ".usual", ".undone",
		".habits.calf-stretch", ".routines.hydration", ".slots[0].nights",
	}
	for place, object := range objects("", whole) {
		for _, name := range slices.Sorted(maps.Keys(object)) {
			value := object[name]
			field := place + "." + name
			free := slices.ContainsFunc(maybe, func(end string) bool { return strings.HasSuffix(field, end) })
			// Of the same names as others that may.
			if strings.HasSuffix(field, "marks[0].answered") || strings.HasSuffix(field, "care.usual") {
				free = false
			}
			delete(object, name)
			check("without "+field, free)
			object[strings.ToUpper(name)] = value
			check(field+" in capitals", false)
			delete(object, strings.ToUpper(name))
			object[name] = nil
			check(field+" null", strings.HasSuffix(field, "log[0].value"))
			object[name] = value
		}
		object["colour"] = "blue"
		check("a colour at "+place, false)
		delete(object, "colour")
	}
	check("the whole again", true)
}

// TestSchemaDocumentsEveryField looks for descriptions.
func TestSchemaDocumentsEveryField(t *testing.T) {
	t.Parallel()
	fields := recordFields()
	if len(fields) < 80 {
		t.Fatalf("only %d fields", len(fields))
	}
	definitions := objects("", parse(t, readSchema(t)))
	documented := 0
	for place, object := range definitions {
		properties, ok := object["properties"].(map[string]any)
		if !ok || strings.Contains(place, ".if") || strings.Contains(place, ".then") {
			continue
		}
		if object["additionalProperties"] != false {
			t.Errorf("%s takes any field", place)
		}
		for name, property := range properties {
			documented++
			p := property.(map[string]any)
			reference, _ := p["$ref"].(string)
			target := definitions[strings.ReplaceAll(strings.TrimPrefix(reference, "#"), "/", ".")]
			if p["description"] == nil && (reference == "" || target["description"] == nil) {
				t.Errorf("%s.%s has no description", place, name)
			}
		}
	}
	if documented != len(fields) {
		t.Errorf("%d fields are documented, of %d", documented, len(fields))
	}
}

func readSchema(t *testing.T) []byte {
	t.Helper()
	data, err := os.ReadFile("schema.json")
	if err != nil {
		t.Fatal(err)
	}
	return data
}
