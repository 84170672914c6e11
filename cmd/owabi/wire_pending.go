package main

import (
	"context"
	"errors"
)

func runServe(_ context.Context, e *env, _ []string) int   { return e.exit(errors.New("serve: pending")) }
func runSandbox(_ context.Context, e *env, _ []string) int { return e.exit(errors.New("sandbox: pending")) }
func runDemo(_ context.Context, e *env, _ []string) int    { return e.exit(errors.New("demo: pending")) }
