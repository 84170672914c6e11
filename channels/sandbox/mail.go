package sandbox

import (
	"bufio"
	"bytes"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"time"

	"github.com/owabi/owabi/channels"
)

// Mail is one message that the sandbox was given. Its JSON form is a line of
// the log. It holds personal data in the clear: that is what a rehearsal is
// looked at for.
type Mail struct {
	At      time.Time     `json:"at"`            // by the wall clock
	Plan    time.Time     `json:"plan,omitzero"` // by the plan's clock, when one was given
	Channel channels.Name `json:"channel"`
	From    string        `json:"from"` // of the envelope
	To      []string      `json:"to"`   // of the envelope
	Data    string        `json:"data"` // as received, headers and all
	Asks    Asks          `json:"-"`    // for tests
}

// Asks is what was asked to be reported of a letter (RFC 3461).
type Asks struct {
	Envelope  string   // ENVID
	Return    string   // RET
	Recipient string   // ORCPT, without its type
	Notify    []string // NOTIFY
}

// line is the log's form of m, with its line end. Bytes of Data that are no
// UTF-8 become U+FFFD.
func (m Mail) line() ([]byte, error) {
	var b bytes.Buffer
	e := json.NewEncoder(&b)
	e.SetEscapeHTML(false)
	if err := e.Encode(m); err != nil {
		return nil, fmt.Errorf("sandbox: encode mail: %w", err)
	}
	return b.Bytes(), nil
}

// ReadLog reads a log back. An error names the line, and never quotes it.
func ReadLog(r io.Reader) ([]Mail, error) {
	var mails []Mail
	br := bufio.NewReader(r)
	for n := 1; ; n++ {
		line, err := br.ReadBytes('\n')
		if err != nil && !errors.Is(err, io.EOF) {
			return mails, fmt.Errorf("sandbox: read log: line %d: %w", n, err)
		}
		if len(bytes.TrimSpace(line)) > 0 {
			var m Mail
			if json.Unmarshal(line, &m) != nil { // its error could quote the letter
				return mails, fmt.Errorf("sandbox: read log: line %d: no line of a sandbox log", n)
			}
			mails = append(mails, m)
		}
		if err != nil {
			return mails, nil
		}
	}
}
