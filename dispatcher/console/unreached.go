package console

import (
	"net/http"
	"time"

	"github.com/owabi/owabi/dispatcher"
	pages "github.com/owabi/owabi/templates/console"
)

// unreachedShown is how many people a page shows.
const unreachedShown = 50

// unreachedStates are those of people who are still to be reached.
var unreachedStates = [...]dispatcher.Reach{dispatcher.InProgress, dispatcher.Unreachable, dispatcher.Pending}

// showUnreached lists people who are still to be reached, with what came of the
// last attempt, and when the next one is.
func (c *Console) showUnreached(w http.ResponseWriter, r *http.Request) error {
	h, done := c.hand(r)
	defer done()
	v, err := c.unreached(r)
	if err != nil {
		return err
	}
	v.Ordered, h.ordered = h.ordered, nil
	return write(w, http.StatusOK, frame(w, r, pages.PageUnreached, r.URL.Path), v)
}

func (c *Console) unreached(r *http.Request) (pages.Unreached, error) {
	q := r.URL.Query()
	v := pages.Unreached{ID: r.PathValue("id"), State: unreachedStates[0].String(), After: q.Get("after")}
	for _, s := range unreachedStates {
		v.States = append(v.States, s.String())
		if q.Get("state") == s.String() {
			v.State = s.String()
		}
	}
	now, err := c.now(r)
	if err != nil {
		return v, err
	}
	for n := range 7 {
		v.Days = append(v.Days, now.AddDate(0, 0, n).Format(time.DateOnly))
	}
	people, next, err := c.s.People.List(r.Context(), v.ID, dispatcher.PeopleQuery{State: v.State, After: v.After, Limit: unreachedShown})
	v.Next = next
	for _, p := range people {
		v.Shown = append(v.Shown, pages.Person{ID: p.ID, Audience: p.Audience, Attempts: p.Attempts, Last: p.Last, LastAt: p.LastAt, Next: p.Next, Review: p.Review})
	}
	return v, err
}

// bands are the parts of a day in which people are called again, by the hour at
// which they begin.
var bands = map[string]int{"morning": 9, "noon": 12, "afternoon": 14, "evening": 17, "night": 19}

// callAgain has the people who were chosen called again in another part of a
// day.
func (c *Console) callAgain(w http.ResponseWriter, r *http.Request) error {
	h, done := c.hand(r)
	defer done()
	now, err := c.now(r)
	if err != nil {
		return err
	}
	if err := r.ParseForm(); err != nil {
		return badForm()
	}
	hour, known := bands[r.PostForm.Get("band")]
	day, err := time.ParseInLocation(time.DateOnly, r.PostForm.Get("day"), now.Location())
	if err != nil || !known || len(r.PostForm["person"]) == 0 || len(r.PostForm["person"]) > unreachedShown {
		return badForm()
	}
	at := time.Date(day.Year(), day.Month(), day.Day(), hour, 0, 0, 0, now.Location())
	if h.ordered, err = c.order(r, at); err != nil {
		return err
	}
	to := campaignPath(r) + "/unreached?state=" + stateOf(r.PostForm.Get("state"))
	return see(w, r, to)
}

// stateOf is a state as a form gave it, the first when it is none.
func stateOf(s string) string {
	for _, known := range unreachedStates {
		if s == known.String() {
			return s
		}
	}
	return unreachedStates[0].String()
}

// order orders the calls, and counts those that cannot be.
func (c *Console) order(r *http.Request, at time.Time) (*pages.Ordered, error) {
	o := &pages.Ordered{At: at}
	for _, person := range r.PostForm["person"] {
		err := c.s.Hands.CallAgain(r.Context(), operator(r), r.PathValue("id"), person, at)
		switch {
		case err == nil:
			o.Done++
		case dispatcher.CodeOf(err) == dispatcher.Conflict:
			o.Refused++
		default:
			return nil, err
		}
	}
	return o, nil
}
