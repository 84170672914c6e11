package dispatcher

import (
	"context"
	"crypto/sha256"
	"encoding/hex"
	"slices"
	"strconv"
	"strings"
	"time"

	"github.com/owabi/owabi/channels"
)

// Letters is the post room's side: batches that are printed, posted, and come
// back.
type Letters struct {
	Book     *Book
	Batches  Batches
	Callroom Callroom
	Register Register
	Ledger   Ledger
	Shelf    Shelf
	Press    channels.Press // nil where nothing is printed
	Lock     func(plain []byte) (locked []byte, passphrase string, err error)
	Stationery
}

// Bounds of a batch.
const (
	UsualBatch = 1000
	MostBatch  = 2000
	loadBatch  = 500 // records opened at once
)

// Print makes a batch of the letters that wait longest, most at most, and
// returns its PDF encrypted. Letters that cannot be printed as they stand are
// left on the list, and named. Number is 0 when there is nothing to print.
func (s *Letters) Print(ctx context.Context, actor, id, audience string, most int) (Printed, error) {
	l, err := s.Book.byID(id)
	if err != nil {
		return Printed{}, err
	}
	if err := s.ready(l, audience, &most); err != nil {
		return Printed{}, err
	}
	b := Batch{Version: 1, Campaign: l.ID, Audience: audience, State: BatchBinding, Token: printToken(), At: l.here(s.now()), Actor: actor}
	letters, p, err := s.choose(ctx, l, b, most)
	if err != nil || len(letters) == 0 {
		return p, err
	}
	if b.Number, err = s.Batches.NewBatch(ctx, l.Registered); err != nil {
		return p, err
	}
	if err := s.Batches.PutBatch(ctx, l.Registered, b, letters); err != nil {
		return p, err
	}
	err = s.make(ctx, l, b, actor, &p)
	return p, err
}

func (s *Letters) ready(l *Live, audience string, most *int) error {
	if *most == 0 {
		*most = UsualBatch
	}
	switch {
	case s.Press == nil:
		return &Error{Code: Conflict, Where: "letter", What: "this server prints no letters", Cure: "put the section letter into its settings (docs/settings.md)"}
	case audience != "" && l.Campaign.Audience(audience) < 0:
		return noAudience(l, audience)
	case !l.running():
		return &Error{Code: Conflict, Where: l.ID, What: "nothing is printed for a campaign that is " + string(l.State), Cure: "launch or resume it"}
	case *most < 1 || *most > MostBatch:
		return &Error{Code: Invalid, Where: "most", What: "a batch has 1 to " + strconv.Itoa(MostBatch) + " letters", Cure: "ask for several"}
	}
	return nil
}

// choose looks through the list for letters that print.
func (s *Letters) choose(ctx context.Context, l *Live, b Batch, most int) ([]BatchLetter, Printed, error) {
	var p Printed
	waiting, err := s.waiting(ctx, l, b.Audience, b.At)
	if err != nil {
		return nil, p, err
	}
	b.Number = 1
	var letters []BatchLetter
	for len(waiting) > 0 && len(letters) < most {
		some := waiting[:min(len(waiting), most-len(letters), loadBatch)]
		waiting = waiting[len(some):]
		papers, err := s.papers(ctx, l, b, some, 0, nil)
		if err != nil {
			return nil, p, err
		}
		for i := range papers {
			if u := s.Press.Unfit(&papers[i]); u.Fit() {
				letters = append(letters, some[i])
			} else {
				p.Look = append(p.Look, Look{AttemptID{l.Key, some[i].Case, 1, some[i].Seq}.String(), some[i].Case, u})
			}
		}
	}
	p.Left = len(waiting)
	return letters, p, nil
}

// waiting lists the letters on the list, those that are due longest first.
func (s *Letters) waiting(ctx context.Context, l *Live, audience string, now time.Time) ([]BatchLetter, error) {
	cases, err := s.Callroom.Listed(ctx, l.Registered, channels.Letter)
	if err != nil {
		return nil, err
	}
	index := -1
	if audience != "" {
		index = l.Campaign.Audience(audience)
	}
	type entry struct {
		BatchLetter
		due time.Time
	}
	var all []entry
	for i := range cases {
		for _, slot := range cases[i].Slots {
			if slot.Channel == channels.Letter && slot.Phase == Listed && !slot.Due.After(now) && (index < 0 || cases[i].Audience == index) {
				all = append(all, entry{BatchLetter{Case: cases[i].ID, Seq: slot.Seq, RV: cases[i].RV}, slot.Due})
			}
		}
	}
	slices.SortFunc(all, func(a, b entry) int {
		if c := a.due.Compare(b.due); c != 0 {
			return c
		}
		return strings.Compare(a.Case, b.Case)
	})
	letters := make([]BatchLetter, len(all))
	for i := range all {
		letters[i] = all[i].BatchLetter
	}
	return letters, nil
}

// Again makes the PDF of a batch once more: the same bytes, under another
// passphrase. It is for a reply that was lost, and for a printer that jammed.
func (s *Letters) Again(ctx context.Context, actor string, number int) (Printed, error) {
	l, b, err := s.batch(ctx, number)
	if err != nil {
		return Printed{}, err
	}
	if s.Press == nil {
		return Printed{}, s.ready(l, "", new(int))
	}
	if b.State != BatchBinding && b.State != BatchMade && b.State != BatchPrinted {
		return Printed{}, b.not("printed again")
	}
	var p Printed
	err = s.make(ctx, l, b, actor, &p)
	return p, err
}

// make binds the letters of a batch if that has not been done, prints them,
// proofs the PDF against records that are opened anew, and records the batch
// before anything of it is shown.
func (s *Letters) make(ctx context.Context, l *Live, b Batch, actor string, p *Printed) error {
	letters, err := s.Batches.BatchLetters(ctx, l.Registered, b.Number)
	if err != nil {
		return err
	}
	if b.State == BatchBinding {
		if letters, err = s.bind(ctx, l, b, actor, letters); err != nil {
			return err
		}
		if len(letters) == 0 { // somebody else was faster with all of them
			b.State, b.Version, b.Recorded = BatchVoid, b.Version+1, true
			return s.Batches.PutBatch(ctx, l.Registered, b, letters)
		}
	}
	pdf, pages, err := s.press(ctx, l, b, letters)
	if err != nil {
		return err
	}
	sum := sha256.Sum256(pdf)
	if hash := hex.EncodeToString(sum[:]); b.Sum == "" {
		b.Sum = hash
	} else if b.Sum != hash {
		return &Error{Code: Conflict, Where: strconv.Itoa(b.Number), What: "the batch would not be the same letters again: font, settings or program have changed since",
			Cure: "print from the file of the first time, or make it void"}
	}
	first := 1
	for i := range letters {
		letters[i].Pages = pages[i]
		p.Manifest = append(p.Manifest, ManifestLine{letterNumber(b.Number, i+1), letters[i].Case, first, pages[i]})
		first += pages[i]
	}
	if b.State == BatchBinding {
		b.State, b.Version, b.Letters, b.Pages = BatchMade, b.Version+1, len(letters), first-1
		if err := s.Batches.PutBatch(ctx, l.Registered, b, letters); err != nil {
			return err
		}
	}
	if err := b.note(ctx, s.Shelf, l, s.now(), actor); err != nil {
		return err
	}
	p.Batch = b.open()
	p.File, p.Passphrase, err = s.Lock(pdf)
	return err
}

// bind claims the letters, and returns those that were granted.
func (s *Letters) bind(ctx context.Context, l *Live, b Batch, actor string, letters []BatchLetter) ([]BatchLetter, error) {
	replies, err := s.Batches.Bind(ctx, s.now(), actor, l.Registered, b.Token, letters)
	if err != nil {
		return nil, err
	}
	granted := []BatchLetter{}
	for i, r := range replies {
		if r == ClaimGranted {
			granted = append(granted, letters[i])
		}
	}
	return granted, nil
}

// press prints and proofs.
func (s *Letters) press(ctx context.Context, l *Live, b Batch, letters []BatchLetter) ([]byte, []int, error) {
	papers, err := s.allPapers(ctx, l, b, letters)
	if err != nil {
		return nil, nil, err
	}
	pdf, pages, err := s.Press.Print(ctx, papers)
	if err != nil {
		return nil, nil, err
	}
	if papers, err = s.allPapers(ctx, l, b, letters); err != nil {
		return nil, nil, err
	}
	return pdf, pages, s.Press.Proof(ctx, pdf, papers)
}
