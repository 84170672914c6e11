package main

import (
	"context"

	"github.com/owabi/owabi/dispatcher"
)

// closing is the JSON form of a report: the paragraph, and the figures that it
// is written from.
type closing struct {
	Text      string                `json:"text"`
	Audiences []dispatcher.Progress `json:"audiences"`
}

func report(ctx context.Context, e *env, args []string) error {
	fs := e.remote("report")
	fs.String("as-of", "", "flag.as-of")
	words, err := e.parse(fs, args, 1, 1)
	if err != nil {
		return err
	}
	c, err := e.client()
	if err != nil {
		return err
	}
	loc, err := zone(ctx, c, words[0])
	if err != nil {
		return err
	}
	at, err := momentOf(fs, "as-of", loc)
	if err != nil {
		return err
	}
	var r closing
	if r.Text, err = c.Statement(ctx, words[0], at, e.lang); err != nil {
		return err
	}
	if e.json {
		if r.Audiences, err = c.Status(ctx, words[0], "", at); err != nil {
			return err
		}
	}
	return e.print(r, func() { e.printf("%s\n", r.Text) })
}
