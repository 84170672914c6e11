package main

import (
	"bytes"
	"context"
	"encoding/json"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"testing"
	"time"
)

// playDemo runs the demo and reads its one JSON object.
func playDemo(t *testing.T, args ...string) demoResult {
	t.Helper()
	var out, errs bytes.Buffer
	if code := run(context.Background(), append([]string{"demo", "--json"}, args...), strings.NewReader(""), &out, &errs); code != 0 {
		t.Fatalf("exit %d: %s", code, errs.String())
	}
	var r demoResult
	in := json.NewDecoder(&out)
	if err := in.Decode(&r); err != nil {
		t.Fatal(err)
	}
	if in.More() {
		t.Error("more than one JSON value on standard output")
	}
	return r
}

// figures are attempted, reached and not reached of the affected people.
func (r demoResult) figures(snapshot int) [4]int {
	p := r.Snapshots[snapshot].Audiences[0]
	return [4]int{p.Total, p.Attempted, p.Reached, p.Unreached}
}

func TestDemoTellsTheFigureOfTheDay(t *testing.T) {
	t.Parallel()
	r := playDemo(t)
	if len(r.Snapshots) != 2 {
		t.Fatalf("%d snapshots, want 2", len(r.Snapshots))
	}
	if at := r.Snapshots[0].AsOf.Format("2006-01-02T15:04:05-07:00"); at != "2023-02-26T18:00:00+09:00" {
		t.Errorf("the first snapshot is as of %s", at)
	}
	if got, want := r.figures(0), [4]int{119, 119, 93, 26}; got != want {
		t.Errorf("at 18:00 %v, want %v", got, want)
	}
	if !strings.Contains(r.Statements[0].Ja, "93名") || !strings.Contains(r.Statements[0].En, "26 have not been reached yet") {
		t.Errorf("statements: %+v", r.Statements[0])
	}
	for _, p := range r.Snapshots[1].Audiences {
		if p.Pending+p.InProgress != 0 || p.Reached+p.Unreachable != p.Total {
			t.Errorf("at the end %s has %d pending, %d in progress, %d reached, %d unreachable", p.Audience, p.Pending, p.InProgress, p.Reached, p.Unreachable)
		}
	}
	if !r.Judge.Clean() || r.Judge.Contacts < 119+136 {
		t.Errorf("judge: %v %v", r.Judge, r.Judge.Findings)
	}
}

func TestDemoFollowsItsAnswers(t *testing.T) {
	t.Parallel()
	dir := t.TempDir()
	source := filepath.Join("..", "..", demoExample)
	for _, name := range []string{"campaign.yaml", "questions.txt", "affected.csv", "recipients.csv", "answers.csv"} {
		b, err := os.ReadFile(filepath.Join(source, name))
		if err != nil {
			t.Fatal(err)
		}
		if name == "answers.csv" {
			b = silence(t, string(b))
		}
		if err := os.WriteFile(filepath.Join(dir, name), b, 0o600); err != nil {
			t.Fatal(err)
		}
	}
	r := playDemo(t, "--example", dir)
	if got, want := r.figures(0), [4]int{119, 119, 92, 27}; got != want {
		t.Errorf("with one person silent: %v, want %v", got, want)
	}
	if !r.Judge.Clean() {
		t.Errorf("judge: %v %v", r.Judge, r.Judge.Findings)
	}
}

// silence changes one line: the first of the affected who answers at once
// never does.
func silence(t *testing.T, answers string) []byte {
	t.Helper()
	lines := strings.Split(answers, "\n")
	for i, l := range lines {
		cells := strings.Split(l, ",")
		if cells[0] == "affected" && strings.Contains(cells[3], "T09:00") {
			cells[3], cells[4] = "never", "no_answer"
			lines[i] = strings.Join(cells, ",")
			return []byte(strings.Join(lines, "\n"))
		}
	}
	t.Fatal("nobody answers at nine")
	return nil
}

// TestDemoWithFaults breaks a worker, redis-server and NATS while the demo
// runs, as a process: its workers are processes of their own.
func TestDemoWithFaults(t *testing.T) {
	t.Parallel()
	bin, err := binary()
	if err != nil {
		t.Fatal(err)
	}
	ctx, cancel := context.WithTimeout(context.Background(), 2*time.Minute)
	defer cancel()
	out, err := exec.CommandContext(ctx, bin, "demo", "--faults", "--json", "--example", filepath.Join("..", "..", demoExample)).Output()
	if err != nil {
		t.Fatalf("%v: %s", err, out)
	}
	var r demoResult
	if err := json.Unmarshal(out, &r); err != nil {
		t.Fatal(err)
	}
	if got, want := r.figures(0), [4]int{119, 119, 93, 26}; got != want {
		t.Errorf("at 18:00 %v, want %v", got, want)
	}
	if !r.Judge.Clean() || r.Judge.Review > window {
		t.Errorf("judge: %v %v", r.Judge, r.Judge.Findings)
	}
}
