package templates

import (
	"embed"
	"fmt"
	"io/fs"
	"maps"
	"path"
	"regexp"
	"slices"
	"strings"
)

//go:embed letters/*.txt
var embedded embed.FS

// fileName is NAME.CHANNEL.LANGUAGE.txt.
var fileName = regexp.MustCompile(`^([a-z0-9]+(?:-[a-z0-9]+)*)\.(email|sms|call|letter|hand)\.(ja|en)\.txt$`)

// maxFile bounds a letter file, in bytes.
const maxFile = 256 << 10

// Set is the letters that a campaign can pick from: the embedded ones and the
// office's own. It is read-only.
type Set struct{ letters map[string]*Letter }

// Load reads the office's letters from the top of office, which may be nil,
// and puts them over the embedded ones.
func Load(office fs.FS) (*Set, error) {
	files, err := Read(office)
	if err != nil {
		return nil, err
	}
	return Parse(files)
}

// Read returns the letter files at the top of office by name. Only .txt files
// are letters; anything else (a note, an editor's leavings) is passed over.
func Read(office fs.FS) (map[string]string, error) {
	files := map[string]string{}
	if office == nil {
		return files, nil
	}
	entries, err := fs.ReadDir(office, ".")
	if err != nil {
		return nil, fmt.Errorf("templates: read the directory of letters: %w", err)
	}
	for _, e := range entries {
		if e.IsDir() || strings.HasPrefix(e.Name(), ".") || !strings.EqualFold(path.Ext(e.Name()), ".txt") {
			continue
		}
		b, err := fs.ReadFile(office, e.Name())
		if err != nil {
			return nil, fmt.Errorf("templates: read letter: %w", err)
		}
		files[e.Name()] = string(b)
	}
	return files, nil
}

// Embedded returns the letters that come with the program, by file name.
func Embedded() (map[string]string, error) {
	own, err := fs.Sub(embedded, "letters")
	if err != nil {
		return nil, fmt.Errorf("templates: open the embedded letters: %w", err)
	}
	return Read(own)
}

// Parse puts the office's letters, by file name, over the embedded ones. It
// refuses a file whose name is no letter's, because nobody would notice that
// it is never used.
func Parse(office map[string]string) (*Set, error) {
	files, err := Embedded()
	if err != nil {
		return nil, err
	}
	maps.Copy(files, office)
	s := &Set{letters: make(map[string]*Letter, len(files))}
	for _, file := range slices.Sorted(maps.Keys(files)) {
		if s.letters[file], err = parseLetter(file, files[file]); err != nil {
			return nil, err
		}
	}
	return s, nil
}

// Files returns the names of all letter files, sorted.
func (s *Set) Files() []string { return slices.Sorted(maps.Keys(s.letters)) }

// Letter returns the letter of that name, channel and language. It never falls
// back to another one.
func (s *Set) Letter(name, channel, lang string) (*Letter, error) {
	file := name + "." + channel + "." + lang + ".txt"
	if l := s.letters[file]; l != nil {
		return l, nil
	}
	return nil, &Error{
		Where: file,
		What:  "there is no such letter",
		Cure:  "write this file in the campaign's directory of letters, or pick one of " + strings.Join(s.Files(), ", "),
	}
}
