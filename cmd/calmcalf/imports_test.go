package main

import (
	"go/ast"
	"go/parser"
	"go/token"
	"io/fs"
	"os"
	"os/exec"
	"path"
	"path/filepath"
	"slices"
	"strconv"
	"strings"
	"testing"
)

const (
	module = "calmcalf/"
	root   = "../.."
)

// source is what a rule looks at in one Go file.
type source struct {
	path    string   // from the top of the module, with slashes
	imports []string // paths
	calls   []string // of package time's functions: "time.Now"
}

func (s source) folder() string      { return path.Dir(s.path) }
func (s source) room() string        { return strings.SplitN(s.path, "/", 2)[0] }
func (s source) test() bool          { return strings.HasSuffix(s.path, "_test.go") }
func (s source) uses(of string) bool { return slices.Contains(s.imports, of) }

func (s source) within(folders ...string) bool {
	return slices.ContainsFunc(folders, func(f string) bool { return s.folder() == f || strings.HasPrefix(s.folder(), f+"/") })
}

// reaches reports whether the file imports a package or one below it.
func (s source) reaches(of string) bool {
	return slices.ContainsFunc(s.imports, func(i string) bool { return i == of || strings.HasPrefix(i, of+"/") })
}

// rooms, from the top: each may know those after it.
var rooms = []string{"cmd", "bot", "store", "routines"}

// rules of what may know what, for tests too unless a rule says otherwise.
var rules = []struct {
	name, why string
	broken    func(source) bool
	example   source // that breaks it
}{
	{
		"a room knows only those below it",
		"cmd -> bot -> store -> routines: a lower room that knows a higher one cannot be read, tested or replaced alone",
		func(s source) bool {
			return slices.ContainsFunc(s.imports, func(i string) bool {
				room, ours := strings.CutPrefix(i, module)
				room, _, _ = strings.Cut(room, "/")
				return ours && slices.Index(rooms, room) < slices.Index(rooms, s.room())
			})
		},
		source{path: "store/bolt/open.go", imports: []string{"calmcalf/bot/place"}},
	},
	{
		"there are no other rooms",
		"the folders are the architecture",
		func(s source) bool { return !slices.Contains(rooms, s.room()) },
		source{path: "util/strings.go"},
	},
	{
		"routines imports nothing of ours",
		"what a night is does not depend on how it is kept or told",
		func(s source) bool {
			return s.within("routines") && !s.test() && s.reaches(strings.TrimSuffix(module, "/"))
		},
		source{path: "routines/night.go", imports: []string{"calmcalf/routines/clock"}},
	},
	{
		"reading knows only values",
		"what words mean depends on nothing but the words, so that a language is data and can be tested alone",
		func(s source) bool {
			return s.within("bot/read") && slices.ContainsFunc(s.imports, func(i string) bool {
				return strings.HasPrefix(i, module) && i != "calmcalf/routines"
			})
		},
		source{path: "bot/read/clock.go", imports: []string{"calmcalf/store"}},
	},
	{
		"telebot stays in package bot",
		"the client library can be replaced in one place, and its types do not spread",
		func(s source) bool {
			return s.folder() != "bot" && slices.ContainsFunc(s.imports, func(i string) bool { return strings.HasPrefix(i, "gopkg.in/telebot.") })
		},
		source{path: "bot/locale/locale.go", imports: []string{"gopkg.in/telebot.v3"}},
	},
	{
		"the conversation knows no machine",
		"a handler may run twice and is tested with values alone, so it has no client, no context, no goroutine and no log",
		func(s source) bool {
			return s.folder() == "bot/talk" && !s.test() && slices.ContainsFunc(s.imports, func(i string) bool {
				return i == "context" || i == "sync" || strings.HasPrefix(i, "sync/") || i == "net" || strings.HasPrefix(i, "net/") ||
					i == "log" || strings.HasPrefix(i, "log/") || i == "os" || i == "calmcalf/bot" || strings.HasPrefix(i, "calmcalf/store/")
			})
		},
		source{path: "bot/talk/turn.go", imports: []string{"context"}},
	},
	{
		"what is told with knows nothing of the conversation",
		"talk stands on locale, picture, report, export, place and read, and each of them is tested alone",
		func(s source) bool {
			return s.within("bot/locale", "bot/picture", "bot/report", "bot/export", "bot/place", "bot/read") &&
				(s.uses("calmcalf/bot") || s.uses("calmcalf/bot/talk"))
		},
		source{path: "bot/report/page.go", imports: []string{"calmcalf/bot/talk"}},
	},
	{
		"bbolt stays in store/bolt",
		"everything else sees the seam, so that another store fits in",
		func(s source) bool { return s.folder() != "store/bolt" && s.reaches("go.etcd.io/bbolt") },
		source{path: "store/book.go", imports: []string{"go.etcd.io/bbolt/errors"}},
	},
	{
		"encryption stays in store/backup",
		"what is sealed and what opens it is in one place",
		func(s source) bool { return s.folder() != "store/backup" && !s.test() && s.reaches("filippo.io/age") },
		source{path: "cmd/calmcalf/backup.go", imports: []string{"filippo.io/age"}},
	},
	{
		"backups know no kind of store",
		"another one copies itself and knows a sound copy just as well",
		func(s source) bool {
			return s.folder() == "store/backup" && !s.test() && slices.ContainsFunc(s.imports, func(i string) bool {
				return strings.HasPrefix(i, module+"store/") && i != module+"store/disk"
			})
		},
		source{path: "store/backup/restore.go", imports: []string{"calmcalf/store/bolt"}},
	},
	{
		"drawing stays in bot/picture",
		"whoever draws does so on its canvas, which makes every text safe for the libraries: they panic at a letter without a glyph",
		func(s source) bool {
			return s.folder() != "bot/picture" && slices.ContainsFunc([]string{
				"codeberg.org/go-pdf/fpdf", "golang.org/x/image", "github.com/go-fonts/dejavu"}, s.reaches)
		},
		source{path: "bot/report/page.go", imports: []string{"codeberg.org/go-pdf/fpdf"}},
	},
	{
		"cron's parser stays in routines/schedule.go and its runner in cmd/calmcalf/clock.go",
		"a reminder is an alarm in the store; a second use would be a job that can go stale",
		func(s source) bool {
			return s.reaches("github.com/robfig/cron") && !slices.Contains([]string{"routines/schedule.go", "cmd/calmcalf/clock.go"}, s.path)
		},
		source{path: "bot/bell.go", imports: []string{"github.com/robfig/cron/v3"}},
	},
	{
		"the emulator knows neither telebot nor the bot",
		"it speaks HTTP, so that it cannot share the mistakes of the client and of the bot that it tests",
		func(s source) bool {
			return s.within("bot/emulator") && slices.ContainsFunc(s.imports, func(i string) bool {
				return strings.HasPrefix(i, "gopkg.in/telebot.") ||
					strings.HasPrefix(i, module) && i != "calmcalf/bot/emulator" && !strings.HasPrefix(i, "calmcalf/bot/emulator/")
			})
		},
		source{path: "bot/emulator/webchat/view.go", imports: []string{"calmcalf/bot/locale"}},
	},
	{
		"testing stays in tests",
		"it registers flags and is of no use to those who run the bot",
		func(s source) bool {
			return !s.test() && !s.within("store/storetest", "bot/emulator/webchat/browsertest") && (s.reaches("testing") || s.uses("net/http/httptest"))
		},
		source{path: "bot/emulator/transport.go", imports: []string{"net/http/httptest"}},
	},
	{
		"no clock in routines and store",
		"the present is an argument there, so that every instant can be tested",
		func(s source) bool {
			return s.within("routines", "store") && !s.test() && slices.ContainsFunc(s.calls, func(c string) bool {
				return slices.Contains([]string{"time.Now", "time.Since", "time.Until"}, c)
			})
		},
		source{path: "store/bolt/lease.go", calls: []string{"time.Now"}},
	},
	{
		"tests sleep only in bubbles",
		"a sleep before an assertion is a guess: wait for a condition, or use testing/synctest",
		func(s source) bool {
			return (s.test() || s.within("store/storetest", "bot/emulator/webchat/browsertest")) && slices.Contains(s.calls, "time.Sleep") &&
				!s.uses("testing/synctest")
		},
		source{path: "cmd/calmcalf/serve_test.go", calls: []string{"time.Sleep"}},
	},
}

// TestRules holds every Go file of the module to the rules, and every rule to
// an example that breaks it.
func TestRules(t *testing.T) {
	t.Parallel()
	sources := readSources(t)
	for _, rule := range rules {
		t.Run(rule.name, func(t *testing.T) {
			t.Parallel()
			if !rule.broken(rule.example) {
				t.Errorf("the rule lets %+v pass", rule.example)
			}
			for _, s := range sources {
				if rule.broken(s) {
					t.Errorf("%s breaks the rule %q: %s", s.path, rule.name, rule.why)
				}
			}
		})
	}
}

// readSources reads every Go file of the module but those that are no part of
// it (generators are programs of their own).
func readSources(t *testing.T) (sources []source) {
	t.Helper()
	err := filepath.WalkDir(root, func(name string, entry fs.DirEntry, err error) error {
		if err != nil {
			return err
		}
		hidden := strings.HasPrefix(entry.Name(), ".") || strings.HasPrefix(entry.Name(), "_")
		if entry.IsDir() {
			if name != root && (hidden || entry.Name() == "testdata") {
				return filepath.SkipDir
			}
			return nil
		}
		if hidden || filepath.Ext(name) != ".go" {
			return nil
		}
		relative, err := filepath.Rel(root, name)
		if err != nil {
			return err
		}
		code, err := os.ReadFile(name)
		if err != nil {
			return err
		}
		if strings.HasPrefix(string(code), "//go:build ignore\n") {
			return nil
		}
		file, err := parser.ParseFile(token.NewFileSet(), relative, code, parser.SkipObjectResolution)
		if err != nil {
			return err
		}
		sources = append(sources, describe(filepath.ToSlash(relative), file))
		return nil
	})
	if err != nil || len(sources) == 0 {
		t.Fatal("no sources", err)
	}
	return sources
}

func describe(name string, file *ast.File) source {
	s := source{path: name}
	clock := "" // what package time is called here
	for _, i := range file.Imports {
		of, _ := strconv.Unquote(i.Path.Value) // the parser has seen to that
		s.imports = append(s.imports, of)
		if of == "time" {
			clock = "time"
			if i.Name != nil {
				clock = i.Name.Name
			}
		}
	}
	ast.Inspect(file, func(n ast.Node) bool {
		if selector, ok := n.(*ast.SelectorExpr); ok {
			if of, ok := selector.X.(*ast.Ident); ok && of.Name == clock {
				s.calls = append(s.calls, "time."+selector.Sel.Name)
			}
		}
		return true
	})
	return s
}

// TestLinked looks at what the linker puts into the programs, dependencies of
// dependencies too.
func TestLinked(t *testing.T) {
	t.Parallel()
	list := exec.Command("go", "list", "-deps", "./cmd/...")
	list.Dir = root
	packages, err := list.Output()
	if err != nil {
		t.Fatal(err)
	}
	for _, rule := range []struct{ pkg, why string }{
		{"testing", "it registers flags and is of no use to those who run the bot"},
		{"testing/synctest", "bubbles are for tests"},
		{"net/http/httptest", "the emulator answers by itself in try"},
		{"calmcalf/store/storetest", "it is the acceptance suite of the stores"},
		{"calmcalf/bot/emulator/webchat/browsertest", "it drives a browser for tests"},
		{"net/http/pprof", "it adds itself to every server of the default mux"},
	} {
		if slices.Contains(strings.Fields(string(packages)), rule.pkg) {
			t.Errorf("%s is linked into a program: %s", rule.pkg, rule.why)
		}
	}
	if !slices.Contains(strings.Fields(string(packages)), "calmcalf/bot") {
		t.Errorf("go list said nothing of use:\n%s", packages)
	}
}
