package rehearsal

import (
	"context"
	"errors"
	"sync"
)

// number is how many people work at once.
func number(n int) int {
	if n < 1 {
		return 4
	}
	return n
}

// together lets n people work at once and waits for all of them. The first
// error calls the others off.
func together(ctx context.Context, n int, work func(ctx context.Context, i int) error) error {
	ctx, cancel := context.WithCancel(ctx)
	defer cancel()
	errs := make([]error, n)
	var all sync.WaitGroup
	for i := range n {
		all.Go(func() {
			if errs[i] = work(ctx, i); errs[i] != nil {
				cancel()
			}
		})
	}
	all.Wait()
	return first(errs)
}

// first returns the first error that is not the echo of another.
func first(errs []error) error {
	var echo error
	for _, err := range errs {
		if err != nil && !errors.Is(err, context.Canceled) {
			return err
		}
		if err != nil {
			echo = err
		}
	}
	return echo
}
