package main

import (
	"bufio"
	"context"
	"errors"
	"flag"
	"io"
	"strings"

	"github.com/owabi/owabi/dispatcher"
	"github.com/owabi/owabi/dispatcher/personal"
)

// longestQuery is how many bytes of a query are read from standard input.
const longestQuery = 4096

func peopleFind(ctx context.Context, e *env, args []string) error {
	fs := e.remote("people find")
	reason := fs.String("reason", "", "flag.find.reason")
	words, err := e.parse(fs, args, 2, 2)
	if err != nil {
		return err
	}
	if *reason == "" {
		return misuse(fs, "--reason is missing: say why you look for this person")
	}
	query, err := e.query(fs, words[1])
	if err != nil {
		return err
	}
	c, err := e.client()
	if err != nil {
		return err
	}
	found, err := c.Find(ctx, words[0], query.Reveal(), *reason)
	if err != nil {
		return err
	}
	return e.print(found, func() { e.found(found) })
}

// query is the word itself, or for - a line of standard input, which stays out
// of the shell's history and of the machine's list of processes.
func (e *env) query(fs *flag.FlagSet, word string) (personal.Text, error) {
	if word != "-" {
		return personal.New(word), nil
	}
	line, err := bufio.NewReader(io.LimitReader(e.stdin, longestQuery)).ReadString('\n')
	if err != nil && !errors.Is(err, io.EOF) {
		return personal.Text{}, unread("-", err)
	}
	if line = strings.TrimSpace(line); line == "" {
		return personal.Text{}, misuse(fs, "standard input is empty: give one line that says whom to find")
	}
	return personal.New(line), nil
}

func (e *env) found(f dispatcher.Findings) {
	t := e.headed("person", "audience", "state", "name", "reading")
	for i := range f.People {
		p := &f.People[i]
		name := p.Name
		if p.Protected {
			name = e.say("find.protected")
		}
		t.row(p.ID, p.Audience, e.say(p.State.String()), name, p.Reading)
	}
	t.write(e.stdout)
	switch {
	case f.More:
		e.sayf("find.more", len(f.People))
	case len(f.People) == 0:
		e.sayf("find.none")
	default:
		e.sayf("people.count", len(f.People))
	}
}
