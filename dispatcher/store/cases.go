package store

import (
	"context"
	"fmt"
	"strconv"
	"strings"
	"time"

	"github.com/redis/go-redis/v9"

	"github.com/owabi/owabi/dispatcher"
)

// byShard groups the positions of ids by their shard, so that each shard is
// called once a batch.
func byShard(r *dispatcher.Registered, n int, id func(int) string) map[Shard][]int {
	groups := make(map[Shard][]int)
	for i := range n {
		sh := shardOf(r, id(i))
		groups[sh] = append(groups[sh], i)
	}
	return groups
}

// Open lets cases join their shards, all in one wave. A case that is there
// already is left as it is.
func (s *Store) Open(ctx context.Context, now time.Time, actor string, r *dispatcher.Registered, cases []dispatcher.Opening) ([]dispatcher.Joined, error) {
	joined := make([]dispatcher.Joined, len(cases))
	if err := markable(cases); err != nil {
		return nil, err
	}
	var calls []call
	var read []func(*unpacker) error
	for sh, at := range byShard(r, len(cases), func(i int) string { return cases[i].Case.ID }) {
		calls = append(calls, call{s.open, sh, []any{args(now, actor, counted(r, &cases[at[0]].Case)), packOpenings(cases, at)}})
		read = append(read, func(u *unpacker) error { return u.joined(joined, at) })
	}
	done, err := s.insistAll(ctx, calls)
	for i := 0; i < len(done) && err == nil; i++ {
		err = read[i](done[i])
	}
	return joined, err
}

// counted is 1 when a case's wave is one of published people: nobody knows how
// many they will be, so the store counts them.
func counted(r *dispatcher.Registered, c *dispatcher.Case) int {
	if c.Wave > 0 && c.Wave <= len(r.Waves) && r.Waves[c.Wave-1].Intake {
		return 1
	}
	return 0
}

func packOpenings(cases []dispatcher.Opening, at []int) []byte {
	p := newPacker()
	p.list(len(at))
	for _, i := range at {
		p.list(4)
		p.str(cases[i].Case.ID)
		p.packCase(&cases[i].Case)
		p.strs(cases[i].Sealed)
		p.str(entries(&cases[i]))
	}
	return p.bytes()
}

func (u *unpacker) joined(joined []dispatcher.Joined, at []int) error {
	u.list()
	for _, i := range at {
		joined[i] = dispatcher.Joined(u.int())
	}
	if u.err != nil {
		return fmt.Errorf("store: open: %w", u.err)
	}
	return nil
}

// Load reads cases and their sealed records in one round trip.
func (s *Store) Load(ctx context.Context, r *dispatcher.Registered, ids []string) ([]dispatcher.Loaded, error) {
	pipe := s.rdb.Pipeline()
	type reply struct{ cases, sealed *redis.SliceCmd }
	groups, replies := byShard(r, len(ids), func(i int) string { return ids[i] }), map[Shard]reply{}
	for sh, at := range groups {
		own := make([]string, len(at))
		for k, i := range at {
			own[k] = ids[i]
		}
		replies[sh] = reply{pipe.HMGet(ctx, sh.key("cases"), own...), pipe.HMGet(ctx, sh.key("sealed"), own...)}
	}
	if _, err := pipe.Exec(ctx); err != nil {
		return nil, fmt.Errorf("store: load: %w", err)
	}
	loaded := make([]dispatcher.Loaded, len(ids))
	for sh, at := range groups {
		for k, i := range at {
			loaded[i].Case.ID = ids[i]
			packed, ok := replies[sh].cases.Val()[k].(string)
			if !ok {
				continue
			}
			c, err := caseOf(ids[i], []byte(packed))
			if err != nil {
				return nil, err
			}
			sealed, _ := replies[sh].sealed.Val()[k].(string)
			loaded[i] = dispatcher.Loaded{Case: c, Sealed: [][]byte{[]byte(sealed)}}
		}
	}
	return loaded, s.loadMembers(ctx, r, loaded)
}

// loadMembers adds the records of the further members of households.
func (s *Store) loadMembers(ctx context.Context, r *dispatcher.Registered, loaded []dispatcher.Loaded) error {
	for i := range loaded {
		l := &loaded[i]
		for m := 1; m < l.Case.Members; m++ {
			b, err := s.rdb.HGet(ctx, shardOf(r, l.Case.ID).key("sealed"), l.Case.ID+"."+strconv.Itoa(m)).Bytes()
			if err != nil {
				return fmt.Errorf("store: load member %d of %s: %w", m, l.Case.ID, err)
			}
			l.Sealed = append(l.Sealed, b)
		}
	}
	return nil
}

// Withdraw marks members of a case as no longer to be told. reason is sealed.
func (s *Store) Withdraw(ctx context.Context, now time.Time, actor string, r *dispatcher.Registered, id string, members uint32, reason []byte) error {
	p := newPacker()
	p.list(1)
	p.list(3)
	p.str(id)
	p.int(int64(members))
	p.str(string(reason))
	u, err := s.insist(ctx, s.withdraw, shardOf(r, id), args(now, actor), p.bytes())
	if err != nil {
		return err
	}
	u.list()
	if u.int() < 0 {
		return noCase(id)
	}
	return u.err
}

// ChangeContacts replaces the record of a case by one with other contacts, if it
// is of the version that c has: false when somebody else was faster.
func (s *Store) ChangeContacts(ctx context.Context, now time.Time, actor string, r *dispatcher.Registered, c dispatcher.ContactsChange) (bool, error) {
	o := dispatcher.Opening{Case: dispatcher.Case{ID: c.Case}, Marks: c.Marks}
	if err := markable([]dispatcher.Opening{o}); err != nil {
		return false, err
	}
	p := newPacker()
	p.list(1)
	p.list(7)
	p.str(c.Case)
	p.int(c.RV)
	p.str(string(c.Sealed))
	p.contacts(&c.Contacts)
	p.bool(c.Added)
	p.str(entries(&o))
	p.str(string(c.Reason))
	u, err := s.insist(ctx, s.contact, shardOf(r, c.Case), args(now, actor), p.bytes())
	if err != nil {
		return false, err
	}
	u.list()
	n := u.int()
	if n < 0 {
		return false, noCase(c.Case)
	}
	return n == 1, u.err
}

func noCase(id string) error {
	return &dispatcher.Error{Code: dispatcher.NotFound, Where: id, What: "no such person in this campaign", Cure: "see `owabi people list`"}
}

// People reads a page of cases in a stable order of the store's own. An empty
// cursor starts, an empty next ends.
func (s *Store) People(ctx context.Context, r *dispatcher.Registered, cursor string, limit int) ([]dispatcher.Case, string, error) {
	shard, at := 0, uint64(0)
	if cursor != "" {
		a, b, _ := strings.Cut(cursor, "-")
		var err1, err2 error
		shard, err1 = strconv.Atoi(a)
		at, err2 = strconv.ParseUint(b, 10, 64)
		if err1 != nil || err2 != nil || shard < 0 || shard >= max(1, r.Shards) {
			return nil, "", noCursor()
		}
	}
	var cases []dispatcher.Case
	for all := shards(r); shard < len(all); {
		flat, next, err := s.rdb.HScan(ctx, all[shard].key("cases"), at, "", int64(limit)).Result()
		if err != nil {
			return nil, "", fmt.Errorf("store: people: %w", err)
		}
		for i := 0; i < len(flat); i += 2 {
			c, err := caseOf(flat[i], []byte(flat[i+1]))
			if err != nil {
				return nil, "", err
			}
			cases = append(cases, c)
		}
		if at = next; at == 0 {
			shard++
		}
		if len(cases) >= limit && shard < len(all) {
			return cases, fmt.Sprintf("%d-%d", shard, at), nil
		}
	}
	return cases, "", nil
}
