package api

import (
	"net/http"

	"github.com/owabi/owabi/dispatcher"
)

// status answers for one campaign, or for all of them where the path names
// none.
func (a *API) status(w http.ResponseWriter, r *http.Request) error {
	id, names := r.PathValue("id"), []string{"as_of"}
	if id != "" {
		names = append(names, "audience")
	}
	q, err := query(r, names...)
	if err != nil {
		return err
	}
	at, err := moment(q)
	if err != nil {
		return err
	}
	list, err := a.s.Figures.Status(r.Context(), id, q.Get("audience"), at)
	if err != nil {
		return err
	}
	return replyList(w, list)
}

func (a *API) statement(w http.ResponseWriter, r *http.Request) error {
	q, err := query(r, "as_of", "lang")
	if err != nil {
		return err
	}
	at, err := moment(q)
	if err != nil {
		return err
	}
	lang := q.Get("lang") // empty: the campaign's
	if lang != "" && lang != "ja" && lang != "en" {
		return invalid("?lang", "is no language of ours", "use ja or en")
	}
	text, err := a.s.Figures.Statement(r.Context(), r.PathValue("id"), at, lang)
	if err != nil {
		return err
	}
	return reply(w, http.StatusOK, StatementReply{text})
}

func (a *API) verify(w http.ResponseWriter, r *http.Request) error {
	v, err := a.s.Figures.Verify(r.Context(), r.PathValue("id"))
	if err != nil {
		return err
	}
	if v.Differences == nil {
		v.Differences = []string{}
	}
	return reply(w, http.StatusOK, v)
}

func (a *API) listReviews(w http.ResponseWriter, r *http.Request) error {
	list, err := a.s.Reviews.List(r.Context(), r.PathValue("id"))
	if err != nil {
		return err
	}
	return replyList(w, list)
}

func (a *API) resolveReviews(w http.ResponseWriter, r *http.Request) error {
	who, err := actor(r)
	if err != nil {
		return err
	}
	var body ResolveRequest
	if err := read(r, &body); err != nil {
		return err
	}
	switch {
	case len(body.Attempts) == 0:
		return invalid("attempts", "is empty", "name the attempts, as the list of reviews does")
	case body.Verdict != dispatcher.TakeAsHandedOver && body.Verdict != dispatcher.SendAgain:
		return invalid("verdict", "is none of ours", "use handed_over or send_again")
	}
	n, err := a.s.Reviews.Resolve(r.Context(), who, body.Attempts, body.Verdict)
	if err != nil {
		return err
	}
	return reply(w, http.StatusOK, ResolveReply{n})
}

func (a *API) repair(w http.ResponseWriter, r *http.Request) error {
	who, err := actor(r)
	if err != nil {
		return err
	}
	n, err := a.s.Figures.Repair(r.Context(), who, r.PathValue("id"))
	if err != nil {
		return err
	}
	return reply(w, http.StatusOK, RepairReply{n})
}
