package main

import (
	"context"
	"io"
	"os"
	"strings"
)

// run executes one command line, and returns the exit code (see exit.go).
func run(ctx context.Context, args []string, stdin io.Reader, stdout, stderr io.Writer) int {
	e := newEnv(os.Getenv, stdin, stdout, stderr)
	e.json = wantsJSON(args) // known before the flags are, so that their errors come as JSON too
	rest, err := e.leading(args)
	if err != nil {
		return e.exit(err)
	}
	if len(rest) == 0 {
		e.overview(e.stderr)
		return exitUsage
	}
	c, rest, err := find(rest)
	if err != nil {
		return e.exit(err)
	}
	return c.run(ctx, e, rest)
}

// find returns the command that args begin with, and the arguments left.
func find(args []string) (command, []string, error) {
	all := commands()
	for n := min(2, len(args)); n > 0; n-- {
		name := strings.Join(args[:n], " ")
		for _, c := range all {
			if c.name == name {
				return c, args[n:], nil
			}
		}
	}
	return command{}, nil, unknown(args, all)
}

// unknown says which command args come nearest to.
func unknown(args []string, all []command) error {
	typed, names := args[0], []string{}
	for _, c := range all {
		if group, _, _ := strings.Cut(c.name, " "); group == args[0] && len(args) > 1 {
			typed = args[0] + " " + args[1]
		}
		names = append(names, c.name)
	}
	if list := within(args[0], names); typed == args[0] && len(list) > 0 {
		return &usageError{typed, "is several commands", "use " + strings.Join(list, ", ")}
	}
	cure := "see `owabi help`"
	if near := nearest(typed, names); near != "" {
		cure = "did you mean `owabi " + near + "`?"
	}
	return &usageError{typed, "is no command", cure}
}

// within lists the names of a group of commands.
func within(group string, names []string) []string {
	var list []string
	for _, n := range names {
		if strings.HasPrefix(n, group+" ") {
			list = append(list, "`owabi "+n+"`")
		}
	}
	return list
}

func wantsJSON(args []string) bool {
	for _, a := range args {
		if a == "--json" || a == "-json" {
			return true
		}
	}
	return false
}
