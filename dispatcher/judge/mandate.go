package judge

import (
	"fmt"
	"io"
	"io/fs"
	"os"
	"path/filepath"
	"slices"
	"strings"
)

// Mandate is what the office ordered, as the judge reads it: the campaign file
// and its lists. It holds names and hashes of the lists' values, some hundred
// bytes a person; nothing of it is ever printed. It does not change and is
// safe for concurrent use.
type Mandate struct {
	campaign *campaign
	lists    []*List // one an audience, in the order of the file
	people   []person
	headers  []string // of all lists; entry.header points here

	addresses entries
	numbers   entries
	private   entries         // numbers that no public text holds
	public    map[string]bool // what looks like a reference number in public texts
	index     *index
}

// Open reads a campaign file, the lists beside it that it names, and the
// office's own letters, if any. public are further texts that everybody may
// see, such as the letters' templates: what stands in them is nobody's own.
func Open(file string, public ...string) (*Mandate, error) {
	text, err := os.ReadFile(file)
	if err != nil {
		return nil, fmt.Errorf("judge: campaign file: %w", err)
	}
	c, err := parseCampaign(text)
	if err != nil {
		return nil, fmt.Errorf("judge: campaign file %s: %w", file, err)
	}
	dir := filepath.Dir(file)
	lists := map[string]io.Reader{}
	for _, a := range c.audiences {
		f, err := os.Open(filepath.Join(dir, a.list))
		if err != nil {
			return nil, fmt.Errorf("judge: list of %s: %w", a.name, err)
		}
		defer f.Close()
		lists[a.name] = f
	}
	letters, err := texts(dir, c.letters)
	if err != nil {
		return nil, fmt.Errorf("judge: letters: %w", err)
	}
	return New(text, lists, append(letters, public...)...)
}

// texts reads every file of a directory, which may be none.
func texts(dir, letters string) (all []string, err error) {
	if letters == "" {
		return nil, nil
	}
	root := filepath.Join(dir, letters)
	err = filepath.WalkDir(root, func(path string, d fs.DirEntry, err error) error {
		if err != nil || d.IsDir() {
			return err
		}
		b, err := os.ReadFile(path)
		all = append(all, string(b))
		return err
	})
	return all, err
}

// New reads a campaign file and the list of each of its audiences.
func New(campaignFile []byte, lists map[string]io.Reader, public ...string) (*Mandate, error) {
	c, err := parseCampaign(campaignFile)
	if err != nil {
		return nil, fmt.Errorf("judge: campaign file: %w", err)
	}
	m := &Mandate{campaign: c, index: newIndex(), public: map[string]bool{}}
	for i := range c.audiences {
		a := &c.audiences[i]
		if lists[a.name] == nil {
			return nil, fmt.Errorf("judge: list of %s: none is given", a.name)
		}
		if err := m.readList(a, lists[a.name]); err != nil {
			return nil, fmt.Errorf("judge: list of %s: %w", a.name, err)
		}
	}
	m.index.seal()
	m.addresses, m.numbers = m.addresses.sorted(), m.numbers.sorted()
	m.publish(append(public, string(campaignFile)))
	return m, nil
}

// publish takes what stands in texts that everybody may see off the index.
func (m *Mandate) publish(public []string) {
	known := map[uint64]bool{}
	for _, p := range public {
		for _, n := range references(p) {
			m.public[n] = true
		}
		text := fold(p)
		for _, found := range m.index.scan(text) {
			known[found.of[0].hash] = true
		}
		numbersIn(text, func(key string, _, _ int) { known[hashOf(key)] = true })
	}
	m.index.values = m.index.values.without(known)
	m.private = slices.Clone(m.numbers).without(known)
}

// Lists returns the lists, in the order of the campaign file's audiences.
func (m *Mandate) Lists() []*List { return m.lists }

// list returns the index of an audience, or -1.
func (m *Mandate) list(audience string) int {
	return slices.IndexFunc(m.lists, func(l *List) bool { return l.audience == audience })
}

// find returns the person of a row, or -1.
func (m *Mandate) find(l *List, row int) int32 {
	i, ok := slices.BinarySearchFunc(m.people[l.first:l.end], int32(row), func(p person, row int32) int { return int(p.row - row) })
	if !ok {
		return -1
	}
	return l.first + int32(i)
}

// header returns the index of a header of the judge's own making.
func (m *Mandate) header(name string) int32 {
	if i := slices.Index(m.headers, name); i >= 0 {
		return int32(i)
	}
	m.headers = append(m.headers, name)
	return int32(len(m.headers) - 1)
}

// audienceOf returns the audience of a person.
func (m *Mandate) audienceOf(who int32) *audience { return &m.campaign.audiences[m.people[who].list] }

// called returns those of the people whose name stands in a text, but for names
// that stand in the name of another of them.
func (m *Mandate) called(among []int32, text string) []int32 {
	text = foldName(text)
	named := slices.DeleteFunc(slices.Clone(among), func(p int32) bool { return !strings.Contains(text, m.people[p].name) })
	return slices.DeleteFunc(slices.Clone(named), func(p int32) bool {
		return slices.ContainsFunc(named, func(q int32) bool {
			return len(m.people[q].name) > len(m.people[p].name) && strings.Contains(m.people[q].name, m.people[p].name)
		})
	})
}
