package vault

import (
	"fmt"
	"io"
	"os"

	"github.com/tink-crypto/tink-go/v2/keyset"
	"github.com/tink-crypto/tink-go/v2/streamingaead"
	"github.com/tink-crypto/tink-go/v2/tink"
)

// Spool keeps a list for the time of its import, so that it can be read more
// than once without being held in memory. It is sealed, in segments of 1 MiB
// (AES-256-GCM, HKDF), under a key that exists in this process alone, and its
// file has no name: whatever ends the process, nothing readable is left.
type Spool struct {
	file *os.File
	key  tink.StreamingAEAD
	w    io.WriteCloser
}

// NewSpool makes an empty spool in dir.
func NewSpool(dir string) (*Spool, error) {
	handle, err := keyset.NewHandle(streamingaead.AES256GCMHKDF1MBKeyTemplate())
	if err != nil {
		return nil, fmt.Errorf("vault: make a spool: %w", err)
	}
	key, err := streamingaead.New(handle)
	if err != nil {
		return nil, fmt.Errorf("vault: make a spool: %w", err)
	}
	f, err := os.CreateTemp(dir, "spool")
	if err != nil {
		return nil, fmt.Errorf("vault: make a spool: %w", err)
	}
	if err := os.Remove(f.Name()); err != nil {
		f.Close()
		return nil, fmt.Errorf("vault: make a spool: %w", err)
	}
	w, err := key.NewEncryptingWriter(f, nil)
	if err != nil {
		f.Close()
		return nil, fmt.Errorf("vault: make a spool: %w", err)
	}
	return &Spool{f, key, w}, nil
}

// Fill copies everything of r into the spool, once.
func (s *Spool) Fill(r io.Reader) error {
	if _, err := io.Copy(s.w, r); err != nil {
		return err
	}
	if err := s.w.Close(); err != nil {
		return fmt.Errorf("vault: fill the spool: %w", err)
	}
	return nil
}

// Read starts at the beginning, each time. One reader is used at a time.
func (s *Spool) Read() (io.Reader, error) {
	if _, err := s.file.Seek(0, io.SeekStart); err != nil {
		return nil, fmt.Errorf("vault: read the spool: %w", err)
	}
	r, err := s.key.NewDecryptingReader(s.file, nil)
	if err != nil {
		return nil, fmt.Errorf("vault: read the spool: %w", err)
	}
	return r, nil
}

// Close throws the spool away.
func (s *Spool) Close() error { return s.file.Close() }
