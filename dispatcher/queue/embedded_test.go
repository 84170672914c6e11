package queue

import (
	"bytes"
	"crypto/sha256"
	"fmt"
	"io/fs"
	"net"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
	"github.com/nats-io/nats.go"

	"github.com/owabi/owabi/dispatcher"
)

func TestRestart(t *testing.T) {
	t.Parallel()
	dir := t.TempDir()
	s := serve(t, dir)
	q := open(t, s, Options{})
	last := appendTo(t, q, "c1", 0, 0, "one", "two")
	if err := q.Publish(t.Context(), jobs(1, 5)); err != nil {
		t.Fatal(err)
	}
	s.Close()

	q = open(t, serve(t, dir), Options{})
	if !q.Fresh() {
		t.Error("jobs are kept in memory: after a restart the stream must be fresh")
	}
	if n, err := q.Depth(t.Context(), "email"); err != nil || n != 0 {
		t.Errorf("depth is %d, %v; want 0", n, err)
	}
	if diff := cmp.Diff([]string{"one", "two"}, read(t, q, "c1", 0)); diff != "" {
		t.Error(diff)
	}
	if again := appendTo(t, q, "c1", 0, last, "three"); again != last+1 {
		t.Errorf("the sequence goes on with %d, want %d", again, last+1)
	}
}

// A wrong key must not cost a byte: nats-server itself would delete the stream
// as soon as one of the same name is made.
func TestWrongKey(t *testing.T) {
	t.Parallel()
	dir := t.TempDir()
	s := serve(t, dir)
	q := open(t, s, Options{JobsOnDisk: true})
	appendTo(t, q, "c1", 0, 0, "one", "two")
	s.Close()
	before := tree(t, dir)
	if len(before) < 5 {
		t.Fatalf("only %d files on disk: %v", len(before), before)
	}

	for range 2 {
		_, err := Embedded(Config{Dir: dir, Key: bytes.Repeat([]byte{8}, 32)})
		wantRefusal(t, err, filepath.Join(dir, "jetstream"))
		if diff := cmp.Diff(before, tree(t, dir)); diff != "" {
			t.Fatalf("a start with the wrong key has changed files:\n%s", diff)
		}
	}

	q = open(t, serve(t, dir), Options{JobsOnDisk: true})
	if diff := cmp.Diff([]string{"one", "two"}, read(t, q, "c1", 0)); diff != "" {
		t.Errorf("with the right key:\n%s", diff)
	}
}

func TestDamagedStream(t *testing.T) {
	t.Parallel()
	for name, damage := range map[string]func(meta string) error{
		"configuration missing": os.Remove,
		"configuration changed": func(meta string) error {
			b, err := os.ReadFile(meta)
			if err != nil {
				return err
			}
			b[len(b)/2] ^= 1
			return os.WriteFile(meta, b, 0o600)
		},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			dir := t.TempDir()
			s := serve(t, dir)
			appendTo(t, open(t, s, Options{}), "c1", 0, 0, "one")
			s.Close()
			if err := damage(filepath.Join(streamsIn(dir), eventStream, "meta.inf")); err != nil {
				t.Fatal(err)
			}
			before := tree(t, dir)
			_, err := Embedded(Config{Dir: dir, Key: testKey})
			wantRefusal(t, err, filepath.Join(streamsIn(dir), eventStream))
			if diff := cmp.Diff(before, tree(t, dir)); diff != "" {
				t.Errorf("files have changed:\n%s", diff)
			}
		})
	}
}

// A directory without any file holds nothing that could be lost: a crash
// while the stream was made leaves one.
func TestEmptyStreamDirectory(t *testing.T) {
	t.Parallel()
	dir := t.TempDir()
	if err := os.MkdirAll(filepath.Join(streamsIn(dir), eventStream, "msgs"), 0o700); err != nil {
		t.Fatal(err)
	}
	q := open(t, serve(t, dir), Options{})
	appendTo(t, q, "c1", 0, 0, "one")
}

func TestNothingInTheClearOnDisk(t *testing.T) {
	t.Parallel()
	dir := t.TempDir()
	s := serve(t, dir)
	q := open(t, s, Options{JobsOnDisk: true})
	appendTo(t, q, "campaignkey", 0, 0, "a canary sings")
	if err := q.Publish(t.Context(), jobs(1, 1)); err != nil {
		t.Fatal(err)
	}
	s.Close()
	err := filepath.WalkDir(dir, func(path string, d fs.DirEntry, err error) error {
		if err != nil || d.IsDir() {
			return err
		}
		b, err := os.ReadFile(path)
		for _, canary := range []string{"canary", "campaignkey", jobs(1, 1)[0].Case} {
			if bytes.Contains(b, []byte(canary)) {
				t.Errorf("%s holds %q", path, canary)
			}
		}
		return err
	})
	if err != nil {
		t.Fatal(err)
	}
	st, err := os.Stat(filepath.Join(dir, "jetstream"))
	if err != nil || st.Mode().Perm() != 0o700 {
		t.Errorf("the directory has mode %v, %v", st.Mode(), err)
	}
}

func TestEmbeddedRefuses(t *testing.T) {
	t.Parallel()
	taken, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { taken.Close() })
	file := filepath.Join(t.TempDir(), "file")
	if err := os.WriteFile(file, nil, 0o600); err != nil {
		t.Fatal(err)
	}
	for name, tt := range map[string]struct {
		cfg  Config
		want string
	}{
		"no key":              {Config{Dir: t.TempDir()}, "no key"},
		"open to everybody":   {Config{Dir: t.TempDir(), Key: testKey, Addr: "127.0.0.1:0"}, "token"},
		"no address":          {Config{Dir: t.TempDir(), Key: testKey, Addr: "4222", Token: "x"}, "host:port"},
		"no port number":      {Config{Dir: t.TempDir(), Key: testKey, Addr: "127.0.0.1:nats", Token: "x"}, "host:port"},
		"port taken":          {Config{Dir: t.TempDir(), Key: testKey, Addr: taken.Addr().String(), Token: "x"}, "start the server"},
		"directory is a file": {Config{Dir: file, Key: testKey}, "start the server"},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			s, err := Embedded(tt.cfg)
			if err == nil {
				s.Close()
				t.Fatal("it started")
			}
			if !strings.Contains(err.Error(), tt.want) {
				t.Errorf("the error is %q, want one about %q", err, tt.want)
			}
		})
	}
}

func TestListen(t *testing.T) {
	t.Parallel()
	s, err := Embedded(Config{Dir: t.TempDir(), Key: testKey, Addr: "127.0.0.1:0", Token: "a fictitious token"})
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(s.Close)
	appendTo(t, open(t, s, Options{}), "c1", 0, 0, "one")

	url := "nats://" + s.Addr().String()
	if nc, err := nats.Connect(url); err == nil {
		nc.Close()
		t.Error("a client without the token is let in")
	}
	nc, err := nats.Connect(url, nats.Token("a fictitious token"))
	if err != nil {
		t.Fatal(err)
	}
	defer nc.Close()
	outside, err := New(t.Context(), nc, Options{})
	if err != nil {
		t.Fatal(err)
	}
	if diff := cmp.Diff([]string{"one"}, read(t, outside, "c1", 0)); diff != "" {
		t.Error(diff)
	}
}

func TestNotListening(t *testing.T) {
	t.Parallel()
	if addr := serve(t, t.TempDir()).Addr(); addr != nil {
		t.Errorf("the server listens on %v", addr)
	}
}

// tree describes every file and directory below dir.
func tree(t *testing.T, dir string) map[string]string {
	t.Helper()
	files := map[string]string{}
	err := filepath.WalkDir(dir, func(path string, d fs.DirEntry, err error) error {
		if err != nil {
			return err
		}
		st, err := d.Info()
		if err != nil {
			return err
		}
		files[path] = st.Mode().String()
		if d.Type().IsRegular() {
			b, err := os.ReadFile(path)
			files[path] += fmt.Sprintf(" %x %v", sha256.Sum256(b), st.ModTime())
			return err
		}
		return nil
	})
	if err != nil {
		t.Fatal(err)
	}
	return files
}

func wantRefusal(t *testing.T, err error, place string) {
	t.Helper()
	e, ok := err.(*dispatcher.Error)
	if !ok || e.Code != dispatcher.Forbidden || !strings.HasPrefix(e.Where, place) || e.Cure == "" {
		t.Fatalf("got %v, want a refusal that names %s and a cure", err, place)
	}
}
