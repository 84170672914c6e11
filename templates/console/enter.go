package console

// Enter is the page at which people sign in.
type Enter struct {
	To      string // path to go to afterwards
	ID      string // as it was given, when something was wrong
	Trouble Trouble
}

// Trouble says why somebody was not let in, or is out: names of an
// access.Refusal, or of an access.Ending.
type Trouble string

// NoTrouble is none.
const NoTrouble Trouble = ""

// Page renders it.
func (v Enter) Page(f Frame) ([]byte, error) { return f.page(PageEnter, v) }

// First is the page at which the first admin makes an account, with the key of a
// link.
type First struct {
	Token, ID, Name string // as they were given, when something was wrong
	Wrong           string // "token", "id", "name", "password", "again"; empty: nothing
}

// Page renders it.
func (v First) Page(f Frame) ([]byte, error) { return f.page(PageFirst, v) }

// Factor is the page that asks for the code of the second factor, and shows the
// key to set it up with where there is none yet.
type Factor struct {
	To      string
	Key     string // empty: set up already
	URI     string // the same for authenticators on this device
	Trouble Trouble
}

// Page renders it.
func (v Factor) Page(f Frame) ([]byte, error) { return f.page(PageFactor, v) }
