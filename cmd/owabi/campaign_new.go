package main

import (
	"context"
	"errors"
	"io/fs"
	"os"
	"path/filepath"
	"strings"
	"time"

	"github.com/owabi/owabi/dispatcher"
)

func campaignNew(_ context.Context, e *env, args []string) error {
	words, err := e.parse(e.flags("campaign new"), args, 1, 1)
	if err != nil {
		return err
	}
	path := words[0]
	if err := writeNew(path, dispatcher.NewCampaignFile(idOf(path), time.Now())); err != nil {
		return err
	}
	return e.print(map[string]string{"file": path}, func() { e.sayf("campaign.written", path, path) })
}

// idOf makes an id of a file's name: lower-case letters, digits and hyphens.
func idOf(path string) string {
	name := strings.TrimSuffix(filepath.Base(path), filepath.Ext(path))
	id := strings.Trim(strings.Map(func(r rune) rune {
		if r >= 'a' && r <= 'z' || r >= '0' && r <= '9' {
			return r
		}
		return '-'
	}, strings.ToLower(name)), "-")
	if id == "" {
		return "campaign"
	}
	return id[:min(len(id), 63)]
}

// writeNew writes a file that must not be there yet.
func writeNew(path string, b []byte) error {
	f, err := os.OpenFile(path, os.O_WRONLY|os.O_CREATE|os.O_EXCL, 0o644)
	if errors.Is(err, fs.ErrExist) {
		return &dispatcher.Error{Code: dispatcher.Conflict, Where: path, What: "the file is there already", Cure: "choose another name"}
	}
	if err != nil {
		return unread(filepath.Dir(path), err)
	}
	_, err = f.Write(b)
	return errors.Join(err, f.Close())
}
