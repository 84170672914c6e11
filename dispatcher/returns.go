package dispatcher

import (
	"context"
	"log/slog"
	"slices"
	"sync"

	"github.com/owabi/owabi/channels"
)

// Returns takes in what comes back to the return paths of letters. Whose letter
// a message is about, only a signed token proves; what has none, or two of
// different letters, changes nothing and is counted.
type Returns struct {
	Vault    Vault
	Receipts *Receipts
	Log      *slog.Logger

	mu     sync.Mutex
	counts map[News]int
}

// Returned is one message that came back.
type Returned struct {
	Tokens  []string // what may be the token of a letter, the surest first
	News    News     // what it says
	Receipt Receipt  // of ReturnFailed, ReturnDelivered and ReturnHandedOver
}

// News is what a message that came back says; the figures count by it.
type News string

// What there is to say of a letter, and why nothing is.
const (
	ReturnFailed     News = "failed"      // the letter came back
	ReturnDelivered  News = "delivered"   // it lies in the mailbox
	ReturnHandedOver News = "handed_over" // passed on to who reports no more
	ReturnDelayed    News = "delayed"     // a server keeps trying
	ReturnAutoReply  News = "auto_reply"  // a program of the recipient's answers
	ReturnLetter     News = "letter"      // somebody writes to a return path: for people to read
	ReturnForged     News = "forged"      // it names a letter, and not by a token of ours; or two letters
	ReturnForeign    News = "foreign"     // it names no letter, or one of a campaign that is not here any more
)

// tokenReturn is the kind of a return path's token.
const tokenReturn = "bounce"

// Take takes a message in, and reports whether it was about a letter of ours and
// needs nobody's eyes any more. What it says is durable then; with an error it
// is not, and the message is to be handed in again.
func (s *Returns) Take(ctx context.Context, r Returned) (ours bool, err error) {
	attempt, news := s.letter(r)
	if attempt == "" || news == ReturnLetter {
		s.count(news)
		return false, nil
	}
	err = s.Receipts.Take(ctx, attempt, channels.Email, r.Receipt)
	if CodeOf(err) == NotFound {
		s.count(ReturnForeign)
		return false, nil
	}
	if err != nil {
		return false, err
	}
	s.count(news)
	s.Log.Info("a letter's return path was written to", "attempt", attempt, "says", news)
	return true, nil
}

// letter finds out which attempt a message is about; none where it proves none.
func (s *Returns) letter(r Returned) (attempt string, news News) {
	var ids []string
	for _, t := range r.Tokens {
		if id, ok := s.Vault.CheckToken(tokenReturn, t); ok && !slices.Contains(ids, id) {
			ids = append(ids, id)
		}
	}
	switch {
	case len(ids) == 1:
		return ids[0], r.News
	case len(r.Tokens) > 0:
		return "", ReturnForged
	}
	return "", ReturnForeign
}

func (s *Returns) count(n News) {
	s.mu.Lock()
	defer s.mu.Unlock()
	if s.counts == nil {
		s.counts = map[News]int{}
	}
	s.counts[n]++
	if n == ReturnForged {
		s.Log.Warn("a forged bounce was refused", "forged", s.counts[n])
	}
}

// Counts returns how many messages said what since the start.
func (s *Returns) Counts() map[News]int {
	s.mu.Lock()
	defer s.mu.Unlock()
	all := make(map[News]int, len(s.counts))
	for n, k := range s.counts {
		all[n] = k
	}
	return all
}
