package main

import (
	"bytes"
	"errors"
	"net/http/httptest"
	"os"
	"os/exec"
	"strconv"
	"strings"
	"testing"

	"github.com/rogpeppe/go-internal/testscript"

	"calmcalf/bot/emulator"
	"calmcalf/store/bolt"
)

// TestScripts plays testdata/script through the real main. Beside testscript's
// own commands there are:
//
//	telegram              serves an emulated Bot API and sets CALMCALF_API_URL and CALMCALF_TOKEN
//	status 2 calmcalf …   runs a program that has to end with this status
//	oneline stderr        it has exactly one line
//	store FILE            makes an empty store
//	hold FILE             opens a store until the script ends
//	alter FILE OLD NEW    replaces bytes, written as in Go, by as many
func TestScripts(t *testing.T) {
	t.Parallel()
	testscript.Run(t, testscript.Params{
		Dir: "testdata/script",
		Cmds: map[string]func(*testscript.TestScript, bool, []string){
			"telegram": telegramCommand,
			"status":   statusCommand,
			"oneline":  oneLineCommand,
			"store":    storeCommand,
			"hold":     holdCommand,
			"alter":    alterCommand,
		},
		Setup: func(env *testscript.Env) error {
			env.Setenv("GORACE", "atexit_sleep_ms=0") // as in environment
			return nil
		},
		RequireExplicitExec: true,
		RequireUniqueNames:  true,
	})
}

func telegramCommand(ts *testscript.TestScript, _ bool, _ []string) {
	server := emulator.New(emulator.Options{Token: testToken})
	listener := httptest.NewServer(server)
	ts.Defer(func() {
		server.Close()
		listener.Close()
	})
	ts.Setenv("CALMCALF_API_URL", listener.URL)
	ts.Setenv("CALMCALF_TOKEN", testToken)
}

func statusCommand(ts *testscript.TestScript, _ bool, args []string) {
	want, err := strconv.Atoi(args[0])
	ts.Check(err)
	got := 0
	err = ts.Exec(args[1], args[2:]...)
	var ended *exec.ExitError
	if errors.As(err, &ended) {
		got = ended.ExitCode()
	} else {
		ts.Check(err)
	}
	if got != want {
		ts.Fatalf("exit status %d, want %d", got, want)
	}
}

func oneLineCommand(ts *testscript.TestScript, _ bool, args []string) {
	if text := ts.ReadFile(args[0]); strings.Count(text, "\n") != 1 || !strings.HasSuffix(text, "\n") {
		ts.Fatalf("%s is not one line:\n%s", args[0], text)
	}
}

func storeCommand(ts *testscript.TestScript, _ bool, args []string) {
	kept, err := bolt.Open(ts.MkAbs(args[0]), bolt.Options{})
	ts.Check(err)
	ts.Check(kept.Close())
}

func holdCommand(ts *testscript.TestScript, _ bool, args []string) {
	kept, err := bolt.Open(ts.MkAbs(args[0]), bolt.Options{MustExist: true})
	ts.Check(err)
	ts.Defer(func() { ts.Check(kept.Close()) })
}

func alterCommand(ts *testscript.TestScript, _ bool, args []string) {
	path := ts.MkAbs(args[0])
	data, err := os.ReadFile(path)
	ts.Check(err)
	before, err := strconv.Unquote(`"` + args[1] + `"`)
	ts.Check(err)
	after, err := strconv.Unquote(`"` + args[2] + `"`)
	ts.Check(err)
	if len(before) != len(after) || !bytes.Contains(data, []byte(before)) {
		ts.Fatalf("%s holds no %s", args[0], args[1])
	}
	ts.Check(os.WriteFile(path, bytes.ReplaceAll(data, []byte(before), []byte(after)), 0o600))
}
