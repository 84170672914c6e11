package store

import (
	"cmp"
	"context"
	"errors"
	"fmt"
	"math"
	"slices"
	"strconv"
	"strings"
	"time"

	"github.com/redis/go-redis/v9"

	"github.com/owabi/owabi/channels"
	"github.com/owabi/owabi/dispatcher"
)

// The list of a channel is one sorted set a shard. The score of an entry is its
// band and its due time: in a band are those of one tier (promised calls, then
// those of the plan), of one audience, and of one kind of language (the
// audience's own, or another one).
const (
	bandWidth = 4e12 // ms; BAND of lua/_case.lua
	bandTiers = 512  // bands of a tier: 256 audiences, two kinds of language
)

// Next offers a case of a channel's list to one operator: promised calls that
// are due go before those of the plan, and who waits longest goes first; nil when
// there is none.
func (s *Store) Next(ctx context.Context, now time.Time, operator string, r *dispatcher.Registered, ch channels.Name, w dispatcher.Wish, token string) (*dispatcher.Called, error) {
	promised, all, err := s.waiting(ctx, r, ch)
	if err != nil {
		return nil, err
	}
	for tier, some := range [][]Shard{promised, all} {
		for _, sh := range some {
			called, err := s.offer(ctx, sh, args(now, operator, string(ch), token), packWish(w, tier))
			if called != nil || err != nil {
				return called, err
			}
		}
	}
	return nil, nil
}

func (s *Store) offer(ctx context.Context, sh Shard, argv ...any) (*dispatcher.Called, error) {
	for {
		u, err := s.run(ctx, s.next, sh, argv...)
		if err != nil {
			return nil, err
		}
		switch u.list() {
		case 0:
			return nil, u.err
		case 1:
			continue
		}
		id, seq, packed, lang := u.str(), u.int(), u.bytes(), u.str()
		if u.err != nil {
			return nil, fmt.Errorf("store: next: %w", u.err)
		}
		c, err := caseOf(id, packed)
		return &dispatcher.Called{Case: c, Seq: seq, Lang: lang}, err
	}
}

// packWish lists the bands of a tier from which an operator may be given
// somebody, and the languages that the operator speaks.
func packWish(w dispatcher.Wish, tier int) []byte {
	var bands []int
	for i, own := range w.Own {
		if w.Audience >= 0 && w.Audience != i {
			continue
		}
		band := tier*bandTiers + 2*i
		if len(w.Languages) == 0 || slices.Contains(w.Languages, own) {
			bands = append(bands, band)
		}
		if len(w.Languages) == 0 || slices.ContainsFunc(w.Languages, func(l string) bool { return l != own }) {
			bands = append(bands, band+1)
		}
	}
	p := newPacker()
	p.list(2)
	p.list(len(bands))
	for _, b := range bands {
		p.int(int64(b))
	}
	p.list(len(w.Languages))
	for _, l := range w.Languages {
		p.str(l)
	}
	return p.bytes()
}

// waiting lists the shards that have promised calls on a list, and all that have
// anything on it in the order of who waits longest. A look at each one's first
// entry tells it.
func (s *Store) waiting(ctx context.Context, r *dispatcher.Registered, ch channels.Name) (promised, all []Shard, err error) {
	every := shards(r)
	pipe := s.rdb.Pipeline()
	heads := make([]*redis.ZSliceCmd, len(every))
	for i, sh := range every {
		heads[i] = pipe.ZRangeWithScores(ctx, sh.list(ch), 0, 0)
	}
	if _, err := pipe.Exec(ctx); err != nil {
		return nil, nil, fmt.Errorf("store: next: %w", err)
	}
	since := map[Shard]float64{}
	for i, h := range heads {
		if len(h.Val()) == 0 {
			continue
		}
		band, due := math.Modf(h.Val()[0].Score / bandWidth)
		if band < bandTiers {
			promised, due = append(promised, every[i]), 0
		}
		all, since[every[i]] = append(all, every[i]), due
	}
	slices.SortStableFunc(all, func(a, b Shard) int { return cmp.Compare(since[a], since[b]) })
	return promised, all, nil
}

// Dial claims the call that operator was offered. Dialling twice is answered
// alike.
func (s *Store) Dial(ctx context.Context, now time.Time, operator string, r *dispatcher.Registered, id string, seq int) (dispatcher.ClaimReply, error) {
	u, err := s.insist(ctx, s.dial, shardOf(r, id), args(now, operator, id, seq, string(r.Mode)))
	if err != nil {
		return dispatcher.ClaimReply{}, err
	}
	return u.claimReply(id)
}

// HandOver gives the call that an operator has in hand to another one, or back
// to the list when to is empty. The same token asking again gets the same answer.
func (s *Store) HandOver(ctx context.Context, now time.Time, actor string, r *dispatcher.Registered, h dispatcher.Handover) (dispatcher.ClaimStatus, error) {
	u, err := s.insist(ctx, s.handover, shardOf(r, h.Case), args(now, actor, h.Case, h.Seq, h.Whose, h.To, h.Token, h.Detail))
	if err != nil {
		return "", err
	}
	reply, err := u.claimReply(h.Case)
	return reply.Status, err
}

// Order has a person called again at a time.
func (s *Store) Order(ctx context.Context, now time.Time, actor string, r *dispatcher.Registered, id string, at time.Time) (dispatcher.ClaimStatus, error) {
	u, err := s.insist(ctx, s.order, shardOf(r, id), args(now, actor, id, at.UnixMilli()))
	if err != nil {
		return "", err
	}
	u.list()
	status := dispatcher.ClaimStatus(u.str())
	if u.err != nil {
		return "", fmt.Errorf("store: order: %w", u.err)
	}
	return status, nil
}

// Language is the one in which to call a case, where that is not its audience's.
func (s *Store) Language(ctx context.Context, r *dispatcher.Registered, id string) (string, error) {
	lang, err := s.rdb.HGet(ctx, shardOf(r, id).key("langs"), id).Result()
	if err != nil && !errors.Is(err, redis.Nil) {
		return "", fmt.Errorf("store: language: %w", err)
	}
	return strings.TrimPrefix(lang, "-"), nil
}

// Notes reads the sealed notes of some attempts of a case; nil where there is
// none.
func (s *Store) Notes(ctx context.Context, r *dispatcher.Registered, id string, seqs []int) ([][]byte, error) {
	if len(seqs) == 0 {
		return nil, nil
	}
	handles := make([]string, len(seqs))
	for i, n := range seqs {
		handles[i] = id + "." + strconv.Itoa(n)
	}
	found, err := s.rdb.HMGet(ctx, shardOf(r, id).key("notes"), handles...).Result()
	if err != nil {
		return nil, fmt.Errorf("store: notes: %w", err)
	}
	notes := make([][]byte, len(seqs))
	for i, v := range found {
		if text, ok := v.(string); ok {
			notes[i] = []byte(text)
		}
	}
	return notes, nil
}

// InHand reads the cases that are offered to whoever the tokens with this
// beginning belong to, or are being called by them.
func (s *Store) InHand(ctx context.Context, r *dispatcher.Registered, beginning string) ([]dispatcher.Case, error) {
	every := shards(r)
	pipe := s.rdb.Pipeline()
	var all []*redis.MapStringStringCmd
	for _, sh := range every {
		all = append(all, pipe.HGetAll(ctx, sh.key("offers")), pipe.HGetAll(ctx, sh.key("claims")))
	}
	if _, err := pipe.Exec(ctx); err != nil {
		return nil, fmt.Errorf("store: read what is in hand: %w", err)
	}
	var ids []string
	for _, open := range all {
		for m, token := range open.Val() {
			if !strings.HasPrefix(token, beginning) {
				continue
			}
			id, _, err := splitHandle(m)
			if err != nil {
				return nil, err
			}
			ids = append(ids, id)
		}
	}
	return s.cases(ctx, r, ids)
}

// Listed reads the cases that are on a list, offered or being dialled.
func (s *Store) Listed(ctx context.Context, r *dispatcher.Registered, ch channels.Name) ([]dispatcher.Case, error) {
	cases, err := s.members(ctx, r, "list:"+string(ch))
	if err != nil {
		return nil, err
	}
	var ids []string
	for _, noun := range []string{"offers", "claims"} {
		open, err := s.tokens(ctx, r, noun)
		if err != nil {
			return nil, err
		}
		for _, o := range open {
			ids = append(ids, o.Case)
		}
	}
	more, err := s.cases(ctx, r, ids)
	return append(cases, more...), err
}
