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
	if s.SMS == nil || s.Redis.URL == "" || s.NATS.Replicas != 3 || s.Email.PasswordFile == "" || s.Bounces.IMAP == nil || s.Bounces.IMAP.CAFile == "" || !s.Email.DeliveryReports || s.SMS.BaseURL == "" {
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
		"an unknown key":              {"data: x\ncolour: red\n", 0o600, "owabi.yaml:2: there is no setting colour here; use one of data, master_key_file, "},
		"an unknown key below":        {"email:\n  relay: a:25\n  relai: b\n", 0o600, `owabi.yaml:3: there is no setting relai here; did you mean "relay"?`},
		"a section with a slip":       {"data: x\nemial:\n  relay: b\n", 0o600, `owabi.yaml:2: there is no setting emial here; did you mean "email"?`},
		"a key of SMS":                {"sms:\n  acount_sid: b\n", 0o600, `did you mean "account_sid"?`},
		"a secret in the settings":    {"sms:\n  auth_token: b\n", 0o600, `did you mean "auth_token_file"?`},
		"a key of a relay":            {"email:\n  relays:\n    - relai: b\n", 0o600, `did you mean "relay"?`},
		"a key of NATS":               {"nats:\n  adress: b\n", 0o600, "use one of url, token_file, "},
		"a wrong type":                {"email:\n  connections: many\n", 0o600, "owabi.yaml:2: this setting does not take `many`; give a whole number"},
		"a wrong length of time":      {"sms:\n  timeout: soon\n", 0o600, "give a length of time, such as 30s"},
		"a section that is a word":    {"email: relay\n", 0o600, "owabi.yaml:1: this setting does not take `relay`"},
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

// TestSecrets: a secret that others can read is refused, whichever it is; one
// that is not there is for whoever reads it.
func TestSecrets(t *testing.T) {
	t.Parallel()
	for key, text := range map[string]string{
		"redis.password_file":           "redis: {password_file: secret}",
		"nats.token_file":               "nats: {token_file: secret}",
		"nats.creds_file":               "nats: {creds_file: secret}",
		"email.password_file":           "email: {password_file: secret}",
		"email.relays[2].password_file": "email: {relays: [{relay: a}, {password_file: secret}]}",
		"sms.auth_token_file":           "sms: {auth_token_file: secret}",
		"sms.api_key_secret_file":       "sms: {api_key_secret_file: secret}",
		"bounces.imap.password_file":    "bounces: {imap: {password_file: secret}}",
	} {
		t.Run(key, func(t *testing.T) {
			t.Parallel()
			path := write(t, text, 0o600)
			if _, err := Load(path); err != nil {
				t.Errorf("the secret is not there: %v", err)
			}
			file := filepath.Join(filepath.Dir(path), "secret")
			for mode, ok := range map[os.FileMode]bool{0o600: true, 0o400: true, 0o640: false, 0o644: false, 0o602: false} {
				if err := os.WriteFile(file, []byte("hidden"), 0o600); err != nil {
					t.Fatal(err)
				}
				if err := os.Chmod(file, mode); err != nil {
					t.Fatal(err)
				}
				_, err := Load(path)
				if (err == nil) != ok || !ok && (!strings.Contains(err.Error(), key+": others may read or change "+file) || strings.Contains(err.Error(), "hidden")) {
					t.Errorf("mode %04o: %v", mode, err)
				}
				os.Remove(file)
			}
		})
	}
}
