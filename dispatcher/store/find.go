package store

import (
	"context"
	"encoding/base32"
	"fmt"
	"slices"
	"time"

	"github.com/redis/go-redis/v9"

	"github.com/owabi/owabi/dispatcher"
)

// The index by which people are found is blind: it holds marks, which are MACs
// under the campaign's key, and the cases that have them. Erasing the key
// leaves noise.
//
// A hash of marks would spend four times what a mark and a case need. So the
// first 17 bits of a mark name a bucket, and a bucket holds entries of 16
// bytes side by side: the mark without its first two bytes, and the case. In a
// shard of 200,000 people a bucket has some ten entries.
const (
	fieldSize = 3    // the first 17 bits, in three bytes
	restSize  = 6    // the mark without its first two bytes
	entrySize = 16   // with the 80 bits of a case's id
	manyCases = 1000 // that a mark may have in a shard; MANY of lua/open.lua
)

// caseBits reads the ids of cases, which package vault writes.
var caseBits = base32.NewEncoding("abcdefghijklmnopqrstuvwxyz234567").WithPadding(base32.NoPadding)

func field(m dispatcher.Mark) string { return string([]byte{m[0], m[1], m[2] & 0x80}) }
func rest(m dispatcher.Mark) string  { return string(m[len(m)-restSize:]) }

// markable refuses an id that does not fit into an entry.
func markable(cases []dispatcher.Opening) error {
	for i := range cases {
		if id := cases[i].Case.ID; len(cases[i].Marks) > 0 && len(caseOfID(id)) != entrySize-restSize {
			return fmt.Errorf("store: open %s: marks go with ids of 16 characters only", id)
		}
	}
	return nil
}

// caseOfID is the 80 bits of an id.
func caseOfID(id string) []byte {
	b, err := caseBits.DecodeString(id)
	if err != nil {
		return nil
	}
	return b
}

// entries are an opening's marks as open.lua takes them: field and entry, one
// behind the other.
func entries(o *dispatcher.Opening) string {
	if len(o.Marks) == 0 {
		return ""
	}
	id, b := caseOfID(o.Case.ID), make([]byte, 0, len(o.Marks)*(fieldSize+entrySize))
	for _, m := range o.Marks {
		b = append(b, field(m)...)
		b = append(b, m[len(m)-restSize:]...)
		b = append(b, id...)
	}
	return string(b)
}

// Find returns the ids of the cases that have any of the marks, in order, by
// one round trip to all shards. more says that a mark has so many that the
// index does not hold them all.
func (s *Store) Find(ctx context.Context, r *dispatcher.Registered, marks []dispatcher.Mark) (ids []string, more bool, err error) {
	each, more, err := s.find(ctx, r, marks)
	for _, found := range each {
		ids = append(ids, found...)
	}
	slices.Sort(ids)
	return slices.Compact(ids), more, err
}

// FindEach returns for each mark the ids of the cases that have it, in one
// round trip.
func (s *Store) FindEach(ctx context.Context, r *dispatcher.Registered, marks []dispatcher.Mark) ([][]string, error) {
	each, _, err := s.find(ctx, r, marks)
	return each, err
}

func (s *Store) find(ctx context.Context, r *dispatcher.Registered, marks []dispatcher.Mark) (each [][]string, more bool, err error) {
	if len(marks) == 0 {
		return nil, false, nil
	}
	fields := make([]string, len(marks))
	for i, m := range marks {
		fields[i] = field(m)
	}
	pipe := s.rdb.Pipeline()
	var replies []*redis.SliceCmd
	for _, sh := range shards(r) {
		replies = append(replies, pipe.HMGet(ctx, sh.key("find"), fields...))
	}
	if _, err := pipe.Exec(ctx); err != nil {
		return nil, false, fmt.Errorf("store: find: %w", err)
	}
	each = make([][]string, len(marks))
	for _, reply := range replies {
		for i, v := range reply.Val() {
			bucket, _ := v.(string)
			found := among(bucket, rest(marks[i]))
			more = more || len(found) >= manyCases
			each[i] = append(each[i], found...)
		}
	}
	return each, more, nil
}

// among lists the cases of a bucket that have a mark.
func among(bucket, rest string) (ids []string) {
	for ; len(bucket) >= entrySize; bucket = bucket[entrySize:] {
		if bucket[:restSize] == rest {
			ids = append(ids, caseBits.EncodeToString([]byte(bucket[restSize:entrySize])))
		}
	}
	return ids
}

// Index adds marks of cases.
func (s *Store) Index(ctx context.Context, now time.Time, actor string, r *dispatcher.Registered, missing []dispatcher.Unmarked) error {
	var calls []call
	for sh, at := range byShard(r, len(missing), func(i int) string { return missing[i].Case }) {
		p := newPacker()
		p.list(len(at))
		for _, i := range at {
			o := dispatcher.Opening{Case: dispatcher.Case{ID: missing[i].Case}, Marks: missing[i].Marks}
			if err := markable([]dispatcher.Opening{o}); err != nil {
				return err
			}
			p.list(2)
			p.str(o.Case.ID)
			p.str(entries(&o))
		}
		calls = append(calls, call{s.mark, sh, []any{args(now, actor), p.bytes()}})
	}
	_, err := s.insistAll(ctx, calls)
	return err
}

// Looked notes that somebody has looked for a person. reason is sealed.
func (s *Store) Looked(ctx context.Context, now time.Time, actor string, r *dispatcher.Registered, detail string, reason []byte) error {
	_, err := s.run(ctx, s.note, shards(r)[0], args(now, actor, string(dispatcher.EventLooked), detail, reason))
	return err
}
