package api

import (
	"net/http"
	"path"
	"strconv"

	"github.com/owabi/owabi/dispatcher"
	"github.com/owabi/owabi/dispatcher/personal"
)

const pageLimit = 1000 // people in one reply

func (a *API) importPeople(w http.ResponseWriter, r *http.Request) error {
	who, err := actor(r)
	if err != nil {
		return err
	}
	q, err := query(r, append([]string{"name", "dry"}, listParameters...)...)
	if err != nil {
		return err
	}
	dry, err := yes(q.Get("dry"))
	if err != nil {
		return err
	}
	options, err := listOptions(r, q)
	if err != nil {
		return err
	}
	list := newUpload(w, r)
	b, err := a.s.People.Import(r.Context(), who, r.PathValue("id"), r.PathValue("audience"),
		dispatcher.Upload{Name: fileName(q.Get("name")), Content: list, Options: options, Dry: dry})
	list.end()
	if b.Errors == nil {
		b.Errors = []dispatcher.RowError{}
	}
	switch {
	case err != nil && b.Rows+len(b.Errors) > 0:
		return refused{err, b}
	case err != nil:
		return err
	}
	return reply(w, http.StatusOK, b)
}

// fileName is what errors call the list.
func fileName(s string) string {
	if s == "" {
		return "list"
	}
	return path.Base(s)
}

// yes reads a parameter that is a switch.
func yes(s string) (bool, error) {
	switch s {
	case "", "0":
		return false, nil
	case "1":
		return true, nil
	}
	return false, invalid("?dry", "is neither 0 nor 1", "write dry=1 to change nothing")
}

func (a *API) listPeople(w http.ResponseWriter, r *http.Request) error {
	q, err := peopleQuery(r)
	if err != nil {
		return err
	}
	people, next, err := a.s.People.List(r.Context(), r.PathValue("id"), q)
	if err != nil {
		return err
	}
	if people == nil {
		people = []dispatcher.PersonStatus{}
	}
	return reply(w, http.StatusOK, PeopleReply{people, next})
}

func peopleQuery(r *http.Request) (dispatcher.PeopleQuery, error) {
	q, err := query(r, "audience", "state", "after", "limit")
	if err != nil {
		return dispatcher.PeopleQuery{}, err
	}
	p := dispatcher.PeopleQuery{Audience: q.Get("audience"), State: q.Get("state"), After: q.Get("after")}
	if p.State != "" {
		var reach dispatcher.Reach
		if reach.UnmarshalText([]byte(p.State)) != nil {
			return p, invalid("?state", "is no state", "use pending, in_progress, reached, unreachable or withdrawn")
		}
	}
	p.Limit, err = limit(q.Get("limit"))
	return p, err
}

// limit reads how many a page may have, 0 when nobody says.
func limit(s string) (int, error) {
	if s == "" {
		return 0, nil
	}
	n, err := strconv.Atoi(s)
	if err != nil || n < 1 || n > pageLimit {
		return 0, invalid("?limit", "is out of range", "use 1 to 1000")
	}
	return n, nil
}

func (a *API) findPeople(w http.ResponseWriter, r *http.Request) error {
	who, err := actor(r)
	if err != nil {
		return err
	}
	if _, err := query(r); err != nil { // what is asked stays out of URLs
		return err
	}
	var body FindRequest
	if err := read(r, &body); err != nil {
		return err
	}
	found, err := a.s.People.Find(r.Context(), who, r.PathValue("id"), personal.New(body.Query), body.Reason)
	if err != nil {
		return err
	}
	return reply(w, http.StatusOK, found)
}

func (a *API) withdrawPerson(w http.ResponseWriter, r *http.Request) error {
	who, err := actor(r)
	if err != nil {
		return err
	}
	var body WithdrawRequest
	if err := read(r, &body); err != nil {
		return err
	}
	if body.Reason == "" {
		return invalid("reason", "is missing", "say why this person is no longer to be told")
	}
	if err := a.s.People.Withdraw(r.Context(), who, r.PathValue("id"), r.PathValue("case"), body.Reason); err != nil {
		return err
	}
	return reply(w, http.StatusOK, WithdrawReply{dispatcher.Withdrawn})
}

func (a *API) changeContact(w http.ResponseWriter, r *http.Request) error {
	who, err := actor(r)
	if err != nil {
		return err
	}
	if _, err := query(r); err != nil { // contacts stay out of URLs
		return err
	}
	var body ContactRequest
	if err := read(r, &body); err != nil {
		return err
	}
	c := dispatcher.ContactChange{Add: texts(body.Add), Retire: texts(body.Retire), Reason: body.Reason}
	changed, err := a.s.People.Contact(r.Context(), who, r.PathValue("id"), r.PathValue("case"), c)
	if err != nil {
		return err
	}
	return reply(w, http.StatusOK, changed)
}

func texts(all []string) []personal.Text {
	var t []personal.Text
	for _, s := range all {
		t = append(t, personal.New(s))
	}
	return t
}
