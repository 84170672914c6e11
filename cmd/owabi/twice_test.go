package main

import (
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/owabi/owabi/dispatcher"
)

// A list is corrected and comes again: nobody is there twice, and what two rows
// of a list know of one person is in one case.
func TestPeopleListedTwice(t *testing.T) {
	t.Parallel()
	s := newDesk(t)
	send := func(list string) dispatcher.Balance {
		t.Helper()
		b, err := s.client.Import(t.Context(), "telephoned", "affected", dispatcher.Upload{Name: "late.csv", Content: strings.NewReader(list), Options: dispatcher.ListOptions{Lang: "ja"}})
		s.must(nil, err)
		return b
	}
	before := s.contacts()
	b := send("会員番号,氏名,電話番号,メール\nK1,見本　五月,,a@example.jp\nK1,見本　五月,060-9999-0005,\nK2,見本　六子,060-9999-0006,\n")
	if b.People != 2 || b.Merged != 1 || b.Errors[len(b.Errors)-1].Code != "same_person_contacts_added" && b.Errors[0].Code != "same_person_contacts_added" {
		t.Errorf("balance = %+v", b)
	}
	after := s.contacts()
	after[dispatcher.Contacts{Phones: 1, Mobiles: 1}] -= before[dispatcher.Contacts{Phones: 1, Mobiles: 1}]
	want := map[dispatcher.Contacts]int{{Emails: 1, Phones: 1, Mobiles: 1}: 1, {Phones: 1, Mobiles: 1}: 1}
	if diff := cmp.Diff(want, after); diff != "" {
		t.Errorf("contacts (-want +got):\n%s", diff)
	}
	b = send("会員番号,氏名,電話番号,メール\nK1,見本　五月,060-9999-0009,b@example.jp\nK2,見本六子,0920-00-0006,\nK3,見本　七海,060-9999-0007,\n")
	if b.People != 1 || b.Merged != 2 || b.Errors[0].Code != dispatcher.CodeAlreadyIn || !strings.HasPrefix(b.Errors[0].Reason, "以前に取り込んだ名簿で、すでに") {
		t.Errorf("corrected and sent again: %+v", b)
	}
}

// contacts counts the cases by their contacts.
func (s *deskSite) contacts() map[dispatcher.Contacts]int {
	s.Helper()
	n := map[dispatcher.Contacts]int{}
	for _, r := range s.book.Registered() {
		cases, _, err := s.store.People(s.Context(), r, "", 100)
		s.must(nil, err)
		for i := range cases {
			n[cases[i].Contacts]++
		}
	}
	return n
}

// An extension is in the list for a person to say: whoever dials is shown it.
func TestExtensionIsShownToWhoeverCalls(t *testing.T) {
	t.Parallel()
	s := newDesk(t)
	s.must(s.client.Import(t.Context(), "telephoned", "affected", dispatcher.Upload{Name: "late.csv", Content: strings.NewReader("氏名,電話番号\n見本　八重,0920-00-0008 内線12\n")}))
	s.must(s.client.Control(t.Context(), "telephoned", dispatcher.Launch))
	s.settle()
	shown := map[string]string{}
	for _, operator := range []string{"one", "two", "three", "four", "five"} {
		o, ok, err := s.client.Next(t.Context(), operator, "telephoned", "affected", nil)
		s.must(nil, err)
		if !ok {
			t.Fatal("there is nobody to call")
		}
		sheet, err := s.client.Dial(t.Context(), operator, o.Attempt)
		s.must(nil, err)
		shown[sheet.Number] = sheet.Extension
	}
	want := map[string]string{"+816099990001": "", "+816099990002": "", "+816099990003": "", "+816099990004": "", "+81920000008": "12"}
	if diff := cmp.Diff(want, shown); diff != "" {
		t.Errorf("(-want +got):\n%s", diff)
	}
}
