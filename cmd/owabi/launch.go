package main

import (
	"context"
	"os"
	"path/filepath"
	"strings"

	"github.com/owabi/owabi/dispatcher"
	"github.com/owabi/owabi/dispatcher/api/client"
)

func campaignCreate(ctx context.Context, e *env, args []string) error {
	file, err := e.parse(e.remote("campaign create"), args, 1, 1)
	if err != nil {
		return err
	}
	f, err := openFolder(file[0])
	if err != nil {
		return err
	}
	c, err := e.client()
	if err != nil {
		return err
	}
	s, err := c.Create(ctx, f.files)
	if err != nil {
		return err
	}
	return e.print(s, func() { e.summary(s) })
}

// campaignLaunch launches a campaign that the server has, or everything that a
// campaign's file says: what is there already is not done twice.
func campaignLaunch(ctx context.Context, e *env, args []string) error {
	what, err := e.parse(e.remote("campaign launch"), args, 1, 1)
	if err != nil {
		return err
	}
	c, err := e.client()
	if err != nil {
		return err
	}
	id := what[0]
	if isFile(id) {
		if id, err = bring(ctx, e, c, id); err != nil {
			return err
		}
	}
	s, err := c.Control(ctx, id, dispatcher.Launch)
	if err != nil {
		return err
	}
	return e.print(s, func() { e.summary(s) })
}

// isFile reports whether an argument is meant as a campaign's file: an id has
// neither a slash nor a suffix.
func isFile(s string) bool {
	info, err := os.Stat(s)
	return err == nil && info.Mode().IsRegular() || strings.ContainsRune(s, filepath.Separator) || filepath.Ext(s) != ""
}

// bring creates the campaign of a file unless the server has it, imports its
// lists, and returns its id. Importing a list again changes nothing, and
// finishes an import that was interrupted.
func bring(ctx context.Context, e *env, c *client.Client, path string) (string, error) {
	f, err := openFolder(path)
	if err != nil {
		return "", err
	}
	id := f.campaign.ID
	if _, err := f.check(e.reads(), 0); err != nil { // before anything is made
		return id, err
	}
	_, err = c.Campaign(ctx, id)
	if dispatcher.CodeOf(err) == dispatcher.NotFound {
		_, err = c.Create(ctx, f.files)
	}
	if err != nil {
		return id, err
	}
	for i := range f.campaign.Audiences {
		a := &f.campaign.Audiences[i]
		if a.List == "" {
			continue
		}
		b, err := e.upload(ctx, c, target{id, a.Name}, f.beside(a.List), dispatcher.ListOptions{Lang: e.reads()})
		if err != nil {
			return id, err
		}
		if !e.json {
			e.balance(a.List, b)
		}
	}
	return id, nil
}
