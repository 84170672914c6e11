package main

import (
	"context"

	"github.com/owabi/owabi/channels/sandbox"
)

// runSandbox runs the stand-in relay as a process of its own.
func runSandbox(ctx context.Context, e *env, args []string) int {
	return e.exit(runStandIn(ctx, e, args))
}

func runStandIn(ctx context.Context, e *env, args []string) error {
	fs := e.flags("sandbox")
	file := fs.String("log", "", "flag.log")
	addr := fs.String("smtp", "127.0.0.1:2525", "flag.smtp.listen")
	if _, err := e.parse(fs, args, 0, 0); err != nil {
		return err
	}
	if *file == "" {
		return misuse(fs, "--log FILE is missing: a sandbox keeps what it is given")
	}
	if host, ok := loopbackOnly(*addr); !ok {
		return misuse(fs, "--smtp "+host+" is not of this machine: a sandbox listens on loopback only")
	}
	s, err := sandbox.New(sandbox.Config{Addr: *addr, LogFile: *file})
	if err != nil {
		return err
	}
	ready := map[string]string{"smtp": s.Addr(), "log": *file}
	if err := e.print(ready, func() { e.printf("owabi sandbox: smtp %s, log %s\n", s.Addr(), *file) }); err != nil {
		return err
	}
	<-ctx.Done()
	return s.Close()
}
