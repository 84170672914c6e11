package dispatcher

import (
	"encoding/json"
	"fmt"
	"slices"
)

// Flags is what an operator notes of a call besides its disposition.
type Flags uint8

// The flags. Their bits are part of the store's format.
const (
	FlagLetter    Flags = 1 << iota // the person wants a letter instead: no more calls
	FlagLanguage                    // has to be called in another language
	FlagComplaint                   // complained: a supervisor looks
)

var flagNames = []string{"letter", "language", "complaint"}

// FlagNames lists them in the order in which the console shows them.
func FlagNames() []string { return slices.Clone(flagNames) }

// ParseFlags reads the names of flags.
func ParseFlags(names []string) (Flags, error) {
	var f Flags
	for _, n := range names {
		i := slices.Index(flagNames, n)
		if i < 0 {
			return 0, fmt.Errorf("%.40q is no flag of a call: use letter, language or complaint", n)
		}
		f |= 1 << i
	}
	return f, nil
}

// Names lists the flags in the order of their bits.
func (f Flags) Names() []string {
	names := []string{}
	for i, n := range flagNames {
		if f&(1<<i) != 0 {
			names = append(names, n)
		}
	}
	return names
}

// MarshalJSON writes the names.
func (f Flags) MarshalJSON() ([]byte, error) { return json.Marshal(f.Names()) }

// UnmarshalJSON reads the names.
func (f *Flags) UnmarshalJSON(b []byte) error {
	var names []string
	if err := json.Unmarshal(b, &names); err != nil {
		return fmt.Errorf("flags are a list of names: %w", err)
	}
	var err error
	*f, err = ParseFlags(names)
	return err
}
