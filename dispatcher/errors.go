package dispatcher

import "errors"

// Error is an error that a user can mend: it names the place and the cure, in
// words without personal data. Every door (CLI, API, pages) shows it as it is.
type Error struct {
	Code  Code
	Where string // file, line, column, key, id: where to look
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

// Code groups errors for exit codes and HTTP statuses.
type Code string

// The codes.
const (
	Invalid   Code = "invalid"   // the input is wrong: 400
	NotFound  Code = "not_found" // 404
	Conflict  Code = "conflict"  // not in this state: 409
	Forbidden Code = "forbidden" // 403
	Internal  Code = "internal"  // everything else: 500
)

// CodeOf returns the code of err, Internal when it has none.
func CodeOf(err error) Code {
	var e *Error
	if errors.As(err, &e) {
		return e.Code
	}
	return Internal
}
