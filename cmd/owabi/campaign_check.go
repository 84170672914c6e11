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
	Texts    []texts                       `json:"texts,omitempty"`
}

func campaignCheck(_ context.Context, e *env, args []string) error {
	fs := e.flags("campaign check")
	price := fs.Float64("segment-price", 0, "flag.segment-price")
	words, err := e.parse(fs, args, 1, 1)
	if err != nil {
		return err
	}
	f, err := openFolder(words[0])
	if err != nil {
		return err
	}
	out, refusal := f.check(e.reads(), *price)
	err = e.print(out, func() {
		for i := range f.campaign.Audiences {
			a := &f.campaign.Audiences[i]
			if b, ok := out.Lists[a.Name]; ok {
				e.balance(a.List, b)
			}
		}
		e.sayTexts(out.Texts)
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

// check checks a campaign's file, its letters and its lists; lang is the
// language of the reasons, and price that of a segment of a text message. What it
// found up to a refusal comes with it.
func (f *folder) check(lang string, price float64) (checked, error) {
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
	if err := f.checkLists(set, lang, out.Lists); err != nil {
		return out, err
	}
	return out, f.countTexts(set, &out, price)
}

// checkLists checks the lists that the campaign's file names, and the letters
// against their columns. It goes through all of them, and returns the first
// refusal.
func (f *folder) checkLists(set *templates.Set, lang string, balances map[string]dispatcher.Balance) error {
	var refusal error
	for i := range f.campaign.Audiences {
		a := &f.campaign.Audiences[i]
		if a.List == "" {
			continue
		}
		b, err := checkList(f.beside(a.List), a.Columns, lang)
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
		if c.As == "field" || c.As == "id" {
			all = append(all, c.Header)
		}
	}
	return all
}

// checkList says what would become of the rows of a list.
func checkList(path string, columns map[string]string, lang string) (dispatcher.Balance, error) {
	in, _, err := openList(path)
	if err != nil {
		return dispatcher.Balance{}, err
	}
	defer in.Close()
	return roster.Check(path, in, dispatcher.ListOptions{Columns: columns, Lang: lang})
}
