package dispatcher

import (
	"fmt"
	"slices"
	"strconv"
	"strings"
	"time"

	"go.yaml.in/yaml/v3"
)

// reader reads a campaign file. The first error sticks; after it every value
// reads as its zero value.
type reader struct {
	file string
	loc  *time.Location // of times without a zone
	err  error
}

// entry is one value of the file, and its place there.
type entry struct {
	r    *reader
	path string // audiences.affected.plan[0].call.tries
	node *yaml.Node
}

// refuse notes what is wrong with the entry, and the cure.
func (e entry) refuse(what, cure string) { e.r.refuse(e.node.Line, e.path, what, cure) }

func (r *reader) refuse(line int, path, what, cure string) {
	if r.err == nil {
		where := strings.TrimSpace(fmt.Sprintf("%s:%d %s", r.file, line, path))
		r.err = &Error{Code: Invalid, Where: where, What: what, Cure: cure}
	}
}

// at returns the entry below e for a node.
func (e entry) at(name string, n *yaml.Node) entry {
	for n.Kind == yaml.AliasNode {
		n = n.Alias
	}
	if e.path != "" && !strings.HasPrefix(name, "[") {
		name = "." + name
	}
	return entry{e.r, e.path + name, n}
}

// empty reports whether nothing was written behind the key.
func (e entry) empty() bool {
	return e.node == nil || e.node.Kind == yaml.ScalarNode && e.node.Tag == "!!null"
}

// section is the keys below an entry, in the order of the file.
type section struct {
	entry
	keys   []string
	values map[string]entry
}

// section reads e as keys and values. Keys that are not known are refused;
// without known keys, any is allowed.
func (e entry) section(known ...string) section {
	s := section{entry: e, values: map[string]entry{}}
	if e.empty() {
		return s
	}
	if e.node.Kind != yaml.MappingNode {
		e.refuse("this has to be keys and values", "write it as `key: value`, one a line, or between { and }")
		return s
	}
	for i := 0; i+1 < len(e.node.Content); i += 2 {
		s.add(e.node.Content[i], e.node.Content[i+1], known)
	}
	return s
}

func (s *section) add(k, v *yaml.Node, known []string) {
	key := k.Value
	twice, again := s.values[key]
	switch {
	case k.Kind != yaml.ScalarNode || key == "":
		s.r.refuse(k.Line, s.path, "a key has to be a word", "write `key: value`, and put text with colons or brackets between quotes")
	case again:
		s.r.refuse(k.Line, s.at(key, v).path, fmt.Sprintf("the key stands twice, first above line %d", twice.node.Line+1), "keep one of the two")
	case len(known) > 0 && !slices.Contains(known, key):
		s.r.refuse(k.Line, s.path, fmt.Sprintf("there is no key %.40q here", key), Suggest(key, known))
	default:
		s.keys = append(s.keys, key)
		s.values[key] = s.at(key, v)
	}
}

// has reports whether the key is there with something behind it.
func (s section) has(key string) bool { return !s.value(key).empty() }

func (s section) value(key string) entry {
	if e, ok := s.values[key]; ok {
		return e
	}
	return entry{s.r, strings.TrimPrefix(s.path+"."+key, "."), nil}
}

// text returns the text behind a key, empty when there is none.
func (s section) text(key string) string { return s.value(key).text() }

func (e entry) text() string {
	if e.empty() {
		return ""
	}
	if e.node.Kind != yaml.ScalarNode {
		e.refuse("this has to be text", "write it behind the colon, between quotes if it has colons or brackets")
		return ""
	}
	return strings.TrimSpace(e.node.Value)
}

// items returns the entries of a list.
func (e entry) items() []entry {
	if e.empty() {
		return nil
	}
	if e.node.Kind != yaml.SequenceNode {
		e.refuse("this has to be a list", "write it as [a, b], or one a line with a hyphen and a space in front")
		return nil
	}
	all := make([]entry, len(e.node.Content))
	for i, n := range e.node.Content {
		all[i] = e.at("["+strconv.Itoa(i)+"]", n)
	}
	return all
}

// texts returns the texts of a list.
func (s section) texts(key string) []string {
	var all []string
	for _, e := range s.value(key).items() {
		if t := e.text(); t != "" {
			all = append(all, t)
		}
	}
	return all
}

func (s section) bool(key string, otherwise bool) bool {
	switch t := s.text(key); t {
	case "":
		return otherwise
	case "true", "false":
		return t == "true"
	}
	s.value(key).refuse(fmt.Sprintf("%.40q is neither true nor false", s.text(key)), "write true or false")
	return otherwise
}

func (s section) int(key string, otherwise, least, most int) int {
	t := s.text(key)
	if t == "" {
		return otherwise
	}
	n, err := strconv.Atoi(t)
	if err != nil || n < least || n > most {
		s.value(key).refuse(fmt.Sprintf("%.40q is not allowed", t), fmt.Sprintf("write a number from %d to %d", least, most))
	}
	return n
}

// parsed returns what parse makes of the text behind a key, otherwise when
// there is none.
func parsed[T any](s section, key string, otherwise T, parse func(string) (T, error), cure string) T {
	t := s.text(key)
	if t == "" {
		return otherwise
	}
	v, err := parse(t)
	if err != nil {
		s.value(key).refuse(err.Error(), cure)
	}
	return v
}

// moments are the forms in which a file may write a moment. Those without a
// zone mean the campaign's.
var moments = [...]string{time.RFC3339, "2006-01-02T15:04Z07:00", "2006-01-02 15:04Z07:00", "2006-01-02 15:04 Z07:00",
	"2006-01-02T15:04:05", "2006-01-02T15:04", "2006-01-02 15:04:05", "2006-01-02 15:04", time.DateOnly}

func (s section) time(key string) time.Time {
	return parsed(s, key, time.Time{}, func(t string) (time.Time, error) {
		for _, form := range moments {
			if m, err := time.ParseInLocation(form, t, s.r.loc); err == nil {
				return m, nil
			}
		}
		return time.Time{}, fmt.Errorf("%.40q is no moment", t)
	}, "write it as 2026-11-24T09:00+09:00, or without the zone in the campaign's own time")
}
