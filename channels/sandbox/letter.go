package sandbox

import (
	"errors"
	"fmt"
	"io"
	"strings"

	"github.com/emersion/go-message/mail"
)

// Letter is a Mail as its reader sees it: decoded, with line ends as "\n".
type Letter struct {
	Header  mail.Header
	Subject string
	Text    string // the first text/plain part
	HTML    string // the first text/html part; empty when there is none
}

// Letter parses m.
func (m Mail) Letter() (Letter, error) {
	r, err := mail.CreateReader(strings.NewReader(m.Data))
	if err != nil {
		return Letter{}, fmt.Errorf("sandbox: read letter: %w", err)
	}
	l := Letter{Header: r.Header}
	if l.Subject, err = r.Header.Subject(); err != nil {
		return l, fmt.Errorf("sandbox: read subject: %w", err)
	}
	for {
		p, err := r.NextPart()
		if errors.Is(err, io.EOF) {
			return l, nil
		}
		if err != nil {
			return l, fmt.Errorf("sandbox: read part: %w", err)
		}
		if err := l.take(p); err != nil {
			return l, err
		}
	}
}

// take keeps a part if it is the first of its kind.
func (l *Letter) take(p *mail.Part) error {
	h, ok := p.Header.(*mail.InlineHeader)
	if !ok {
		return nil
	}
	kind, _, err := h.ContentType()
	if err != nil {
		return fmt.Errorf("sandbox: read part: %w", err)
	}
	body, err := io.ReadAll(p.Body)
	if err != nil {
		return fmt.Errorf("sandbox: read %s part: %w", kind, err)
	}
	text := strings.ReplaceAll(string(body), "\r\n", "\n")
	switch {
	case kind == "text/plain" && l.Text == "":
		l.Text = text
	case kind == "text/html" && l.HTML == "":
		l.HTML = text
	}
	return nil
}
