package store

import (
	"context"
	"fmt"
	"time"

	"github.com/owabi/owabi/dispatcher"
)

// Turn records what became of some attempts and opens others, in one round
// trip and with one sync to disk. It is durable when it returns, and may be
// repeated with the same tokens; no outcome may open its own attempt (Seq 0).
// Everything is recorded before anything is claimed, so a crash in between
// leaves no more claims open than the worker had counted.
func (s *Store) Turn(ctx context.Context, now time.Time, worker string, shares []*dispatcher.Share) error {
	var calls []call
	var read []func(*unpacker) error
	for _, o := range shares {
		o.Recorded = make([]dispatcher.Recorded, len(o.Outcomes))
		for sh, at := range byShard(o.Registered, len(o.Outcomes), func(i int) string { return o.Outcomes[i].Case }) {
			calls = append(calls, call{s.record, sh, []any{args(now, worker), packOutcomes(o.Outcomes, at)}})
			read = append(read, func(u *unpacker) error { return u.recorded(o.Recorded, at) })
		}
	}
	for _, o := range shares {
		o.Replies = make([]dispatcher.ClaimReply, len(o.Claims))
		for sh, at := range byShard(o.Registered, len(o.Claims), func(i int) string { return o.Claims[i].Job.Case }) {
			calls = append(calls, call{s.claim, sh, []any{args(now, worker, string(o.Mode)), packClaims(o.Claims, at)}})
			read = append(read, func(u *unpacker) error { return u.claimed(o.Claims, o.Replies, at) })
		}
	}
	done, err := s.insistAll(ctx, calls)
	for i := 0; i < len(done) && err == nil; i++ {
		err = read[i](done[i])
	}
	return err
}

// Claim opens the attempts of cases that are about to be sent to.
func (s *Store) Claim(ctx context.Context, now time.Time, r *dispatcher.Registered, worker string, claims []dispatcher.Claim) ([]dispatcher.ClaimReply, error) {
	o := &dispatcher.Share{Registered: r, Claims: claims}
	err := s.Turn(ctx, now, worker, []*dispatcher.Share{o})
	return o.Replies, err
}

func packClaims(claims []dispatcher.Claim, at []int) []byte {
	p := newPacker()
	p.list(len(at))
	for _, i := range at {
		p.list(5)
		p.str(claims[i].Job.Case)
		p.int(int64(claims[i].Job.Seq))
		p.int(claims[i].RV)
		p.str(claims[i].Token)
		p.int(claims[i].Job.Epoch)
	}
	return p.bytes()
}

func (u *unpacker) claimed(claims []dispatcher.Claim, replies []dispatcher.ClaimReply, at []int) (err error) {
	u.list()
	for _, i := range at {
		if replies[i], err = u.claimReply(claims[i].Job.Case); err != nil {
			return err
		}
	}
	return nil
}

func (u *unpacker) claimReply(id string) (dispatcher.ClaimReply, error) {
	u.want(2, "claim")
	status, packed := dispatcher.ClaimStatus(u.str()), u.bytes()
	if u.err != nil {
		return dispatcher.ClaimReply{}, fmt.Errorf("store: claim: %w", u.err)
	}
	if status != dispatcher.ClaimGranted {
		return dispatcher.ClaimReply{Status: status}, nil
	}
	c, err := caseOf(id, packed)
	return dispatcher.ClaimReply{Status: status, Case: c}, err
}

// List puts cases on the list of a channel that people work through.
func (s *Store) List(ctx context.Context, now time.Time, r *dispatcher.Registered, worker string, claims []dispatcher.Claim) ([]dispatcher.ClaimStatus, error) {
	replies := make([]dispatcher.ClaimStatus, len(claims))
	for sh, at := range byShard(r, len(claims), func(i int) string { return claims[i].Job.Case }) {
		p := newPacker()
		p.list(len(at))
		for _, i := range at {
			p.list(5)
			p.str(claims[i].Job.Case)
			p.int(int64(claims[i].Job.Seq))
			p.int(claims[i].RV)
			p.int(claims[i].Job.Epoch)
			p.str(claims[i].Lang)
		}
		u, err := s.insist(ctx, s.list, sh, args(now, worker, string(r.Mode)), p.bytes())
		if err != nil {
			return nil, err
		}
		u.list()
		for _, i := range at {
			replies[i] = dispatcher.ClaimStatus(u.str())
		}
		if u.err != nil {
			return nil, fmt.Errorf("store: list: %w", u.err)
		}
	}
	return replies, nil
}

// Record writes what became known about attempts. It may be repeated: an
// outcome that opens its own attempt (Seq 0) is known by its moment.
func (s *Store) Record(ctx context.Context, now time.Time, r *dispatcher.Registered, outcomes []dispatcher.Outcome) ([]dispatcher.Recorded, error) {
	replies := make([]dispatcher.Recorded, len(outcomes))
	for sh, at := range byShard(r, len(outcomes), func(i int) string { return outcomes[i].Case }) {
		u, err := s.insist(ctx, s.record, sh, args(now, "worker"), packOutcomes(outcomes, at))
		if err == nil {
			err = u.recorded(replies, at)
		}
		if err != nil {
			return nil, err
		}
	}
	return replies, nil
}

func packOutcomes(outcomes []dispatcher.Outcome, at []int) []byte {
	p := newPacker()
	p.list(len(at))
	for _, i := range at {
		p.packOutcome(&outcomes[i])
	}
	return p.bytes()
}

func (u *unpacker) recorded(replies []dispatcher.Recorded, at []int) error {
	u.list()
	for _, i := range at {
		u.want(3, "recorded")
		replies[i] = dispatcher.Recorded{Status: dispatcher.RecordStatus(u.str()), Reach: dispatcher.Reach(u.int()), Seq: u.int()}
	}
	if u.err != nil {
		return fmt.Errorf("store: record: %w", u.err)
	}
	return nil
}

func (p *packer) packOutcome(o *dispatcher.Outcome) {
	spoken := o.Flags != 0 || o.Language != ""
	if spoken {
		p.list(15)
	} else {
		p.list(13)
	}
	p.str(o.Case)
	p.int(int64(o.Seq))
	p.str(string(o.Channel))
	p.str(o.Token)
	p.time(o.At)
	p.int(int64(o.Facts))
	p.str(string(o.Result))
	p.str(string(o.Disposition))
	p.time(o.Again)
	p.str(string(o.Sealed))
	p.int(o.V)
	p.packDecision(o.Next)
	p.str(o.Actor)
	if spoken {
		p.int(int64(o.Flags))
		p.str(o.Language)
	}
}
