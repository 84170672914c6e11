package rehearsal

import (
	"bytes"
	"encoding/json"
	"fmt"
	"io"
	"sync"
	"time"
)

// callLine is a line of the operators' log: a call that was dialled. It holds
// personal data in the clear, as the operator saw it: that is what the judge
// looks at.
type callLine struct {
	At          time.Time `json:"at"`           // wall clock, after the disposition was recorded
	Plan        time.Time `json:"plan"`         // plan time of the disposition
	Dialled     time.Time `json:"dialled_plan"` // plan time of the dialling
	Channel     string    `json:"channel"`
	Operator    string    `json:"operator"`
	Attempt     string    `json:"attempt"`
	Case        string    `json:"case"`
	Audience    string    `json:"audience"`
	Row         int       `json:"row,omitempty"` // of the person who picked up or did not; 0 when the sheet names nobody
	Name        string    `json:"name"`
	Number      string    `json:"number"`
	Script      string    `json:"script"`
	Disposition string    `json:"disposition"` // empty when it could not be recorded
}

// pageLine is a line of the recipients' log: a page that was confirmed.
type pageLine struct {
	At       time.Time `json:"at"`   // wall clock, after the confirmation was answered
	Plan     time.Time `json:"plan"` // plan time
	Channel  string    `json:"channel"`
	To       string    `json:"to"` // address to which the letter came
	Audience string    `json:"audience"`
	Row      int       `json:"row"`
}

// writeLine writes v as one line in one write; w may be nil.
func writeLine(mu *sync.Mutex, w io.Writer, v any) error {
	if w == nil {
		return nil
	}
	var b bytes.Buffer
	e := json.NewEncoder(&b)
	e.SetEscapeHTML(false)
	if err := e.Encode(v); err != nil {
		return fmt.Errorf("rehearsal: write log: %w", err)
	}
	mu.Lock()
	defer mu.Unlock()
	if _, err := w.Write(b.Bytes()); err != nil {
		return fmt.Errorf("rehearsal: write log: %w", err)
	}
	return nil
}
