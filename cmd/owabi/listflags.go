package main

import (
	"bytes"
	"flag"
	"os"

	"github.com/owabi/owabi/dispatcher"
	"github.com/owabi/owabi/dispatcher/personal"
)

// listFlags are the flags that say how a list is to be read.
type listFlags struct {
	dispatcher.ListOptions
	password string // file
}

func (e *env) listFlags(fs *flag.FlagSet) *listFlags {
	l := &listFlags{}
	fs.StringVar(&l.Encoding, "encoding", "", "flag.encoding")
	fs.StringVar(&l.Hidden, "hidden", "", "flag.hidden")
	fs.StringVar(&l.Sheet, "sheet", "", "flag.sheet")
	fs.StringVar(&l.Unreadable, "unreadable", "", "flag.unreadable")
	fs.StringVar(&l.password, "password-file", "", "flag.password-file")
	return l
}

// options checks the flags, and reads the password of a workbook out of its
// file: a command line would show it to everybody on the machine.
func (l *listFlags) options(e *env, fs *flag.FlagSet) (dispatcher.ListOptions, error) {
	o := l.ListOptions
	if err := o.Check(); err != nil {
		return o, misuse(fs, "--"+err.Error())
	}
	o.Lang = e.reads()
	if l.password == "" {
		return o, nil
	}
	text, err := os.ReadFile(l.password)
	if err != nil {
		return o, unread(l.password, err)
	}
	text = bytes.TrimRight(text, "\r\n")
	if len(text) == 0 {
		return o, misuse(fs, "--password-file: the file is empty")
	}
	o.Password = personal.New(string(text))
	return o, nil
}
