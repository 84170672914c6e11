package vault

import (
	"bytes"
	"errors"
	"io"
	"os"
	"strings"
	"testing"
	"testing/iotest"
)

func TestSpool(t *testing.T) {
	t.Parallel()
	text := strings.Repeat("架空　花子,060-9999-0001\n", 200_000) // several segments
	dir := t.TempDir()
	s, err := NewSpool(dir)
	if err != nil {
		t.Fatal(err)
	}
	defer s.Close()
	if err := s.Fill(strings.NewReader(text)); err != nil {
		t.Fatal(err)
	}
	for round := range 2 {
		r, err := s.Read()
		if err != nil {
			t.Fatal(err)
		}
		if b, err := io.ReadAll(r); err != nil || string(b) != text {
			t.Errorf("round %d: %d bytes of %d, %v", round, len(b), len(text), err)
		}
	}
	if left, err := os.ReadDir(dir); err != nil || len(left) > 0 {
		t.Errorf("the directory holds %v, %v", left, err)
	}
	onDisk := make([]byte, 4<<20)
	n, err := s.file.ReadAt(onDisk, 0)
	if n == 0 || err != nil && !errors.Is(err, io.EOF) {
		t.Fatal(err)
	}
	if bytes.Contains(onDisk[:n], []byte("花子")) || bytes.Contains(onDisk[:n], []byte("9999")) {
		t.Error("the file can be read")
	}
}

// A list that breaks off is an error of the list, and the spool is not used.
func TestSpoolBrokenOff(t *testing.T) {
	t.Parallel()
	s, err := NewSpool(t.TempDir())
	if err != nil {
		t.Fatal(err)
	}
	defer s.Close()
	if err := s.Fill(iotest.TimeoutReader(iotest.OneByteReader(strings.NewReader("abc")))); !errors.Is(err, iotest.ErrTimeout) {
		t.Errorf("%v, want what ended the list", err)
	}
}

// What somebody changes on the disk is found.
func TestSpoolChanged(t *testing.T) {
	t.Parallel()
	s, err := NewSpool(t.TempDir())
	if err != nil {
		t.Fatal(err)
	}
	defer s.Close()
	if err := s.Fill(strings.NewReader("架空　花子\n")); err != nil {
		t.Fatal(err)
	}
	b := make([]byte, 1)
	if _, err := s.file.ReadAt(b, 45); err != nil {
		t.Fatal(err)
	}
	b[0] ^= 1
	if _, err := s.file.WriteAt(b, 45); err != nil {
		t.Fatal(err)
	}
	if r, err := s.Read(); err == nil {
		if _, err = io.ReadAll(r); err == nil {
			t.Error("a changed spool is read")
		}
	}
}
