package main

import (
	"bytes"
	"crypto/rand"
	"errors"
	"io/fs"
	"os"

	"github.com/owabi/owabi/dispatcher"
)

// secretLeast is the fewest characters of a secret that an office chose itself:
// 128 bits in base64.
const secretLeast = 22

// secretIn reads the secret with which other systems come in from a file, which
// only its owner may read. A file that is not there is made, with a new secret.
func secretIn(file string) (string, error) {
	info, err := os.Stat(file)
	if errors.Is(err, fs.ErrNotExist) {
		return newSecret(file)
	}
	if err != nil {
		return "", unreadableSecret(file, err)
	}
	if info.Mode().Perm()&0o077 != 0 {
		return "", &dispatcher.Error{Code: dispatcher.Invalid, Where: file, What: "others can read this secret",
			Cure: "chmod 600 it, and change the secret: remove the file and start again"}
	}
	text, err := os.ReadFile(file)
	if err != nil {
		return "", unreadableSecret(file, err)
	}
	secret := string(bytes.TrimSpace(text))
	if len(secret) < secretLeast {
		return "", &dispatcher.Error{Code: dispatcher.Invalid, Where: file, What: "this secret is too short to be safe",
			Cure: "remove the file: the server makes one"}
	}
	return secret, nil
}

func newSecret(file string) (string, error) {
	secret := rand.Text()
	if err := os.WriteFile(file, []byte(secret+"\n"), 0o600); err != nil {
		return "", &dispatcher.Error{Code: dispatcher.Invalid, Where: file, What: "the secret cannot be written", Cure: "see that its directory is there and yours"}
	}
	return secret, nil
}

func unreadableSecret(file string, err error) error {
	var p *fs.PathError
	if errors.As(err, &p) {
		err = p.Err
	}
	return &dispatcher.Error{Code: dispatcher.Invalid, Where: file, What: "the secret cannot be read: " + err.Error(), Cure: "see that the file is yours"}
}
