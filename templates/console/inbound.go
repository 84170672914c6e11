package console

// Inbound is the page of those who call the office: looking for somebody, those
// who were found, or the person who calls.
type Inbound struct {
	ID           string // of the campaign
	Reason       string // for the journal
	Asked        bool   // somebody was looked for
	Found        []Found
	More         bool // than are shown
	Wrong        *Said
	Languages    []string
	Dispositions []string // in their order; empty where one says nothing of an inbound call
	Flags        []string
	Notices      []Notice
	Call         *Call // the person who calls; nil: nobody yet
}

// Found is somebody who was found.
type Found struct {
	Case     string
	Name     string
	Reading  string
	Audience string
	State    string // name of a dispatcher.Reach
	Review   bool
	Closed   bool // a protected person: shown to named staff only
}

// Page renders it.
func (v Inbound) Page(f Frame) ([]byte, error) { return f.page(PageInbound, v) }
