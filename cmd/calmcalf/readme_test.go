package main

import (
	"io/fs"
	"os"
	"path/filepath"
	"regexp"
	"slices"
	"strings"
	"testing"

	"github.com/alecthomas/kong"
	"github.com/google/go-cmp/cmp"
)

func readFile(t *testing.T, name string) string {
	t.Helper()
	text, err := os.ReadFile(filepath.Join(root, name))
	if err != nil {
		t.Fatal(err)
	}
	return string(text)
}

// fenced gives the fenced blocks of a language, without their indentation.
func fenced(markdown, language string) (blocks [][]string) {
	in := false
	for line := range strings.Lines(markdown) {
		bare := strings.TrimSpace(line)
		switch {
		case !in && bare == "```"+language:
			in = true
			blocks = append(blocks, nil)
		case in && bare == "```":
			in = false
		case in:
			last := len(blocks) - 1
			blocks[last] = append(blocks[last], strings.TrimRight(line, "\n"))
		}
	}
	return blocks
}

// option is a row of the settings table, and an entry of the help.
type option struct{ Variable, Flag, Default, Meaning string }

var (
	rowForm  = regexp.MustCompile("(?m)^\\| `([^`]+)` \\| `([^`]+)` \\| (?:`([^`]*)`)? ?\\| (.*) \\|$")
	helpForm = regexp.MustCompile(`(--[a-z-]+)=(?:"([^"]*)"|[A-Z]+) (.*?) \(\$(CALMCALF_[A-Z_]+)\)\.`)
)

// TestReadmeSettings holds the table against what serve says about itself.
func TestReadmeSettings(t *testing.T) {
	t.Parallel()
	var documented, real []option
	for _, row := range rowForm.FindAllStringSubmatch(readFile(t, "README.md"), -1) {
		documented = append(documented, option{row[1], row[2], row[3], strings.TrimSuffix(row[4], ".")})
	}
	status, help, _ := ask(t, nil, "serve", "--help")
	if status != 0 {
		t.Fatal("no help")
	}
	// The help is wrapped to the width of a screen.
	help = strings.Join(strings.Fields(help), " ")
	for _, entry := range helpForm.FindAllStringSubmatch(help, -1) {
		real = append(real, option{entry[4], entry[1], entry[2], entry[3]})
	}
	if len(real) != strings.Count(help, "($CALMCALF_") || len(real) == 0 {
		t.Fatalf("the help was not understood:\n%s", help)
	}
	if diff := cmp.Diff(real, documented); diff != "" {
		t.Errorf("README.md's settings are not those of serve --help (-help +README.md)\n%s", diff)
	}
}

// programForm finds a call of the program in a line of shell.
var programForm = regexp.MustCompile(`^(?:[A-Z_]+=\S* )*(?:\./)?(?:calmcalf|go run \./cmd/calmcalf)((?: .*)?)$`)

// TestReadmeCommands parses every call of the program in the documentation as
// the program would. Each subcommand occurs somewhere.
func TestReadmeCommands(t *testing.T) {
	t.Parallel()
	met := map[string]bool{}
	for _, name := range []string{"README.md", "CONTRIBUTING.md"} {
		for _, block := range fenced(readFile(t, name), "sh") {
			for _, line := range block {
				call := programForm.FindStringSubmatch(strings.TrimSpace(line))
				if call == nil {
					continue
				}
				parser, err := kong.New(&commands{})
				if err != nil {
					t.Fatal(err)
				}
				parsed, err := parser.Parse(strings.Fields(call[1]))
				if err != nil {
					t.Errorf("%s: %q: %v", name, line, err)
					continue
				}
				met[parsed.Command()] = true
			}
		}
	}
	for _, command := range []string{"try", "serve", "check", "backup", "restore <file>"} {
		if !met[command] {
			t.Errorf("nobody is told how to call %s", command)
		}
	}
}

// TestReadmeVariables finds variables that are named but do not exist.
func TestReadmeVariables(t *testing.T) {
	t.Parallel()
	_, help, _ := ask(t, nil, "serve", "--help")
	known := append(regexp.MustCompile(`CALMCALF_[A-Z_]+`).FindAllString(help, -1),
		"CALMCALF_REAL_TIME", "CALMCALF_BROWSER", "CALMCALF_REQUIRE_BROWSER", "CALMCALF_REQUIRE_CLIENTS", "CALMCALF_REQUIRE_POPPLER") // of tests
	for _, name := range []string{"README.md", "CONTRIBUTING.md", "CHANGELOG.md"} {
		for _, variable := range regexp.MustCompile(`CALMCALF_[A-Z_]+`).FindAllString(readFile(t, name), -1) {
			if !slices.Contains(known, variable) {
				t.Errorf("%s names %s, which does not exist", name, variable)
			}
		}
	}
}

// TestReadmeTestCommand keeps one test command: the README's, which the last
// line of .ci/run is.
func TestReadmeTestCommand(t *testing.T) {
	t.Parallel()
	ci := strings.Split(strings.TrimSpace(readFile(t, ".ci/run")), "\n")
	command := ci[len(ci)-1]
	for _, name := range []string{"README.md", "CONTRIBUTING.md"} {
		if !slices.ContainsFunc(fenced(readFile(t, name), "sh"), func(block []string) bool {
			return slices.Equal(block, []string{command})
		}) {
			t.Errorf("%s does not give the command %q, with which .ci/run ends", name, command)
		}
	}
	if !strings.HasPrefix(command, "go test ") {
		t.Errorf(".ci/run ends with %q", command)
	}
}

// TestReadmeEvening holds the evening against the dialogue that it is taken
// from: runs of its lines, in order, with "..." where some are left out.
func TestReadmeEvening(t *testing.T) {
	t.Parallel()
	blocks := fenced(readFile(t, "README.md"), "text")
	if len(blocks) != 1 {
		t.Fatalf("%d evenings", len(blocks))
	}
	dialogue := readFile(t, "bot/testdata/dialogues/first_evening.txt")
	for part := range strings.SplitSeq(strings.Join(blocks[0], "\n"), "\n...\n") {
		_, after, found := strings.Cut(dialogue, part+"\n")
		if !found {
			t.Errorf("the bot does not say this any more, or not in this order:\n%s", part)
			continue
		}
		dialogue = after
	}
}

// TestReadmePicture holds the README to a picture of the page before its first
// headline, in words too for those who cannot see it, and small.
func TestReadmePicture(t *testing.T) {
	t.Parallel()
	opening, _, _ := strings.Cut(readFile(t, "README.md"), "\n## ")
	shown := regexp.MustCompile(`!\[([^\]]*)\]\(` + regexp.QuoteMeta(readmePicture) + `\)`).FindStringSubmatch(opening)
	if shown == nil || len(strings.Fields(shown[1])) < 8 {
		t.Errorf("the README does not begin with %s and what is seen on it", readmePicture)
	}
	if size := len(readFile(t, readmePicture)); size > 200_000 {
		t.Errorf("%s has %d bytes", readmePicture, size)
	}
	if !strings.Contains(readFile(t, "CONTRIBUTING.md"), "go test ./cmd/calmcalf -run Picture -update") {
		t.Error("nobody is told how to take the picture again")
	}
}

// TestLinks finds links to files that are not there.
func TestLinks(t *testing.T) {
	t.Parallel()
	for _, name := range []string{"README.md", "CONTRIBUTING.md", "CHANGELOG.md"} {
		for _, link := range regexp.MustCompile(`\]\(([^)#]+)\)`).FindAllStringSubmatch(readFile(t, name), -1) {
			if strings.Contains(link[1], "://") {
				continue
			}
			if _, err := os.Stat(filepath.Join(root, link[1])); err != nil {
				t.Errorf("%s: %v", name, err)
			}
		}
	}
}

// TestTrackRecord finds tests that CONTRIBUTING names and that are not there.
func TestTrackRecord(t *testing.T) {
	t.Parallel()
	there := map[string]bool{}
	err := filepath.WalkDir(root, func(name string, entry fs.DirEntry, err error) error {
		if err != nil || entry.IsDir() || !strings.HasSuffix(name, "_test.go") {
			return err
		}
		for _, found := range regexp.MustCompile(`(?m)^func ((?:Test|Fuzz)\w+)\(`).FindAllStringSubmatch(readFile(t, strings.TrimPrefix(filepath.ToSlash(name), root+"/")), -1) {
			there[found[1]] = true
		}
		return nil
	})
	if err != nil {
		t.Fatal(err)
	}
	named := regexp.MustCompile("`((?:Test|Fuzz)\\w+)`").FindAllStringSubmatch(readFile(t, "CONTRIBUTING.md"), -1)
	for _, name := range named {
		if !there[name[1]] {
			t.Errorf("CONTRIBUTING names %s, which is not there", name[1])
		}
	}
	if len(named) < 10 {
		t.Errorf("only %d tests are named", len(named))
	}
}
