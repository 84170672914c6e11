package sandbox

import (
	"bytes"
	"encoding/json"
	"fmt"
	"io"
	"os"

	"github.com/owabi/owabi/channels"
)

// Text is one text message that a Twilio was given. Its JSON form is a line of
// the log: that of a Mail, with the message's id. It holds personal data in the
// clear.
type Text struct {
	Mail
	SID string `json:"sid"` // that the sender was told, or would have been
}

// textOf is the log's view of a message.
func (t *Twilio) textOf(m *message) Text {
	text := Text{Mail{At: m.created, Channel: channels.SMS, From: m.sender(), To: []string{m.to}, Data: m.body}, m.sid}
	if t.config.Now != nil {
		text.Plan = t.config.Now()
	}
	return text
}

// line is the log's form of a text, with its line end.
func (x Text) line() ([]byte, error) {
	var b bytes.Buffer
	e := json.NewEncoder(&b)
	e.SetEscapeHTML(false)
	if err := e.Encode(x); err != nil {
		return nil, fmt.Errorf("sandbox: encode text: %w", err)
	}
	return b.Bytes(), nil
}

// keep logs a message. Once it has returned, the message is kept.
func (t *Twilio) keep(m *message) error {
	text := t.textOf(m)
	line, err := text.line()
	if err != nil {
		return err
	}
	t.mu.Lock()
	if err = t.log.write(line); err == nil {
		t.messages = append(t.messages, m)
		t.bySID[m.sid] = m
	}
	t.mu.Unlock()
	if err == nil && t.config.OnText != nil {
		t.config.OnText(text)
	}
	return err
}

// sink is where log lines go. Its zero value keeps none.
type sink struct {
	writers []io.Writer
	file    *os.File
}

func (s *sink) open(w io.Writer, file string) error {
	if w != nil {
		s.writers = append(s.writers, w)
	}
	if file == "" {
		return nil
	}
	f, err := os.OpenFile(file, os.O_APPEND|os.O_CREATE|os.O_WRONLY, 0o600)
	if err != nil {
		return fmt.Errorf("sandbox: open log: %w", err)
	}
	s.file = f
	s.writers = append(s.writers, f)
	return nil
}

func (s *sink) write(line []byte) error {
	for _, w := range s.writers {
		if _, err := w.Write(line); err != nil {
			return fmt.Errorf("sandbox: write log: %w", err)
		}
	}
	return nil
}

func (s *sink) close() error {
	if s.file == nil {
		return nil
	}
	return s.file.Close()
}
