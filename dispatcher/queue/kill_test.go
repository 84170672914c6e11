package queue

import (
	"bufio"
	"context"
	"fmt"
	"os"
	"os/exec"
	"strconv"
	"strings"
	"testing"
)

// childDir names the data directory to a child process that is to be killed.
const childDir = "OWABI_TEST_QUEUE_DIR"

func TestMain(m *testing.M) {
	if dir := os.Getenv(childDir); dir != "" {
		if err := appendForEver(dir); err != nil {
			fmt.Fprintln(os.Stderr, err)
		}
		os.Exit(1)
	}
	os.Exit(m.Run())
}

// appendForEver appends the numbers from 1, in batches of 1 to 4, and prints
// each that was acknowledged.
func appendForEver(dir string) error {
	s, err := Embedded(Config{Dir: dir, Key: testKey})
	if err != nil {
		return err
	}
	q, err := New(context.Background(), s.Conn(), Options{})
	if err != nil {
		return err
	}
	msg, last, _, err := q.Last(context.Background(), "c1", 0)
	if err != nil {
		return err
	}
	n, _ := strconv.Atoi(string(msg))
	for size := 1; ; size = size%4 + 1 {
		var batch [][]byte
		for range size {
			n++
			batch = append(batch, []byte(strconv.Itoa(n)))
		}
		if last, err = q.Append(context.Background(), "c1", 0, batch, last); err != nil {
			return err
		}
		fmt.Println(n)
	}
}

// A process that is killed loses no event that it was told is stored, and the
// next one goes on behind it.
func TestKilled(t *testing.T) {
	t.Parallel()
	dir := t.TempDir()
	acked := 0
	for round := range 3 {
		acked = runAndKill(t, dir, 25)
		s := serve(t, dir)
		got := read(t, open(t, s, Options{}), "c1", 0)
		s.Close()
		for i, text := range got {
			if text != strconv.Itoa(i+1) {
				t.Fatalf("round %d: event %d is %q", round, i+1, text)
			}
		}
		if len(got) < acked {
			t.Fatalf("round %d: %d events were acknowledged, %d are there", round, acked, len(got))
		}
	}
}

// runAndKill kills a child without warning after some acknowledgements and
// returns the last one.
func runAndKill(t *testing.T, dir string, acks int) int {
	t.Helper()
	cmd := exec.CommandContext(within(t), os.Args[0])
	cmd.Env = append(os.Environ(), childDir+"="+dir)
	var stderr strings.Builder
	cmd.Stderr = &stderr
	out, err := cmd.StdoutPipe()
	if err != nil {
		t.Fatal(err)
	}
	if err := cmd.Start(); err != nil {
		t.Fatal(err)
	}
	lines, last := bufio.NewScanner(out), 0
	for i := 0; lines.Scan(); i++ {
		if last, err = strconv.Atoi(lines.Text()); err != nil {
			t.Fatal(err)
		}
		if i == acks {
			if err := cmd.Process.Kill(); err != nil {
				t.Fatal(err)
			}
		}
	}
	if err := cmd.Wait(); cmd.ProcessState.ExitCode() != -1 {
		t.Fatalf("the child ended by itself: %v\n%s", err, stderr.String())
	}
	return last
}
