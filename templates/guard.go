package templates

import (
	"strings"

	"github.com/owabi/owabi/dispatcher/personal"
)

// Allowed is what may stand in one person's letter: what the edition says to
// everybody, and what is this person's own. It does not hold it in the clear,
// but it is personal data all the same.
type Allowed struct {
	edition   *Edition
	own       []uint64
	reference string
	link      personal.Text
}

// Allowed makes the list for the person of d. Make it from the record as it
// was opened for the recipient, not from what Render was given, where the two
// could differ.
func (e *Edition) Allowed(d Data) Allowed {
	a := Allowed{edition: e, own: make([]uint64, 0, 16), reference: d.Reference, link: d.Link}
	c := collector{add: func(h uint64) { a.own = append(a.own, h) }}
	c.person(e.letter, &d.Person)
	for i := range d.Members {
		c.person(e.letter, &d.Members[i])
	}
	c.collect(d.Link.Reveal())
	c.collect(d.Reference)
	return a
}

func (a *Allowed) has(h uint64) bool {
	for _, o := range a.own {
		if o == h {
			return true
		}
	}
	if a.edition == nil {
		return false
	}
	_, ok := a.edition.known[h]
	return ok
}

// Guard looks at a finished letter once more, whoever rendered it. It refuses
// one that holds an e-mail address, a telephone number (or another number of
// nine digits or more), a reference number or a person's link that own does
// not allow, and one whose HTML is not its text's. The *Error says what kind
// of thing it found, never the thing.
func Guard(r Rendered, own Allowed) error {
	subject, text := r.Subject.Reveal(), r.Text.Reveal()
	for _, s := range [...]string{subject, text} {
		if kind := own.stranger(s); kind != "" {
			return own.refuse("the letter holds " + kind + " that is neither this person's nor the organisation's")
		}
	}
	var html string
	if own.edition != nil && own.edition.hasHTML() {
		html = page(own.edition.letter.lang, subject, text, own.link.Reveal())
	}
	if html != r.HTML.Reveal() {
		return own.refuse("the letter's HTML does not say what its text says")
	}
	return nil
}

func (a *Allowed) refuse(what string) error {
	e := &Error{What: what, Cure: "the letter is not sent: compare the person's record with the letter"}
	if a.edition != nil {
		e.Where = a.edition.letter.file
	}
	return e
}

// stranger returns the kind of the first thing in s that is not allowed.
func (a *Allowed) stranger(s string) string {
	var g group
	stranger := func(h uint64) bool { return !a.has(h) }
	switch {
	case addresses(s, stranger):
		return "an e-mail address"
	case numbers(&g, s, a.has, stranger):
		return "a telephone number or another long number"
	case a.strangeLink(s):
		return "a link"
	case a.strangeReference(s):
		return "a reference number"
	}
	return ""
}

// strangeLink looks for links that are made like the person's own: the same up
// to the last slash.
func (a *Allowed) strangeLink(s string) bool {
	own := a.link.Reveal()
	base := own[:strings.LastIndexByte(own, '/')+1]
	return base != "" && links(s, func(url string, h uint64) bool { return strings.HasPrefix(url, base) && !a.has(h) })
}

// strangeReference looks for words that are made like the person's own
// reference number. One of fewer than six characters is made like too many
// things to be looked for.
func (a *Allowed) strangeReference(s string) bool {
	if len(a.reference) < shortest {
		return false
	}
	own := shapeOf(a.reference)
	return words(s, func(w string) bool {
		return len(w) == len(a.reference) && w != a.reference && own.fits(a.reference, w) && !a.has(sum(wordKind, w))
	})
}
