package email

import (
	"context"
	"fmt"
	"io"
	"time"
)

func (s *session) usable() bool { return !s.broken }

// carry implements link. While one letter waits for the reply to its final dot,
// the envelope of the next is on its way already:
//
//	MAIL RCPT DATA          ──▶
//	                        ◀── 250 250 354
//	letter . MAIL RCPT DATA ──▶
//	                        ◀── 250, 250 250 354
//
// so that each letter costs one round trip. What is in doubt when the
// connection breaks is the letter whose dot has been written, and no other.
func (s *session) carry(l *letter, next func() *letter) (*letter, bool) {
	if err := s.announce(l); err != nil {
		return s.spoil(l, atMail, err)
	}
	for {
		if at, err := s.answered(l); err != nil {
			last, begun := s.spoil(l, at, err)
			if s.broken {
				return last, begun
			}
			follower := next()
			if follower == nil {
				return l, true
			}
			l.end("", l.err)
			if err := s.announce(follower); err != nil {
				return s.spoil(follower, atMail, err)
			}
			l = follower
			continue
		}
		follower := next()
		s.hand(l, follower)
		if follower == nil {
			return l, true
		}
		l.end(l.reply, l.err)
		if s.broken {
			return s.spoil(follower, atMail, errHungUp)
		}
		l = follower
	}
}

// errHungUp is why a letter could not be begun behind another.
var errHungUp = fmt.Errorf("the relay closed the connection: %w", io.EOF)

// announce says the envelope of a letter alone.
func (s *session) announce(l *letter) error {
	s.begin(l.envelope)
	_, err := s.flush()
	return err
}

// spoil sets the outcome of a letter that was not taken. Not begun: the relay
// had closed the connection before, and the letter may go by another, once.
func (s *session) spoil(l *letter, at step, err error) (last *letter, begun bool) {
	l.err = failure(at, err)
	if s.used && s.broken && !l.moved && stale(l.err) && l.ctx.Err() == nil {
		l.err = nil
		return l, false
	}
	s.used = true
	return l, true
}

// answered waits for the replies to the envelope of a letter, as long as it is
// not called off.
func (s *session) answered(l *letter) (step, error) {
	stop := context.AfterFunc(l.ctx, func() { s.conn.Close() })
	at, err := s.begun()
	if !stop() { // the connection is being closed: the letter must not be written
		s.broken = true
		return at, l.ctx.Err()
	}
	return at, err
}

// hand writes a letter with its final dot, and the envelope of the next, and
// waits for what becomes of the letter, however long it takes.
func (s *session) hand(l, follower *letter) {
	s.finish(l.data)
	end := len(s.out)
	s.open = false
	if follower != nil {
		s.begin(follower.envelope)
	}
	stop := context.AfterFunc(l.ctx, func() { s.conn.SetWriteDeadline(time.Unix(0, 0)) })
	n, err := s.flush()
	stop()
	s.used = true
	switch {
	case err != nil && n < end:
		l.err = failure(atBody, err)
	case err != nil:
		l.err = failure(atDot, err)
	default:
		if l.reply, err = s.taken(); err != nil {
			l.err = failure(atDot, err)
		}
	}
}
