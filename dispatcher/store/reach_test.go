package store

import (
	"context"
	"log/slog"
	"net"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/redis/go-redis/v9"

	"github.com/owabi/owabi/dispatcher"
)

// TestConnectRefuses: one error each, that names the setting and the cure.
func TestConnectRefuses(t *testing.T) {
	t.Parallel()
	p, err := StartPrivate(ctx(), t.TempDir(), slog.New(slog.DiscardHandler))
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { p.Close() })
	s, err := Open(ctx(), p.Socket)
	if err != nil {
		t.Fatal(err)
	}
	defer s.Close()
	if err := s.rdb.(*redis.Client).ConfigSet(ctx(), "requirepass", "a fictitious password").Err(); err != nil {
		t.Fatal(err)
	}
	l, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	go serveNothing(l)
	t.Cleanup(func() { l.Close() })
	nobody, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	nobody.Close()
	wrong := filepath.Join(t.TempDir(), "password")
	if err := os.WriteFile(wrong, []byte("another fictitious password\n"), 0o600); err != nil {
		t.Fatal(err)
	}
	socket := "unix://" + p.Socket
	for name, c := range map[string]struct {
		config     Config
		where, why string
	}{
		"wrong password":     {Config{URL: socket, PasswordFile: wrong}, "redis.password_file", "refuses the user or the password; correct"},
		"no password":        {Config{URL: socket}, "redis.password_file", "name the file that holds it"},
		"no file of it":      {Config{URL: socket, PasswordFile: wrong + "x"}, "redis.password_file", "cannot be read"},
		"nobody there":       {Config{URL: "redis://" + nobody.Addr().String()}, "redis.url", "connection refused; start it"},
		"no socket there":    {Config{URL: socket + "x"}, "redis.url", "no such file or directory; start it"},
		"no TLS there":       {Config{URL: "rediss://" + l.Addr().String()}, "redis.url", "no TLS with "},
		"in the clear":       {Config{URL: "redis://redis.example.jp:6379"}, "redis.url", "needs TLS; write rediss://"},
		"no address at all":  {Config{URL: "localhost"}, "redis.url", "no address"},
		"a password in it":   {Config{URL: "redis://:x@127.0.0.1:6379"}, "redis.url", "put it into a file"},
		"no authority there": {Config{URL: "rediss://127.0.0.1:6379", CAFile: wrong}, "redis.ca_file", "name a PEM file"},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			s, err := Connect(context.Background(), c.config)
			if err == nil {
				s.Close()
				t.Fatal("connected")
			}
			if dispatcher.CodeOf(err) != dispatcher.Invalid || !strings.HasPrefix(err.Error(), c.where+": ") || !strings.Contains(err.Error(), c.why) ||
				strings.Contains(err.Error(), "fictitious") {
				t.Errorf("%v; want %s: %s", err, c.where, c.why)
			}
		})
	}
}

// serveNothing hangs up on everybody.
func serveNothing(l net.Listener) {
	for {
		c, err := l.Accept()
		if err != nil {
			return
		}
		c.Close()
	}
}

// TestRelativeDirectory: redis-server goes to its directory before it opens
// what lies in it.
func TestRelativeDirectory(t *testing.T) {
	t.Chdir(t.TempDir())
	p, err := StartPrivate(ctx(), filepath.Join("data", "redis"), slog.New(slog.DiscardHandler))
	if err != nil {
		t.Fatal(err)
	}
	defer p.Close()
	s, err := Open(ctx(), p.Socket)
	if err != nil {
		t.Fatal(err)
	}
	s.Close()
}
