package main

import (
	"context"
	"errors"
	"os"
	"path/filepath"

	"github.com/owabi/owabi/dispatcher/vault"
)

// unseal reads the master key, makes one for a data directory that is new, and
// refuses one that does not belong to this data.
func (v *server) unseal(context.Context) error {
	check := checkFile(v.data)
	key, err := v.masterKey(check)
	if err != nil {
		return err
	}
	v.vault = vault.New(key)
	return v.vault.CheckFile(check)
}

// checkFile holds the fingerprint of the data's key.
func checkFile(data string) string { return filepath.Join(data, "key.check") }

func (v *server) masterKey(check string) (vault.Key, error) {
	_, noKey := os.Stat(v.keyFile)
	_, noCheck := os.Stat(check)
	if errors.Is(noKey, os.ErrNotExist) && errors.Is(noCheck, os.ErrNotExist) && !v.hasData() && os.Getenv(keyVariable) == "" {
		v.log.Warn("a new master key was made; without it nothing in the data directory can be read again: keep a copy in a safe place", "file", v.keyFile)
		return vault.CreateKey(v.keyFile)
	}
	return loadKey(v.keyFile)
}

// keyVariable may hold the master key instead of a file.
const keyVariable = "OWABI_MASTER_KEY"

func loadKey(file string) (vault.Key, error) {
	if text := os.Getenv(keyVariable); text != "" {
		return vault.ParseKey(keyVariable, []byte(text))
	}
	return vault.LoadKey(file)
}

// hasData reports whether the data directory has been served before.
func (v *server) hasData() bool {
	for _, name := range []string{"redis", "nats"} {
		if _, err := os.Stat(filepath.Join(v.data, name)); err == nil {
			return true
		}
	}
	return false
}
