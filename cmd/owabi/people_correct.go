package main

import (
	"context"

	"github.com/owabi/owabi/dispatcher/api"
)

// peopleCorrect gives those who were withdrawn after having been told a round of
// corrections.
func peopleCorrect(ctx context.Context, e *env, args []string) error {
	fs := e.remote("people correct")
	words, err := e.parse(fs, args, 2, 2)
	if err != nil {
		return err
	}
	var of [2]target
	for i, w := range words {
		if of[i], err = targetOf(fs, w); err != nil {
			return err
		}
		if of[i].audience == "" {
			return misuse(fs, "say which audience is meant: "+of[i].campaign+"/AUDIENCE")
		}
	}
	c, err := e.client()
	if err != nil {
		return err
	}
	done, err := c.Correct(ctx, of[1].campaign, of[1].audience, api.CorrectRequest{Campaign: of[0].campaign, Audience: of[0].audience})
	if err != nil {
		return err
	}
	return e.print(done, func() { e.sayf("people.corrected", done.Withdrawn, done.Told, done.Added, of[1].campaign) })
}
