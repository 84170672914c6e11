package store

import (
	"context"
	"fmt"
	"time"

	"github.com/owabi/owabi/dispatcher"
)

// Claim opens the attempts of cases that are about to be sent to. It is
// durable when it returns, and may be repeated with the same tokens.
func (s *Store) Claim(ctx context.Context, now time.Time, r *dispatcher.Registered, worker string, claims []dispatcher.Claim) ([]dispatcher.ClaimReply, error) {
	replies := make([]dispatcher.ClaimReply, len(claims))
	for sh, at := range byShard(r, len(claims), func(i int) string { return claims[i].Job.Case }) {
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
		u, err := s.insist(ctx, s.claim, sh, args(now, worker, string(r.Mode)), p.bytes())
		if err != nil {
			return nil, err
		}
		u.list()
		for _, i := range at {
			if replies[i], err = u.claimReply(claims[i].Job.Case); err != nil {
				return nil, err
			}
		}
	}
	return replies, nil
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
			p.list(4)
			p.str(claims[i].Job.Case)
			p.int(int64(claims[i].Job.Seq))
			p.int(claims[i].RV)
			p.int(claims[i].Job.Epoch)
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

// Record writes what became known about attempts. It may be repeated, except
// for an outcome that opens its own attempt (Seq 0), which is tried once.
func (s *Store) Record(ctx context.Context, now time.Time, r *dispatcher.Registered, outcomes []dispatcher.Outcome) ([]dispatcher.Recorded, error) {
	replies := make([]dispatcher.Recorded, len(outcomes))
	for sh, at := range byShard(r, len(outcomes), func(i int) string { return outcomes[i].Case }) {
		p, call := newPacker(), s.insist
		p.list(len(at))
		for _, i := range at {
			p.packOutcome(&outcomes[i])
			if outcomes[i].Seq == 0 {
				call = s.run
			}
		}
		u, err := call(ctx, s.record, sh, args(now, "worker"), p.bytes())
		if err != nil {
			return nil, err
		}
		u.list()
		for _, i := range at {
			u.want(3, "recorded")
			replies[i] = dispatcher.Recorded{Status: dispatcher.RecordStatus(u.str()), Reach: dispatcher.Reach(u.int()), Seq: u.int()}
		}
		if u.err != nil {
			return nil, fmt.Errorf("store: record: %w", u.err)
		}
	}
	return replies, nil
}

func (p *packer) packOutcome(o *dispatcher.Outcome) {
	p.list(13)
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
}
