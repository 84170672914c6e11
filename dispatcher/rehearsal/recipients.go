package rehearsal

import (
	"cmp"
	"context"
	"errors"
	"fmt"
	"io"
	"slices"
	"sync"
	"time"

	"github.com/owabi/owabi/dispatcher/judge"
)

// Browser opens a person's page and presses its button, as package client's
// Recipient does.
type Browser interface {
	Acknowledge(ctx context.Context, page string) error
}

// Recipients read the letters that come to them and confirm on their pages.
// Its fields are set before the first letter comes.
type Recipients struct {
	Browser Browser
	Answers *Answers
	Lists   *judge.Mandate
	Log     io.Writer // a JSON line a confirmation; may be nil
	Count   int       // how many are at their browsers at once; 4 when 0

	logs    sync.Mutex // orders the log
	mu      sync.Mutex // guards what follows
	waiting map[judge.Place]*visit
	done    map[judge.Place]bool
	fault   error
}

// visit is a confirmation that somebody is going to give.
type visit struct {
	at   judge.Place
	when time.Time // plan time
	to   string
	page string
}

// OnMail hands a letter to whom it is for: to is the envelope's recipient,
// data the letter as it was received, plan the time at which it came. A person
// who will confirm does so at the time that the answers give, or when the
// first letter comes, whichever is later, by the link of the latest letter. It
// is safe for concurrent use. A letter that cannot be understood is the error
// of the next Drain.
func (r *Recipients) OnMail(to, data string, plan time.Time) {
	letter, err := judge.ReadLetter(data)
	places := r.Lists.Addressees(to, letter.Text)
	r.mu.Lock()
	defer r.mu.Unlock()
	at, from, ok := r.reader(places)
	switch {
	case !ok:
	case err != nil:
		r.fault = errors.Join(r.fault, fmt.Errorf("rehearsal: %s row %d: %w", at.Audience, at.Row, err))
	case len(letter.Links) == 0:
		r.fault = errors.Join(r.fault, fmt.Errorf("rehearsal: the letter to %s row %d has no link to a page", at.Audience, at.Row))
	default:
		r.plan(visit{at, from, to, letter.Links[0]}, plan)
	}
}

// reader returns who of the people that a letter can be for is going to
// confirm, and from when on.
func (r *Recipients) reader(places []judge.Place) (at judge.Place, from time.Time, ok bool) {
	for _, at := range places {
		if from, ok := r.Answers.page(at); ok && !r.done[at] {
			return at, from, true
		}
	}
	return at, from, false
}

func (r *Recipients) plan(v visit, came time.Time) {
	if known := r.waiting[v.at]; known != nil {
		known.page = v.page
		return
	}
	if v.when.Before(came) {
		v.when = came
	}
	if r.waiting == nil {
		r.waiting, r.done = map[judge.Place]*visit{}, map[judge.Place]bool{}
	}
	r.waiting[v.at] = &v
}

// Next is when the next confirmation is due, false when nobody is going to
// give one.
func (r *Recipients) Next() (next time.Time, ok bool) {
	r.mu.Lock()
	defer r.mu.Unlock()
	for _, v := range r.waiting {
		if !ok || v.when.Before(next) {
			next, ok = v.when, true
		}
	}
	return next, ok
}

// Drain gives the confirmations that are due at now, and returns how many. One
// that fails stays due.
func (r *Recipients) Drain(ctx context.Context, now time.Time) (n int, err error) {
	due, err := r.due(now)
	if err != nil {
		return 0, err
	}
	given := make([]bool, len(due))
	width := min(number(r.Count), len(due))
	err = together(ctx, width, func(ctx context.Context, first int) error {
		for i := first; i < len(due); i += width {
			if err := r.confirm(ctx, due[i], now); err != nil {
				return err
			}
			given[i] = true
		}
		return nil
	})
	for _, ok := range given {
		if ok {
			n++
		}
	}
	return n, err
}

// due returns the confirmations that are due, in the order of time and list.
func (r *Recipients) due(now time.Time) (due []visit, err error) {
	r.mu.Lock()
	defer r.mu.Unlock()
	for _, v := range r.waiting {
		if !v.when.After(now) {
			due = append(due, *v)
		}
	}
	slices.SortFunc(due, func(a, b visit) int {
		return cmp.Or(a.when.Compare(b.when), cmp.Compare(a.at.Audience, b.at.Audience), cmp.Compare(a.at.Row, b.at.Row))
	})
	err, r.fault = r.fault, nil
	return due, err
}

func (r *Recipients) confirm(ctx context.Context, v visit, now time.Time) error {
	if err := r.Browser.Acknowledge(ctx, v.page); err != nil {
		return fmt.Errorf("rehearsal: %s row %d confirms: %w", v.at.Audience, v.at.Row, err)
	}
	r.mu.Lock()
	delete(r.waiting, v.at)
	r.done[v.at] = true
	r.mu.Unlock()
	return writeLine(&r.logs, r.Log, pageLine{At: time.Now(), Plan: now, Channel: "page", To: v.to, Audience: v.at.Audience, Row: v.at.Row})
}
