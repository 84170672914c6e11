package templates

import (
	"strconv"
	"strings"
	"text/template/parse"
)

// walk visits n and, where visit says so, what is below it.
func walk(n parse.Node, visit func(parse.Node) bool) {
	if !visit(n) {
		return
	}
	for _, c := range below(n) {
		walk(c, visit)
	}
}

func below(n parse.Node) []parse.Node {
	switch n := n.(type) {
	case *parse.ListNode:
		return n.Nodes
	case *parse.ActionNode:
		return []parse.Node{n.Pipe}
	case *parse.PipeNode:
		nodes := make([]parse.Node, len(n.Cmds))
		for i, c := range n.Cmds {
			nodes[i] = c
		}
		return nodes
	case *parse.CommandNode:
		return n.Args
	case *parse.ChainNode:
		return []parse.Node{n.Node}
	case *parse.IfNode:
		return branches(&n.BranchNode)
	case *parse.WithNode:
		return branches(&n.BranchNode)
	case *parse.RangeNode:
		return branches(&n.BranchNode)
	}
	return nil
}

func branches(b *parse.BranchNode) []parse.Node {
	nodes := []parse.Node{b.Pipe, b.List}
	if b.ElseList != nil {
		nodes = append(nodes, b.ElseList)
	}
	return nodes
}

// preparer makes a parsed letter strict: it collects the names that the letter
// uses, gives field its person, and lets nothing empty be printed.
type preparer struct {
	letter *Letter
	tree   *parse.Tree
	err    error // the first that it found
}

func (p *preparer) node(root parse.Node) {
	walk(root, func(n parse.Node) bool {
		switch n := n.(type) {
		case *parse.TemplateNode:
			p.fail(n, "template is not there", "write what it holds in its place: a letter is one file")
		case *parse.ActionNode:
			p.output(n)
		case *parse.CommandNode:
			return p.command(n)
		case *parse.FieldNode:
			p.path(n, n.Ident)
		case *parse.VariableNode:
			p.path(n, n.Ident[1:])
		case *parse.ChainNode:
			p.path(n, n.Field)
		}
		return p.err == nil
	})
}

func (p *preparer) fail(n parse.Node, what, cure string) {
	if p.err == nil {
		p.err = &Error{Where: p.where(n), What: what, Cure: cure}
	}
}

// where is file:line of a node.
func (p *preparer) where(n parse.Node) string {
	place, _ := p.tree.ErrorContext(n)
	return place[:strings.LastIndexByte(place, ':')]
}

// output puts | filled "…" behind everything that is printed.
func (p *preparer) output(n *parse.ActionNode) {
	if len(n.Pipe.Decl) > 0 {
		return
	}
	n.Pipe.Cmds = append(n.Pipe.Cmds, &parse.CommandNode{NodeType: parse.NodeCommand, Pos: n.Pos,
		Args: []parse.Node{name("filled", n.Pos), text(n.Pipe.String(), n.Pos)}})
}

func name(s string, pos parse.Pos) parse.Node { return parse.NewIdentifier(s).SetPos(pos) }

func text(s string, pos parse.Pos) parse.Node {
	return &parse.StringNode{NodeType: parse.NodeString, Pos: pos, Quoted: strconv.Quote(s), Text: s}
}

// command looks for the two functions that name a column. It turns field "X" into
// field . $ "X", so that inside {{range .Members}} the column
// is the member's own and elsewhere the addressee's.
func (p *preparer) command(n *parse.CommandNode) bool {
	f, ok := n.Args[0].(*parse.IdentifierNode)
	switch {
	case ok && f.Ident == "field":
		column, ok := argument(n, 2, 1)
		if !ok {
			p.fail(n, "field needs one name of a column", `write it in quotes: {{field "予約日時"}}`)
			return false
		}
		p.column(n, column)
		dot := &parse.DotNode{NodeType: parse.NodeDot, Pos: n.Pos}
		root := &parse.VariableNode{NodeType: parse.NodeVariable, Pos: n.Pos, Ident: []string{"$"}}
		n.Args = []parse.Node{f, dot, root, n.Args[1]}
		return false
	case ok && f.Ident == "index" && len(n.Args) > 1 && endsInFields(n.Args[1]):
		column, ok := argument(n, 3, 2)
		if !ok {
			p.fail(n, "index .Fields needs one name of a column", `write it in quotes: {{field "予約日時"}}`)
			return false
		}
		p.column(n, column)
		n.Args[0] = name("column", f.Pos)
		return false
	}
	return p.err == nil
}

// argument returns the i-th argument if it is a quoted string and there are n.
func argument(c *parse.CommandNode, n, i int) (string, bool) {
	if len(c.Args) != n {
		return "", false
	}
	s, ok := c.Args[i].(*parse.StringNode)
	if !ok {
		return "", false
	}
	return s.Text, true
}

func endsInFields(n parse.Node) bool {
	var path []string
	switch n := n.(type) {
	case *parse.FieldNode:
		path = n.Ident
	case *parse.VariableNode:
		path = n.Ident
	case *parse.ChainNode:
		path = n.Field
	}
	return len(path) > 0 && path[len(path)-1] == "Fields"
}

// path notes the names of .A.B.C, and the column in .Fields.X.
func (p *preparer) path(n parse.Node, names []string) {
	for i, s := range names {
		if s != "Fields" {
			p.letter.names[s] = true
			continue
		}
		if i+1 == len(names) {
			p.fail(n, "a letter does not print all columns of the list", `name the column: {{field "予約日時"}}`)
			return
		}
		p.column(n, names[i+1])
		return
	}
}

func (p *preparer) column(n parse.Node, column string) {
	if _, ok := p.letter.fields[column]; !ok {
		p.letter.fields[column] = p.where(n)
	}
}
