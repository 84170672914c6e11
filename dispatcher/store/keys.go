package store

import (
	"hash/fnv"
	"strconv"

	"github.com/owabi/owabi/channels"
)

// index is the hash of all campaigns: id -> key.
const index = "owabi:campaigns"

// Shard names one shard of a campaign's storage.
type Shard struct {
	Campaign string // dispatcher.Campaign.Key
	N        int
}

// campaignKey holds what belongs to the whole campaign.
func campaignKey(campaign string) string { return "{" + campaign + "}:campaign" }

// key names a key of the shard. All of a shard's keys carry one hash tag, so
// that a Redis Cluster keeps them together.
func (s Shard) key(noun string) string {
	return "{" + s.Campaign + "." + strconv.Itoa(s.N) + "}:" + noun
}

// The nouns of a shard in the order in which scripts get them (lua/_case.lua),
// before the timer and the list of each channel.
var nouns = [...]string{
	"control", // hash: state, epoch, mode, plan version, time, event number, leases
	"cases",   // hash: case id -> packed case
	"sealed",  // hash: person id -> sealed record
	"counts",  // hash: counter -> number
	"minutes", // hash: minute|counter -> change
	"outbox",  // stream: events on their way to the journal
	"leased",  // hash: case.attempt -> number of the lease
	"claims",  // hash: case.attempt -> token
	"review",  // sorted set: case.attempt by the time of the claim
	"held",    // sorted set: case.attempt by time
	"offers",  // hash: case.attempt -> token
	"plan",    // sorted set: case by the time to ask the policy
	"notes",   // hash: case.attempt -> sealed note
	"journal", // hash: number and hash of the last event that the journal has on disk
	"find",    // hash: beginning of a mark -> the rest of it and the case, for each (find.go)
	"langs",   // hash: case -> language in which to call, where it is not that of the audience
	"desk",    // hash: operator|disposition -> how many were reported, operator| -> when the last was
}

func (s Shard) timer(ch channels.Name) string { return s.key("due:" + string(ch)) }
func (s Shard) list(ch channels.Name) string  { return s.key("list:" + string(ch)) }

// keys are all of the shard's keys that scripts touch.
func (s Shard) keys() []string {
	keys := make([]string, 0, len(nouns)+2*len(channels.All))
	for _, n := range nouns {
		keys = append(keys, s.key(n))
	}
	for _, ch := range channels.All {
		keys = append(keys, s.timer(ch), s.list(ch))
	}
	return keys
}

// ShardOf says which of shards a case lies in.
func ShardOf(id string, shards int) int {
	h := fnv.New32a()
	h.Write([]byte(id))
	return int(h.Sum32() % uint32(shards))
}
