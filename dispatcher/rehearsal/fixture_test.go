package rehearsal_test

import (
	"bytes"
	"encoding/json"
	"os"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/owabi/owabi/dispatcher/judge"
	"github.com/owabi/owabi/dispatcher/rehearsal"
)

var tokyo = time.FixedZone("JST", 9*3600)

func at(day, hour, minute int) time.Time {
	return time.Date(2023, 2, day, hour, minute, 0, 0, tokyo)
}

func lists(t *testing.T) *judge.Mandate {
	t.Helper()
	m, err := judge.Open("testdata/campaign.yaml")
	if err != nil {
		t.Fatal(err)
	}
	return m
}

// answers reads testdata/answers.csv, with some of its lines replaced: old, new.
func answers(t *testing.T, replaced ...string) *rehearsal.Answers {
	t.Helper()
	text, err := os.ReadFile("testdata/answers.csv")
	if err != nil {
		t.Fatal(err)
	}
	for i := 0; i < len(replaced); i += 2 {
		if !bytes.Contains(text, []byte(replaced[i]+"\n")) {
			t.Fatalf("there is no line %q", replaced[i])
		}
	}
	a, err := rehearsal.ReadAnswers("answers.csv", strings.NewReader(strings.NewReplacer(replaced...).Replace(string(text))), lists(t))
	if err != nil {
		t.Fatal(err)
	}
	return a
}

// logged is a log that can be read while it is written.
type logged struct {
	mu  sync.Mutex
	buf bytes.Buffer
}

func (l *logged) Write(p []byte) (int, error) {
	l.mu.Lock()
	defer l.mu.Unlock()
	return l.buf.Write(p)
}

func (l *logged) reader() *bytes.Reader {
	l.mu.Lock()
	defer l.mu.Unlock()
	return bytes.NewReader(bytes.Clone(l.buf.Bytes()))
}

// line is the lines of both logs.
type line struct {
	At, Plan                                   time.Time
	Dialled                                    time.Time `json:"dialled_plan"`
	Channel, Operator, Attempt, Case, Audience string
	Name, Number, Script, Disposition, To      string
	Row                                        int
}

func (l *logged) lines(t *testing.T) (all []line) {
	t.Helper()
	d := json.NewDecoder(l.reader())
	for d.More() {
		var v line
		if err := d.Decode(&v); err != nil {
			t.Fatal(err)
		}
		all = append(all, v)
	}
	return all
}
