package console

import (
	"net/http"
	"strconv"

	"github.com/owabi/owabi/dispatcher"
	pages "github.com/owabi/owabi/templates/console"
)

// sheetsMost is how many call sheets an operator has at a time.
const sheetsMost = 20

// onPaper is the operator as who somebody takes calls on paper: what they have in
// hand there is apart from the call that is on their screen.
func onPaper(r *http.Request) string { return dispatcher.OnPaper(operator(r)) }

// showSheets shows the call sheets that somebody has taken, to be printed: calls
// that count as dialled, with a number, a script and a place for the result.
func (c *Console) showSheets(w http.ResponseWriter, r *http.Request) error {
	v, err := c.desk(r, &hand{})
	if err != nil {
		return err
	}
	inHand, err := c.s.Hands.InHand(r.Context(), onPaper(r), v.ID)
	if err != nil {
		return err
	}
	p := pages.Sheets{ID: v.ID, State: v.State, Audiences: v.Audiences, Dispositions: v.Dispositions, Most: max(0, sheetsMost-len(inHand))}
	for _, h := range inHand {
		s, err := c.s.Desk.Dial(r.Context(), onPaper(r), h.Attempt) // of a call that was dialled it changes nothing
		if dispatcher.CodeOf(err) == dispatcher.Conflict && err != nil {
			continue // reached, or in review, meanwhile
		}
		if err != nil {
			return err
		}
		p.Sheets = append(p.Sheets, pages.Call{Offer: offerOf(s.Offer), Number: s.Number, Extension: s.Extension, Script: pages.Script(s.Script)})
	}
	return write(w, http.StatusOK, frame(w, r, pages.PageSheets, campaignPath(r)+"/sheets"), p)
}

// takeSheets takes the next people on paper.
func (c *Console) takeSheets(w http.ResponseWriter, r *http.Request) error {
	id := r.PathValue("id")
	n, err := strconv.Atoi(r.PostFormValue("n"))
	if err != nil || n < 1 || n > sheetsMost {
		return badForm()
	}
	inHand, err := c.s.Hands.InHand(r.Context(), onPaper(r), id)
	if err != nil {
		return err
	}
	for range min(n, sheetsMost-len(inHand)) {
		o, ok, err := c.s.Desk.Next(r.Context(), onPaper(r), id, r.PostFormValue("audience"), nil)
		if err != nil {
			return err
		}
		if !ok {
			break
		}
		if _, err := c.s.Desk.Dial(r.Context(), onPaper(r), o.Attempt); err != nil && dispatcher.CodeOf(err) != dispatcher.Conflict {
			return err
		}
	}
	return see(w, r, campaignPath(r)+"/sheets")
}
