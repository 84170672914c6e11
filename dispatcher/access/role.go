package access

import (
	"slices"
	"strings"
)

// Role is what somebody is in the office. An account has one.
type Role string

// The roles.
const (
	Viewer     Role = "viewer"     // sees the figures
	Operator   Role = "operator"   // makes calls
	Supervisor Role = "supervisor" // leads operators, decides reviews
	Author     Role = "author"     // writes campaigns, brings lists
	Approver   Role = "approver"   // lets campaigns go
	Admin      Role = "admin"      // accounts and tokens
)

// All lists the roles in the order in which tables show them.
var All = [...]Role{Viewer, Operator, Supervisor, Author, Approver, Admin}

// Known reports whether r is a role.
func (r Role) Known() bool { return slices.Contains(All[:], r) }

// TwoFactors reports whether an account of the role comes in by a password and a
// second factor only.
func (r Role) TwoFactors() bool { return r == Approver || r == Admin }

// Names lists the roles as a sentence does.
func Names() string {
	names := make([]string, len(All))
	for i, r := range All {
		names[i] = string(r)
	}
	return strings.Join(names, ", ")
}
