package main

import (
	"bytes"
	"context"
	"fmt"
	"os"
	"os/exec"
	"strings"
	"sync"
	"syscall"
	"testing"
	"time"

	"github.com/rogpeppe/go-internal/testscript"
	"go.uber.org/goleak"
)

// TestMain puts a calmcalf into the path of the tests: the test binary under
// that name, which runs the real main. After the tests, nothing may run on.
func TestMain(m *testing.M) {
	testscript.Main(tidy{m}, map[string]func(){"calmcalf": main})
}

// tidy runs tests and fails when goroutines are left.
type tidy struct{ tests *testing.M }

func (t tidy) Run() int {
	status := t.tests.Run()
	if status == 0 {
		if err := goleak.Find(); err != nil {
			fmt.Fprintln(os.Stderr, err)
			return 1
		}
	}
	return status
}

const testToken = "123456:TEST-token-of-the-emulator"

// patience is how long anything may take before a test gives up. It is long,
// because a busy machine is slow; what has to be quick is measured.
const patience = 30 * time.Second

// await waits until something is so.
func await(t *testing.T, what string, so func() bool) {
	t.Helper()
	tick := time.NewTicker(5 * time.Millisecond)
	defer tick.Stop()
	late := time.After(patience)
	for !so() {
		select {
		case <-tick.C:
		case <-late:
			t.Fatalf("waited %v for %s", patience, what)
		}
	}
}

// environment is that of this process without settings of its own. The race
// detector would wait for a second at each end of a process.
func environment(more ...string) (env []string) {
	for _, variable := range os.Environ() {
		if !strings.HasPrefix(variable, "CALMCALF_") {
			env = append(env, variable)
		}
	}
	return append(append(env, "GORACE=atexit_sleep_ms=0"), more...)
}

// output collects what a process writes.
type output struct {
	mu  sync.Mutex
	buf bytes.Buffer
}

func (o *output) Write(p []byte) (int, error) {
	o.mu.Lock()
	defer o.mu.Unlock()
	return o.buf.Write(p)
}

func (o *output) String() string {
	o.mu.Lock()
	defer o.mu.Unlock()
	return o.buf.String()
}

// program is a calmcalf that runs in a process of its own.
type program struct {
	t              *testing.T
	cmd            *exec.Cmd
	stdout, stderr output
	ended          chan struct{}
	secrets        []string // never to be written
}

// begin starts calmcalf. Whatever becomes of the test, the process ends with
// it, and its output is searched for the token.
func begin(t *testing.T, env []string, args ...string) *program {
	t.Helper()
	p := &program{t: t, ended: make(chan struct{}), secrets: []string{testToken, strings.SplitN(testToken, ":", 2)[1]}}
	p.cmd = exec.Command("calmcalf", args...)
	p.cmd.Env = environment(env...)
	p.cmd.Stdout, p.cmd.Stderr = &p.stdout, &p.stderr
	if err := p.cmd.Start(); err != nil {
		t.Fatal(err)
	}
	go func() {
		defer close(p.ended)
		_ = p.cmd.Wait() // the status is asked for when it matters
	}()
	t.Cleanup(func() {
		_ = p.cmd.Process.Kill() // no error that matters: it has mostly ended before
		<-p.ended
		for _, secret := range p.secrets {
			if strings.Contains(p.stdout.String()+p.stderr.String(), secret) {
				t.Errorf("calmcalf %s wrote a secret", strings.Join(args, " "))
			}
		}
		if t.Failed() {
			t.Logf("calmcalf %s wrote\n%s%s", strings.Join(args, " "), p.stdout.String(), p.stderr.String())
		}
	})
	return p
}

// end waits for the end of the process and gives its exit status.
func (p *program) end() int {
	p.t.Helper()
	select {
	case <-p.ended:
	case <-time.After(patience):
		p.t.Fatalf("calmcalf did not end in %v", patience)
	}
	return p.cmd.ProcessState.ExitCode()
}

// mostStop is how long the program may take to end when it is told to: service
// managers kill after ten seconds and more.
const mostStop = 5 * time.Second

// stop ends the program as a service manager does, and holds it to its time.
func (p *program) stop() {
	p.t.Helper()
	told := time.Now()
	if err := p.cmd.Process.Signal(syscall.SIGTERM); err != nil {
		p.t.Fatal(err)
	}
	if status := p.end(); status != 0 {
		p.t.Errorf("exit status %d after SIGTERM", status)
	}
	if took := time.Since(told); took > mostStop {
		p.t.Errorf("it took %v to end, more than %v", took.Round(time.Millisecond), mostStop)
	}
}

// ask runs calmcalf to its end.
func ask(t *testing.T, env []string, args ...string) (status int, stdout, stderr string) {
	t.Helper()
	p := begin(t, env, args...)
	status = p.end()
	return status, p.stdout.String(), p.stderr.String()
}

// TestEndsOnCancel ends serve through its context, in this process.
func TestEndsOnCancel(t *testing.T) {
	t.Parallel()
	ctx, cancel := context.WithCancel(t.Context())
	cancel()
	var stdout, stderr bytes.Buffer
	status := run(ctx, []string{"serve", "--token=" + testToken, "--api-url=http://127.0.0.1:1", "--log=json,error",
		"--allow-temporary=true", "--store=bolt:" + t.TempDir() + "/calmcalf.db"}, &stdout, &stderr)
	if status != 0 || stderr.Len() > 0 {
		t.Errorf("status %d: %s", status, &stderr)
	}
}
