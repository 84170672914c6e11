package console

import "time"

// Reviews is the attempts of a campaign whose outcome nobody knows, for a human
// to decide.
type Reviews struct {
	ID     string // of the campaign
	All    int    // how many there are
	Shown  []Review
	Solved int // just decided; with Done
	Done   bool
	Wrong  bool // nothing was chosen
}

// Review is one of them.
type Review struct {
	Attempt  string // id
	Audience string
	Channel  string
	Try      int
	At       time.Time
}

// Page renders it.
func (v Reviews) Page(f Frame) ([]byte, error) { return f.page(PageReviews, v) }

// Failure is the page of a request that was refused, or that failed.
type Failure struct {
	Status  int    // of HTTP
	Request string // id of the request in the server's log; with a failure of ours
	Said    Said
}

// Page renders it.
func (v Failure) Page(f Frame) ([]byte, error) { return f.page(PageTrouble, v) }
