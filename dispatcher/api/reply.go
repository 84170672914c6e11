package api

import (
	"encoding/json"
	"errors"
	"fmt"
	"net/http"

	"github.com/owabi/owabi/dispatcher"
)

// answer serves a door of the office listener: bounded body, JSON either way.
func (a *API) answer(rt route) http.Handler {
	h := http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		if err := rt.handle(w, r); err != nil {
			a.refuse(w, r, err)
		}
	})
	// Not by changing r.Body: the server would no longer know a client that
	// waits to be asked, and would ask for a body that nobody wants.
	return http.MaxBytesHandler(h, rt.limit)
}

// refused is an error with the balance of the list that was refused.
type refused struct {
	error
	balance dispatcher.Balance
}

func (r refused) Unwrap() error { return r.error }

// refuse answers with err. What went wrong inside goes to the log, and the
// reply names the place in it.
func (a *API) refuse(w http.ResponseWriter, r *http.Request, err error) {
	err = sized(err)
	body := ErrorReply{Error: ProblemOf(err)}
	if body.Error.Code == dispatcher.Internal {
		body.Error = a.internal(w, r, err)
	}
	var list refused
	if errors.As(err, &list) {
		body.Balance = &list.balance
	}
	reply(w, statusOf(err), body)
}

// internal logs err and returns what the caller may know of it.
func (a *API) internal(w http.ResponseWriter, r *http.Request, err error) Problem {
	id := w.Header().Get(RequestHeader)
	if r.Context().Err() == nil {
		a.log.Error("request failed", "id", id, "route", r.Pattern, "error", err)
	}
	return Problem{Code: dispatcher.Internal, Where: "request " + id, What: "the server failed",
		Cure: "its log says why, under this id"}
}

// sized turns a body over its limit into an error that says so.
func sized(err error) error {
	var large *http.MaxBytesError
	if !errors.As(err, &large) {
		return err
	}
	return errors.Join(&dispatcher.Error{Code: dispatcher.Invalid, Where: "body", What: "is larger than this door takes",
		Cure: "send less at once; docs/api.md has the limits"}, err)
}

func statusOf(err error) int {
	var large *http.MaxBytesError
	switch code := dispatcher.CodeOf(err); {
	case errors.As(err, &large):
		return http.StatusRequestEntityTooLarge
	case code == dispatcher.Invalid:
		return http.StatusBadRequest
	case code == dispatcher.NotFound:
		return http.StatusNotFound
	case code == dispatcher.Conflict:
		return http.StatusConflict
	case code == dispatcher.Forbidden:
		return http.StatusForbidden
	}
	return http.StatusInternalServerError
}

// reply writes v as JSON. A client that has gone away is not told again.
func reply(w http.ResponseWriter, status int, v any) error {
	body, err := json.Marshal(v)
	if err != nil {
		return fmt.Errorf("api: write reply: %w", err)
	}
	h := w.Header()
	h.Set("Content-Type", "application/json; charset=utf-8")
	h.Set("Cache-Control", "no-store")
	h.Set("X-Content-Type-Options", "nosniff")
	w.WriteHeader(status)
	w.Write(append(body, '\n'))
	return nil
}

// replyList writes a list, empty rather than null.
func replyList[T any](w http.ResponseWriter, list []T) error {
	if list == nil {
		list = []T{}
	}
	return reply(w, http.StatusOK, list)
}

func noDoor(_ http.ResponseWriter, r *http.Request) error {
	return &dispatcher.Error{Code: dispatcher.NotFound, Where: r.Method + " " + r.URL.Path, What: "there is no such door",
		Cure: "docs/api.md lists them"}
}

func foreign(http.ResponseWriter, *http.Request) error {
	return &dispatcher.Error{Code: dispatcher.Forbidden, What: "the request comes from a page of another site",
		Cure: "open the office's own address"}
}
