package export

import (
	"go/ast"
	"go/parser"
	"go/token"
	"go/types"
	"path/filepath"
	"strings"
	"testing"

	"calmcalf/routines"
)

// TestEveryConstantHasAWord looks at the constants that the routines declare, so
// that a new one is noticed.
func TestEveryConstantHasAWord(t *testing.T) {
	t.Parallel()
	declared := constants(t)
	for kind, words := range map[string]int{
		"Routine":  len(routineWords),
		"State":    len(stateWords),
		"Field":    len(questionWords),
		"Setting":  len(settingWords),
		"Activity": len(activityWords) + 1, // Everything
		"Sign":     len(signWords),
		"Outcome":  len(outcomeWords) + 1, // NoNight is no Night
		"Base":     len(anchorWords) + 1,  // ByCron
	} {
		if declared[kind] != words {
			t.Errorf("%d constants of type %s, and %d words", declared[kind], kind, words)
		}
	}
}

// constants counts the constants of package routines by the names of their
// types.
func constants(t *testing.T) map[string]int {
	t.Helper()
	paths, err := filepath.Glob("../../routines/*.go")
	if err != nil {
		t.Fatal(err)
	}
	set := token.NewFileSet()
	var files []*ast.File
	for _, path := range paths {
		if strings.HasSuffix(path, "_test.go") {
			continue
		}
		file, err := parser.ParseFile(set, path, nil, parser.SkipObjectResolution)
		if err != nil {
			t.Fatal(err)
		}
		files = append(files, file)
	}
	// What is imported is not looked up: constants of its own types need none.
	config := types.Config{Error: func(error) {}, FakeImportC: true}
	pkg, _ := config.Check("calmcalf/routines", set, files, nil)
	counts := map[string]int{}
	for _, name := range pkg.Scope().Names() {
		if c, ok := pkg.Scope().Lookup(name).(*types.Const); ok && c.Exported() {
			if named, ok := c.Type().(*types.Named); ok {
				counts[named.Obj().Name()]++
			}
		}
	}
	return counts
}

func TestEveryAnswerHasAWord(t *testing.T) {
	t.Parallel()
	for _, entry := range questionWords {
		seen := map[string]routines.Value{}
		for _, v := range valuesOf(entry.value) {
			raw, err := writeValue(entry.value, v)
			if err != nil {
				t.Errorf("%s %d: %v", entry.word, v, err)
				continue
			}
			if other, ok := seen[string(raw)]; ok {
				t.Errorf("%s: %d and %d are both %s", entry.word, other, v, raw)
			}
			seen[string(raw)] = v
			if back, err := readValue(entry.value, raw); err != nil || back != v {
				t.Errorf("%s %s is read as %d, %v; want %d", entry.word, raw, back, err, v)
			}
		}
		for _, raw := range []string{`"65535"`, `65535`, `-1`, `1.5`, `["calf","calf"]`, `["knee"]`, `{}`, `true`, `""`, `"5"`} {
			if v, err := readValue(entry.value, []byte(raw)); err == nil {
				t.Errorf("%s %s is read as %d", entry.word, raw, v)
			}
		}
	}
}
