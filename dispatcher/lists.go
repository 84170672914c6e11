package dispatcher

import (
	"fmt"
	"io"
	"slices"
	"strings"

	"github.com/owabi/owabi/dispatcher/personal"
)

// ListOptions say how to read a list where the file alone does not tell. The
// zero value guesses what can be guessed, and refuses what has to be decided.
type ListOptions struct {
	// Columns maps a header of the file to a known column (see
	// roster.KnownColumns), or to "field" for a column that only looks like a
	// known one.
	Columns map[string]string

	Encoding   string        // of a text file: "utf-8", "utf-16" or "cp932"; guessed when empty
	Hidden     string        // rows, columns and sheets that a spreadsheet hides: "include" or "exclude"; when empty they refuse the list
	Unreadable string        // rows with characters that cannot be read: "reject", or "keep" the person; "reject" when empty
	Sheet      string        // of a workbook, by its name; empty for the only one with people
	Lang       string        // of the reasons: "ja" or "en"; "en" when empty
	Password   personal.Text // of a workbook
}

// The values of ListOptions.
const (
	UTF8  = "utf-8"
	UTF16 = "utf-16"
	CP932 = "cp932" // Shift_JIS as Windows writes it

	IncludeHidden = "include"
	ExcludeHidden = "exclude"

	RejectUnreadable = "reject"
	KeepUnreadable   = "keep"
)

// Check refuses a value that is none of those above.
func (o *ListOptions) Check() error {
	for _, v := range []struct {
		where, value string
		known        []string
	}{
		{"encoding", o.Encoding, []string{UTF8, UTF16, CP932}},
		{"hidden", o.Hidden, []string{IncludeHidden, ExcludeHidden}},
		{"unreadable", o.Unreadable, []string{RejectUnreadable, KeepUnreadable}},
		{"lang", o.Lang, []string{"ja", "en"}},
	} {
		if v.value != "" && !slices.Contains(v.known, v.value) {
			return &Error{Code: Invalid, Where: v.where, What: fmt.Sprintf("it cannot be %.40q", v.value), Cure: "use " + strings.Join(v.known, " or ")}
		}
	}
	return nil
}

// Upload is a list on its way into an audience.
type Upload struct {
	Name    string      // of the file, for errors
	Content io.Reader   // the caller closes it
	Options ListOptions // Columns are the audience's, whatever they say here
	Dry     bool        // say what would happen, and change nothing
}

// ListSource says how a list was read: what was guessed, and where it stands.
type ListSource struct {
	Encoding string `json:"encoding,omitempty"` // of a text file: "utf-8", "utf-16", "cp932"
	Sheet    string `json:"sheet,omitempty"`    // of a workbook
	Header   int    `json:"header,omitempty"`   // row of the header; rows above it are titles and do not count
}
