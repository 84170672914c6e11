package console

// Sheets is the call sheets of one operator: calls to be made with paper in hand,
// and entered later.
type Sheets struct {
	ID           string // of the campaign
	State        string // name of a dispatcher.RunState
	Audiences    []string
	Dispositions []string
	Most         int // how many more can be taken
	Sheets       []Call
}

// Page renders it.
func (v Sheets) Page(f Frame) ([]byte, error) { return f.page(PageSheets, v) }
