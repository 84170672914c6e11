package sandbox

import (
	"net/http"
	"net/url"
	"strconv"
	"time"
)

// list shows the messages that a query asks for, the newest first.
func (t *Twilio) list(w http.ResponseWriter, r *http.Request) {
	q := r.URL.Query()
	size := bounded(q.Get("PageSize"), 50, 1, 1000)
	page := bounded(q.Get("Page"), 0, 0, 1<<20)
	start := page * size
	found := []resource{}
	matches := 0
	t.mu.Lock()
	for i := len(t.messages) - 1; i >= 0; i-- {
		m := t.messages[i]
		if !m.matches(q) {
			continue
		}
		if matches >= start && len(found) < size {
			found = append(found, t.show(m))
		}
		matches++
	}
	t.mu.Unlock()
	uri := func(page int) string {
		q.Set("Page", strconv.Itoa(page))
		q.Set("PageSize", strconv.Itoa(size))
		return "/" + apiVersion + "/Accounts/" + t.config.AccountSID + "/Messages.json?" + q.Encode()
	}
	var next, previous *string
	if matches > start+size {
		s := uri(page + 1)
		next = &s
	}
	if page > 0 {
		s := uri(page - 1)
		previous = &s
	}
	t.answer(w, http.StatusOK, map[string]any{"messages": found, "page": page, "page_size": size, "start": start, "end": max(start, start+len(found)-1),
		"uri": uri(page), "first_page_uri": uri(0), "next_page_uri": next, "previous_page_uri": previous})
}

// bounded reads a number of a query.
func bounded(s string, standard, least, most int) int {
	n, err := strconv.Atoi(s)
	if err != nil {
		return standard
	}
	return min(max(n, least), most)
}

// matches reports whether a query asks for the message. The days are those of
// GMT, and a message that has not been sent has none.
func (m *message) matches(q url.Values) bool {
	if to := q.Get("To"); to != "" && to != m.to {
		return false
	}
	if from := q.Get("From"); from != "" && from != m.from {
		return false
	}
	for name, fits := range map[string]func(sent, day string) bool{
		"DateSent":  func(sent, day string) bool { return sent == day },
		"DateSent<": func(sent, day string) bool { return sent <= day },
		"DateSent>": func(sent, day string) bool { return sent >= day },
	} {
		day := q.Get(name)
		if day == "" {
			continue
		}
		if len(day) > len(time.DateOnly) {
			day = day[:len(time.DateOnly)]
		}
		if m.sent.IsZero() || !fits(m.sent.UTC().Format(time.DateOnly), day) {
			return false
		}
	}
	return true
}
