package main

import (
	"context"

	"github.com/owabi/owabi/channels"
	"github.com/owabi/owabi/dispatcher"
	"github.com/owabi/owabi/dispatcher/roster"
	"github.com/owabi/owabi/templates"
)

// checked is the JSON form of a check.
type checked struct {
	ID       string                        `json:"id"`
	Warnings []string                      `json:"warnings"`
	Lists    map[string]dispatcher.Balance `json:"lists"` // by audience, of those that name a list
}

func campaignCheck(_ context.Context, e *env, args []string) error {
	words, err := e.parse(e.flags("campaign check"), args, 1, 1)
	if err != nil {
		return err
	}
	f, err := openFolder(words[0])
	if err != nil {
		return err
	}
	out, refusal := f.check()
	err = e.print(out, func() {
		for i := range f.campaign.Audiences {
			a := &f.campaign.Audiences[i]
			if b, ok := out.Lists[a.Name]; ok {
				e.balance(a.List, b)
			}
		}
		e.warnings(out.Warnings)
		if refusal == nil {
			e.sayf("campaign.fit", out.ID)
		}
	})
	if refusal != nil {
		return refusal
	}
	return err
}

// check checks a campaign's file, its letters and its lists. What it found up
// to a refusal comes with it.
func (f *folder) check() (checked, error) {
	out := checked{ID: f.campaign.ID, Warnings: []string{}, Lists: map[string]dispatcher.Balance{}}
	set, err := templates.Parse(f.files.Letters)
	if err != nil {
		return out, err
	}
	// Which channels a server has is for that server to check.
	warnings, err := f.campaign.Check(set, channels.All[:])
	if err != nil {
		return out, err
	}
	out.Warnings = append(out.Warnings, warnings...)
	return out, f.checkLists(set, out.Lists)
}

// checkLists checks the lists that the campaign's file names, and the letters
// against their columns. It goes through all of them, and returns the first
// refusal.
func (f *folder) checkLists(set *templates.Set, balances map[string]dispatcher.Balance) error {
	var refusal error
	for i := range f.campaign.Audiences {
		a := &f.campaign.Audiences[i]
		if a.List == "" {
			continue
		}
		b, err := checkList(f.beside(a.List), a.Columns)
		if err == nil {
			err = f.campaign.CheckColumns(set, a, fields(b.Columns))
		}
		if b.Rows > 0 {
			balances[a.Name] = b
		}
		if refusal == nil {
			refusal = err
		}
	}
	return refusal
}

// fields lists the columns that a letter can name.
func fields(columns []dispatcher.Column) []string {
	var all []string
	for _, c := range columns {
		if c.As == "field" {
			all = append(all, c.Header)
		}
	}
	return all
}

// checkList says what would become of the rows of a list.
func checkList(path string, columns map[string]string) (dispatcher.Balance, error) {
	in, _, err := openList(path)
	if err != nil {
		return dispatcher.Balance{}, err
	}
	defer in.Close()
	return roster.Check(path, in, roster.Options{Columns: columns})
}

func peopleCheck(_ context.Context, e *env, args []string) error {
	fs := e.flags("people check")
	file := fs.String("campaign", "", "flag.campaign")
	name := fs.String("audience", "", "flag.audience")
	words, err := e.parse(fs, args, 1, 1)
	if err != nil {
		return err
	}
	if (*file == "") != (*name == "") {
		return misuse(fs, "--campaign and --audience go together")
	}
	columns, err := columnsOf(*file, *name)
	if err != nil {
		return err
	}
	b, refusal := checkList(words[0], columns)
	if refusal != nil && b.Rows == 0 {
		return refusal
	}
	if err := e.print(b, func() { e.balance(words[0], b) }); err != nil {
		return err
	}
	return refusal
}

// columnsOf is what an audience of a campaign's file says of its list's
// columns.
func columnsOf(file, audience string) (map[string]string, error) {
	if file == "" {
		return nil, nil
	}
	f, err := openFolder(file)
	if err != nil {
		return nil, err
	}
	i := f.campaign.Audience(audience)
	if i < 0 {
		return nil, &dispatcher.Error{Code: dispatcher.NotFound, Where: file, What: "it has no audience " + audience,
			Cure: "name one that stands under audiences"}
	}
	return f.campaign.Audiences[i].Columns, nil
}
