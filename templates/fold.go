package templates

import (
	"strings"
	"text/template/parse"
)

// folder turns what does not differ between people into plain text, once an
// edition rather than once a letter.
type folder struct {
	letter *Letter
	tree   *parse.Tree
	view   *view // organisation and incident only
	err    error
}

// list returns a copy of l with everything fixed executed. Only lists where
// the dot is still the whole view come here.
func (f *folder) list(l *parse.ListNode) *parse.ListNode {
	if l == nil {
		return nil
	}
	out := &parse.ListNode{NodeType: parse.NodeList, Pos: l.Pos}
	for _, n := range l.Nodes {
		add(out, f.node(n))
	}
	return out
}

func (f *folder) node(n parse.Node) parse.Node {
	if _, ok := n.(*parse.TextNode); !ok && fixed(n, false) {
		return f.execute(n)
	}
	if n, ok := n.(*parse.IfNode); ok {
		c := n.Copy().(*parse.IfNode)
		c.List, c.ElseList = f.list(n.List), f.list(n.ElseList)
		return c
	}
	return n
}

// add puts n behind the list: to the text before it, if both are text.
func add(l *parse.ListNode, n parse.Node) {
	t, ok := n.(*parse.TextNode)
	if ok && len(t.Text) == 0 {
		return
	}
	if i := len(l.Nodes) - 1; ok && i >= 0 {
		if before, ok := l.Nodes[i].(*parse.TextNode); ok {
			joined := append(append([]byte(nil), before.Text...), t.Text...)
			l.Nodes[i] = &parse.TextNode{NodeType: parse.NodeText, Pos: before.Pos, Text: joined}
			return
		}
	}
	l.Nodes = append(l.Nodes, n)
}

// execute runs one node by itself. The tree keeps the letter's text, so that
// an error names the right line.
func (f *folder) execute(n parse.Node) parse.Node {
	tree := f.tree.Copy()
	tree.Root = &parse.ListNode{NodeType: parse.NodeList, Nodes: []parse.Node{n}}
	var b strings.Builder
	t, err := f.letter.executable(tree)
	if err == nil {
		err = t.Execute(&b, f.view)
	}
	if err != nil && f.err == nil {
		f.err = sampleError(f.letter.file, err)
	}
	return &parse.TextNode{NodeType: parse.NodeText, Pos: n.Position(), Text: []byte(b.String())}
}

// fixed reports whether n says the same to everybody: it names nothing but the
// organisation and the incident. dot says whether the dot is one of their
// parts, and not the whole view.
func fixed(n parse.Node, dot bool) bool {
	switch n := n.(type) {
	case *parse.TextNode, *parse.StringNode, *parse.NumberNode, *parse.BoolNode, *parse.NilNode:
		return true
	case *parse.DotNode:
		return dot
	case *parse.FieldNode:
		return dot || ofCampaign(n.Ident)
	case *parse.VariableNode:
		return n.Ident[0] == "$" && ofCampaign(n.Ident[1:])
	case *parse.IdentifierNode:
		return n.Ident != "field"
	case *parse.PipeNode:
		return len(n.Decl) == 0 && allFixed(n, dot)
	case *parse.ListNode, *parse.ActionNode, *parse.CommandNode, *parse.ChainNode, *parse.IfNode:
		return allFixed(n, dot)
	case *parse.WithNode:
		return branchFixed(&n.BranchNode, dot)
	case *parse.RangeNode:
		return branchFixed(&n.BranchNode, dot)
	}
	return false
}

func ofCampaign(path []string) bool {
	return len(path) > 0 && (path[0] == "Organisation" || path[0] == "Incident")
}

func allFixed(n parse.Node, dot bool) bool {
	for _, c := range below(n) {
		if !fixed(c, dot) {
			return false
		}
	}
	return true
}

func branchFixed(b *parse.BranchNode, dot bool) bool {
	return fixed(b.Pipe, dot) && fixed(b.List, true) && (b.ElseList == nil || fixed(b.ElseList, dot))
}
