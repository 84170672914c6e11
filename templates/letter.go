package templates

import (
	"crypto/sha256"
	"encoding/hex"
	"maps"
	"slices"
	"strconv"
	"strings"
	"text/template"
	"text/template/parse"
	"unicode/utf8"
)

// Letter is one letter file, parsed. It is read-only.
type Letter struct {
	file    string
	channel string
	lang    string
	version string
	subject *parse.Tree // nil where the channel has none
	body    *parse.Tree
	fields  map[string]string // columns of the list that it names -> where it does so first
	names   map[string]bool   // every other name that it uses: Outline, Phone …
}

func parseLetter(file, raw string) (*Letter, error) {
	m := fileName.FindStringSubmatch(file)
	if m == nil {
		return nil, &Error{Where: file, What: "this is no name of a letter",
			Cure: "call it NAME.CHANNEL.LANGUAGE.txt, such as apology.email.ja.txt; NAME is lower-case letters, digits and hyphens, CHANNEL is email, sms, call, letter or hand, LANGUAGE is ja or en"}
	}
	if len(raw) > maxFile {
		return nil, &Error{Where: file, What: "the file is larger than 256 KiB", Cure: "a letter is plain text: shorten it"}
	}
	if !utf8.ValidString(raw) {
		return nil, &Error{Where: file, What: "the file is not UTF-8", Cure: "save it as UTF-8"}
	}
	text := lines(strings.TrimPrefix(raw, "\ufeff"))
	if i := strings.IndexFunc(text, isControl); i >= 0 {
		return nil, &Error{Where: file + ":" + strconv.Itoa(1+strings.Count(text[:i], "\n")), What: "a control character stands in the letter", Cure: "delete it"}
	}
	l := &Letter{file: file, channel: m[2], lang: m[3], version: hash(text), fields: map[string]string{}, names: map[string]bool{}}
	return l, l.parse(text)
}

// lines makes every line end in a line feed alone.
func lines(s string) string {
	if !strings.Contains(s, "\r") {
		return s
	}
	return strings.ReplaceAll(strings.ReplaceAll(s, "\r\n", "\n"), "\r", "\n")
}

func hash(text string) string {
	sum := sha256.Sum256([]byte(text))
	return hex.EncodeToString(sum[:8])
}

// parse splits the file into subject and body. The body is parsed behind as
// many line feeds as stand above it, so that errors name the file's own lines.
func (l *Letter) parse(text string) error {
	above := 0
	first, rest, _ := strings.Cut(text, "\n")
	subject, has := strings.CutPrefix(first, "Subject:")
	if err := l.checkSubject(has, rest); err != nil {
		return err
	}
	if has {
		tree, err := l.tree(strings.TrimSpace(subject))
		if err != nil {
			return err
		}
		l.subject, text, above = tree, rest, 1
	}
	if text = strings.TrimRight(text, " \t\n"); text != "" {
		text = strings.Repeat("\n", above) + text + "\n"
	}
	tree, err := l.tree(text)
	if err != nil {
		return err
	}
	if t, ok := tree.Root.Nodes[0].(*parse.TextNode); ok {
		t.Text = []byte(strings.TrimLeft(string(t.Text), "\n"))
	}
	l.body = tree
	return nil
}

func (l *Letter) checkSubject(has bool, rest string) error {
	second, _, _ := strings.Cut(rest, "\n")
	switch {
	case has && l.channel != "email":
		return &Error{Where: l.file + ":1", What: "only an e-mail has a subject", Cure: "take the line Subject: … out"}
	case !has && l.channel == "email":
		return &Error{Where: l.file + ":1", What: "an e-mail begins with its subject", Cure: "begin the file with the line Subject: … and a blank line"}
	case has && strings.TrimSpace(second) != "":
		return &Error{Where: l.file + ":2", What: "the line below the subject is not blank", Cure: "put a blank line between the subject and the letter"}
	}
	return nil
}

// tree parses text and prepares the tree.
func (l *Letter) tree(text string) (*parse.Tree, error) {
	t, err := template.New(l.file).Funcs(functions(l.lang)).Parse(text)
	if err != nil {
		return nil, parseError(l.file, err)
	}
	if len(t.Templates()) > 1 {
		return nil, &Error{Where: l.file, What: "define and block are not there", Cure: "write what they hold in its place: a letter is one file"}
	}
	if t.Tree == nil || parse.IsEmptyTree(t.Root) {
		return nil, &Error{Where: l.file, What: "the subject or the letter is empty", Cure: "an e-mail is the line Subject: …, a blank line and the letter; any other file is the letter alone"}
	}
	p := preparer{letter: l, tree: t.Tree}
	p.node(t.Root)
	if p.err != nil {
		return nil, p.err
	}
	return t.Tree, nil
}

// executable makes a template of a prepared tree.
func (l *Letter) executable(tree *parse.Tree) (*template.Template, error) {
	t, err := template.New(l.file).Funcs(functions(l.lang)).Option("missingkey=error").AddParseTree(l.file, tree)
	if err != nil {
		return nil, parseError(l.file, err)
	}
	return t, nil
}

// Fields returns the columns of the list that the letter names, sorted.
func (l *Letter) Fields() []string { return slices.Sorted(maps.Keys(l.fields)) }

// Version identifies the letter's content: equal texts have equal versions,
// whatever the line ends.
func (l *Letter) Version() string { return l.version }

// File returns the name of the letter's file.
func (l *Letter) File() string { return l.file }

// Lacks returns what the law asks a notice to an affected person for (Act on
// the Protection of Personal Information, articles 26(2) and 68(2), by the
// enforcement rules' outline, items, cause, secondary damage and other helpful
// matters) and the letter does not name; empty when it names all.
func (l *Letter) Lacks() []string {
	var lacks []string
	for _, name := range []string{"Outline", "Items", "Cause", "Secondary", "Measures"} {
		if !l.names[name] {
			lacks = append(lacks, ".Incident."+name)
		}
	}
	if !l.names["Phone"] && !l.names["Email"] && !l.names["Address"] {
		lacks = append(lacks, ".Organisation.Phone")
	}
	return lacks
}
