package main

import (
	"encoding/json"
	"errors"
	"flag"
	"fmt"
	"io"
	"os"
	"path/filepath"
	"strings"

	"github.com/owabi/owabi/dispatcher/api/client"
)

// env is what a command works with: its streams, the flags that commands
// share, and the words in the reader's language.
type env struct {
	stdin          io.Reader
	stdout, stderr io.Writer
	getenv         func(string) string

	json   bool
	lang   string // as given by --lang; empty when it was not
	data   string // directory of the server's socket
	server string // address of the server; empty: the socket in data
	token  string // file of the token for a server at a URL
	actor  string
}

func newEnv(getenv func(string) string, stdin io.Reader, stdout, stderr io.Writer) *env {
	e := &env{stdin: stdin, stdout: stdout, stderr: stderr, getenv: getenv}
	e.data = e.variable("./owabi-data", "OWABI_DATA")
	e.actor = e.variable("", "OWABI_ACTOR", "USER")
	e.token = e.variable("", "OWABI_TOKEN_FILE")
	return e
}

// variable is the first of the named environment variables that is set.
func (e *env) variable(otherwise string, names ...string) string {
	for _, n := range names {
		if v := e.getenv(n); v != "" {
			return v
		}
	}
	return otherwise
}

// flags returns the flags that every command has. The usage of a flag is a key
// into the catalogue of words, or the text itself.
func (e *env) flags(command string) *flag.FlagSet {
	fs := flag.NewFlagSet(command, flag.ContinueOnError)
	fs.SetOutput(io.Discard)
	fs.Usage = func() {}
	fs.BoolVar(&e.json, "json", e.json, "flag.json")
	fs.Func("lang", "flag.lang", func(s string) error {
		if s != "ja" && s != "en" {
			return errors.New("use ja or en")
		}
		e.lang = s
		return nil
	})
	return fs
}

// remote returns the flags of a command that asks the server.
func (e *env) remote(command string) *flag.FlagSet {
	fs := e.flags(command)
	fs.StringVar(&e.data, "data", e.data, "flag.data")
	fs.StringVar(&e.server, "server", e.server, "flag.server")
	fs.StringVar(&e.token, "token-file", e.token, "flag.token-file")
	fs.StringVar(&e.actor, "actor", e.actor, "flag.actor")
	return fs
}

// leading reads the flags before the command.
func (e *env) leading(args []string) ([]string, error) {
	fs := e.remote("")
	if err := fs.Parse(args); errors.Is(err, flag.ErrHelp) {
		return []string{"help"}, nil
	} else if err != nil {
		return nil, &usageError{"", err.Error(), "see `owabi help`"}
	}
	return fs.Args(), nil
}

// parse reads args, in which flags and operands may mix, and returns from min
// to max operands; any number from min when max is negative. After -- nothing
// is a flag.
func (e *env) parse(fs *flag.FlagSet, args []string, min, max int) ([]string, error) {
	var operands []string
	for len(args) > 0 {
		if err := fs.Parse(args); errors.Is(err, flag.ErrHelp) {
			return nil, e.describe(fs)
		} else if err != nil {
			return nil, misuse(fs, err.Error())
		}
		rest := fs.Args()
		if read := len(args) - len(rest); read > 0 && args[read-1] == "--" {
			operands = append(operands, rest...)
			break
		}
		if len(rest) == 0 {
			break
		}
		operands, args = append(operands, rest[0]), rest[1:]
	}
	if n := len(operands); n < min || max >= 0 && n > max {
		return nil, misuse(fs, fmt.Sprintf("takes %s, not %d", counted(min, max), n))
	}
	for _, o := range operands {
		if strings.TrimSpace(o) == "" {
			return nil, misuse(fs, "an argument is empty")
		}
	}
	return operands, nil
}

func misuse(fs *flag.FlagSet, what string) error {
	return &usageError{fs.Name(), what, "see `owabi help " + fs.Name() + "`"}
}

func counted(min, max int) string {
	unit := " arguments"
	if min == 1 && max <= 1 {
		unit = " argument"
	}
	switch {
	case max < 0:
		return fmt.Sprint("at least ", min, unit)
	case min == max:
		return fmt.Sprint(min, unit)
	}
	return fmt.Sprint(min, " to ", max, " arguments")
}

// client returns a client of the server that the flags name.
func (e *env) client() (*client.Client, error) {
	addr := e.server
	if addr == "" {
		addr = "unix:" + filepath.Join(e.data, "owabi.sock")
	}
	c, err := client.New(addr, e.actor)
	if err != nil {
		return nil, &usageError{"", strings.TrimPrefix(err.Error(), "client: "), "mend --server or --data"}
	}
	if e.token == "" || !strings.HasPrefix(e.server, "http") {
		return c, nil
	}
	return c, e.identify(c)
}

// identify gives the client the token of the file that the flags name.
func (e *env) identify(c *client.Client) error {
	text, err := os.ReadFile(e.token)
	if err != nil {
		return &usageError{"", e.token + ": the token cannot be read", "mend --token-file"}
	}
	if err := c.SetToken(strings.TrimSpace(string(text))); err != nil {
		return &usageError{"", strings.TrimPrefix(err.Error(), "client: "), "mend --server"}
	}
	return nil
}

// print answers with v as JSON, or else by text.
func (e *env) print(v any, text func()) error {
	if !e.json {
		text()
		return nil
	}
	out := json.NewEncoder(e.stdout)
	out.SetIndent("", "  ")
	out.SetEscapeHTML(false)
	return out.Encode(v)
}

// printf writes a line of text to stdout, and sayf one whose format is in the
// catalogue of words.
func (e *env) printf(format string, args ...any) { fmt.Fprintf(e.stdout, format, args...) }

func (e *env) sayf(key string, args ...any) { fmt.Fprintf(e.stdout, e.say(key), args...) }
