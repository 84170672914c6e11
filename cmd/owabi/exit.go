package main

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"

	"github.com/owabi/owabi/dispatcher"
	"github.com/owabi/owabi/dispatcher/api"
	"github.com/owabi/owabi/dispatcher/api/client"
	"github.com/owabi/owabi/templates"
)

// The exit codes, as `owabi help` tells them.
const (
	exitOK          = 0
	exitRefused     = 1 // the input is refused, or the answer is no
	exitUsage       = 2
	exitUnreachable = 3 // no answer from the server
	exitInternal    = 4
	exitInterrupted = 130 // as shells have it: 128 + SIGINT
)

// The codes of errors that only the CLI has, beside dispatcher's.
const (
	codeUsage       dispatcher.Code = "usage"
	codeUnreachable dispatcher.Code = "unreachable"
	codeInterrupted dispatcher.Code = "interrupted"
)

// usageError says that a command line cannot be understood.
type usageError struct{ where, what, cure string }

func (u *usageError) Error() string { return u.where + ": " + u.what + "; " + u.cure }

// errHelped ends a command that has printed its help.
var errHelped = errors.New("help was asked for")

// exit reports err on stderr, and returns the exit code that it stands for.
func (e *env) exit(err error) int {
	if err == nil || errors.Is(err, errHelped) {
		return exitOK
	}
	p, code := failure(err)
	text := &dispatcher.Error{Where: p.Where, What: p.What, Cure: p.Cure}
	fmt.Fprintln(e.stderr, "owabi: "+text.Error())
	if e.json {
		json.NewEncoder(e.stderr).Encode(api.ErrorReply{Error: p})
	}
	return code
}

// failure says of err what the user is told, and the exit code.
func failure(err error) (api.Problem, int) {
	var usage *usageError
	var gone *client.Unreachable
	var letter *templates.Error
	switch {
	case errors.As(err, &usage):
		return api.Problem{Code: codeUsage, Where: usage.where, What: usage.what, Cure: usage.cure}, exitUsage
	case errors.As(err, &gone):
		return unanswered(gone), exitUnreachable
	case errors.Is(err, context.Canceled):
		return api.Problem{Code: codeInterrupted, What: "interrupted"}, exitInterrupted
	case errors.As(err, &letter):
		return api.Problem{Code: dispatcher.Invalid, Where: letter.Where, What: letter.What, Cure: letter.Cure}, exitRefused
	}
	p := api.ProblemOf(err)
	if p.Code == dispatcher.Internal {
		return p, exitInternal
	}
	return p, exitRefused
}

func unanswered(u *client.Unreachable) api.Problem {
	p := api.Problem{Code: codeUnreachable, Where: u.At, What: "the server cannot be reached: " + u.Err.Error(),
		Cure: "start it with `owabi serve`, or say where it is with --data or --server"}
	if u.Sent {
		p.What = "no answer came: " + u.Err.Error()
		p.Cure = "what you asked for may have been done: look before you ask again"
	}
	return p
}
