package api

import (
	"cmp"
	"encoding/json"
	"errors"
	"io"
	"net/http"
	"net/url"
	"slices"
	"strings"
	"time"
	"unicode"
	"unicode/utf8"

	"github.com/owabi/owabi/dispatcher"
	"github.com/owabi/owabi/dispatcher/access"
	"github.com/owabi/owabi/dispatcher/api/gate"
)

// ActorHeader names who asks. The unix socket is trusted with it.
const ActorHeader = "Owabi-Actor"

const (
	localActor = "local"
	nameLimit  = 100 // bytes of an actor's or operator's name
)

func invalid(where, what, cure string) error {
	return &dispatcher.Error{Code: dispatcher.Invalid, Where: where, What: what, Cure: cure}
}

// actor returns who asks: the account that is signed in; a program's token, with
// the name that it says beside it; on the unix socket whom the request says, else
// "local".
func actor(r *http.Request) (string, error) {
	if s := gate.SessionOf(r.Context()); s != nil {
		return s.Account, nil
	}
	name := r.Header.Get(ActorHeader)
	if err := printable(ActorHeader, name); err != nil {
		return "", err
	}
	if t := gate.ProgramOf(r.Context()); t != nil {
		return program(t, name), nil
	}
	return cmp.Or(name, localActor), nil
}

// program is the actor of what a program does. No account has such an id.
func program(t *access.Token, name string) string {
	return strings.TrimSuffix("token:"+t.ID+"/"+name, "/")
}

// operator returns who calls, which the request must say. Who is signed in calls
// as themselves, and a program for people whom it names.
func operator(r *http.Request, name string) (string, error) {
	s, t := gate.SessionOf(r.Context()), gate.ProgramOf(r.Context())
	switch {
	case s != nil && name == "":
		return s.Account, nil
	case strings.TrimSpace(name) == "":
		return "", invalid("operator", "is missing", "say who calls")
	case s != nil && s.Account != name:
		return "", &dispatcher.Error{Code: dispatcher.Forbidden, Where: "operator", What: "is not who is signed in", Cure: "call in your own name"}
	case t != nil:
		return program(t, name), printable("operator", name)
	}
	return name, printable("operator", name)
}

func printable(where, name string) error {
	if len(name) > nameLimit || !utf8.ValidString(name) || strings.ContainsFunc(name, unicode.IsControl) {
		return invalid(where, "is no name", "use at most 100 bytes of printable UTF-8")
	}
	return nil
}

// read decodes the one JSON value of the body into v. A field that v does not
// have is refused, so that a misspelt one is not silently ignored.
func read(r *http.Request, v any) error {
	d := json.NewDecoder(r.Body)
	d.DisallowUnknownFields()
	if err := d.Decode(v); err != nil {
		return unread(err)
	}
	if _, err := d.Token(); err != io.EOF {
		return invalid("body", "holds more than one JSON value", "send one")
	}
	return nil
}

// unread says why a body does not read, without quoting its values.
func unread(err error) error {
	const cure = "docs/api.md shows what belongs there"
	var large *http.MaxBytesError
	var kind *json.UnmarshalTypeError
	field, isUnknown := strings.CutPrefix(err.Error(), "json: unknown field ")
	switch {
	case errors.As(err, &large):
		return err
	case isUnknown:
		return invalid("body", "has an unknown field "+field, cure)
	case errors.As(err, &kind):
		return invalid("body", "field "+kind.Field+" is of the wrong type", cure)
	}
	return invalid("body", "is no JSON that can be read", cure)
}

// query returns the request's parameters, each at most once and each of the
// names given.
func query(r *http.Request, names ...string) (url.Values, error) {
	q, err := url.ParseQuery(r.URL.RawQuery)
	if err != nil {
		return nil, invalid("query", "does not read", "escape it as RFC 3986 says")
	}
	for name, values := range q {
		if !slices.Contains(names, name) || len(values) > 1 {
			return nil, invalid("?"+name, "is unknown here, or given twice", "this door takes: "+strings.Join(names, ", "))
		}
	}
	return q, nil
}

// moment reads the parameter as_of; zero when it is not given.
func moment(q url.Values) (time.Time, error) {
	s := q.Get("as_of")
	if s == "" {
		return time.Time{}, nil
	}
	t, err := time.Parse(time.RFC3339, s)
	if err != nil {
		return t, invalid("?as_of", "is no time", "write it as 2023-02-26T18:00:00+09:00")
	}
	return t, nil
}

// unhurried lifts the server's bound on the time until the reply, for a door
// that may recount a whole campaign.
func unhurried(h handler) handler {
	return func(w http.ResponseWriter, r *http.Request) error {
		// A writer without deadlines has none to lift.
		http.NewResponseController(w).SetWriteDeadline(time.Time{})
		return h(w, r)
	}
}
