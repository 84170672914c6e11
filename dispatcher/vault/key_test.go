package vault

import (
	"encoding/base64"
	"encoding/json"
	"errors"
	"fmt"
	"log/slog"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/owabi/owabi/dispatcher"
)

func TestKeyFile(t *testing.T) {
	t.Parallel()
	path := filepath.Join(t.TempDir(), "master.key")
	made, err := CreateKey(path)
	if err != nil {
		t.Fatal(err)
	}
	st, err := os.Stat(path)
	if err != nil {
		t.Fatal(err)
	}
	if st.Mode().Perm() != 0o600 {
		t.Errorf("mode is %v, want 0600", st.Mode())
	}
	text, err := os.ReadFile(path)
	if err != nil {
		t.Fatal(err)
	}
	if len(text) != 45 || text[44] != '\n' {
		t.Errorf("the file holds %d bytes, want one line of 44 characters", len(text))
	}
	loaded, err := LoadKey(path)
	if err != nil {
		t.Fatal(err)
	}
	if loaded != made {
		t.Error("the key loaded is not the key made")
	}
	if left, _ := os.ReadDir(filepath.Dir(path)); len(left) != 1 {
		t.Errorf("%d files in the directory, want the key alone", len(left))
	}

	if _, err := CreateKey(path); dispatcher.CodeOf(err) != dispatcher.Conflict {
		t.Errorf("a second CreateKey: %v, want a conflict", err)
	}
	if again, err := LoadKey(path); err != nil || again != made {
		t.Errorf("after a second CreateKey the file holds another key (%v)", err)
	}
}

func TestCreateKeyNowhere(t *testing.T) {
	t.Parallel()
	if _, err := CreateKey(filepath.Join(t.TempDir(), "missing", "master.key")); err == nil {
		t.Error("no error for a directory that is not there")
	}
}

func TestLoadKeyRefuses(t *testing.T) {
	t.Parallel()
	good := base64.StdEncoding.EncodeToString(make([]byte, 32)) + "\n"
	for name, tt := range map[string]struct {
		text string
		mode os.FileMode
		want dispatcher.Code
	}{
		"readable by the group": {good, 0o640, dispatcher.Forbidden},
		"readable by all":       {good, 0o604, dispatcher.Forbidden},
		"empty":                 {"", 0o600, dispatcher.Invalid},
		"31 bytes":              {base64.StdEncoding.EncodeToString(make([]byte, 31)), 0o600, dispatcher.Invalid},
		"33 bytes":              {base64.StdEncoding.EncodeToString(make([]byte, 33)), 0o600, dispatcher.Invalid},
		"raw bytes":             {strings.Repeat("\x00", 32), 0o600, dispatcher.Invalid},
		"two lines":             {good + good, 0o600, dispatcher.Invalid},
		"very long":             {strings.Repeat("A", 1<<20), 0o600, dispatcher.Invalid},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			path := filepath.Join(t.TempDir(), "master.key")
			if err := os.WriteFile(path, []byte(tt.text), tt.mode); err != nil {
				t.Fatal(err)
			}
			if err := os.Chmod(path, tt.mode); err != nil {
				t.Fatal(err)
			}
			_, err := LoadKey(path)
			wantError(t, err, tt.want, path)
		})
	}
	t.Run("missing", func(t *testing.T) {
		t.Parallel()
		path := filepath.Join(t.TempDir(), "master.key")
		_, err := LoadKey(path)
		wantError(t, err, dispatcher.NotFound, path)
	})
	t.Run("a directory", func(t *testing.T) {
		t.Parallel()
		dir := t.TempDir()
		_, err := LoadKey(dir)
		wantError(t, err, dispatcher.Invalid, dir)
	})
	t.Run("owner may only read", func(t *testing.T) {
		t.Parallel()
		path := filepath.Join(t.TempDir(), "master.key")
		if err := os.WriteFile(path, []byte(good), 0o400); err != nil {
			t.Fatal(err)
		}
		if _, err := LoadKey(path); err != nil {
			t.Error(err)
		}
	})
}

func TestParseKey(t *testing.T) {
	t.Parallel()
	want := testKey(7)
	got, err := ParseKey("OWABI_MASTER_KEY", base64.StdEncoding.AppendEncode(nil, want.b[:]))
	if err != nil || got != want {
		t.Errorf("ParseKey gave another key (%v)", err)
	}
	_, err = ParseKey("OWABI_MASTER_KEY", []byte("c2VjcmV0"))
	wantError(t, err, dispatcher.Invalid, "OWABI_MASTER_KEY")
	if strings.Contains(err.Error(), "c2VjcmV0") {
		t.Error("the error repeats what was given as the key")
	}
}

func TestKeyPrintsNothing(t *testing.T) {
	t.Parallel()
	k := testKey(7)
	var log strings.Builder
	slog.New(slog.NewTextHandler(&log, nil)).Info("x", "key", k, "nested", struct{ K Key }{k})
	j, err := json.Marshal(struct{ K Key }{k})
	if err != nil {
		t.Fatal(err)
	}
	all := fmt.Sprintf("%v %+v %#v %x %s %d", k, struct{ K Key }{k}, k, k, &k, k) + log.String() + string(j)
	for _, leak := range []string{"7 7", "07", "0x7", base64.StdEncoding.EncodeToString(k.b[:])[:8]} {
		if strings.Contains(strings.ReplaceAll(all, log.String(), ""), leak) {
			t.Errorf("%q shows the key", all)
		}
	}
	if strings.Contains(log.String(), "7 7") {
		t.Errorf("the log shows the key: %s", log.String())
	}
}

func TestKeyDestroy(t *testing.T) {
	t.Parallel()
	k := testKey(7)
	k.Destroy()
	if k != (Key{}) {
		t.Error("the key is still there")
	}
}

func TestCheckFile(t *testing.T) {
	t.Parallel()
	path := filepath.Join(t.TempDir(), "key.check")
	right, wrong := New(testKey(1)), New(testKey(2))
	for range 2 { // written, then found again
		if err := right.CheckFile(path); err != nil {
			t.Fatal(err)
		}
	}
	before, err := os.ReadFile(path)
	if err != nil {
		t.Fatal(err)
	}
	wantError(t, wrong.CheckFile(path), dispatcher.Forbidden, path)
	after, err := os.ReadFile(path)
	if err != nil {
		t.Fatal(err)
	}
	if string(before) != string(after) {
		t.Error("a wrong key has changed the fingerprint")
	}
	if err := right.CheckFile(path); err != nil {
		t.Error(err)
	}
}

// testKey is a master key of 32 equal bytes.
func testKey(b byte) Key {
	var k Key
	for i := range k.b {
		k.b[i] = b
	}
	return k
}

// wantError wants an error of the code that names the place and a cure.
func wantError(t *testing.T, err error, code dispatcher.Code, where string) {
	t.Helper()
	var e *dispatcher.Error
	if !errors.As(err, &e) {
		t.Fatalf("got %v, want a *dispatcher.Error", err)
	}
	if e.Code != code || e.Where != where || e.What == "" || e.Cure == "" {
		t.Errorf("got %+v, want code %s, place %s and a cure", e, code, where)
	}
}
