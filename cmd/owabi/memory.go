package main

import (
	"os"
	"runtime/debug"
)

// memoryLimit is what the Go runtime keeps the process under by collecting
// garbage more often, in bytes. A server needs some 100 MB; the rest are buffers
// of the queue's files that nothing holds any more.
const memoryLimit = 280 << 20

// limitMemory bounds the process, unless GOMEMLIMIT does.
func limitMemory() {
	if os.Getenv("GOMEMLIMIT") == "" {
		debug.SetMemoryLimit(memoryLimit)
	}
}
