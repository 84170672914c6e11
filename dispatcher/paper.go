package dispatcher

import (
	"context"
	"strconv"
	"strings"
	"time"

	"github.com/owabi/owabi/channels"
	"github.com/owabi/owabi/dispatcher/personal"
)

// fixed is the clock of letters that bear the day of their batch.
type fixed time.Time

func (f fixed) Now() time.Time { return time.Time(f) }

// allPapers opens the records of a batch that is bound, and writes its letters.
func (s *Letters) allPapers(ctx context.Context, l *Live, b Batch, letters []BatchLetter) ([]channels.Paper, error) {
	var all []channels.Paper
	for from := 0; from < len(letters); from += loadBatch {
		some, err := s.papers(ctx, l, b, letters[from:min(len(letters), from+loadBatch)], from, &b)
		if err != nil {
			return nil, err
		}
		all = append(all, some...)
	}
	return all, nil
}

// papers writes letters of a batch; the first is at place from. Those of a batch
// that is bound must be as they were when they were claimed: who has been
// withdrawn since is not to be written to.
func (s *Letters) papers(ctx context.Context, l *Live, b Batch, letters []BatchLetter, from int, bound *Batch) ([]channels.Paper, error) {
	ids := make([]string, len(letters))
	for i := range letters {
		ids[i] = letters[i].Case
	}
	loaded, err := s.Register.Load(ctx, l.Registered, ids)
	if err != nil {
		return nil, err
	}
	dated := Stationery{Vault: s.Vault, PublicURL: s.PublicURL, Clock: fixed(b.At)}
	papers := make([]channels.Paper, len(letters))
	for i := range letters {
		number := letterNumber(b.Number, from+i+1)
		slot := loaded[i].Case.Open(letters[i].Seq)
		if slot == nil || loaded[i].Case.RV != letters[i].RV || bound != nil && slot.Token != bound.Token {
			return nil, &Error{Code: Conflict, Where: number, What: "this letter is not to be printed any more: the person was withdrawn, or their record has changed",
				Cure: "make the batch void, take the letter out of the pile, and print again"}
		}
		if papers[i], err = dated.paper(l, &loaded[i], slot, number); err != nil {
			return nil, err
		}
	}
	return papers, nil
}

// paper is the letter that a slot asks for, with what is seen through the window
// of its envelope.
func (s Stationery) paper(l *Live, loaded *Loaded, slot *Slot, number string) (channels.Paper, error) {
	m, err := s.message(l, loaded, slot)
	if err != nil {
		return channels.Paper{}, err
	}
	people, err := s.open(l, loaded)
	if err != nil {
		return channels.Paper{}, err
	}
	a, err := l.audience(&loaded.Case)
	if err != nil {
		return channels.Paper{}, err
	}
	p := channels.Paper{Message: m, Number: number, PostalCode: people[0].PostalCode, Reference: reference(loaded.Case.ID), Marks: a.marks(slot)}
	for i := range people {
		p.Addressees = append(p.Addressees, onEnvelope(&people[i], m.Lang))
	}
	if s.PublicURL != "" {
		p.Link = personal.New(s.PublicURL + "/p/" + s.Vault.Sign(tokenPage, m.Attempt))
	}
	return p, nil
}

// onEnvelope is a name as the post reads it.
func onEnvelope(p *Person, lang string) personal.Text {
	if p.Addressee().Empty() {
		return personal.New("ご本人様")
	}
	return addressee(p).Envelope(lang)
}

// marks are what the envelope says to the post and to whoever takes it in.
func (a *Audience) marks(slot *Slot) []string {
	marks := []string{"親展"}
	if slot.Step < len(a.Plan.Steps) {
		for _, w := range a.Plan.Steps[slot.Step].Ways {
			if w.Channel == channels.Letter && w.NoForwarding {
				marks = append(marks, "転送不要")
			}
		}
	}
	return marks
}

// place finds a letter of a batch by the number in its window.
func (s *Letters) place(ctx context.Context, number string) (*Live, Batch, []BatchLetter, int, error) {
	n, place, err := ParseLetterNumber(number)
	if err != nil {
		return nil, Batch{}, nil, 0, err
	}
	l, b, err := s.batch(ctx, n)
	if err != nil {
		return nil, b, nil, 0, err
	}
	letters, err := s.Batches.BatchLetters(ctx, l.Registered, n)
	if err == nil && place > len(letters) {
		err = &Error{Code: NotFound, Where: strings.TrimSpace(number), What: "the batch has no such letter", Cure: "type the number as it stands in the window"}
	}
	return l, b, letters, place - 1, err
}

// batch finds a batch and its campaign.
func (s *Letters) batch(ctx context.Context, number int) (*Live, Batch, error) {
	none := &Error{Code: NotFound, Where: strconv.Itoa(number), What: "there is no such batch", Cure: "see `owabi letters list CAMPAIGN`"}
	key, err := s.Batches.BatchOf(ctx, number)
	if err != nil {
		return nil, Batch{}, err
	}
	l := s.Book.key(key)
	if l == nil {
		return nil, Batch{}, none
	}
	all, err := s.Batches.Batches(ctx, l.Registered)
	if err != nil {
		return nil, Batch{}, err
	}
	for _, b := range all {
		if b.Number == number {
			return l, b, nil
		}
	}
	return nil, Batch{}, none
}
