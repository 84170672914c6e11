package templates

import (
	"strings"
	"text/template"
	"text/template/parse"
	"unicode"
	"unicode/utf8"

	"github.com/owabi/owabi/dispatcher/personal"
)

// Class names a set of people whose letters of this edition all pass, or all
// fail, Render and Guard: those with the same values empty, and the others
// harmless. ok is false for a person who has to be tried by themselves. Only
// what Data says of the person counts; members are for trying by themselves.
func (e *Edition) Class(d *Data) (class string, ok bool) {
	p := &d.Person
	if e.picky || len(d.Members) > 0 {
		return "", false
	}
	var b strings.Builder
	b.Grow(8 + len(e.columns))
	named := e.letter.names
	own := named["Name"] || named["Addressee"]
	if !classify(&b, p.Name, own) || !classify(&b, p.Reading, named["Reading"]) ||
		!classify(&b, p.PostalCode, named["PostalCode"]) || !classify(&b, p.Address, named["Address"]) {
		return "", false
	}
	for _, column := range e.columns {
		v, there := p.Fields[column]
		if !there {
			b.WriteByte('?')
		} else if !classify(&b, v, true) {
			return "", false
		}
	}
	if p.Organisation {
		b.WriteByte('o')
	}
	return b.String(), true
}

// classify notes whether a value is empty, and reports whether it is harmless.
// One that the letter does not name need only be fit to be looked at.
func classify(b *strings.Builder, v personal.Text, named bool) bool {
	s := v.Reveal()
	switch {
	case strings.TrimSpace(s) == "":
		b.WriteByte('-')
		return true
	case named && !harmless(s):
		return false
	case !named && (!utf8.ValidString(s) || strings.IndexFunc(s, isControl) >= 0):
		return false
	}
	b.WriteByte('+')
	return true
}

// harmless reports whether a value, wherever it stands in a letter, adds nothing
// that Guard looks for and breaks no line: it holds Chinese characters and kana, and
// perhaps spaces, and is no mere joint between numbers.
func harmless(s string) bool {
	solid := false
	for _, r := range s {
		switch {
		case r == ' ' || r == '　':
		case r < firstKana || r == utf8.RuneError || !unicode.IsLetter(r) || folds(r):
			return false
		case !isHyphen(r) && !isSpacer(r):
			solid = true
		}
	}
	return solid
}

// firstKana is where kana and Chinese characters begin; 々 is the first letter.
const firstKana = '々'

// folds reports whether a letter is another way to write one of ASCII.
func folds(r rune) bool { return r >= '！' && r <= '～' || r >= 0x1d400 && r <= 0x1d7ff }

// plainFunctions are those whose outcome depends on nothing but whether a value
// is empty.
var plainFunctions = map[string]bool{"field": true, "column": true, "filled": true, "date": true, "datetime": true, "join": true, "and": true, "or": true, "not": true}

// weigh notes whether the letter looks into values, and which columns it names.
func (e *Edition) weigh() {
	e.columns = e.letter.Fields()
	for _, t := range []*template.Template{e.subject, e.body} {
		if t == nil {
			continue
		}
		walk(t.Root, func(n parse.Node) bool {
			if p, ok := n.(*parse.PipeNode); ok {
				for i, c := range p.Cmds {
					e.picky = e.picky || looks(c, i > 0)
				}
			}
			return true
		})
	}
}

// looks reports whether a command looks into values of a person. How many
// members there are is no such value. piped says that something is handed to it
// from the left.
func looks(c *parse.CommandNode, piped bool) bool {
	f, ok := c.Args[0].(*parse.IdentifierNode)
	if !ok || plainFunctions[f.Ident] {
		return false
	}
	for _, a := range c.Args[1:] {
		switch a := a.(type) {
		case *parse.NumberNode, *parse.StringNode, *parse.BoolNode:
		case *parse.PipeNode:
			piped = piped || !counts(a)
		case *parse.FieldNode:
			piped = piped || a.Ident[len(a.Ident)-1] != "Members"
		default:
			return true
		}
	}
	return piped
}

// counts reports whether a pipe is the number of members.
func counts(p *parse.PipeNode) bool {
	if len(p.Cmds) != 1 || len(p.Cmds[0].Args) == 0 {
		return false
	}
	f, ok := p.Cmds[0].Args[0].(*parse.IdentifierNode)
	return ok && f.Ident == "len" && !looks(p.Cmds[0], false)
}
