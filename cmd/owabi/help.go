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
	t := newColumns()
	for _, c := range commands() {
		star := " "
		if c.offline {
			star = "*"
		}
		summary, _, _ := strings.Cut(e.say("help."+c.name), "\n")
		t.row("  "+c.name+star, summary)
	}
	t.write(w)
	fmt.Fprintln(w, e.say("help.end"))
}

// describe prints the help of one command, and returns errHelped.
func (e *env) describe(fs *flag.FlagSet) error {
	for _, c := range commands() {
		if c.name == fs.Name() {
			e.printf("%s\n\n%s\n\n", strings.TrimSpace("owabi "+c.name+" "+c.args), e.say("help."+c.name))
		}
	}
	t := newColumns()
	fs.VisitAll(func(f *flag.Flag) {
		own := *f
		own.Usage = e.say(f.Usage)
		value, usage := flag.UnquoteUsage(&own)
		t.row(strings.TrimRight("  --"+f.Name+" "+value, " "), usage)
	})
	t.write(e.stdout)
	return errHelped
}
