package main

import (
	"crypto/rand"
	"errors"
	"fmt"
	"io/fs"
	"os"
	"strings"

	"github.com/owabi/owabi/dispatcher"
	"github.com/owabi/owabi/dispatcher/personal"
	"github.com/owabi/owabi/dispatcher/roster"
)

// vacant refuses a path at which something lies already: it may be the rows
// that somebody is mending.
func vacant(path string) error {
	if path == "" {
		return nil
	}
	if _, err := os.Lstat(path); err == nil {
		return taken(path)
	}
	return nil
}

func taken(path string) error {
	return &dispatcher.Error{Code: dispatcher.Conflict, Where: path, What: "there is such a file already", Cure: "name another, or remove it"}
}

// writeRejects writes the rejected rows into a locked workbook, and shows its
// passphrase once, on stderr.
func (e *env) writeRejects(path string, rejects *roster.Rejects) error {
	if rejects.Len() == 0 {
		fmt.Fprintf(e.stderr, e.say("rejects.none"), plain(path))
		return nil
	}
	password := passphrase()
	if err := createLocked(path, rejects, password); err != nil {
		return err
	}
	fmt.Fprintf(e.stderr, e.say("rejects.written"), plain(path), rejects.Len(), password.Reveal())
	return nil
}

// createLocked leaves a whole file or none.
func createLocked(path string, rejects *roster.Rejects, password personal.Text) error {
	f, err := os.OpenFile(path, os.O_WRONLY|os.O_CREATE|os.O_EXCL, 0o600)
	if errors.Is(err, fs.ErrExist) {
		return taken(path)
	}
	if err != nil {
		return &dispatcher.Error{Code: dispatcher.Invalid, Where: path, What: "it cannot be written: " + cause(err), Cure: "name a file in a folder that can be written to"}
	}
	err = rejects.Write(f, password)
	if err == nil {
		err = f.Sync()
	}
	if done := f.Close(); err == nil {
		err = done
	}
	if err != nil {
		os.Remove(path)
	}
	return err
}

// passphrase makes one of 125 random bits, in groups that can be read out.
func passphrase() personal.Text {
	text, groups := strings.ToLower(rand.Text()), []string{}
	for i := 0; i < 25; i += 5 {
		groups = append(groups, text[i:i+5])
	}
	return personal.New(strings.Join(groups, "-"))
}
