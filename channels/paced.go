package channels

import "context"

// Paced is an optional power of a Sender whose other side takes only so many
// messages at once, or a second, asks us to wait, or does not answer. Whoever
// claims, waits first: what waits is not claimed, so a pause finds it, and a
// crash leaves it where it is.
//
// Wait returns as soon as at least one of n messages may go, and how many may:
// so many turns are taken. Each is for one Send; what is not used soon is lost.
// It fails when ctx ends or the sender is closed; then no turn is taken. A Send
// for which nobody has waited waits by itself where a rate demands it.
type Paced interface {
	Wait(ctx context.Context, n int) (int, error)
}
