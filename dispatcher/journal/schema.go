package journal

import (
	"encoding/json"
	"fmt"
	"time"

	"github.com/owabi/owabi/dispatcher"
)

// Version of the schema that Encode writes.
const Version = 1

// eventV1 is schema version 1. Its fields and their order are for ever: an
// event is hashed as it is written.
type eventV1 struct {
	V           int              `json:"v"`
	Campaign    string           `json:"campaign"`
	Shard       int              `json:"shard"`
	Inc         int              `json:"inc"`
	Seq         int64            `json:"seq"`
	Type        string           `json:"type"`
	Recorded    string           `json:"recorded"`
	At          string           `json:"at"`
	Actor       string           `json:"actor"`
	Case        string           `json:"case,omitempty"`
	Attempt     int              `json:"attempt,omitempty"`
	Channel     string           `json:"channel,omitempty"`
	Result      string           `json:"result,omitempty"`
	Facts       dispatcher.Facts `json:"facts,omitempty"`
	Disposition string           `json:"disposition,omitempty"`
	Detail      string           `json:"detail,omitempty"`
	Image       []byte           `json:"image,omitempty"`
	Sealed      [][]byte         `json:"sealed,omitempty"`
}

// Encode writes an event as JSON of schema version 1. The same event gives the
// same bytes: they are what is hashed.
func Encode(e dispatcher.Event) []byte {
	b, err := json.Marshal(eventV1{
		V: Version, Campaign: e.Campaign, Shard: e.Shard, Inc: e.Inc, Seq: e.Seq,
		Type: string(e.Type), Recorded: stamp(e.Recorded), At: stamp(e.At), Actor: e.Actor,
		Case: e.Case, Attempt: e.Attempt, Channel: e.Channel, Result: string(e.Result), Facts: e.Facts,
		Disposition: string(e.Disposition), Detail: e.Detail, Image: e.Image, Sealed: e.Sealed,
	})
	if err != nil {
		panic("journal: encode: " + err.Error()) // strings, numbers and bytes: cannot fail
	}
	return b
}

// Decode reads an event of schema version 1.
func Decode(b []byte) (dispatcher.Event, error) {
	var w struct {
		eventV1
		Facts []string `json:"facts"` // hides the embedded one
	}
	if err := json.Unmarshal(b, &w); err != nil {
		return dispatcher.Event{}, fmt.Errorf("journal: event: %w", err)
	}
	if w.V != Version {
		return dispatcher.Event{}, fmt.Errorf("journal: event of schema version %d: this program reads version %d", w.V, Version)
	}
	e := dispatcher.Event{
		Campaign: w.Campaign, Shard: w.Shard, Inc: w.Inc, Seq: w.Seq,
		Type: dispatcher.EventType(w.Type), Actor: w.Actor,
		Case: w.Case, Attempt: w.Attempt, Channel: w.Channel, Result: dispatcher.Result(w.Result),
		Disposition: dispatcher.Disposition(w.Disposition), Detail: w.Detail, Image: w.Image, Sealed: w.Sealed,
	}
	var err error
	if e.Recorded, err = parseStamp(w.Recorded); err != nil {
		return dispatcher.Event{}, err
	}
	if e.At, err = parseStamp(w.At); err != nil {
		return dispatcher.Event{}, err
	}
	e.Facts, err = factsOf(w.Facts)
	return e, err
}

// stamp writes a time in UTC; the zero time as nothing.
func stamp(t time.Time) string {
	if t.IsZero() {
		return ""
	}
	return t.UTC().Format(time.RFC3339Nano)
}

func parseStamp(s string) (time.Time, error) {
	if s == "" {
		return time.Time{}, nil
	}
	t, err := time.Parse(time.RFC3339Nano, s)
	if err != nil {
		return time.Time{}, fmt.Errorf("journal: event: %w", err)
	}
	return t.UTC(), nil
}

func factsOf(names []string) (dispatcher.Facts, error) {
	var f dispatcher.Facts
	for _, name := range names {
		bit, ok := factOf(name)
		if !ok {
			return 0, fmt.Errorf("journal: event: unknown fact %.40q", name)
		}
		f |= bit
	}
	return f, nil
}

func factOf(name string) (dispatcher.Facts, bool) {
	for bit := dispatcher.Facts(1); bit != 0; bit <<= 1 {
		if n := bit.Names(); len(n) == 1 && n[0] == name {
			return bit, true
		}
	}
	return 0, false
}
