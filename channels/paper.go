package channels

import (
	"context"

	"github.com/owabi/owabi/dispatcher/personal"
)

// Paper is a letter to be printed: a Message, and what only paper needs. The
// Message's To is the postal address as the list has it.
type Paper struct {
	Message
	Number     string          // by which a letter that comes back is known; seen through the window
	PostalCode personal.Text   //
	Addressees []personal.Text // each with 様 or 御中, a line each
	Link       personal.Text   // the person's page, printed as a code to scan; may be empty
	Reference  string          // the person's reference number, printed below that code
	Marks      []string        // 親展, 転送不要: seen through the window
}

// Press is an optional power of a Sender whose messages are printed in
// batches. It is safe for concurrent use.
type Press interface {
	// Unfit looks at a letter before it is printed. The zero value says that it
	// can be.
	Unfit(p *Paper) Unfit
	// Print makes a PDF of letters, one after the other, each on pages of its
	// own, and says how many pages each has. The same letters make the same
	// bytes.
	Print(ctx context.Context, letters []Paper) (pdf []byte, pages []int, err error)
	// Proof reads a PDF back, and refuses one of which any page holds more, less
	// or anything else than the letters say.
	Proof(ctx context.Context, pdf []byte, letters []Paper) error
}

// Unfit says why a letter cannot be printed as it stands, for a human to look
// at.
type Unfit struct {
	Part    string   `json:"part"`              // "name", "address", "text"
	Missing []string `json:"missing,omitempty"` // characters that the font lacks, as code points: "U+20BB7"
	TooLong bool     `json:"too_long,omitempty"`
}

// Fit reports whether nothing is wrong.
func (u Unfit) Fit() bool { return u.Part == "" }
