package main

import (
	"context"
	"errors"
	"fmt"
	"io"
	"os"
	"path/filepath"
	"strings"
	"time"

	"golang.org/x/term"

	"github.com/owabi/owabi/dispatcher"
	"github.com/owabi/owabi/dispatcher/api/client"
)

// upload hands the list in a file to the server, "-" for standard input, and
// shows how far it is.
func (e *env) upload(ctx context.Context, c *client.Client, to target, path string, o dispatcher.ListOptions) (dispatcher.Balance, error) {
	if path == "-" {
		return c.Import(ctx, to.campaign, to.audience, dispatcher.Upload{Name: "stdin", Content: e.stdin, Options: o})
	}
	f, total, err := openList(path)
	if err != nil {
		return dispatcher.Balance{}, err
	}
	defer f.Close()
	name := filepath.Base(path)
	m := &meter{in: f, total: total, out: e.stderr, title: name, live: terminal(e.stderr)}
	defer m.end()
	return c.Import(ctx, to.campaign, to.audience, dispatcher.Upload{Name: name, Content: m, Options: o})
}

// openList opens a list, and returns its size in bytes.
func openList(path string) (*os.File, int64, error) {
	f, err := os.Open(path)
	if err != nil {
		return nil, 0, unread(path, err)
	}
	info, err := f.Stat()
	if err == nil && info.IsDir() {
		err = errors.New("it is a directory")
	}
	if err != nil {
		f.Close()
		return nil, 0, unread(path, err)
	}
	return f, info.Size(), nil
}

// meterPause is how often a bar is drawn anew.
const meterPause = 100 * time.Millisecond

// meter is a reader that shows how much of total bytes was read: a bar on a
// terminal, else a line when it begins.
type meter struct {
	in          io.Reader
	read, total int64
	out         io.Writer
	title       string
	live        bool
	begun       bool
	drawn       time.Time
}

func (m *meter) Read(p []byte) (int, error) {
	if !m.begun && !m.live {
		fmt.Fprintf(m.out, "%s: %s\n", m.title, size(m.total))
	}
	m.begun = true
	n, err := m.in.Read(p)
	m.read += int64(n)
	if now := time.Now(); m.live && (now.Sub(m.drawn) >= meterPause || err != nil) {
		m.drawn = now
		fmt.Fprint(m.out, "\r"+bar(m.title, m.read, m.total))
	}
	return n, err
}

// end leaves the cursor below the bar.
func (m *meter) end() {
	if m.live && m.begun {
		fmt.Fprintln(m.out)
	}
}

// barCells is the length of a bar in terminal cells.
const barCells = 30

func bar(title string, read, total int64) string {
	full := barCells
	if total > 0 {
		full = int(min(read, total) * barCells / total)
	}
	return fmt.Sprintf("%s [%s%s] %s / %s", plain(title), strings.Repeat("#", full), strings.Repeat(".", barCells-full), size(read), size(total))
}

// size writes a number of bytes for people.
func size(n int64) string {
	switch {
	case n >= 1<<20:
		return fmt.Sprintf("%.1f MiB", float64(n)/(1<<20))
	case n >= 1<<10:
		return fmt.Sprintf("%.1f KiB", float64(n)/(1<<10))
	}
	return fmt.Sprintf("%d B", n)
}

// terminal reports whether people read what is written to w.
func terminal(w io.Writer) bool {
	f, ok := w.(*os.File)
	return ok && term.IsTerminal(int(f.Fd()))
}
