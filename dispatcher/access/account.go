package access

import (
	"crypto/rand"
	"regexp"
	"strings"
	"time"
	"unicode"
	"unicode/utf8"

	"github.com/owabi/owabi/dispatcher"
)

// Account is one person who may come in. Its id is what they sign in with, and
// the actor of what they do, in the journal too. An account is closed and never
// removed: an id does not pass to somebody else.
type Account struct {
	ID        string    `json:"id"`
	Name      string    `json:"name"` // as pages show it
	Role      Role      `json:"role"`
	Protected bool      `json:"protected,omitempty"` // may see protected people
	Hash      string    `json:"hash"`                // of the password, as PHC writes it
	Created   time.Time `json:"created"`             //
	By        string    `json:"by"`                  // who made it
	Closed    time.Time `json:"closed,omitzero"`     //

	// Turn ends sessions: those of an earlier turn are over. Change tells two
	// changes apart that would come to the same: one of them is made.
	Turn   int    `json:"turn"`
	Change string `json:"change,omitempty"`

	Factor []byte `json:"factor,omitempty"` // sealed key of the second factor
	Trial  []byte `json:"trial,omitempty"`  // the same, shown and not confirmed yet
	Step   int64  `json:"step,omitempty"`   // of the last code that was taken: it is taken once
}

// Open reports whether somebody may come in by the account.
func (a *Account) Open() bool { return a.Closed.IsZero() }

// next is the account before a change is made to it.
func (a *Account) next() Account {
	after := *a
	after.Change = rand.Text()
	return after
}

// Card is what others see of an account.
type Card struct {
	ID        string    `json:"id"`
	Name      string    `json:"name"`
	Role      Role      `json:"role"`
	Protected bool      `json:"protected,omitempty"`
	Factor    bool      `json:"second_factor"`
	Created   time.Time `json:"created"`
	By        string    `json:"by"`
	Closed    time.Time `json:"closed,omitzero"`
	Password  string    `json:"password,omitempty"` // shown once, to who made it
}

func (a *Account) card() Card {
	return Card{ID: a.ID, Name: a.Name, Role: a.Role, Protected: a.Protected, Factor: a.Factor != nil, Created: a.Created, By: a.By, Closed: a.Closed}
}

// Wanted is an account that is to be made.
type Wanted struct {
	ID        string `json:"id,omitempty"` // found when it is empty
	Name      string `json:"name"`
	Role      Role   `json:"role"`
	Protected bool   `json:"protected,omitempty"`
}

const nameLimit = 60 // bytes: twenty characters of Japanese

var ids = regexp.MustCompile(`^[a-z0-9][a-z0-9._-]{1,31}$`)

// ID is how an id is compared: what somebody types may have other letters.
func ID(typed string) string { return strings.ToLower(strings.TrimSpace(typed)) }

// check says what is wrong with an account at a place.
func (w *Wanted) check(where string) error {
	w.Name = strings.TrimSpace(w.Name)
	switch {
	case w.ID != "" && !ids.MatchString(w.ID):
		return invalid(where+"id", "is no id", "use 2 to 32 of a-z, 0-9, full stop, - and _, a letter or a digit first")
	case !nameable(w.Name):
		return invalid(where+"name", "is no name", "use at most twenty characters")
	case !w.Role.Known():
		return invalid(where+"role", "is no role", "use one of "+Names())
	}
	return nil
}

// nameable reports whether s can stand for a person on a page.
func nameable(s string) bool {
	return s != "" && len(s) <= nameLimit && utf8.ValidString(s) && !strings.ContainsFunc(s, func(r rune) bool {
		return unicode.IsControl(r) || unicode.Is(unicode.Cf, r)
	})
}

func invalid(where, what, cure string) error {
	return &dispatcher.Error{Code: dispatcher.Invalid, Where: where, What: what, Cure: cure}
}
