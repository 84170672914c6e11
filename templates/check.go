package templates

import (
	"io"
	"slices"
	"strings"
	"text/template/parse"
	"time"
)

// Check tests the letter against the columns of a list. It finds a column that
// the list does not have and a name that no letter has, also where only some
// people's letters would come past it.
func (l *Letter) Check(columns []string) error {
	for _, f := range l.Fields() {
		if slices.Contains(columns, f) {
			continue
		}
		has := "the list has no columns beside the known ones"
		if len(columns) > 0 {
			has = "the list has " + strings.Join(columns, ", ")
		}
		return &Error{Where: l.fields[f], What: "no column of the list is called " + f, Cure: has + ": correct the letter or the list's header"}
	}
	for _, tree := range []*parse.Tree{l.subject, l.body} {
		if err := l.try(tree); err != nil {
			return err
		}
	}
	return nil
}

// try executes every branch of the tree with a sample.
func (l *Letter) try(tree *parse.Tree) error {
	if tree == nil {
		return nil
	}
	flat := tree.Copy()
	flat.Root = flatten(flat.Root)
	t, err := l.executable(flat)
	if err != nil {
		return err
	}
	if err := t.Execute(io.Discard, l.sample()); err != nil {
		return sampleError(l.file, err)
	}
	return nil
}

// flatten takes the conditions out of a copied tree: each is evaluated, and
// then both of its branches run.
func flatten(l *parse.ListNode) *parse.ListNode {
	out := &parse.ListNode{NodeType: parse.NodeList}
	if l == nil {
		return out
	}
	for _, n := range l.Nodes {
		switch n := n.(type) {
		case *parse.IfNode:
			out.Nodes = append(out.Nodes, condition(n))
			out.Nodes = append(out.Nodes, flatten(n.List).Nodes...)
			out.Nodes = append(out.Nodes, flatten(n.ElseList).Nodes...)
		case *parse.WithNode:
			out.Nodes = append(out.Nodes, n)
			out.Nodes = append(out.Nodes, flattenBranch(&n.BranchNode)...)
		case *parse.RangeNode:
			out.Nodes = append(out.Nodes, n)
			out.Nodes = append(out.Nodes, flattenBranch(&n.BranchNode)...)
		case *parse.BreakNode, *parse.ContinueNode:
		default:
			out.Nodes = append(out.Nodes, n)
		}
	}
	return out
}

// condition keeps the value of an if in a variable, so that it is evaluated
// and not printed.
func condition(n *parse.IfNode) parse.Node {
	if len(n.Pipe.Decl) == 0 {
		n.Pipe.Decl = []*parse.VariableNode{{NodeType: parse.NodeVariable, Pos: n.Pos, Ident: []string{"$condition"}}}
	}
	return &parse.ActionNode{NodeType: parse.NodeAction, Pos: n.Pos, Line: n.Line, Pipe: n.Pipe}
}

// flattenBranch flattens what a with or range holds, and returns what its else holds.
func flattenBranch(b *parse.BranchNode) []parse.Node {
	otherwise := flatten(b.ElseList).Nodes
	b.List, b.ElseList = flatten(b.List), nil
	return otherwise
}

// sample is a view in which nothing is empty.
func (l *Letter) sample() *view {
	const s = "見本見本見本見本"
	day := time.Date(2026, 11, 22, 9, 30, 0, 0, time.UTC)
	a := addressee{Addressee: s, Honorific: s, Name: s, Reading: s, PostalCode: s, Address: s, Fields: map[string]string{}}
	for f := range l.fields {
		a.Fields[f] = s
	}
	return &view{
		addressee: a, Members: slices.Repeat([]addressee{a}, 9), Link: s, Reference: s, Date: &day,
		Organisation: Organisation{s, s, s, s, s, s, s, s, s, s},
		Incident:     incident{&day, s, slices.Repeat([]string{s}, 9), s, s, s},
	}
}
