package console

import (
	"html/template"
	"strings"
	"time"
)

// Account is the page of who is signed in.
type Account struct {
	ID     string
	Role   string // name of an access.Role
	Factor bool   // the session began with two factors
	Wrong  string // "password", "again", or the name of an access.Refusal; empty: nothing
}

// Page renders it.
func (v Account) Page(f Frame) ([]byte, error) { return f.page(PageAccount, v) }

// Accounts is the page of whoever keeps the accounts.
type Accounts struct {
	Roles  []string // names of access.Role
	All    []Card
	Made   []Card // just made or reset, with passwords, which are shown once
	Closed int    // accounts that are closed, not in All

	// What was given, when it could not be made.
	Wanted string // a line a person
	Role   string
	Said   Said
}

// Card is one account.
type Card struct {
	ID, Name, Role string
	Protected      bool // may see protected people
	Factor         bool // the second factor is set up
	Created        time.Time
	Password       string
	Own            bool // of who looks
}

// Page renders it.
func (v Accounts) Page(f Frame) ([]byte, error) { return f.page(PageAccounts, v) }

// uri lets a link to an authenticator through, and nothing else: html/template
// knows no otpauth.
func uri(s string) template.URL {
	if !strings.HasPrefix(s, "otpauth://totp/") {
		return ""
	}
	return template.URL(s)
}
