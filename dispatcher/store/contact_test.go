package store

import (
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/owabi/owabi/dispatcher"
)

// retire changes the contacts of a case, whose record is of version rv.
func (w *world) retire(id string, rv int64, c dispatcher.Contacts) {
	w.Helper()
	done, err := w.ChangeContacts(ctx(), w.now, "operator", w.r, dispatcher.ContactsChange{Case: id, RV: rv, Sealed: []byte("new"), Contacts: c})
	must(w, err)
	if !done {
		w.Error("the record was of another version")
	}
}

// A change counts for the record that it was made from, once; what hangs on the
// old one is planned again, and the counters stay right.
func TestContactsChange(t *testing.T) {
	w := newWorld(t, dispatcher.HandedOver)
	w.join("a", email)
	change := dispatcher.ContactsChange{Case: "a", RV: 1, Sealed: []byte("new"), Contacts: dispatcher.Contacts{Emails: 1, Gone: dispatcher.Gone{Emails: 1}}}
	for i, want := range []bool{true, false} { // the second time its reply was lost
		done, err := w.ChangeContacts(ctx(), w.now, "operator", w.r, change)
		must(t, err)
		w.wants([]string{"done", "done again"}[i], done, want)
	}
	c := w.state("a")
	if diff := cmp.Diff(change.Contacts, c.Contacts); diff != "" {
		t.Error(diff)
	}
	w.wants("slots", len(c.Slots), 0)
	w.wants("version of the record", c.RV, int64(2))
	w.wants("planned again", c.Replan, true)
	loaded, err := w.Load(ctx(), w.r, []string{"a"})
	must(t, err)
	w.wants("record", string(loaded[0].Sealed[0]), "new")
	_, err = w.ChangeContacts(ctx(), w.now, "operator", w.r, dispatcher.ContactsChange{Case: "nobody", RV: 1})
	w.wants("nobody's", dispatcher.CodeOf(err), dispatcher.NotFound)
	w.sound()
}

// A new contact takes a case whose plan is over back to work, and leaves one
// that is at rest for good where it is.
func TestNewContactReopens(t *testing.T) {
	for name, tt := range map[string]struct {
		before func(*world)
		want   dispatcher.Reach
	}{
		"unreachable": {func(w *world) {
			must(w, w.Apply(ctx(), w.now, w.r, []dispatcher.Planned{{Case: "a", V: w.state("a").V, Decision: dispatcher.Decision{Step: 1, Since: w.now, Over: true}}}))
		}, dispatcher.Pending},
		"reached": {func(w *world) {
			w.tell(dispatcher.Outcome{Case: "a", Channel: "call", Facts: dispatcher.FactSpoken, Result: "ok", Disposition: "spoken"})
		}, dispatcher.Reached},
		"withdrawn": {func(w *world) { must(w, w.Withdraw(ctx(), w.now, "test", w.r, "a", 1, nil)) }, dispatcher.Withdrawn},
	} {
		t.Run(name, func(t *testing.T) {
			w := newWorld(t, dispatcher.HandedOver)
			w.join("a", email)
			tt.before(w)
			c := w.state("a")
			done, err := w.ChangeContacts(ctx(), w.now, "operator", w.r, dispatcher.ContactsChange{Case: "a", RV: c.RV, Sealed: []byte("new"),
				Contacts: dispatcher.Contacts{Emails: 2}, Added: true})
			must(t, err)
			w.wants("done", done, true)
			w.wants("reach", w.state("a").Reach, tt.want)
			w.wants("step", w.state("a").Step, map[bool]int{true: 0, false: c.Step}[tt.want == dispatcher.Pending])
			w.sound()
		})
	}
}
