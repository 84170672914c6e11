// Package access says who may come in, and what they may do there: accounts and
// their roles, sign-in with password and second factor, sessions, and the tokens
// of programs. It decides; package gate asks it for every request by the office's
// TCP listener, and package store keeps what it keeps.
//
//	password right ──> half a session ──> code right ──> a session
//	        └─ no second factor needed ──────────────────────^
//
// Nothing that lets somebody in is kept as it is: passwords as argon2id hashes,
// the ids of sessions and the tokens of programs as SHA-256 sums (they are
// random, so that there is nothing to guess), the keys of second factors sealed
// under the master key.
package access
