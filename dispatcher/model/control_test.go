package model

// control: control.lua. It replaces the shard's record; a change raises the
// epoch, so all jobs that are out are of an earlier one.
func (m *model) control(s *State, r Record) {
	s.shard = r
	for i := range s.nats {
		s.nats[i].old = s.nats[i].seq != 0
	}
	s.relay.job.old = s.relay.busy
	for k := range s.workers {
		s.workers[k].job.old = s.workers[k].phase != idle
	}
}

// Record is what is decided about a campaign. The server has one, and each
// shard a copy that its scripts look at.
type Record struct {
	paused bool
	off    channel // paused alone, by a breaker; none: no channel is
}

// bars reports whether nothing may be sent on a channel: _case.lua, forbidden.
func (r Record) bars(ch channel) bool { return r.paused || r.off == ch }

// steers: campaigns.go. The server's record changes first, its shards after it;
// what they answered is what people rely on.
func (t *turn) steers() {
	switch {
	case t.server.paused:
		t.must(say("control: the campaign is resumed"), t.turns(Record{}))
		t.may(say("the campaign is resumed, and the request breaks off before its shard is told"), broken, func(n *State) {
			n.server, n.answered = Record{}, false
		})
	default:
		t.may(say("control: the campaign is paused"), pause, t.turns(Record{paused: true, off: t.server.off}))
		t.may(say("the campaign is paused, and the request breaks off before its shard is told"), broken, func(n *State) {
			n.server.paused = true
		})
		if t.server.off != none {
			t.must(say("control: the channel is resumed"), t.turns(Record{}))
		}
	}
	if t.server != t.shard && !t.behind && t.holds(repeatReachesShards) {
		t.must(say("control: the request is made again"), t.turns(t.server))
	}
	if t.shard.off == none {
		t.may(say("control: the breaker of a worker elsewhere pauses the channel"), trip, t.trips)
	}
}

// turns changes the server's record and then the shard's. A server that is
// behind gives out an epoch that the shard has seen; the shard keeps what it
// has, and the server does not notice.
func (t *turn) turns(r Record) func(*State) {
	return func(n *State) {
		n.server, n.answered = r, r.paused
		if !n.behind {
			t.redis.control(n, r)
		}
		n.behind = false
	}
}

// trips: another process changes the campaign.
func (t *turn) trips(n *State) {
	r := Record{paused: n.server.paused, off: email}
	t.redis.control(n, r)
	if n.behind = !t.holds(recordIsReadAgain); !n.behind {
		n.server = r
	}
}
