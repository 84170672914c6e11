package queue

import (
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/nats-io/nats-server/v2/server"
)

// A server that is killed between a stream's description and the checksum of
// it leaves what a later one refuses to open.
func TestKilledWhileDescribing(t *testing.T) {
	t.Parallel()
	for name, spoil := range map[string]func(string) error{
		"old":     func(sum string) error { return os.WriteFile(sum, []byte("0123456789abcdef"), 0o600) },
		"missing": os.Remove,
		"empty":   func(sum string) error { return os.Truncate(sum, 0) },
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			dir := t.TempDir()
			s := serve(t, dir)
			appendTo(t, open(t, s, Options{}), "c1", 0, 0, "kept")
			s.Close()
			if err := spoil(filepath.Join(streamsIn(dir), eventStream, server.JetStreamMetaFileSum)); err != nil {
				t.Fatal(err)
			}
			s = serve(t, dir)
			defer s.Close()
			if got := read(t, open(t, s, Options{}), "c1", 0); strings.Join(got, " ") != "kept" {
				t.Errorf("the journal holds %q", got)
			}
		})
	}
}

// A server that is killed between a new block and its key leaves what a later
// one refuses to open.
func TestKilledWhileBeginningABlock(t *testing.T) {
	t.Parallel()
	dir := t.TempDir()
	s := serve(t, dir)
	appendTo(t, open(t, s, Options{}), "c1", 0, 0, "kept")
	s.Close()
	msgs := filepath.Join(streamsIn(dir), eventStream, "msgs")
	for name, text := range map[string]string{"2.blk": "", "2.key.tmp": "half a key"} {
		if err := os.WriteFile(filepath.Join(msgs, name), []byte(text), 0o600); err != nil {
			t.Fatal(err)
		}
	}
	s = serve(t, dir)
	defer s.Close()
	if got := read(t, open(t, s, Options{}), "c1", 0); strings.Join(got, " ") != "kept" {
		t.Errorf("the journal holds %q", got)
	}
}

// The description is written when a stream is made, and not at every start.
func TestDescriptionIsLeftAlone(t *testing.T) {
	t.Parallel()
	dir := t.TempDir()
	var was os.FileInfo
	for round := range 3 {
		s := serve(t, dir)
		open(t, s, Options{})
		s.Close()
		is, err := os.Stat(filepath.Join(streamsIn(dir), eventStream, server.JetStreamMetaFile))
		if err != nil {
			t.Fatal(err)
		}
		if round > 0 && !os.SameFile(was, is) {
			t.Fatalf("start %d has replaced it", round)
		}
		was = is
	}
}
