package api

import (
	"net/http"

	"github.com/owabi/owabi/dispatcher"
)

// showBounces tells how many messages came back, by what they say.
func (a *API) showBounces(w http.ResponseWriter, r *http.Request) error {
	if _, err := query(r); err != nil {
		return err
	}
	counts := map[dispatcher.News]int{}
	if a.s.Returns != nil {
		counts = a.s.Returns.Counts()
	}
	return reply(w, http.StatusOK, counts)
}
