package model

import (
	"strconv"

	"github.com/owabi/owabi/dispatcher"
)

// The twin's scripts: first the model's, then the store's own.

func (w *twin) did(script, answer string) {
	if answer != "" {
		script += " " + answer
	}
	w.made[script]++
}

// answers compares what the two answer.
func (w *twin) answers(script string, mine answer, its dispatcher.ClaimStatus) {
	w.Helper()
	want := [...]dispatcher.ClaimStatus{granted: dispatcher.ClaimGranted, refused: dispatcher.ClaimGone, later: dispatcher.ClaimLater,
		replan: dispatcher.ClaimReplan, reload: dispatcher.ClaimReload}[mine]
	if its != want {
		w.fail("%s: the store answers %q, the model %q", script, its, want)
	}
	w.did(script, string(its))
}

func (w *twin) due(s *State, seq uint8) {
	w.model.due(s, seq)
	x := s.c.slot(seq)
	jobs, err := w.store.Due(w.ctx(), w.clock, w.r, names[x.ch], 1)
	w.must(err)
	if len(jobs) != 1 || jobs[0].Seq != w.seqs[seq] || jobs[0].Epoch != w.r.Epoch {
		w.fail("due: %+v, want attempt %d of epoch %d", jobs, w.seqs[seq], w.r.Epoch)
	}
	w.lease = jobs[0].Lease
	w.did("due", "")
}

func (w *twin) release(s *State, seq uint8) {
	w.model.release(s, seq)
	n, err := w.store.Release(w.ctx(), w.clock, w.r, 0, w.lease)
	w.must(err)
	if n != 1 {
		w.fail("release: %d jobs are due again, want 1", n)
	}
	w.did("release", "")
}

// planCase tries first to apply nonsense to an earlier version.
func (w *twin) planCase(s *State, d decision, early bool) {
	w.model.planCase(s, d, early)
	w.must(w.store.Apply(w.ctx(), w.clock, w.r, []dispatcher.Planned{{Case: caseID, V: w.real.V - 1, Decision: dispatcher.Decision{Step: 9, Over: true}}}))
	full := w.full(s, d)
	if early {
		for i := range full.Slots {
			if y := &full.Slots[i]; y.Phase != dispatcher.Waiting {
				y.Due, y.Until = w.clock, w.clock
			}
		}
	}
	w.must(w.store.Apply(w.ctx(), w.clock, w.r, []dispatcher.Planned{{Case: caseID, V: w.real.V, Decision: full}}))
	w.did("plan", "")
}

// full gives a decision its times and the store's numbers.
func (w *twin) full(s *State, d decision) dispatcher.Decision {
	full := dispatcher.Decision{Step: int(d.step), Since: w.clock, Over: d.over}
	begin := now.Add(w.clock.Sub(now) / windows * windows)
	if s.shut {
		begin = begin.Add(windows)
	}
	for _, x := range d.slots {
		switch {
		case x.keep != 0:
			full.Slots = append(full.Slots, dispatcher.Wanted{Keep: w.seqs[x.keep]})
		case x.ch != none:
			y := dispatcher.Wanted{Channel: names[x.ch], Step: int(x.step), Try: int(x.try), Phase: dispatcher.Phase(rune(x.phase)), Seq: w.seqs[x.seq]}
			if y.Due = begin; x.phase == waiting {
				y.Due = w.clock.Add(wait)
			}
			if w.plan.hours && x.phase != waiting {
				y.Until = begin.Add(window)
			}
			full.Slots = append(full.Slots, y)
		}
	}
	return full
}

func (w *twin) job(j Job) dispatcher.Job {
	job := dispatcher.Job{AttemptID: dispatcher.AttemptID{Campaign: w.r.Key, Case: caseID, Inc: 1, Seq: w.seqs[j.seq]}, Channel: names[j.ch], Lease: 1, Epoch: w.r.Epoch}
	if j.old {
		job.Epoch--
	}
	return job
}

func (w *twin) claim(s *State, k *Worker, mine token) answer {
	own := &w.work[mine-owner(0)]
	if x := s.c.slot(k.job.seq); x == nil || x.phase != claimed || x.token != mine {
		w.tokens++
		own.token = "w" + strconv.Itoa(w.tokens)
	}
	c := dispatcher.Claim{Job: w.job(k.job), RV: int64(k.rv), Token: own.token}
	a := w.model.claim(s, k, mine)
	replies, err := w.store.Claim(w.ctx(), w.clock, w.r, "worker", []dispatcher.Claim{c})
	w.must(err)
	w.answers("claim", a, replies[0].Status)
	own.v = replies[0].Case.V
	return a
}

func (w *twin) list(s *State, k *Worker) answer {
	c := dispatcher.Claim{Job: w.job(k.job), RV: int64(k.rv)}
	a := w.model.list(s, k)
	replies, err := w.store.List(w.ctx(), w.clock, w.r, "worker", []dispatcher.Claim{c})
	w.must(err)
	w.answers("list", a, replies[0])
	return a
}

func (w *twin) operator(who token) string { return "operator " + strconv.Itoa(int(who)) }

func (w *twin) offer(s *State, seq uint8, who token) answer {
	a := w.model.offer(s, seq, who)
	w.tokens++
	called, err := w.store.Next(w.ctx(), w.clock, w.operator(who), w.r, names[call], dispatcher.Wish{Audience: -1, Own: []string{"ja"}}, "o"+strconv.Itoa(w.tokens))
	w.must(err)
	if (called != nil) != (a == granted) || called != nil && called.Seq != w.seqs[seq] {
		w.fail("next: %+v, want attempt %d offered: %t", called, w.seqs[seq], a == granted)
	}
	w.did("next", "")
	return a
}

func (w *twin) dial(s *State, seq uint8, who token) answer {
	a := w.model.dial(s, seq, who)
	reply, err := w.store.Dial(w.ctx(), w.clock, w.operator(who), w.r, caseID, w.seqs[seq])
	w.must(err)
	w.answers("dial", a, reply.Status)
	return a
}

func (w *twin) lapse(s *State, seq uint8) {
	w.model.lapse(s, seq)
	n, err := w.store.Lapse(w.ctx(), w.clock, w.r, w.open(seq))
	w.must(err)
	w.one("lapse", n)
}

func (w *twin) expire(s *State, seq uint8) {
	w.model.expire(s, seq)
	n, err := w.store.Expire(w.ctx(), w.clock, w.r, w.open(seq))
	w.must(err)
	w.one("expire", n)
}

// open is the claim or the offer of an attempt, as an observer saw it.
func (w *twin) open(seq uint8) []dispatcher.OpenClaim {
	s := w.real.Open(w.seqs[seq])
	if s == nil {
		w.fail("attempt %d is not open in the store", w.seqs[seq])
	}
	return []dispatcher.OpenClaim{{Case: caseID, Seq: s.Seq, Token: s.Token}}
}

func (w *twin) one(script string, n int) {
	w.Helper()
	if n != 1 {
		w.fail("%s changed %d cases, want 1", script, n)
	}
	w.did(script, "")
}

// record brings with a worker's outcome what it decided from the case as it
// was after the claim. Whether that still counts is for the store to say.
func (w *twin) record(s *State, o outcome) {
	out := dispatcher.Outcome{Campaign: w.r.Key, Case: caseID, Seq: w.seqs[o.seq], Channel: names[o.ch], At: w.clock, Facts: o.facts,
		Result: results[o.result], Disposition: said[o.said], Actor: "test"}
	if o.token != 0 {
		own := w.work[o.token-owner(0)]
		out.Token = own.token
		if !w.reaches(o.facts, 0) {
			d := w.full(s, w.decide(w.predict(s.c, o)))
			out.V, out.Next = own.v, &d
		}
	}
	w.model.record(s, o)
	recorded, err := w.store.Record(w.ctx(), w.clock, w.r, []dispatcher.Outcome{out})
	w.must(err)
	w.did("record", string(recorded[0].Status))
}

func (w *twin) resolve(s *State, seq uint8, verdict result) {
	w.model.resolve(s, seq, verdict)
	v := dispatcher.SendAgain
	if verdict == ok {
		v = dispatcher.TakeAsHandedOver
	}
	n, err := w.store.Resolve(w.ctx(), w.clock, "test", w.r, []dispatcher.OpenClaim{{Case: caseID, Seq: w.seqs[seq]}}, v)
	w.must(err)
	w.one("resolve", n)
}

func (w *twin) withdraw(s *State, mask uint8) {
	w.model.withdraw(s, mask)
	w.must(w.store.Withdraw(w.ctx(), w.clock, "test", w.r, caseID, uint32(mask), nil))
	w.did("withdraw", "")
}

func (w *twin) control(s *State, r Record) {
	w.model.control(s, r)
	w.r.State, w.r.Off = dispatcher.Running, nil
	if r.paused {
		w.r.State = dispatcher.Paused
	}
	if r.off != none {
		w.r.Off = map[string]string{string(names[r.off]): "test"}
	}
	w.tellShards()
	w.did("control", "")
}

func (w *twin) tellShards() {
	w.r.Epoch++
	need := []dispatcher.Grade{w.plan.audience.ReachedWhen}
	for range w.plan.audience.Plan.Steps {
		need = append(need, w.plan.audience.ReachedWhen)
	}
	w.must(w.store.Control(w.ctx(), w.clock, "test", w.r, [][]dispatcher.Grade{need}, ""))
}
