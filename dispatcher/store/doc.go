// Package store keeps the state of campaigns in Redis: the only truth, and the
// only importer of go-redis. keys.go names every key, lua/ holds one script a
// transition, codec.go the packing that scripts and Go share; the other files
// are one noun each. private.go starts and supervises a redis-server of our own
// where none is given.
//
// Every transition is one script over a batch of cases of one shard. A script
// is idempotent, so a call whose reply was lost is simply made again; go-redis
// itself never repeats a command (MaxRetries -1), because it would repeat those
// that are not.
package store
