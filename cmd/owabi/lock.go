package main

import (
	"context"
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"syscall"

	"github.com/owabi/owabi/dispatcher"
)

// lock takes the data directory for this process. The kernel gives it back
// however the process ends.
func (v *server) lock(context.Context) error {
	_, missing := os.Stat(v.data)
	if err := os.MkdirAll(v.data, 0o700); err != nil {
		return &dispatcher.Error{Code: dispatcher.Invalid, Where: v.data, What: "cannot make the data directory: " + cause(err), Cure: "give another with --data"}
	}
	path := filepath.Join(v.data, "owabi.lock")
	f, err := os.OpenFile(path, os.O_CREATE|os.O_RDWR, 0o600)
	if err != nil {
		return fmt.Errorf("open %s: %w", path, err)
	}
	if err := syscall.Flock(int(f.Fd()), syscall.LOCK_EX|syscall.LOCK_NB); err != nil {
		f.Close()
		return &dispatcher.Error{Code: dispatcher.Conflict, Where: v.data, What: "another owabi serves this data directory",
			Cure: "use that one (owabi status --data " + v.data + "), or stop it first"}
	}
	v.onClose(f.Close)
	if errors.Is(missing, os.ErrNotExist) {
		v.onClose(v.vacate)
	}
	return nil
}

// vacate takes a data directory away again that a refused start has made, and
// that holds nothing yet: no key and no data.
func (v *server) vacate() error {
	if _, err := os.Stat(checkFile(v.data)); err == nil || v.hasData() {
		return nil
	}
	for _, name := range []string{socketPath(v.data), filepath.Join(v.data, "owabi.lock")} {
		os.Remove(name)
	}
	os.Remove(v.data) // stays when somebody else's files are in it
	return nil
}
