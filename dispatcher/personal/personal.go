// Package personal holds the opaque type for personal data: names, numbers,
// addresses, letters. A Text prints as a redaction through every formatter of
// the standard library, so that a log line, an error or a JSON reply cannot
// carry it by accident. Whoever needs the text itself says so: Reveal.
//
// It imports the standard library alone, and anyone may import it.
package personal

import (
	"fmt"
	"io"
	"log/slog"
)

// Redacted is what every formatter prints in place of the text.
const Redacted = "[personal]"

// Text is a piece of personal data. Its zero value is empty.
//
// It holds a pointer, because package fmt calls no method of a value in an
// unexported field, or under a wrong verb (%p, %w): there it prints what the
// value is made of, and of a pointer no more than the address. For the same
// reason Texts do not compare with ==, which the compiler refuses; see Equal.
type Text struct {
	_ [0]func()
	s *string
}

// New wraps s.
func New(s string) Text {
	if s == "" {
		return Text{}
	}
	return Text{s: &s}
}

// Reveal returns the text itself. Each call is a place that a reviewer reads.
func (t Text) Reveal() string {
	if t.s == nil {
		return ""
	}
	return *t.s
}

// Empty reports whether there is no text.
func (t Text) Empty() bool { return t.s == nil }

// Equal reports whether both hold the same text. Package go-cmp uses it.
func (t Text) Equal(u Text) bool { return t.Reveal() == u.Reveal() }

// String implements fmt.Stringer with a redaction.
func (t Text) String() string { return Redacted }

// GoString implements fmt.GoStringer with a redaction.
func (t Text) GoString() string { return Redacted }

// Format implements fmt.Formatter with a redaction, whatever the verb.
func (t Text) Format(f fmt.State, _ rune) { io.WriteString(f, Redacted) }

// MarshalJSON writes a redaction. What has to travel in the clear (to the
// person's own operator, say) is put into a plain field by Reveal.
func (t Text) MarshalJSON() ([]byte, error) { return []byte(`"` + Redacted + `"`), nil }

// MarshalText writes a redaction.
func (t Text) MarshalText() ([]byte, error) { return []byte(Redacted), nil }

// LogValue implements slog.LogValuer with a redaction.
func (t Text) LogValue() slog.Value { return slog.StringValue(Redacted) }
