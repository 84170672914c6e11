// Package model attacks the protocol by which people are told: nobody is left
// out, nobody is told twice. It holds no code of the product, only tests.
//
// One case, a person or a household of two, is taken through everything that
// two workers, two operators, a relay, a planner, observers, providers and the
// people who steer a campaign can do, in every order: with crashes anywhere,
// lost replies, jobs delivered twice, callbacks that come late or first, a
// pause, withdrawals, hours that end, and a NATS that loses everything. The
// states are visited breadth first and kept as hashes; budgets of faults bound
// them.
//
//	state_test, case_test      what the store holds, and what everybody remembers
//	scripts_test, shared_test  one method a script of store/lua, named like it
//	record_test, calls_test    record.lua; list, next, dial and lapse
//	control_test               control.lua, and the campaign's record before it
//	policy_test                dispatcher.Policy itself is asked, not a copy
//	turn_test, moves_test      the moves: relay, planner, observers, people, providers
//	worker_test, operator_test the moves of worker.go and prepare.go, of desk.go
//	safety_test                what must never be, and where a case may rest
//	canon_test                 states that differ in nothing that matters
//	explore_test, trace_test   the search, and its trace in words
//	model_test                 the configurations: all rules hold, nothing is wrong
//	rules_test                 the rules, and what is found without each
//	twin_test, twinscripts_test  the same moves made by the real scripts
//
// # What is checked
//
// Safety, at every claim and send: no try is told twice without a human's
// order; nothing is claimed after somebody was told that the campaign is
// paused, after the person was reached, out of hours, or for a letter that
// names somebody withdrawn; what was ordered again is not claimed when the
// first turns out to have been handed over. In every state: the reach is what
// the facts say, nothing is in review whose outcome somebody has reported, and
// every open case, slot and review has the handle by which it will be found.
//
// Liveness: from every state a case can come to rest without a further fault:
// reached, unreachable, withdrawn, or with nothing but a review left.
//
// TestRules then switches rules off, and the search has to find what each is
// for. TestTwin walks at random and makes every move in a real store too, so
// that the model cannot drift away from the scripts. docs/protocol.md says what
// is not covered.
//
//	go test ./dispatcher/model -v                   states, and a trace for each rule
//	go test ./dispatcher/model -run TestModel -deep more faults at once: minutes
package model
