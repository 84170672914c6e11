package gate

import (
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/owabi/owabi/dispatcher"
)

func TestTokenFile(t *testing.T) {
	t.Parallel()
	file := filepath.Join(t.TempDir(), "office.token")
	token, err := Token(file)
	if err != nil || len(token) < 26 {
		t.Fatalf("a new token is %q: %v", token, err)
	}
	info, err := os.Stat(file)
	if err != nil || info.Mode().Perm() != 0o600 {
		t.Errorf("the file is %v: %v", info.Mode(), err)
	}
	if again, err := Token(file); again != token || err != nil {
		t.Errorf("read again it is %q, not %q: %v", again, token, err)
	}
}

func TestTokenFilesThatAreNotSafe(t *testing.T) {
	t.Parallel()
	tests := []struct {
		name, text string
		mode       os.FileMode
		what       string
	}{
		{"its own", strings.Repeat("x", 30) + "\n", 0o600, ""},
		{"read by others", strings.Repeat("x", 30), 0o644, "others can read this token"},
		{"read by a group", strings.Repeat("x", 30), 0o640, "others can read this token"},
		{"short", "hunter2", 0o600, "this token is too short to be safe"},
		{"empty", "\n", 0o600, "this token is too short to be safe"},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			t.Parallel()
			file := filepath.Join(t.TempDir(), "office.token")
			if err := os.WriteFile(file, []byte(tt.text), tt.mode); err != nil {
				t.Fatal(err)
			}
			_, err := Token(file)
			if got := what(err); got != tt.what {
				t.Errorf("%q, want %q", got, tt.what)
			}
			if err != nil && tt.text != "\n" && strings.Contains(err.Error(), strings.TrimSpace(tt.text)) {
				t.Error("the error tells the token")
			}
		})
	}
	if _, err := Token(filepath.Join(t.TempDir(), "no", "office.token")); what(err) != "the token cannot be written" {
		t.Error(err)
	}
}

func what(err error) string {
	if e, ok := err.(*dispatcher.Error); ok {
		return e.What
	}
	return ""
}
