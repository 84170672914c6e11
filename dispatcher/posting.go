package dispatcher

import (
	"context"
	"encoding/json"
	"slices"
	"strconv"
	"strings"
	"time"

	"github.com/owabi/owabi/channels"
)

// Confirm says that a batch is on paper. It returns the numbers of letters that
// are to be taken out of the pile: the person was reached or withdrawn since.
func (s *Letters) Confirm(ctx context.Context, actor string, number int) (Batch, []string, error) {
	l, b, err := s.batch(ctx, number)
	if err != nil {
		return b, nil, err
	}
	if b.State != BatchMade && b.State != BatchPrinted {
		return b, nil, b.not("confirmed")
	}
	if b.State == BatchMade {
		if b, err = s.become(ctx, l, b, BatchPrinted, actor, nil); err != nil {
			return b, nil, err
		}
	}
	out, err := s.takeOut(ctx, l, b)
	return b.open(), out, err
}

// takeOut lists the letters whose people are not to be told any more.
func (s *Letters) takeOut(ctx context.Context, l *Live, b Batch) ([]string, error) {
	letters, err := s.Batches.BatchLetters(ctx, l.Registered, b.Number)
	if err != nil {
		return nil, err
	}
	out := []string{}
	err = s.eachCase(ctx, l, letters, func(i int, c *Case) {
		if c.Reach == Reached || c.Reach == Withdrawn || c.RV != letters[i].RV {
			out = append(out, letterNumber(b.Number, i+1))
		}
	})
	return out, err
}

func (s *Letters) eachCase(ctx context.Context, l *Live, letters []BatchLetter, f func(int, *Case)) error {
	for from := 0; from < len(letters); from += loadBatch {
		some := letters[from:min(len(letters), from+loadBatch)]
		ids := make([]string, len(some))
		for i := range some {
			ids[i] = some[i].Case
		}
		loaded, err := s.Register.Load(ctx, l.Registered, ids)
		if err != nil {
			return err
		}
		for i := range loaded {
			f(from+i, &loaded[i].Case)
		}
	}
	return nil
}

// Posted says that the post office has a batch: its letters are handed over,
// but for those that were taken out of the pile. Said twice, it changes nothing.
func (s *Letters) Posted(ctx context.Context, actor string, number int, at time.Time, out []string) (Batch, error) {
	l, b, err := s.batch(ctx, number)
	if err != nil {
		return b, err
	}
	if at.IsZero() {
		at = s.now()
	}
	switch {
	case b.State == BatchPosted || b.State == BatchSettled:
		return b.open(), s.finish(ctx, l, &b)
	case b.State != BatchPrinted:
		return b, b.not("posted")
	case at.After(s.now()):
		return b, &Error{Code: Invalid, Where: "at", What: "the posting lies in the future", Cure: "say it when the post has the letters"}
	case at.Before(b.At):
		return b, &Error{Code: Invalid, Where: "at", What: "the batch did not exist at that time", Cure: "say when it was posted"}
	}
	letters, err := s.Batches.BatchLetters(ctx, l.Registered, number)
	if err != nil {
		return b, err
	}
	if err := pull(b, letters, out); err != nil {
		return b, err
	}
	b.Posted, b.Since = l.here(at), s.now()
	if b, err = s.become(ctx, l, b, BatchPosted, actor, letters); err != nil {
		return b, err
	}
	err = s.finish(ctx, l, &b)
	return b.open(), err
}

// pull marks the letters that were taken out.
func pull(b Batch, letters []BatchLetter, out []string) error {
	for _, number := range out {
		n, place, err := ParseLetterNumber(number)
		if err != nil {
			return err
		}
		if n != b.Number || place > len(letters) {
			return &Error{Code: Invalid, Where: number, What: "this letter is not in batch " + strconv.Itoa(b.Number), Cure: "give the numbers in the windows of the letters that were taken out"}
		}
		letters[place-1].Out = true
	}
	return nil
}

// Void abandons a batch. Its letters go back on the list; once it was printed,
// nobody knows what may have been posted, and they go into review.
func (s *Letters) Void(ctx context.Context, actor string, number int, reason string) (Batch, error) {
	l, b, err := s.batch(ctx, number)
	if err != nil {
		return b, err
	}
	if strings.TrimSpace(reason) == "" {
		return b, &Error{Code: Invalid, Where: "reason", What: "a batch is made void for a reason", Cure: "say which"}
	}
	switch b.State {
	case BatchPosted, BatchSettled:
		return b, b.not("made void")
	case BatchVoid:
		return b.open(), s.finish(ctx, l, &b)
	}
	if b.Reason, err = l.Sealer.Seal("batch"+strconv.Itoa(number), "reason", []byte(reason)); err != nil {
		return b, err
	}
	b.Doubtful = b.State == BatchPrinted
	if b, err = s.become(ctx, l, b, BatchVoid, actor, nil); err != nil {
		return b, err
	}
	err = s.finish(ctx, l, &b)
	return b.open(), err
}

// finish records what the state of a batch means for its letters. The state was
// recorded first; what a crash left over is done again, by whoever comes next.
func (s *Letters) finish(ctx context.Context, l *Live, b *Batch) error {
	if b.Recorded || b.State != BatchPosted && b.State != BatchVoid {
		return nil
	}
	letters, err := s.Batches.BatchLetters(ctx, l.Registered, b.Number)
	if err != nil {
		return err
	}
	if err := s.record(ctx, l, letters, b.outcome); err != nil {
		return err
	}
	b.Recorded, b.Version = true, b.Version+1
	return s.Batches.PutBatch(ctx, l.Registered, *b, nil)
}

// outcome is what became of a letter of the batch.
func (b *Batch) outcome(x BatchLetter) (Outcome, bool) {
	o := Outcome{Token: b.Token, Actor: "operator:" + b.Actor}
	switch {
	case b.State == BatchPosted && !x.Out:
		o.At, o.Facts, o.Result = b.Posted, FactHandedOver, ResultOK
	case b.State == BatchVoid && b.Doubtful:
		o.Result = Result(channels.Uncertain)
	default:
		o.Result = Result(channels.NotSent)
	}
	return o, true
}

// record records an outcome for each letter for which there is one.
func (s *Letters) record(ctx context.Context, l *Live, letters []BatchLetter, of func(BatchLetter) (Outcome, bool)) error {
	now := s.now()
	for some := range slices.Chunk(letters, loadBatch) {
		var outcomes []Outcome
		for _, x := range some {
			o, ok := of(x)
			if !ok {
				continue
			}
			o.Campaign, o.Case, o.Seq, o.Channel = l.Key, x.Case, x.Seq, channels.Letter
			if o.At.IsZero() {
				o.At = now
			}
			outcomes = append(outcomes, o)
		}
		if len(outcomes) == 0 {
			continue
		}
		if _, err := s.Ledger.Record(ctx, now, l.Registered, outcomes); err != nil {
			return err
		}
	}
	return nil
}

// Returned says that a letter came back, by the number in its window: it takes
// the evidence back, and the plan goes on.
func (s *Letters) Returned(ctx context.Context, actor, number, reason string) (Recorded, error) {
	l, b, letters, i, err := s.place(ctx, number)
	if err != nil {
		return Recorded{}, err
	}
	if b.State == BatchBinding || b.State == BatchMade {
		return Recorded{}, b.not("returned")
	}
	now := s.now()
	o := Outcome{Campaign: l.Key, Case: letters[i].Case, Seq: letters[i].Seq, Channel: channels.Letter, At: now, Facts: FactBounced,
		Result: Result(channels.Permanent), Actor: "operator:" + actor}
	if reason != "" {
		if o.Sealed, err = l.Sealer.Seal(o.Case, "note", []byte(reason)); err != nil {
			return Recorded{}, err
		}
	}
	recorded, err := s.Ledger.Record(ctx, now, l.Registered, []Outcome{o})
	if err != nil {
		return Recorded{}, err
	}
	return recorded[0], nil
}

// Written says that a letter on the list was written and posted by hand, as one
// that cannot be printed is.
func (s *Letters) Written(ctx context.Context, actor, attempt, note string) (Recorded, error) {
	l, a, err := s.Book.attempt(attempt)
	if err != nil {
		return Recorded{}, err
	}
	loaded, err := s.Register.Load(ctx, l.Registered, []string{a.Case})
	if err != nil {
		return Recorded{}, err
	}
	if slot := loaded[0].Case.Open(a.Seq); slot == nil || slot.Channel != channels.Letter || slot.Phase != Listed {
		return Recorded{}, &Error{Code: Conflict, Where: attempt, What: "this letter is not on the list", Cure: "give the id that `letters print` named"}
	}
	if strings.TrimSpace(note) == "" {
		return Recorded{}, &Error{Code: Invalid, Where: "note", What: "what shows that it was posted is not said", Cure: "say who wrote it, and when it was posted"}
	}
	o := Outcome{Campaign: l.Key, Case: a.Case, Seq: a.Seq, Channel: channels.Letter, At: s.now(), Facts: FactHandedOver, Result: ResultOK, Actor: "operator:" + actor}
	if o.Sealed, err = l.Sealer.Seal(a.Case, "note", []byte(note)); err != nil {
		return Recorded{}, err
	}
	recorded, err := s.Ledger.Record(ctx, o.At, l.Registered, []Outcome{o})
	if err != nil {
		return Recorded{}, err
	}
	return recorded[0], nil
}

// List returns the batches of a campaign, and how many letters wait on the list.
func (s *Letters) List(ctx context.Context, id string) ([]Batch, int, error) {
	l, err := s.Book.byID(id)
	if err != nil {
		return nil, 0, err
	}
	all, err := s.Batches.Batches(ctx, l.Registered)
	if err != nil {
		return nil, 0, err
	}
	for i := range all {
		all[i] = all[i].open()
	}
	waiting, err := s.waiting(ctx, l, "", s.now())
	return all, len(waiting), err
}

// become moves a batch on.
func (s *Letters) become(ctx context.Context, l *Live, b Batch, state BatchState, actor string, letters []BatchLetter) (Batch, error) {
	b.State, b.Version, b.Actor = state, b.Version+1, actor
	if err := s.Batches.PutBatch(ctx, l.Registered, b, letters); err != nil {
		return b, err
	}
	return b, b.note(ctx, s.Shelf, l, s.now(), actor)
}

// note writes into the journal what became of a batch.
func (b *Batch) note(ctx context.Context, shelf Shelf, l *Live, now time.Time, actor string) error {
	detail, err := json.Marshal(struct {
		Batch   int        `json:"batch"`
		State   BatchState `json:"state"`
		Letters int        `json:"letters"`
		Sum     string     `json:"sha256,omitempty"`
	}{b.Number, b.State, b.Letters, b.Sum})
	if err != nil {
		return err
	}
	return shelf.Note(ctx, now, actor, l.Registered, EventBatch, string(detail))
}

// open is the batch as the office sees it: without its token and its sealed
// reason.
func (b Batch) open() Batch {
	b.Token, b.Reason = "", nil
	return b
}

func (b Batch) not(what string) error {
	cure := map[BatchState]string{BatchBinding: "make it with `owabi letters print --batch`", BatchMade: "print it and confirm it first",
		BatchPrinted: "say that it was posted, or make it void", BatchVoid: "make a new one"}[b.State]
	if cure == "" {
		cure = "say of its letters what came back"
	}
	return &Error{Code: Conflict, Where: strconv.Itoa(b.Number), What: "a batch that is " + string(b.State) + " cannot be " + what, Cure: cure}
}
