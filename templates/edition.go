package templates

import (
	"strings"
	"text/template"
	"text/template/parse"
	"time"

	"github.com/owabi/owabi/dispatcher/personal"
)

// Edition is a letter with everything filled in that a campaign says to
// everybody. It is read-only.
type Edition struct {
	letter       *Letter
	organisation Organisation
	incident     incident
	subject      *template.Template // nil where the channel has none
	body         *template.Template
	size         int   // of the text that is the same for everybody, in bytes
	known        known // what Guard finds in that text, and in the campaign's words

	columns []string // of the list that the letter names
	picky   bool     // the letter looks into values, not just whether they are empty
}

// For fills in the organisation and the incident. It refuses a letter that
// prints something of theirs that is empty.
func (l *Letter) For(o Organisation, i Incident) (*Edition, error) {
	var c cleaner
	e := &Edition{letter: l, organisation: c.organisation(o), incident: c.incident(i), known: known{}}
	if c.err != nil {
		return nil, c.err
	}
	var err error
	if e.subject, err = e.fold(l.subject); err != nil {
		return nil, err
	}
	if e.body, err = e.fold(l.body); err != nil {
		return nil, err
	}
	e.learn()
	e.weigh()
	return e, nil
}

// Letter returns the letter that this is an edition of.
func (e *Edition) Letter() *Letter { return e.letter }

func (e *Edition) fold(tree *parse.Tree) (*template.Template, error) {
	if tree == nil {
		return nil, nil
	}
	f := folder{letter: e.letter, tree: tree, view: &view{Organisation: e.organisation, Incident: e.incident}}
	folded := tree.Copy()
	folded.Root = f.list(tree.Root)
	if f.err != nil {
		return nil, f.err
	}
	c := collector{add: e.known.add}
	walk(folded.Root, func(n parse.Node) bool {
		switch n := n.(type) {
		case *parse.TextNode:
			e.size += len(n.Text)
			c.collect(string(n.Text))
		case *parse.StringNode:
			c.collect(n.Text)
		}
		return true
	})
	return e.letter.executable(folded)
}

// learn notes what may stand in every letter of the edition though no text of
// the letter itself says so.
func (e *Edition) learn() {
	c := collector{add: e.known.add}
	o, i := e.organisation, e.incident
	for _, s := range append([]string{o.Name, o.Desk, o.Phone, o.Fax, o.Email, o.Address, o.Hours, o.Sender, o.DocumentNumber, o.URL,
		i.Outline, i.Cause, i.Secondary, i.Measures}, i.Items...) {
		c.collect(s)
	}
	for m := time.January; m <= time.December; m++ {
		c.collect(m.String())
	}
	for d := time.Sunday; d <= time.Saturday; d++ {
		c.collect(d.String())
	}
}

// Render fills the letter for one person. It returns an *Error when the letter
// prints what this person's record does not have; the error says which line,
// never what the record holds.
func (e *Edition) Render(d Data) (Rendered, error) {
	v, err := e.view(&d)
	if err != nil {
		return Rendered{}, err
	}
	subject, err := e.line(v)
	if err != nil {
		return Rendered{}, err
	}
	text, err := e.execute(e.body, v, e.size+512)
	if err != nil {
		return Rendered{}, err
	}
	r := Rendered{Subject: personal.New(subject), Text: personal.New(text)}
	if e.hasHTML() {
		r.HTML = personal.New(page(e.letter.lang, subject, text, v.Link))
	}
	return r, nil
}

// hasHTML reports whether the channel shows HTML.
func (e *Edition) hasHTML() bool { return e.letter.channel == "email" }

func (e *Edition) view(d *Data) (*view, error) {
	c := cleaner{}
	v := &view{addressee: c.person(e.letter, &d.Person), Organisation: e.organisation, Incident: e.incident,
		Link: d.Link.Reveal(), Reference: c.text("the reference number", d.Reference), Date: moment(d.Date)}
	v.Members = []addressee{v.addressee}
	if len(d.Members) > 0 {
		v.Members = make([]addressee, len(d.Members))
		for i := range d.Members {
			v.Members[i] = c.person(e.letter, &d.Members[i])
		}
	}
	if c.err == nil && !isLink(v.Link) {
		c.err = &Error{What: "the person's link is no web address", Cure: "set the public address of the person's page: https://…"}
	}
	if own, ok := c.err.(*Error); ok {
		return nil, &Error{Where: e.letter.file, What: own.What, Cure: own.Cure}
	}
	return v, nil
}

// line renders the subject.
func (e *Edition) line(v *view) (string, error) {
	if e.subject == nil {
		return "", nil
	}
	s, err := e.execute(e.subject, v, 128)
	if err != nil {
		return "", err
	}
	if strings.ContainsAny(s, "\r\n\v\f\u0085\u2028\u2029") {
		return "", &Error{Where: e.letter.file + ":1", What: "the subject is more than one line", Cure: "what is filled into the subject has no line breaks: correct the record, or take it out of the subject"}
	}
	if s = strings.TrimSpace(s); s == "" {
		return "", &Error{Where: e.letter.file + ":1", What: "the subject is empty", Cure: "print something in it for everybody"}
	}
	return s, nil
}

func (e *Edition) execute(t *template.Template, v *view, size int) (string, error) {
	var b strings.Builder
	b.Grow(size)
	if err := t.Execute(&b, v); err != nil {
		return "", fillError(e.letter.file, err)
	}
	return b.String(), nil
}

// isLink reports whether s is empty or an http or https URL of plain
// characters.
func isLink(s string) bool {
	if s == "" {
		return true
	}
	if !strings.HasPrefix(s, "https://") && !strings.HasPrefix(s, "http://") {
		return false
	}
	for i := range len(s) {
		if !isURL[s[i]] {
			return false
		}
	}
	return true
}
