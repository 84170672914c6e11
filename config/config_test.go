package config

import (
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/owabi/owabi/channels/email"
)

// write puts a settings file into a directory of the test's own.
func write(t *testing.T, text string, mode os.FileMode) string {
	t.Helper()
	path := filepath.Join(t.TempDir(), "owabi.yaml")
	if err := os.WriteFile(path, []byte(text), mode); err != nil {
		t.Fatal(err)
	}
	return path
}

func example(t *testing.T) string {
	t.Helper()
	b, err := os.ReadFile("../examples/owabi.yaml")
	if err != nil {
		t.Fatal(err)
	}
	return string(b)
}

func TestExample(t *testing.T) {
	t.Parallel()
	path := write(t, example(t), 0o600)
	s, err := Load(path)
	if err != nil {
		t.Fatal(err)
	}
	if s.Email == nil || s.Email.TLS != email.StartTLS || s.SMS != nil || s.Public.URL != "https://owabi.mihon-city.example.jp" {
		t.Errorf("%+v", s)
	}
	if want := filepath.Join(filepath.Dir(path), "owabi-data", "master.key"); s.MasterKeyFile != want {
		t.Errorf("the master key is at %s, want %s", s.MasterKeyFile, want)
	}
}

// TestExampleInFull takes the comment signs off every setting of the example:
// what it shows is known.
func TestExampleInFull(t *testing.T) {
	t.Parallel()
	var lines []string
	for _, l := range strings.Split(example(t), "\n") {
		indent, rest, ok := strings.Cut(l, "# ")
		if ok && strings.TrimSpace(indent) == "" && strings.Contains(strings.SplitN(rest, " #", 2)[0], ":") && !strings.HasPrefix(rest, "Settings") && !strings.HasPrefix(rest, "Without") {
			l = indent + strings.TrimPrefix(rest, "# ")
			if strings.HasPrefix(rest, "  # ") {
				l = indent + "  " + strings.TrimPrefix(rest, "  # ")
			}
		}
		lines = append(lines, l)
	}
	s, err := Load(write(t, strings.Join(lines, "\n"), 0o600))
	if err != nil {
		t.Fatal(err)
	}
	if s.SMS == nil || s.Redis.URL == "" || s.NATS.Replicas != 3 || s.Email.PasswordFile == "" || s.SMS.BaseURL == "" {
		t.Errorf("not everything was read: %+v %+v", s, s.SMS)
	}
}

func TestLoadRefuses(t *testing.T) {
	t.Parallel()
	for name, c := range map[string]struct {
		text string
		mode os.FileMode
		want string
	}{
		"a file that others can read": {"data: x\n", 0o644, "chmod 600"},
		"an unknown key":              {"data: x\ncolour: red\n", 0o600, "owabi.yaml:2: there is no setting colour here"},
		"an unknown key below":        {"email:\n  relay: a:25\n  relai: b\n", 0o600, "owabi.yaml:3: there is no setting relai here"},
		"a wrong type":                {"email:\n  connections: many\n", 0o600, "owabi.yaml:2"},
		"no YAML":                     {"data: [\n", 0o600, "owabi.yaml"},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			_, err := Load(write(t, c.text, c.mode))
			if err == nil || !strings.Contains(err.Error(), c.want) {
				t.Errorf("%v, want %q", err, c.want)
			}
		})
	}
	if _, err := Load(filepath.Join(t.TempDir(), "none.yaml")); err == nil || !strings.Contains(err.Error(), "cannot be read") {
		t.Error(err)
	}
}
