package store

import (
	"context"
	"log/slog"
	"testing"
	"time"

	"github.com/owabi/owabi/dispatcher"
)

func TestSmoke(t *testing.T) {
	ctx := context.Background()
	p, err := StartPrivate(ctx, t.TempDir(), slog.Default())
	if err != nil {
		t.Fatal(err)
	}
	defer p.Close()
	s, err := Open(ctx, p.Socket)
	if err != nil {
		t.Fatal(err)
	}
	defer s.Close()
	now := time.UnixMilli(1677402000000)
	r := &dispatcher.Registered{ID: "x", Key: "k", Shards: 1, State: dispatcher.Running, Mode: dispatcher.Sandbox, Epoch: 1, PV: 1, Wave: 1}
	if err := s.Control(ctx, now, "me", r, [][]dispatcher.Grade{{dispatcher.Spoken, 0}}, "{}"); err != nil {
		t.Fatal(err)
	}
	fresh, err := s.Open(ctx, now, "me", r, []dispatcher.Opening{{Case: dispatcher.Case{ID: "aaa", Members: 1, Active: 1, Wave: 1, RV: 1}, Sealed: [][]byte{[]byte("sss")}}})
	t.Log(fresh, err)
	ripe, err := s.Ripe(ctx, now, r, 10)
	t.Logf("%+v %v", ripe, err)
	err = s.Apply(ctx, now, r, []dispatcher.Planned{{Case: "aaa", V: ripe[0].V, Decision: dispatcher.Decision{Since: now, Slots: []dispatcher.Wanted{{Channel: "email", Try: 1, Phase: dispatcher.Due, Due: now}}}}})
	t.Log(err)
	jobs, err := s.Due(ctx, now, r, "email", 10)
	t.Log(jobs, err)
	rep, err := s.Claim(ctx, now, r, "w", []dispatcher.Claim{{Job: jobs[0], RV: 1, Token: "tok"}})
	t.Logf("%+v %v", rep, err)
	rec, err := s.Record(ctx, now, r, []dispatcher.Outcome{{Case: "aaa", Seq: 1, Token: "tok", Facts: 1, Result: "ok", At: now, V: rep[0].Case.V, Actor: "w"}})
	t.Logf("%+v %v", rec, err)
	rec, err = s.Record(ctx, now, r, []dispatcher.Outcome{{Case: "aaa", Seq: 0, Channel: "call", Facts: 16, Result: "ok", Disposition: "spoken", At: now, Actor: "op"}})
	t.Logf("%+v %v", rec, err)
	n, err := s.Counts(ctx, r, time.Time{})
	t.Log(n, err)
	n, err = s.Counts(ctx, r, now.Add(time.Minute))
	t.Log(n, err)
	v, err := s.Recount(ctx, r)
	t.Log(v, err)
	ev, err := s.Pending(ctx, Shard{"k", 0}, 0, 100)
	for _, e := range ev {
		t.Logf("%+v", e)
	}
	t.Log(err)
}
