package main

import (
	"os"
	"runtime/debug"
)

// memoryLimit is what the Go runtime keeps the process under by collecting
// garbage more often, in bytes. A server needs some 100 MB; the rest are buffers
// of the queue's files that nothing holds any more.
const memoryLimit = 280 << 20

// gcPercent lets the heap grow further than the runtime would by itself, below
// the limit.
const gcPercent = 200

// limitMemory bounds the process, unless GOMEMLIMIT and GOGC do.
func limitMemory() {
	if os.Getenv("GOMEMLIMIT") == "" {
		debug.SetMemoryLimit(memoryLimit)
	}
	if os.Getenv("GOGC") == "" {
		debug.SetGCPercent(gcPercent)
	}
}
