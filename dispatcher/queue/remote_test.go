package queue

import (
	"log/slog"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/nats-io/nats-server/v2/server"

	"github.com/owabi/owabi/dispatcher"
)

// TestConnectRefuses: one error each, that names the setting and the cure.
func TestConnectRefuses(t *testing.T) {
	t.Parallel()
	s, err := Embedded(Config{Dir: t.TempDir(), Key: testKey, Addr: "127.0.0.1:0", Token: "a fictitious token"})
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(s.Close)
	gone, err := Embedded(Config{Dir: t.TempDir(), Key: testKey, Addr: "127.0.0.1:0", Token: "a fictitious token"})
	if err != nil {
		t.Fatal(err)
	}
	nobody := "nats://" + gone.Addr().String()
	gone.Close()
	url, file := "nats://"+s.Addr().String(), filepath.Join(t.TempDir(), "token")
	if err := os.WriteFile(file, []byte("another fictitious token\n"), 0o600); err != nil {
		t.Fatal(err)
	}
	for name, c := range map[string]struct {
		remote     Remote
		where, why string
	}{
		"wrong token":       {Remote{URL: url, TokenFile: file}, "nats.token_file", "NATS refuses our credentials; correct the token"},
		"no token":          {Remote{URL: url}, "nats.token_file", "NATS refuses our credentials; name the file"},
		"no file of it":     {Remote{URL: url, TokenFile: file + "x"}, "nats.token_file", "cannot be read"},
		"nobody there":      {Remote{URL: nobody}, "nats.url", "no NATS answers there; start it"},
		"in the clear":      {Remote{URL: "nats://nats.example.jp:4222"}, "nats.url", "needs TLS; write tls://"},
		"a token in it":     {Remote{URL: "nats://x:y@127.0.0.1:4222"}, "nats.url", "put the token into a file"},
		"no address at all": {Remote{URL: "localhost"}, "nats.url", "no address"},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			nc, err := Connect(c.remote, slog.New(slog.DiscardHandler))
			if err == nil {
				nc.Close()
				t.Fatal("connected")
			}
			if dispatcher.CodeOf(err) != dispatcher.Invalid || !strings.HasPrefix(err.Error(), c.where+": ") || !strings.Contains(err.Error(), c.why) ||
				strings.Contains(err.Error(), "fictitious") {
				t.Errorf("%v; want %s: %s", err, c.where, c.why)
			}
		})
	}
}

func TestWithoutJetStream(t *testing.T) {
	t.Parallel()
	ns, err := server.NewServer(&server.Options{Host: "127.0.0.1", Port: -1, NoSigs: true})
	if err != nil {
		t.Fatal(err)
	}
	ns.Start()
	t.Cleanup(func() { ns.Shutdown(); ns.WaitForShutdown() })
	nc, err := Connect(Remote{URL: ns.ClientURL()}, slog.New(slog.DiscardHandler))
	if err != nil {
		t.Fatal(err)
	}
	defer nc.Close()
	if _, err := New(t.Context(), nc, Options{}); dispatcher.CodeOf(err) != dispatcher.Invalid || !strings.Contains(err.Error(), "JetStream") {
		t.Errorf("%v, want a refusal that names JetStream", err)
	}
}
