package main

import (
	"errors"
	"flag"
	"os/exec"
	"path/filepath"
	"strconv"
	"testing"

	"github.com/rogpeppe/go-internal/testscript"
)

var updateManual = flag.Bool("update-manual", false, "write what the commands print into the scripts of testdata/manual")

// TestMain lets scripts run this binary as owabi.
func TestMain(m *testing.M) {
	testscript.Main(m, map[string]func(){"owabi": main})
}

// The manual: every script of testdata/manual shows how a command is used, and
// what it prints. A small office answers at the socket where owabi looks for
// it when no flag says otherwise.
func TestManual(t *testing.T) {
	t.Parallel()
	testscript.Run(t, testscript.Params{
		Dir:                 "testdata/manual",
		RequireExplicitExec: true,
		UpdateScripts:       *updateManual,
		Setup: func(env *testscript.Env) error {
			stop, err := openOffice(filepath.Join(env.WorkDir, "owabi-data"))
			if err == nil {
				env.Defer(stop)
			}
			return err
		},
		Cmds: map[string]func(*testscript.TestScript, bool, []string){"exits": exits},
	})
}

// exits runs a command and compares its exit code: exits CODE COMMAND...
func exits(ts *testscript.TestScript, _ bool, args []string) {
	want, err := strconv.Atoi(args[0])
	ts.Check(err)
	got := 0
	var exit *exec.ExitError
	if err := ts.Exec(args[1], args[2:]...); errors.As(err, &exit) {
		got = exit.ExitCode()
	} else {
		ts.Check(err)
	}
	if got != want {
		ts.Fatalf("exit code %d, want %d", got, want)
	}
}
