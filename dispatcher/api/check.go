package api

import (
	"bytes"
	"net/http"
	"time"

	"github.com/owabi/owabi/dispatcher"
	"github.com/owabi/owabi/dispatcher/personal"
	"github.com/owabi/owabi/templates/pages"
)

// showCheck shows the page on which a reference number is checked.
func (a *API) showCheck(w http.ResponseWriter, r *http.Request) error {
	return writeCheck(w, r, http.StatusOK, pages.Check{})
}

// checkNumber says whether a number is one of ours, and whose: nothing of the
// person. Numbers are not to be tried out here.
func (a *API) checkNumber(w http.ResponseWriter, r *http.Request) error {
	if !a.checks.may(r, time.Now()) {
		return writeCheck(w, r, http.StatusTooManyRequests, pages.Check{Verdict: pages.TooOften})
	}
	issuer, err := a.s.Pages.Check(r.Context(), personal.New(remark(r.PostFormValue("number"))))
	if dispatcher.CodeOf(err) == dispatcher.NotFound {
		return writeCheck(w, r, http.StatusOK, pages.Check{Verdict: pages.Foreign})
	}
	if err != nil {
		return err
	}
	o := pages.Organisation(issuer.Organisation)
	return writeCheck(w, r, http.StatusOK, pages.Check{Verdict: pages.Genuine, Issuer: &o})
}

func writeCheck(w http.ResponseWriter, r *http.Request, status int, c pages.Check) error {
	var b bytes.Buffer
	if err := c.Write(&b, language(r, dispatcher.Page{})); err != nil {
		return err
	}
	writePage(w, status, b.Bytes())
	return nil
}
