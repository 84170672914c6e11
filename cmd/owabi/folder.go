package main

import (
	"errors"
	"io/fs"
	"os"
	"path/filepath"

	"github.com/owabi/owabi/dispatcher"
	"github.com/owabi/owabi/templates"
)

// folder is a campaign as it lies on disk: its file, and beside it the letters
// and lists that the file names.
type folder struct {
	path     string
	files    dispatcher.Files
	campaign *dispatcher.Campaign
}

// openFolder reads a campaign's file and letters.
func openFolder(path string) (*folder, error) {
	b, err := os.ReadFile(path)
	if err != nil {
		return nil, unread(path, err)
	}
	c, err := dispatcher.ParseCampaign(path, b)
	if err != nil {
		return nil, err
	}
	f := &folder{path: path, files: dispatcher.Files{Campaign: b}, campaign: c}
	if c.Questions != "" {
		file := f.beside(c.Questions)
		text, err := os.ReadFile(file)
		if err != nil {
			return nil, unread(file, err)
		}
		if _, err := dispatcher.ParseQuestions(file, string(text)); err != nil {
			return nil, err
		}
		f.files.Questions = string(text)
	}
	if c.Letters == "" {
		return f, nil
	}
	dir := f.beside(c.Letters)
	if f.files.Letters, err = templates.Read(os.DirFS(dir)); err != nil {
		return nil, unread(dir, err)
	}
	return f, nil
}

// beside is a path that the campaign's file names.
func (f *folder) beside(name string) string {
	if filepath.IsAbs(name) {
		return name
	}
	return filepath.Join(filepath.Dir(f.path), filepath.FromSlash(name))
}

// unread says why a file that the user named cannot be read.
func unread(path string, err error) error {
	switch {
	case errors.Is(err, fs.ErrNotExist):
		return &dispatcher.Error{Code: dispatcher.NotFound, Where: path, What: "there is no such file", Cure: "check the path"}
	case errors.Is(err, fs.ErrPermission):
		return &dispatcher.Error{Code: dispatcher.Forbidden, Where: path, What: "it may not be read", Cure: "let this user read it"}
	}
	var p *fs.PathError
	if errors.As(err, &p) {
		err = p.Err
	}
	return &dispatcher.Error{Code: dispatcher.Invalid, Where: path, What: "it cannot be read: " + err.Error(), Cure: "check the path"}
}
