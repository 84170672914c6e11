package main

import (
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/owabi/owabi/dispatcher"
)

func TestSecretFile(t *testing.T) {
	t.Parallel()
	file := filepath.Join(t.TempDir(), "intake.password")
	token, err := secretIn(file)
	if err != nil || len(token) < 26 {
		t.Fatalf("a new secret is %q: %v", token, err)
	}
	info, err := os.Stat(file)
	if err != nil || info.Mode().Perm() != 0o600 {
		t.Errorf("the file is %v: %v", info.Mode(), err)
	}
	if again, err := secretIn(file); again != token || err != nil {
		t.Errorf("read again it is %q, not %q: %v", again, token, err)
	}
}

func TestSecretFilesThatAreNotSafe(t *testing.T) {
	t.Parallel()
	tests := []struct {
		name, text string
		mode       os.FileMode
		what       string
	}{
		{"its own", strings.Repeat("x", 30) + "\n", 0o600, ""},
		{"read by others", strings.Repeat("x", 30), 0o644, "others can read this secret"},
		{"read by a group", strings.Repeat("x", 30), 0o640, "others can read this secret"},
		{"short", "hunter2", 0o600, "this secret is too short to be safe"},
		{"empty", "\n", 0o600, "this secret is too short to be safe"},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			t.Parallel()
			file := filepath.Join(t.TempDir(), "intake.password")
			if err := os.WriteFile(file, []byte(tt.text), tt.mode); err != nil {
				t.Fatal(err)
			}
			_, err := secretIn(file)
			if got := whatOf(err); got != tt.what {
				t.Errorf("%q, want %q", got, tt.what)
			}
			if err != nil && tt.text != "\n" && strings.Contains(err.Error(), strings.TrimSpace(tt.text)) {
				t.Error("the error tells the secret")
			}
		})
	}
	if _, err := secretIn(filepath.Join(t.TempDir(), "no", "intake.password")); whatOf(err) != "the secret cannot be written" {
		t.Error(err)
	}
}

func whatOf(err error) string {
	if e, ok := err.(*dispatcher.Error); ok {
		return e.What
	}
	return ""
}
