package main

import (
	"context"
	"flag"
	"fmt"
	"io"
	"strings"
)

func help(ctx context.Context, e *env, args []string) error {
	words, err := e.parse(e.flags("help"), args, 0, 2)
	if err != nil {
		return err
	}
	if len(words) == 0 {
		e.overview(e.stdout)
		return nil
	}
	if len(words) == 1 && len(members(words[0], commands())) > 0 {
		e.list(e.stdout, words[0]+" ")
		return nil
	}
	c, rest, err := find(words)
	if err != nil || len(rest) > 0 {
		return unknown(words, commands())
	}
	c.run(ctx, e, []string{"--help"})
	return nil
}

// overview lists the commands, the exit codes, and where the server is sought.
func (e *env) overview(w io.Writer) {
	fmt.Fprintln(w, e.say("help"))
	e.list(w, "")
	fmt.Fprintln(w, e.say("help.end"))
}

// list lists the commands whose names begin with prefix.
func (e *env) list(w io.Writer, prefix string) {
	t := &columns{}
	for _, c := range commands() {
		if !strings.HasPrefix(c.name, prefix) {
			continue
		}
		star := " "
		if c.offline {
			star = "*"
		}
		summary, _, _ := strings.Cut(e.say("help."+c.name), "\n")
		t.row("  "+c.name+star, summary)
	}
	t.write(w)
}

// describe prints the help of one command, and returns errHelped.
func (e *env) describe(fs *flag.FlagSet) error {
	for _, c := range commands() {
		if c.name == fs.Name() {
			e.printf("%s\n\n%s\n\n", strings.TrimSpace("owabi "+c.name+" "+c.args), e.say("help."+c.name))
		}
	}
	t := &columns{}
	fs.VisitAll(func(f *flag.Flag) {
		own := *f
		own.Usage = e.say(f.Usage)
		value, usage := flag.UnquoteUsage(&own)
		t.row(strings.TrimRight("  --"+f.Name+" "+value, " "), usage)
	})
	t.write(e.stdout)
	return errHelped
}
