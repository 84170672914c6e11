package dispatcher

import (
	"context"
	"encoding/json"
	"fmt"
	"strconv"
	"time"
)

// Refusal is a published person who could not be let in, and why. It stands
// until a message under the same id is let in.
type Refusal struct {
	ID       string    `json:"id"` // the publisher's own; # and the number of the message without one
	Audience string    `json:"audience"`
	At       time.Time `json:"at"`
	Faults   []Fault   `json:"faults"`
}

// refusal is a Refusal as it is kept, sealed, with what the message held.
type refusal struct {
	Refusal
	Card []byte `json:"card,omitempty"`
}

func (r *received) publisherID() string {
	if r.ID == "" {
		return "#" + strconv.FormatUint(r.Number, 10)
	}
	return r.ID
}

// refusal seals why a message was not taken.
func (r *received) refusal(l *Live, at time.Time) ([]byte, error) {
	plain, err := json.Marshal(refusal{Refusal{r.publisherID(), r.Audience, at, r.faults}, r.card})
	if err != nil {
		return nil, fmt.Errorf("intake: a refusal of %s does not pack", l.ID)
	}
	defer clear(plain)
	return l.Sealer.Seal(r.name(l), "refusal", plain)
}

// Refusals returns a page of published people who were not let in, in an order
// of the store's own.
func (s *Intake) Refusals(ctx context.Context, id, cursor string, limit int) ([]Refusal, string, error) {
	l, err := s.People.Campaigns.Book.byID(id)
	if err != nil {
		return nil, "", err
	}
	sealed, next, err := s.Refusing.RefusedPage(ctx, l.Registered, cursor, limit)
	if err != nil {
		return nil, "", err
	}
	all := make([]Refusal, 0, len(sealed))
	for name, b := range sealed {
		plain, err := l.Sealer.Unseal(name, "refusal", b)
		if err != nil {
			return nil, "", fmt.Errorf("intake: a refusal of %s does not open: %w", id, err)
		}
		var r refusal
		err = json.Unmarshal(plain, &r)
		clear(plain)
		if err != nil {
			return nil, "", fmt.Errorf("intake: a refusal of %s does not read", id)
		}
		r.At = l.here(r.At)
		all = append(all, r.Refusal)
	}
	return all, next, nil
}

// PublicKey is what publishers seal people to.
func (s *Intake) PublicKey(id string) (string, error) {
	l, err := s.People.Campaigns.Book.byID(id)
	if err != nil {
		return "", err
	}
	return l.Sealer.PublicKey(), nil
}
