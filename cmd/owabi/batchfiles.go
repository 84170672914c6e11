package main

import (
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"io/fs"
	"os"
	"path/filepath"
	"strings"

	"github.com/owabi/owabi/dispatcher"
	"github.com/owabi/owabi/dispatcher/vault"
)

// leaveBatch writes a batch into a folder: the encrypted PDF, and a manifest
// without personal data. The passphrase is shown once, on stderr.
func (e *env) leaveBatch(dir string, p dispatcher.Printed) error {
	e.lookAt(p.Look)
	if p.Number == 0 {
		return e.print(p, func() { e.sayf("letters.none") })
	}
	name := filepath.Join(dir, fmt.Sprintf("letters-%d", p.Number))
	secret := p.Passphrase
	if err := os.MkdirAll(dir, 0o700); err != nil {
		return unwritable(dir, err)
	}
	file := name + ".pdf.age"
	if err := leaveFile(file, p.File); err != nil {
		return e.orAgain(p.Number, err)
	}
	p.File, p.Passphrase = nil, ""
	manifest, err := json.MarshalIndent(p, "", "  ")
	if err != nil {
		return err
	}
	if err := leaveFile(name+".json", append(manifest, '\n')); err != nil {
		return e.orAgain(p.Number, err)
	}
	fmt.Fprintf(e.stderr, e.say("letters.secret"), secret)
	return e.print(p, func() {
		e.sayf("letters.made", p.Number, p.Letters, p.Pages, plain(file))
		if p.Left > 0 {
			e.sayf("letters.left", p.Left)
		}
		e.sayf("letters.confirm", p.Number)
	})
}

// lookAt says which letters a human has to look at.
func (e *env) lookAt(look []dispatcher.Look) {
	for _, l := range look {
		what := strings.Join(l.Missing, " ")
		if l.TooLong {
			what = e.say("letters.toolong")
		}
		fmt.Fprintf(e.stderr, e.say("letters.look"), l.Attempt, e.say("part."+l.Part), what)
	}
}

// orAgain says how a batch that is made but lies nowhere is had again.
func (e *env) orAgain(number int, err error) error {
	var d *dispatcher.Error
	if errors.As(err, &d) {
		d.Cure += fmt.Sprintf("; then: owabi letters print --batch %d --out …", number)
	}
	return err
}

// leaveFile leaves a whole file that only its owner can read, or none.
func leaveFile(path string, b []byte) error {
	f, err := os.OpenFile(path, os.O_WRONLY|os.O_CREATE|os.O_EXCL, 0o600)
	if errors.Is(err, fs.ErrExist) {
		return taken(path)
	}
	if err != nil {
		return unwritable(path, err)
	}
	_, err = f.Write(b)
	if err == nil {
		err = f.Sync()
	}
	if done := f.Close(); err == nil {
		err = done
	}
	if err != nil {
		os.Remove(path)
		return unwritable(path, err)
	}
	return nil
}

func unwritable(path string, err error) error {
	return &dispatcher.Error{Code: dispatcher.Invalid, Where: path, What: "it cannot be written: " + cause(err), Cure: "name a folder that can be written to"}
}

// unlock decrypts a batch by the passphrase in a file, - for standard input.
func (e *env) unlock(path, secret, out string) (int, error) {
	if err := vacant(out); err != nil {
		return 0, err
	}
	locked, err := os.ReadFile(path)
	if err != nil {
		return 0, &dispatcher.Error{Code: dispatcher.Invalid, Where: path, What: "it cannot be read: " + cause(err), Cure: "name the file that `letters print` left"}
	}
	in := e.stdin
	if secret != "-" {
		f, err := os.Open(secret)
		if err != nil {
			return 0, &dispatcher.Error{Code: dispatcher.Invalid, Where: secret, What: "it cannot be read: " + cause(err), Cure: "put the passphrase into it, alone"}
		}
		defer f.Close()
		in = f
	}
	passphrase, err := io.ReadAll(io.LimitReader(in, 1<<10))
	if err != nil {
		return 0, err
	}
	pdf, err := vault.Unlock(locked, string(passphrase))
	if err != nil {
		return 0, &dispatcher.Error{Code: dispatcher.Invalid, Where: path, What: "it does not open with this passphrase", Cure: "give the passphrase that was shown when the batch was made, or make the batch again"}
	}
	return len(pdf), leaveFile(out, pdf)
}
