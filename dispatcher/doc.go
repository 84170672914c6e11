// Package dispatcher is the domain: campaigns, people, plans, attempts, and the
// rules that move them. It knows no network, no Redis and no NATS; what it
// needs of them it declares in ports.go, and package main hands them in.
//
// # One job's way
//
// Redis remembers, NATS carries, channels send, people answer.
//
//	 1 import    People.Import reads a list twice: once to refuse it, once to let
//	             its people in, sealed (importing.go; importread.go and
//	             importopen.go are its two hands). Intake does so for people
//	             whom other systems publish, one by one (intake.go)
//	 2 plan      Planner asks Policy.Next for every case that waits for it
//	             (planner.go, policy.go)
//	 3 publish   Relay lends what is due to NATS, a small window at a time (relay.go)
//	 4 consume   Worker fetches a batch of jobs (worker.go)
//	 5 load      one read for the batch (prepare.go)
//	 6 render    open the record, fill the letter, guard it (stationery.go)
//	 7 claim     just before the wire, for no more cases than the transport is
//	             wide (turn.go)
//	 8 send, and record the outcome together with what follows from it; then ack.
//	             One call to the store records a turn's letters and claims the next
//	 9 again     nothing new: what step 8 set due comes back at 3
//	10 evidence  operators (desk.go), the person's page (pages.go), reviews
//	             (reviews.go): all record by the same door, Ledger.Record
//	11 journal   package journal moves the events out of the store
//	12 report    counters and minutes answer now and as of any moment
//	             (figures.go, statement.go)
//
// Watch (watch.go) is the one who looks for what was left open: a claim whose
// worker died goes to review, never back to due.
//
// # The states of a case
//
//	            claimed or dialled                evidence of the grade asked for
//	pending ------------------------> in_progress --------------------------------> reached
//	   |                                |      ^                                       |
//	   | no contact                     |      +---------------------------------------+
//	   v                                v                 evidence taken back
//	unreachable <-------------- the plan is at its end
//
// From every state a case can be withdrawn. Late evidence makes an unreachable
// case reached. An open review keeps a case in_progress.
//
// # The phases of a slot
//
//	         lent to NATS               wire
//	due ---------------------> claimed ------> waiting (evidence may come) | gone
//	 |                            ^  |
//	 | by hand     offered        |  +-- no outcome --> the attempt is in review
//	 +--> listed ----------> offered
//	 ^       ^---- lapsed -----+
//	 +-- paused, too early, or the lease ended
//
// held: failed eight times in a row for reasons of ours; a human looks.
package dispatcher
