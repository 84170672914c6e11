package main

import (
	"bytes"
	"context"
	"crypto/sha256"
	"encoding/csv"
	"io/fs"
	"net"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"
)

// refusedServe runs serve, which must end at once with a refusal.
func refusedServe(t *testing.T, want string, args ...string) {
	t.Helper()
	ctx, cancel := context.WithTimeout(context.Background(), time.Minute)
	defer cancel()
	var out, errs bytes.Buffer
	code := run(ctx, append([]string{"serve", "--sandbox", "--public", anywhere, "--office", anywhere}, args...), strings.NewReader(""), &out, &errs)
	if code != exitRefused || !strings.Contains(errs.String(), want) {
		t.Errorf("exit %d, want %d, and %q in:\n%s", code, exitRefused, want, errs.String())
	}
	if n := strings.Count(errs.String(), "owabi: "); n != 1 {
		t.Errorf("%d errors, want one", n)
	}
}

// contents is what lies in a directory: a sum of every file.
func contents(t *testing.T, dir string) map[string][32]byte {
	t.Helper()
	all := map[string][32]byte{}
	err := filepath.WalkDir(dir, func(path string, d fs.DirEntry, err error) error {
		if err != nil || !d.Type().IsRegular() {
			return err
		}
		b, err := os.ReadFile(path)
		all[path] = sha256.Sum256(b)
		return err
	})
	if err != nil {
		t.Fatal(err)
	}
	return all
}

func TestServeRefuses(t *testing.T) {
	t.Parallel()
	data := filepath.Join(shortDir(t), "data")
	s := &site{T: t, data: data, smtp: freePort(t), dir: filepath.Dir(data), mails: filepath.Join(filepath.Dir(data), "mails")}
	s.sandbox = spawn(t, "owabi sandbox", "sandbox", "--log", s.mails, "--smtp", s.smtp)
	s.start()
	s.launchBulk(20)
	s.settled(20)

	refusedServe(t, "another owabi serves this data directory", "--data", data)
	s.serve.terminate(t)

	l, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	defer l.Close()
	key := filepath.Join(data, "master.key")
	right, err := os.ReadFile(key)
	if err != nil {
		t.Fatal(err)
	}
	before := contents(t, data)
	refusedServe(t, "address already in use", "--data", data, "--public", l.Addr().String())
	if err := os.Remove(key); err != nil {
		t.Fatal(err)
	}
	refusedServe(t, "there is no master key", "--data", data)
	if err := os.WriteFile(key, []byte("MDEyMzQ1Njc4OTAxMjM0NTY3ODkwMTIzNDU2Nzg5MDE=\n"), 0o600); err != nil {
		t.Fatal(err)
	}
	refusedServe(t, "another master key", "--data", data)
	if err := os.WriteFile(key, right, 0o600); err != nil {
		t.Fatal(err)
	}
	if err := os.Chmod(key, 0o644); err != nil {
		t.Fatal(err)
	}
	refusedServe(t, "others may read", "--data", data)
	if err := os.Chmod(key, 0o600); err != nil {
		t.Fatal(err)
	}
	for path, sum := range contents(t, data) {
		if before[path] != sum {
			t.Errorf("%s was changed by a serve that refused", path)
		}
		delete(before, path)
	}
	for path := range before {
		t.Errorf("%s is gone after a serve that refused", path)
	}
	s.start()
	if p := s.status(); p.Reached != 20 {
		t.Errorf("%d of 20 are reached after all that", p.Reached)
	}
}

func TestServeWithoutRedis(t *testing.T) {
	t.Setenv("PATH", t.TempDir())
	refusedServe(t, "no redis-server or valkey-server is installed", "--data", filepath.Join(shortDir(t), "data"))
}

// TestDemoLeavesNothingReadable looks for every name, number and address of
// the lists in everything that the demo leaves on disk.
func TestDemoLeavesNothingReadable(t *testing.T) {
	t.Parallel()
	data := filepath.Join(shortDir(t), "data")
	playDemo(t, "--data", data)
	needles := map[string]bool{}
	for _, name := range []string{"affected.csv", "recipients.csv"} {
		b, err := os.ReadFile(filepath.Join("..", "..", demoExample, name))
		if err != nil {
			t.Fatal(err)
		}
		rows, err := csv.NewReader(bytes.NewReader(bytes.TrimPrefix(b, []byte("\ufeff")))).ReadAll()
		if err != nil {
			t.Fatal(err)
		}
		for _, row := range rows[1:] {
			for i, cell := range row {
				if header := rows[0][i]; cell != "" && (strings.Contains(header, "氏名") || strings.Contains(header, "会社") || strings.Contains(header, "担当") || strings.Contains(header, "フリガナ") || strings.Contains(header, "電話") || strings.Contains(header, "メール")) {
					needles[cell] = true
					if digits := strings.NewReplacer("-", "", "ー", "", "(", "", ")", "").Replace(cell); len(digits) >= 10 && strings.HasPrefix(digits, "0") {
						needles["+81"+digits[1:]] = true
					}
				}
			}
		}
	}
	if len(needles) < 500 {
		t.Fatalf("only %d things to look for", len(needles))
	}
	files := 0
	for path := range contents(t, data) {
		files++
		b, err := os.ReadFile(path)
		if err != nil {
			t.Fatal(err)
		}
		for n := range needles {
			if bytes.Contains(b, []byte(n)) {
				t.Errorf("%s holds a name, number or address of the lists", strings.TrimPrefix(path, data))
				break
			}
		}
	}
	if files < 5 {
		t.Errorf("looked into %d files only", files)
	}
}
