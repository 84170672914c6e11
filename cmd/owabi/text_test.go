package main

import (
	"bytes"
	"context"
	"io"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"github.com/owabi/owabi/dispatcher"
)

func TestColumnsLineUp(t *testing.T) {
	t.Parallel()
	c := &columns{header: 1, rows: [][]string{{"氏名", "N", "X"}}}
	c.row("a", "10", "7a")
	c.row("例示ｱｲ", "9", "")
	c.row("e\u0301\x1b[2J\nb", "100", "b")
	var b bytes.Buffer
	c.write(&b)
	want := "" +
		"氏名       N  X\n" +
		"a         10  7a\n" +
		"例示ｱｲ     9\n" +
		"e\u0301�[2J�b  100  b\n"
	if diff := cmp.Diff(want, b.String()); diff != "" {
		t.Errorf("(-want +got):\n%s", diff)
	}
	b.Reset()
	(&columns{header: 1, rows: [][]string{{"only"}}}).write(&b)
	if b.Len() > 0 {
		t.Errorf("a table without rows prints %q", &b)
	}
}

func TestNearest(t *testing.T) {
	t.Parallel()
	names := []string{"campaign launch", "campaign list", "people list", "status", "verify"}
	tests := []struct{ word, want string }{
		{"status", "status"},
		{"stauts", "status"},
		{"campain lanch", "campaign launch"},
		{"poeple list", "people list"},
		{"x", ""},
		{"", ""},
		{"launch", ""},
	}
	for _, tt := range tests {
		if got := nearest(tt.word, names); got != tt.want {
			t.Errorf("nearest to %q is %q, want %q", tt.word, got, tt.want)
		}
	}
}

func TestMoments(t *testing.T) {
	t.Parallel()
	tokyo, err := time.LoadLocation("Asia/Tokyo")
	if err != nil {
		t.Fatal(err)
	}
	now := time.Date(2023, 2, 25, 23, 30, 0, 0, time.UTC) // the 26th in Tokyo
	tests := []struct{ text, want string }{
		{"2023-02-26T18:00:00+09:00", "2023-02-26T09:00:00Z"},
		{"2023-02-26T18:00:00Z", "2023-02-26T18:00:00Z"},
		{"2023-02-26 18:00", "2023-02-26T09:00:00Z"},
		{"2023-02-26T18:00", "2023-02-26T09:00:00Z"},
		{"18:00", "2023-02-26T09:00:00Z"},
		{"2023-02-26", ""},
		{"2023-02-30 18:00", ""},
		{"25:00", ""},
		{"tomorrow", ""},
		{"", ""},
	}
	for _, tt := range tests {
		at, ok := moment(tt.text, tokyo, now)
		got := ""
		if ok {
			got = at.UTC().Format(time.RFC3339)
		}
		if got != tt.want {
			t.Errorf("%q is %q, want %q", tt.text, got, tt.want)
		}
	}
}

func FuzzMoment(f *testing.F) {
	for _, s := range []string{"2023-02-26T18:00:00+09:00", "2023-02-26 18:00", "18:00", "24:00", "9999-12-31T23:59"} {
		f.Add(s)
	}
	f.Fuzz(func(t *testing.T, s string) {
		at, ok := moment(s, time.UTC, time.Unix(0, 0))
		if !ok || at.Year() < 0 || at.Year() > 9999 {
			return
		}
		again, ok := moment(at.Format(time.RFC3339Nano), time.UTC, time.Unix(0, 0))
		if !ok || !again.Equal(at) {
			t.Errorf("%q is %s, which is %s", s, at, again)
		}
	})
}

func TestIDsOfFiles(t *testing.T) {
	t.Parallel()
	tests := []struct{ path, want string }{
		{"reservations-2023-02.yaml", "reservations-2023-02"},
		{"dir/Lost USB (2).yml", "lost-usb--2"},
		{"予約.yaml", "campaign"},
		{strings.Repeat("a", 70) + ".yaml", strings.Repeat("a", 63)},
	}
	for _, tt := range tests {
		if got := idOf(filepath.FromSlash(tt.path)); got != tt.want {
			t.Errorf("%s becomes %q, want %q", tt.path, got, tt.want)
		}
	}
}

func TestRowsShareALine(t *testing.T) {
	t.Parallel()
	said := func(row int, why string) dispatcher.RowError {
		return dispatcher.RowError{Row: row, Kind: "merged", Reason: why}
	}
	got := reasons([]dispatcher.RowError{said(2, "a"), said(3, "a"), said(3, "b"), said(4, "a"), said(7, "a")})
	if len(got) != 2 || got[0].Reason != "a" || ranges(got[0].rows) != "2-4,7" || ranges(got[1].rows) != "3" {
		t.Errorf("%+v", got)
	}
	if got := ranges([]int{1, 3, 5, 7, 9, 11, 13, 15, 17}); got != "1,3,5,7,9,11,13,15,…" {
		t.Errorf("many rows are %s", got)
	}
}

func TestMeter(t *testing.T) {
	t.Parallel()
	tests := []struct {
		name string
		live bool
		want string // the last thing that it shows
	}{
		{"a terminal", true, "\rlist.csv [##############################] 2.0 KiB / 2.0 KiB\n"},
		{"a log", false, "list.csv: 2.0 KiB\n"},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			t.Parallel()
			var out bytes.Buffer
			m := &meter{in: strings.NewReader(strings.Repeat("x", 2048)), total: 2048, out: &out, title: "list.csv", live: tt.live}
			n, err := io.Copy(io.Discard, m)
			m.end()
			if n != 2048 || err != nil || !strings.HasSuffix(out.String(), tt.want) {
				t.Errorf("%d bytes, %v, shows %q", n, err, &out)
			}
		})
	}
	if got := bar("空.csv", 0, 0); !strings.Contains(got, "[##############################] 0 B / 0 B") {
		t.Errorf("an empty file shows %q", got)
	}
	if got := bar("x", 512<<10, 3<<20); !strings.Contains(got, "[#####.........................] 512.0 KiB / 3.0 MiB") {
		t.Errorf("a part shows %q", got)
	}
}

// firstWrite calls off what writes to it.
type firstWrite struct {
	bytes.Buffer
	cancel context.CancelFunc
}

func (f *firstWrite) Write(p []byte) (int, error) {
	f.cancel()
	return f.Buffer.Write(p)
}

func TestWatchEndsWell(t *testing.T) {
	t.Parallel()
	dir := t.TempDir()
	stop, err := openOffice(dir)
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(stop)
	ctx, cancel := context.WithCancel(t.Context())
	out, errs := &firstWrite{cancel: cancel}, &bytes.Buffer{}
	code := run(ctx, []string{"status", "--watch", "--lang", "en", "--data", dir}, strings.NewReader(""), out, errs)
	if code != exitOK || !strings.Contains(out.String(), reservations) || errs.Len() > 0 {
		t.Errorf("exit %d, shows %q, says %q", code, out, errs)
	}
}

func TestInterrupted(t *testing.T) {
	t.Parallel()
	ctx, cancel := context.WithCancel(t.Context())
	cancel()
	var errs bytes.Buffer
	code := run(ctx, []string{"status", "--data", t.TempDir()}, strings.NewReader(""), io.Discard, &errs)
	if code != exitInterrupted || errs.String() != "owabi: interrupted\n" {
		t.Errorf("exit %d, says %q", code, &errs)
	}
}
