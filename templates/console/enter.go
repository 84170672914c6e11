package console

// Enter is the page at which people come in.
type Enter struct {
	To      string // path to go to afterwards
	Name    string // as it was given, when something else was wrong
	Trouble Trouble
}

// Trouble says why an entry was refused.
type Trouble string

// The troubles at entry.
const (
	NoTrouble  Trouble = ""
	WrongToken Trouble = "token"
	NoName     Trouble = "name"
	TooMany    Trouble = "many"
)

// Page renders it.
func (v Enter) Page(f Frame) ([]byte, error) { return f.page(PageEnter, v) }
