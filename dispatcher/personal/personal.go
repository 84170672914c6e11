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

// Text is a piece of personal data. Its zero value is empty. Two Texts compare
// with ==.
type Text struct{ s string }

// New wraps s.
func New(s string) Text { return Text{s} }

// Reveal returns the text itself. Each call is a place that a reviewer reads.
func (t Text) Reveal() string { return t.s }

// Empty reports whether there is no text.
func (t Text) Empty() bool { return t.s == "" }

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
