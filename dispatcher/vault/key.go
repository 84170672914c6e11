package vault

import (
	"bytes"
	"crypto/rand"
	"encoding/base64"
	"errors"
	"fmt"
	"io"
	"io/fs"
	"log/slog"
	"os"
	"path/filepath"

	"github.com/owabi/owabi/dispatcher"
)

// Key is a master key: 32 random bytes. Every formatter prints a redaction.
type Key struct{ b [keySize]byte }

const redacted = "[key]"

// String implements fmt.Stringer with a redaction.
func (Key) String() string { return redacted }

// GoString implements fmt.GoStringer with a redaction.
func (Key) GoString() string { return redacted }

// Format implements fmt.Formatter with a redaction, whatever the verb.
func (Key) Format(f fmt.State, _ rune) { io.WriteString(f, redacted) }

// MarshalText writes a redaction; encoding/json uses it as well.
func (Key) MarshalText() ([]byte, error) { return []byte(redacted), nil }

// LogValue implements slog.LogValuer with a redaction.
func (Key) LogValue() slog.Value { return slog.StringValue(redacted) }

// Destroy zeroes the key.
func (k *Key) Destroy() { clear(k.b[:]) }

// CreateKey makes a master key and writes it to a new file of mode 0600, as
// one line of base64. It never replaces a file. When it returns, the key is on
// disk.
func CreateKey(path string) (Key, error) {
	var k Key
	if _, err := rand.Read(k.b[:]); err != nil {
		return Key{}, fmt.Errorf("vault: make a master key: %w", err)
	}
	line := base64.StdEncoding.AppendEncode(nil, k.b[:])
	defer clear(line)
	err := createFile(path, append(line, '\n'))
	if errors.Is(err, fs.ErrExist) {
		return Key{}, &dispatcher.Error{Code: dispatcher.Conflict, Where: path, What: "there is a file already",
			Cure: "keep it if it is the master key; a new key opens nothing that the old one has sealed"}
	}
	if err != nil {
		return Key{}, fmt.Errorf("vault: write the master key: %w", err)
	}
	return k, nil
}

// LoadKey reads a master key from a file that only its owner may read.
func LoadKey(path string) (Key, error) {
	f, err := os.Open(path)
	if errors.Is(err, fs.ErrNotExist) {
		return Key{}, &dispatcher.Error{Code: dispatcher.NotFound, Where: path, What: "there is no master key",
			Cure: "give the path of the key with which this data was written; for a new installation, make one"}
	}
	if err != nil {
		return Key{}, fmt.Errorf("vault: read the master key: %w", err)
	}
	defer f.Close()
	if err := checkMode(f, path); err != nil {
		return Key{}, err
	}
	text, err := io.ReadAll(io.LimitReader(f, 1024))
	defer clear(text)
	if err != nil {
		return Key{}, fmt.Errorf("vault: read the master key: %w", err)
	}
	return ParseKey(path, text)
}

// ParseKey reads a master key from text: 32 bytes as one line of base64. Where
// names the place in errors: a path, or an environment variable.
func ParseKey(where string, text []byte) (Key, error) {
	raw, err := base64.StdEncoding.AppendDecode(nil, bytes.TrimSpace(text))
	defer clear(raw)
	if err != nil || len(raw) != keySize {
		return Key{}, &dispatcher.Error{Code: dispatcher.Invalid, Where: where, What: "it is no master key",
			Cure: "put 32 random bytes there as one line of base64 (44 characters), or restore the key from its backup"}
	}
	return Key{[keySize]byte(raw)}, nil
}

func checkMode(f *os.File, path string) error {
	st, err := f.Stat()
	if err != nil {
		return fmt.Errorf("vault: read the master key: %w", err)
	}
	if !st.Mode().IsRegular() {
		return &dispatcher.Error{Code: dispatcher.Invalid, Where: path, What: "the master key is no regular file",
			Cure: "put the key into a file of its own"}
	}
	if st.Mode().Perm()&0o077 != 0 {
		return &dispatcher.Error{Code: dispatcher.Forbidden, Where: path,
			What: fmt.Sprintf("others may read or change the master key (mode %04o)", st.Mode().Perm()),
			Cure: "chmod 600 it, and consider who has had access"}
	}
	return nil
}

// CheckFile compares the master key with the fingerprint kept at path, in the
// data directory, and writes the fingerprint when there is none yet. A key
// that does not belong to the data gives a *dispatcher.Error; call it before
// anything is opened.
func (v *Vault) CheckFile(path string) error {
	err := createFile(path, []byte(v.check+"\n"))
	if err == nil {
		return nil
	}
	if !errors.Is(err, fs.ErrExist) {
		return fmt.Errorf("vault: write the key's fingerprint: %w", err)
	}
	kept, err := os.ReadFile(path)
	if err != nil {
		return fmt.Errorf("vault: read the key's fingerprint: %w", err)
	}
	if string(bytes.TrimSpace(kept)) != v.check {
		return &dispatcher.Error{Code: dispatcher.Forbidden, Where: path,
			What: "this data was written under another master key",
			Cure: "start with that key; nothing has been opened or changed"}
	}
	return nil
}

// createFile writes a new file of mode 0600 in one step: when it returns nil,
// name and content are on disk; a crash before leaves no file of that name.
func createFile(path string, content []byte) error {
	dir := filepath.Dir(path)
	f, err := os.CreateTemp(dir, "."+filepath.Base(path)+".*") // 0600, O_EXCL
	if err != nil {
		return err
	}
	defer os.Remove(f.Name())
	_, err = f.Write(content)
	if err = errors.Join(err, f.Sync(), f.Close()); err != nil {
		return err
	}
	if err := os.Link(f.Name(), path); err != nil { // fails when path exists
		return err
	}
	return syncDir(dir)
}

func syncDir(dir string) error {
	d, err := os.Open(dir)
	if err != nil {
		return err
	}
	return errors.Join(d.Sync(), d.Close())
}
