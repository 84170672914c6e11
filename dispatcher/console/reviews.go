package console

import (
	"net/http"

	"github.com/owabi/owabi/dispatcher"
	pages "github.com/owabi/owabi/templates/console"
)

// reviewsShown is how many reviews a page shows; the oldest come first.
const reviewsShown = 200

func (c *Console) showReviews(w http.ResponseWriter, r *http.Request) error {
	h, done := c.hand(r)
	defer done()
	v, err := c.reviews(r)
	if err != nil {
		return err
	}
	if h.solved != nil {
		v.Done, v.Solved = true, *h.solved
		h.solved = nil
	}
	return write(w, http.StatusOK, frame(w, r, pages.PageReviews, r.URL.Path), v)
}

func (c *Console) reviews(r *http.Request) (pages.Reviews, error) {
	list, err := c.s.Reviews.List(r.Context(), r.PathValue("id"))
	v := pages.Reviews{ID: r.PathValue("id"), All: len(list)}
	for _, x := range list[:min(len(list), reviewsShown)] {
		v.Shown = append(v.Shown, pages.Review{Attempt: x.Attempt, Audience: x.Audience, Channel: string(x.Channel), Try: x.Try, At: x.At})
	}
	return v, err
}

// resolve settles the reviews that were chosen.
func (c *Console) resolve(w http.ResponseWriter, r *http.Request) error {
	h, done := c.hand(r)
	defer done()
	if err := r.ParseForm(); err != nil {
		return badForm()
	}
	verdict := dispatcher.Verdict(r.PostForm.Get("verdict"))
	chosen := r.PostForm["attempt"]
	if len(chosen) == 0 || verdict != dispatcher.TakeAsHandedOver && verdict != dispatcher.SendAgain {
		v, err := c.reviews(r)
		if err != nil {
			return err
		}
		v.Wrong = true
		return write(w, http.StatusUnprocessableEntity, frame(w, r, pages.PageReviews, campaignPath(r)+"/reviews"), v)
	}
	n, err := c.s.Reviews.Resolve(r.Context(), operator(r), chosen, verdict)
	if err != nil {
		return err
	}
	h.solved = &n
	return see(w, r, campaignPath(r)+"/reviews")
}
