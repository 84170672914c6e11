package templates

import (
	"errors"
	"regexp"
	"strings"
)

// Error is an error that the writer of a letter or of a campaign can mend. It
// holds no personal data.
type Error struct {
	Where string // letter file, with the line where it is known: apology.email.ja.txt:12
	What  string // what is wrong
	Cure  string // what to do
}

func (e *Error) Error() string {
	s := e.What
	if e.Where != "" {
		s = e.Where + ": " + s
	}
	if e.Cure != "" {
		s += "; " + e.Cure
	}
	return s
}

var (
	parsePlace = regexp.MustCompile(`^template: ([^:]+:\d+)(?::\d+)?: (?s:(.*))$`)
	execPlace  = regexp.MustCompile(`^template: ([^:]+:\d+):\d+: executing "[^"]*" at <(.*?)>: (?s:(.*))$`)
	noName     = regexp.MustCompile(`can't evaluate field (\S+) in type (\S+)`)
)

// parseError turns an error of text/template's parser into one that names the
// place as an editor does.
func parseError(file string, err error) *Error {
	e := &Error{Where: file, What: err.Error(), Cure: "correct the text between {{ and }}"}
	if m := parsePlace.FindStringSubmatch(err.Error()); m != nil {
		e.Where, e.What = m[1], m[2]
	}
	return e
}

// sampleError turns an error of text/template's execution into one that names
// place and cause. It repeats text/template's words, which may quote a value:
// it is for the campaign's words and for sample values only.
func sampleError(file string, err error) *Error {
	e := fillError(file, err)
	m := execPlace.FindStringSubmatch(err.Error())
	if m == nil || errors.As(err, new(*Error)) {
		return e
	}
	e.What, e.Cure = "{{"+m[2]+"}}: "+m[3], "correct the text between {{ and }}"
	if n := noName.FindStringSubmatch(m[3]); n != nil {
		e.What = "there is no name ." + n[1] + " here"
		e.Cure = "the names are " + strings.Join(namesIn(n[2]), ", ")
	}
	return e
}

// fillError is sampleError for one person's letter: of text/template's own
// words it keeps the place and the expression, because the cause may quote a value.
func fillError(file string, err error) *Error {
	e := &Error{Where: file, What: "the letter cannot be filled", Cure: "look at the person's record and at the letter"}
	if m := execPlace.FindStringSubmatch(err.Error()); m != nil {
		e.Where, e.What = m[1], "{{"+m[2]+"}} cannot be filled"
	}
	var own *Error
	if errors.As(err, &own) {
		e.What, e.Cure = own.What, own.Cure
	}
	return e
}
