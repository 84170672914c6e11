// Package dispatcher is the domain: campaigns, people, plans, attempts and the
// rules that move them. It knows no network, no Redis and no NATS; what it
// needs of them it declares as small interfaces, and package main hands them in.
package dispatcher
