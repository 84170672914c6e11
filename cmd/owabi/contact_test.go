package main

import (
	"strings"
	"testing"

	"github.com/owabi/owabi/dispatcher"
	"github.com/owabi/owabi/dispatcher/api"
	"github.com/owabi/owabi/dispatcher/journal"
)

// contact changes somebody's contacts.
func (s *deskSite) contact(person string, add, retire []string) (dispatcher.Changed, error) {
	return s.client.Contact(s.Context(), "telephoned", person, api.ContactRequest{Add: add, Retire: retire, Reason: "canary: told us"})
}

// one finds the one person that a query is for.
func (s *deskSite) one(query string) dispatcher.Found {
	s.Helper()
	f, err := s.client.Find(s.Context(), "telephoned", query, "rang")
	if err != nil || len(f.People) != 1 {
		s.Fatalf("%s: %d people, %v", query, len(f.People), err)
	}
	return f.People[0]
}

// A retired number is not dialled any more, also by whoever was offered it
// already; the new one is, and finds the person. Both writings count.
func TestRetiredNumberIsNotDialled(t *testing.T) {
	t.Parallel()
	s := newDesk(t)
	o, ok, err := s.client.Next(s.Context(), "花子", "telephoned", "", nil)
	if err != nil || !ok {
		t.Fatal(ok, err)
	}
	old := "060-9999-00" + o.Number[len(o.Number)-2:]
	changed, err := s.contact(o.Case, []string{"０６０－９９９８－００９９", "new@example.jp"}, []string{"+81 60 9999 00" + o.Number[len(o.Number)-2:]})
	if err != nil || changed != (dispatcher.Changed{Added: 2, Retired: 1}) {
		t.Fatalf("%+v, %v", changed, err)
	}
	if _, err := s.client.Dial(s.Context(), "花子", o.Attempt); err == nil || !strings.Contains(err.Error(), "not yours any more") {
		t.Errorf("dialling the retired number: %v", err)
	}
	s.settle()
	seen := map[string]bool{}
	for range 4 {
		next, ok, err := s.client.Next(s.Context(), "花子", "telephoned", "", nil)
		if err != nil || !ok {
			t.Fatal(ok, err)
		}
		sheet, err := s.client.Dial(s.Context(), "花子", next.Attempt)
		s.must(nil, err)
		seen[next.Case+" "+sheet.Number] = true
	}
	if !seen[o.Case+" +816099980099"] || len(seen) != 4 {
		t.Errorf("dialled %v, want the new number of %s among them", seen, o.Case)
	}
	for _, q := range []string{old, "060-9998-0099", "new@example.jp"} {
		if got := s.one(q).ID; got != o.Case {
			t.Errorf("%s finds %s, want %s", q, got, o.Case)
		}
	}
	again, err := s.contact(o.Case, []string{"060-9998-0099"}, []string{old})
	if err != nil || again != (dispatcher.Changed{}) {
		t.Errorf("the same change again: %+v, %v", again, err)
	}
	v, err := s.client.Verify(s.Context(), "telephoned")
	if err != nil || len(v.Differences) > 0 {
		t.Errorf("%v, %v", v.Differences, err)
	}
}

// A wrong number ends the plan; a new one takes it up again.
func TestNewNumberGoesOn(t *testing.T) {
	t.Parallel()
	s := newDesk(t)
	o, _, err := s.client.Next(s.Context(), "花子", "telephoned", "", nil)
	s.must(nil, err)
	s.must(s.client.Dial(s.Context(), "花子", o.Attempt))
	s.must(s.client.Record(s.Context(), "花子", o.Attempt, dispatcher.Report{Disposition: dispatcher.WrongNumber}))
	s.settle()
	name := s.one(o.Case).Name
	if got := s.one(o.Case).State; got != dispatcher.Unreachable {
		t.Fatalf("%s is %s after a wrong number", name, got)
	}
	s.must(s.contact(o.Case, []string{"060-9998-0099"}, nil))
	s.settle()
	if got := s.one(o.Case).State; got != dispatcher.InProgress {
		t.Errorf("%s is %s after the new number", name, got)
	}
	calls, err := s.client.Calls(s.Context(), "telephoned")
	listed := 0
	for _, c := range calls {
		if c.Case == o.Case {
			listed++
		}
	}
	if err != nil || listed != 1 {
		t.Errorf("%d calls to them, %v", listed, err)
	}
}

// The journal keeps the change, sealed; nothing of it is in the log.
func TestContactChangeIsJournalled(t *testing.T) {
	t.Parallel()
	s := newDesk(t)
	id := s.one("060-9999-0001").ID
	s.must(s.contact(id, []string{"060-9998-0099"}, []string{"060-9999-0001"}))
	var changed []dispatcher.Event
	r := s.book.Registered()[0]
	s.until("the change is in the journal", func() bool {
		changed = nil
		err := journal.Walk(s.Context(), s.queue, r.Key, 0, func(e journal.Entry) error {
			if e.Event.Type == dispatcher.EventChanged {
				changed = append(changed, e.Event)
			}
			return nil
		})
		return err == nil && len(changed) == 1
	})
	sealer, err := s.vault.Open(r.ID, r.Wrapped)
	s.must(nil, err)
	e := changed[0]
	if e.Actor != "test" || e.Case != id || len(e.Sealed) != 2 || len(e.Image) == 0 {
		t.Fatalf("event = %+v", e)
	}
	record, err := sealer.Unseal(id, "record", e.Sealed[0])
	if err != nil || !strings.Contains(string(record), "+816099980099") || !strings.Contains(string(record), "+816099990001") {
		t.Errorf("the record lacks a number (%v)", err)
	}
	if reason, err := sealer.Unseal(id, "contact", e.Sealed[1]); err != nil || string(reason) != "canary: told us" {
		t.Errorf("reason = %q, %v", reason, err)
	}
	if log := s.logged(); strings.Contains(log, "99980099") || strings.Contains(log, "canary") {
		t.Errorf("the log shows the change:\n%s", log)
	}
}

func TestContactChangeIsRefused(t *testing.T) {
	t.Parallel()
	s := newDesk(t)
	id := s.one("060-9999-0001").ID
	for name, tt := range map[string]struct {
		person      string
		add, retire []string
		reason      string
		where       string
	}{
		"nobody":           {"nobody", []string{"060-9998-0099"}, nil, "r", "nobody"},
		"no reason":        {id, []string{"060-9998-0099"}, nil, " ", "reason"},
		"nothing":          {id, nil, nil, "r", "contact"},
		"no number":        {id, []string{"canary"}, nil, "r", "add"},
		"a broken address": {id, []string{"canary@"}, nil, "r", "add"},
		"two at once":      {id, []string{"060-9998-0099、060-9998-0098"}, nil, "r", "add"},
		"another's":        {id, nil, []string{"060-9999-0002"}, "r", "retire"},
	} {
		_, err := s.client.Contact(t.Context(), "telephoned", tt.person, api.ContactRequest{Add: tt.add, Retire: tt.retire, Reason: tt.reason})
		if err == nil || !strings.HasPrefix(err.Error(), tt.where+": ") || strings.Contains(err.Error(), "canary") {
			t.Errorf("%s: %v, want an error about %s", name, err, tt.where)
		}
	}
}
