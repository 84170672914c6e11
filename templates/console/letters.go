package console

import "time"

// Letters is the post room: the batches of a campaign, and the numbers of the
// letters that come back.
type Letters struct {
	ID       string // of the campaign
	Waiting  int    // letters on the list
	Batches  []Batch
	Returned string // number just recorded
	Reach    string // of its person, after it
	Said     Said   // why the number was refused
}

// Batch is letters that are printed and posted together.
type Batch struct {
	Number  int
	State   string
	Letters int
	At      time.Time
	Posted  time.Time // zero before that
}

// Page renders it.
func (v Letters) Page(f Frame) ([]byte, error) { return f.page(PageLetters, v) }
