package console

import (
	"errors"
	"net/http"

	"github.com/owabi/owabi/dispatcher"
	"github.com/owabi/owabi/dispatcher/api"
	"github.com/owabi/owabi/dispatcher/api/gate"
	pages "github.com/owabi/owabi/templates/console"
)

// page serves h, and shows its error as a page.
func (c *Console) page(h func(http.ResponseWriter, *http.Request) error) http.Handler {
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		if gate.SessionOf(r.Context()) == nil {
			http.Error(w, "401", http.StatusUnauthorized) // not mounted behind the gate
			return
		}
		if err := h(w, r); err != nil {
			c.fail(w, r, err)
		}
	})
}

// operator is who asks: the actor of what is done.
func operator(r *http.Request) string { return gate.SessionOf(r.Context()).Account }

// frame is what stands around a page of a request.
func frame(w http.ResponseWriter, r *http.Request, page, here string) pages.Frame {
	s := gate.SessionOf(r.Context())
	return pages.Frame{Lang: gate.Language(w, r), Page: page, Here: here, Campaign: r.PathValue("id"), Operator: s.Name, May: s.May}
}

// view is a page of templates/console.
type view interface {
	Page(pages.Frame) ([]byte, error)
}

func write(w http.ResponseWriter, status int, f pages.Frame, v view) error {
	html, err := v.Page(f)
	if err != nil {
		return err
	}
	w.Header().Set("Content-Type", "text/html; charset=utf-8")
	w.WriteHeader(status)
	w.Write(html)
	return nil
}

// see sends the browser on to a page, so that loading it again sends no form
// again.
func see(w http.ResponseWriter, r *http.Request, path string) error {
	http.Redirect(w, r, path, http.StatusSeeOther)
	return nil
}

// fail shows err as a page. What went wrong inside goes to the log, and the
// page names the place in it.
func (c *Console) fail(w http.ResponseWriter, r *http.Request, err error) {
	v := pages.Failure{Status: statusOf(err), Said: said(err)}
	if v.Status == http.StatusInternalServerError {
		v.Said, v.Request = pages.Said{}, w.Header().Get(api.RequestHeader)
		if r.Context().Err() == nil {
			c.log.Error("page failed", "id", v.Request, "route", r.Pattern, "error", err)
		}
	}
	f := frame(w, r, pages.PageTrouble, "/")
	if v.Status == http.StatusNotFound {
		f.Campaign = "" // it may be the one that is not there
	}
	if err := write(w, v.Status, f, v); err != nil {
		c.log.Error("page failed", "route", r.Pattern, "error", err)
		http.Error(w, "500", http.StatusInternalServerError)
	}
}

func said(err error) pages.Said {
	var e *dispatcher.Error
	if !errors.As(err, &e) {
		return pages.Said{}
	}
	return pages.Said{Where: e.Where, What: e.What, Cure: e.Cure}
}

func statusOf(err error) int {
	var large *http.MaxBytesError
	switch code := dispatcher.CodeOf(err); {
	case errors.Is(err, errCrowded):
		return http.StatusServiceUnavailable
	case errors.As(err, &large), code == dispatcher.Invalid:
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

func noPage(http.ResponseWriter, *http.Request) error {
	return &dispatcher.Error{Code: dispatcher.NotFound, What: "there is no such page"}
}

func badForm() error {
	return &dispatcher.Error{Code: dispatcher.Invalid, What: "this form was not filled as the page has it", Cure: "open the page anew"}
}
