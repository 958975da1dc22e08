package place

import (
	"flag"
	"os"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
)

var update = flag.Bool("update", false, "rewrite the keys of names in testdata")

// TestKeys holds how names of all scripts are compared against testdata: a
// change of folding is seen here as it changes what is found.
func TestKeys(t *testing.T) {
	t.Parallel()
	const file, step = "testdata/keys.tsv", 30
	var b strings.Builder
	odd := 0
	for _, n := range load().names {
		if plain(strings.ToLower(n.shown)) {
			continue
		}
		if odd++; odd%step == 0 {
			b.WriteString(n.shown + "\t" + fold(n.shown) + "\n")
		}
	}
	if *update {
		if err := os.WriteFile(file, []byte(b.String()), 0o644); err != nil {
			t.Fatal(err)
		}
	}
	want, err := os.ReadFile(file)
	if err != nil {
		t.Fatal(err)
	}
	if diff := cmp.Diff(strings.Split(string(want), "\n"), strings.Split(b.String(), "\n")); diff != "" {
		t.Error(diff)
	}
}
