package judge

import (
	"bufio"
	"bytes"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"time"
)

// mailSeen is a line of the sandbox's log: a mail that it accepted, or a text
// message.
type mailSeen struct {
	At      time.Time
	Plan    time.Time
	Channel string // "sms" for a text; a mail's may be missing
	From    string
	To      []string
	Data    string
	SID     string // of a text: the provider's id of it
}

// callSeen is a line of the operators' log: a call that was dialled.
type callSeen struct {
	At          time.Time
	Plan        time.Time
	Dialled     time.Time `json:"dialled_plan"`
	Attempt     string
	Case        string
	Audience    string
	Name        string
	Number      string
	Script      string
	Disposition string
}

// confirmationSeen is a line of the recipients' log: a page that a person
// confirmed.
type confirmationSeen struct {
	At       time.Time
	Plan     time.Time
	Case     string
	To       string
	Audience string
	Row      int
}

// readLog calls f for each line of a log in JSON lines; nil is an empty log. A
// last line without its end was never acknowledged: cut is true.
func readLog[T any](name string, r io.Reader, f func(T)) (cut bool, err error) {
	if r == nil {
		return false, nil
	}
	in := bufio.NewReaderSize(r, 1<<16)
	for n := 1; ; n++ {
		line, err := in.ReadBytes('\n')
		if errors.Is(err, io.EOF) {
			return len(bytes.TrimSpace(line)) > 0, nil
		}
		if err != nil {
			return false, fmt.Errorf("judge: read the log of %s: %w", name, err)
		}
		if len(bytes.TrimSpace(line)) == 0 {
			continue
		}
		var v T
		if err := json.Unmarshal(line, &v); err != nil {
			return false, fmt.Errorf("judge: line %d of the log of %s is no JSON of the expected form", n, name) // the cause could quote it
		}
		f(v)
	}
}
