// Command owabi is the whole product in one binary: the server, the sandbox,
// the demo, and the commands with which an office runs its campaigns. It holds
// flags, wiring and lifecycle, and no rules. commands.go lists the commands;
// docs/cli.md is their manual.
package main
