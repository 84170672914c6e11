package main

import (
	"context"
	"errors"
	"io"

	"github.com/owabi/owabi/dispatcher"
	"github.com/owabi/owabi/dispatcher/roster"
)

func peopleCheck(ctx context.Context, e *env, args []string) error {
	fs := e.flags("people check")
	file := fs.String("campaign", "", "flag.campaign")
	name := fs.String("audience", "", "flag.audience")
	out := fs.String("out", "", "flag.out")
	list := e.listFlags(fs)
	words, err := e.parse(fs, args, 1, 1)
	if err != nil {
		return err
	}
	if (*file == "") != (*name == "") {
		return misuse(fs, "--campaign and --audience go together")
	}
	o, err := list.options(e, fs)
	if err != nil {
		return err
	}
	if o.Columns, err = columnsOf(*file, *name); err != nil {
		return err
	}
	if err := vacant(*out); err != nil {
		return err
	}
	b, rejects, refusal := e.check(ctx, words[0], o)
	if refusal != nil && b.Rows == 0 {
		return refusal
	}
	if err := e.print(b, func() { e.balance(words[0], b) }); err != nil {
		return err
	}
	if refusal != nil || *out == "" {
		return refusal
	}
	return e.writeRejects(*out, rejects)
}

// check says what would become of the rows of a list, and shows how far it is.
func (e *env) check(ctx context.Context, path string, o dispatcher.ListOptions) (dispatcher.Balance, *roster.Rejects, error) {
	rejects := &roster.Rejects{}
	in, _, err := openList(path)
	if err != nil {
		return dispatcher.Balance{}, rejects, err
	}
	defer in.Close()
	r, err := roster.Open(path, in, o)
	if err != nil {
		return dispatcher.Balance{}, rejects, err
	}
	m := e.rowMeter(path, r)
	defer m.end()
	for {
		row, err := r.Next()
		if errors.Is(err, io.EOF) {
			return r.Balance(), rejects, nil
		}
		if err == nil {
			err = ctx.Err()
		}
		if err != nil {
			return r.Balance(), rejects, err
		}
		rejects.Add(r, row)
		m.row()
	}
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
