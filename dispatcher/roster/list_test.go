package roster

import (
	"errors"
	"io"
	"strings"
	"testing"

	"github.com/owabi/owabi/dispatcher"
)

// lines joins the rows of a list.
func lines(rows ...string) string { return strings.Join(rows, "\n") + "\n" }

// list reads a whole list that must not be refused.
func list(t *testing.T, text string) []Row {
	t.Helper()
	rows, err := readAll(text, Options{})
	if err != nil {
		t.Fatalf("the list is refused: %v", err)
	}
	return rows
}

func readAll(text string, o Options) ([]Row, error) {
	r, err := Open("list.csv", strings.NewReader(text), o)
	if err != nil {
		return nil, err
	}
	var rows []Row
	for {
		row, err := r.Next()
		if errors.Is(err, io.EOF) {
			return rows, nil
		}
		if err != nil {
			return rows, err
		}
		rows = append(rows, row)
	}
}

// plain is a person in the clear, for comparing.
type plain struct {
	Organisation                             bool
	Name, Reading, PostalCode, Address, Lang string
	Emails, Phones                           []string
	Fields                                   map[string]string
	Row                                      int
}

func reveal(p dispatcher.Person) plain {
	x := plain{Organisation: p.Organisation, Name: p.Name.Reveal(), Reading: p.Reading.Reveal(),
		PostalCode: p.PostalCode.Reveal(), Address: p.Address.Reveal(), Lang: p.Lang, Row: p.Row}
	for _, e := range p.Emails {
		x.Emails = append(x.Emails, e.Reveal())
	}
	for _, t := range p.Phones {
		x.Phones = append(x.Phones, t.Number.Reveal())
	}
	for k, v := range p.Fields {
		if x.Fields == nil {
			x.Fields = map[string]string{}
		}
		x.Fields[k] = v.Reveal()
	}
	return x
}

// whyOf returns the reasons of a row.
func whyOf(r Row) []string {
	var s []string
	for _, e := range r.Errors {
		s = append(s, e.Reason)
	}
	return s
}

// refusedFor checks that a list was refused for a reason, with place and cure.
func refusedFor(t *testing.T, err error, what string) {
	t.Helper()
	var e *dispatcher.Error
	if !errors.As(err, &e) || !strings.Contains(e.What, what) || e.Where == "" || e.Cure == "" {
		t.Errorf("error = %v, want a refusal for %q", err, what)
	}
}
