package console

import (
	"net/http"
	"slices"
	"strings"

	"github.com/owabi/owabi/dispatcher"
	pages "github.com/owabi/owabi/templates/console"
)

// batchesShown is how many batches the page shows; the newest come first.
const batchesShown = 100

func (c *Console) showLetters(w http.ResponseWriter, r *http.Request) error {
	h, done := c.hand(r)
	defer done()
	v, err := c.letters(r)
	if err != nil {
		return err
	}
	v.Returned, v.Reach = h.returned, h.reach
	h.returned, h.reach = "", ""
	return write(w, http.StatusOK, frame(w, r, pages.PageLetters, r.URL.Path), v)
}

func (c *Console) letters(r *http.Request) (pages.Letters, error) {
	v := pages.Letters{ID: r.PathValue("id")}
	list, waiting, err := c.s.Letters.List(r.Context(), v.ID)
	v.Waiting = waiting
	slices.Reverse(list)
	for _, b := range list[:min(len(list), batchesShown)] {
		v.Batches = append(v.Batches, pages.Batch{Number: b.Number, State: string(b.State), Letters: b.Letters, At: b.At, Posted: b.Posted})
	}
	return v, err
}

// returned records a letter that came back, by the number that was typed or
// scanned.
func (c *Console) returned(w http.ResponseWriter, r *http.Request) error {
	h, done := c.hand(r)
	defer done()
	if err := r.ParseForm(); err != nil {
		return badForm()
	}
	number := strings.TrimSpace(r.PostForm.Get("number"))
	recorded, err := c.s.Letters.Returned(r.Context(), operator(r), number, strings.TrimSpace(r.PostForm.Get("reason")))
	if code := dispatcher.CodeOf(err); err != nil && (code == dispatcher.Invalid || code == dispatcher.NotFound || code == dispatcher.Conflict) {
		v, failed := c.letters(r)
		if failed != nil {
			return failed
		}
		v.Said = said(err)
		return write(w, http.StatusUnprocessableEntity, frame(w, r, pages.PageLetters, campaignPath(r)+"/letters"), v)
	}
	if err != nil {
		return err
	}
	h.returned, h.reach = number, recorded.Reach.String()
	return see(w, r, campaignPath(r)+"/letters")
}
