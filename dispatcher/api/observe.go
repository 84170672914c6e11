package api

import (
	"crypto/rand"
	"fmt"
	"net/http"
	"runtime"
	"runtime/debug"
	"time"
)

// RequestHeader names a request in the reply, so that a user can quote it and
// the office can find it in the log.
const RequestHeader = "Owabi-Request"

// observed remembers the status of a reply.
type observed struct {
	http.ResponseWriter
	status int
}

func (o *observed) WriteHeader(status int) {
	if o.status == 0 {
		o.status = status
	}
	o.ResponseWriter.WriteHeader(status)
}

func (o *observed) Write(b []byte) (int, error) {
	if o.status == 0 {
		o.status = http.StatusOK
	}
	return o.ResponseWriter.Write(b)
}

// Unwrap is for http.ResponseController.
func (o *observed) Unwrap() http.ResponseWriter { return o.ResponseWriter }

// observe logs one line a request: pattern, status, duration. The path stays
// out of it, for a page's path is a secret of its person. It also ends panics,
// which net/http would log with whatever text they hold.
func (a *API) observe(next http.Handler) http.Handler {
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		began, o := time.Now(), &observed{ResponseWriter: w}
		id := rand.Text()[:12]
		o.Header().Set(RequestHeader, id)
		defer func() {
			a.ended(o, id, recover())
			a.log.Info("request", "id", id, "route", r.Pattern, "status", o.status, "took", time.Since(began))
		}()
		next.ServeHTTP(o, r)
	})
}

// ended closes a request that panicked, or that wrote nothing.
func (a *API) ended(o *observed, id string, cause any) {
	switch {
	case cause != nil:
		a.log.Error("request panicked", "id", id, "cause", causeOf(cause), "stack", string(debug.Stack()))
		if o.status == 0 {
			o.WriteHeader(http.StatusInternalServerError)
		}
	case o.status == 0:
		o.WriteHeader(http.StatusOK)
	}
}

// causeOf tells what the runtime says of a panic, and of any other value its
// type alone.
func causeOf(cause any) string {
	if e, ok := cause.(runtime.Error); ok {
		return e.Error()
	}
	return fmt.Sprintf("%T", cause)
}
