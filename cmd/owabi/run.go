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

// unknown says what args may have been meant for.
func unknown(args []string, all []command) error {
	if list := members(args[0], all); len(list) > 0 && len(args) == 1 {
		return &usageError{args[0], "is several commands", "use " + strings.Join(list, ", ")}
	}
	typed := strings.Join(args[:min(2, len(args))], " ")
	var names []string
	for _, c := range all {
		names = append(names, c.name)
	}
	near := nearest(typed, names)
	if near == "" {
		near = nearest(args[0], names)
	}
	if near == "" {
		return &usageError{args[0], "is no command", "see `owabi help`"}
	}
	return &usageError{typed, "is no command", "did you mean `owabi " + near + "`?"}
}

// members lists the commands of a group.
func members(group string, all []command) []string {
	var list []string
	for _, c := range all {
		if strings.HasPrefix(c.name, group+" ") {
			list = append(list, "`owabi "+c.name+"`")
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
