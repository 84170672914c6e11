package dispatcher

import (
	"context"
	"regexp"
	"strings"
	"time"

	"github.com/owabi/owabi/channels"
)

// Record writes what an operator says of a call, whatever has become of the
// offer meanwhile: somebody may have talked. Sent twice, it is recorded once.
func (d *Desk) Record(ctx context.Context, operator, attempt string, r Report) (Recorded, error) {
	l, a, err := d.Book.attempt(attempt)
	if err != nil {
		return Recorded{}, err
	}
	return d.record(ctx, l, operator, a.Case, a.Seq, r)
}

// record writes a report about the attempt seq of a case, or about a call that
// the person made when seq is 0.
func (d *Desk) record(ctx context.Context, l *Live, operator, id string, seq int, r Report) (Recorded, error) {
	now := d.Clock.Now()
	o, err := l.outcome(operator, id, seq, r, now)
	if err != nil {
		return Recorded{}, err
	}
	if err := d.ahead(ctx, l, &o, r.Language, now); err != nil {
		return Recorded{}, err
	}
	recorded, err := d.Ledger.Record(ctx, now, l.Registered, []Outcome{o})
	if err != nil {
		return Recorded{}, err
	}
	if recorded[0].Status == RecordUnknown {
		return Recorded{}, noPerson(id)
	}
	return recorded[0], nil
}

// outcome is what a report says, checked and with its note sealed.
func (l *Live) outcome(operator, id string, seq int, r Report, now time.Time) (Outcome, error) {
	facts, result, ok := r.Disposition.Outcome()
	if !ok {
		return Outcome{}, &Error{Code: Invalid, Where: "disposition", What: "there is no such disposition", Cure: "use one of " + dispositions()}
	}
	o := Outcome{Campaign: l.Key, Case: id, Seq: seq, Channel: channels.Call, At: r.At, Facts: facts, Result: result,
		Disposition: r.Disposition, Again: r.Again, Flags: r.Flags, Actor: "operator:" + operator}
	if o.At.IsZero() {
		o.At = now
	}
	if o.At.After(now) {
		return o, &Error{Code: Invalid, Where: "at", What: "the call lies in the future", Cure: "say when it was"}
	}
	if (r.Language != "") != (r.Flags&FlagLanguage != 0) || r.Language != "" && !isLanguage(r.Language) {
		return o, noLanguage()
	}
	var err error
	if r.Note != "" {
		o.Sealed, err = l.Sealer.Seal(id, "note", []byte(r.Note))
	}
	return o, err
}

var languageForm = regexp.MustCompile(`^[a-z]{2,3}$`)

// isLanguage reports whether s has the form of a language's code (ISO 639).
func isLanguage(s string) bool { return languageForm.MatchString(s) }

func noLanguage() error {
	return &Error{Code: Invalid, Where: "language", What: "the flag and the language go together, and a language is given by its code",
		Cure: "write it in two or three letters: en, zh, ko"}
}

func noPerson(id string) error {
	return &Error{Code: NotFound, Where: id, What: "there is no such person", Cure: "give the id that `calls next` printed"}
}

// ahead asks the policy what follows an outcome that closes an open call, and
// says in which language to call from now on.
func (d *Desk) ahead(ctx context.Context, l *Live, o *Outcome, language string, now time.Time) error {
	loaded, err := d.Register.Load(ctx, l.Registered, []string{o.Case})
	if err != nil {
		return err
	}
	c := &loaded[0].Case
	if c.V == 0 {
		return noPerson(o.Case)
	}
	s, t := c.Open(o.Seq), c.Attempt(o.Seq)
	if s != nil && s.Channel != channels.Call || t != nil && t.Channel != channels.Call {
		return &Error{Code: Invalid, Where: AttemptID{l.Key, o.Case, 1, o.Seq}.String(), What: "this attempt is no call", Cure: "give the id that `calls next` printed"}
	}
	a, err := l.audience(c)
	if err != nil {
		return err
	}
	if o.Language = language; language == l.lang(a) {
		o.Language = "-"
	}
	if s == nil || s.Phase != Claimed {
		return nil // the planner decides
	}
	return l.decide(c, o, now)
}

func dispositions() string {
	var all []string
	for _, d := range Dispositions {
		all = append(all, string(d))
	}
	return strings.Join(all, ", ")
}
