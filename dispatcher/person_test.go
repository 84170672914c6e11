package dispatcher

import (
	"os"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/owabi/owabi/dispatcher/personal"
)

func TestPersonComesBack(t *testing.T) {
	t.Parallel()
	text := personal.New
	for name, p := range map[string]Person{
		"name only": {Name: text("見本太郎"), Fields: map[string]personal.Text{}},
		"everything": {Organisation: true, Name: text("見本　太郎"), Reading: text("ミホン"), Emails: []personal.Text{text("a@example.jp"), text("b@example.jp")},
			Phones:     []Phone{{text("+81920000001"), Landline, text("12")}, {text("+816099990001"), Mobile, personal.Text{}}},
			PostalCode: text("123-4567"), Address: text("見本市1-2"), Lang: "en", Household: text("S-1"),
			Agent: &Agent{text("見本花子"), text("ミホンハナコ"), "保護者"}, Protected: true, Unreadable: true,
			Fields: map[string]personal.Text{"予約日時": text("3月1日")}, Row: 7},
		"an agent without a name": {Name: text("見本一子"), Agent: &Agent{Relation: "保護者"}, Fields: map[string]personal.Text{}},
	} {
		plain, err := p.Plain()
		if err != nil {
			t.Fatal(err)
		}
		got, err := PersonOf("", plain)
		if err != nil {
			t.Fatal(err)
		}
		if diff := cmp.Diff(p, got); diff != "" {
			t.Errorf("%s (-want +got):\n%s", name, diff)
		}
	}
}

// What was sealed before records grew still opens.
func TestPersonOfAnOldRecord(t *testing.T) {
	t.Parallel()
	got, err := PersonOf("x", []byte(`{"n":"見本太郎","e":["a@example.jp"],"p":[["+816099990001","mobile"]],"z":"123-4567","a":"見本市1-2","f":{"備考":"x"},"r":3}`))
	if err != nil {
		t.Fatal(err)
	}
	text := personal.New
	want := Person{ID: "x", Name: text("見本太郎"), Emails: []personal.Text{text("a@example.jp")}, Phones: []Phone{{Number: text("+816099990001"), Kind: Mobile}},
		PostalCode: text("123-4567"), Address: text("見本市1-2"), Fields: map[string]personal.Text{"備考": text("x")}, Row: 3}
	if diff := cmp.Diff(want, got); diff != "" {
		t.Errorf("(-want +got):\n%s", diff)
	}
}

func TestLettersWaitForTheUnreadable(t *testing.T) {
	t.Parallel()
	p := Person{Emails: []personal.Text{personal.New("a@example.jp")}, Phones: []Phone{{Number: personal.New("+816099990001"), Kind: Mobile}}, Address: personal.New("見本市")}
	if got, want := p.Contacts(), (Contacts{Emails: 1, Phones: 1, Mobiles: 1, Postal: 1}); got != want {
		t.Errorf("contacts = %+v, want %+v", got, want)
	}
	p.Unreadable = true
	if got, want := p.Contacts(), (Contacts{Phones: 1}); got != want {
		t.Errorf("unreadable: contacts = %+v, want %+v", got, want)
	}
}

func TestAddressee(t *testing.T) {
	t.Parallel()
	for want, p := range map[string]Person{
		"見本太郎": {Name: personal.New("見本太郎")},
		"見本一子様の保護者　見本花子":       {Name: personal.New("見本一子"), Agent: &Agent{Name: personal.New("見本花子"), Relation: "保護者"}},
		"見本一子様の保護者":            {Name: personal.New("見本一子"), Agent: &Agent{Relation: "保護者"}},
		"Hanako, for Ichiko":   {Name: personal.New("Ichiko"), Agent: &Agent{Name: personal.New("Hanako"), Relation: "guardian"}},
		"guardian, for Ichiko": {Name: personal.New("Ichiko"), Agent: &Agent{Relation: "guardian"}},
	} {
		if got := p.Addressee().Reveal(); got != want {
			t.Errorf("addressee = %q, want %q", got, want)
		}
	}
}

// The list is read twice: what a later row adds is there when the earlier one
// comes again.
func TestContactsOfMergedRowsAreAdded(t *testing.T) {
	t.Parallel()
	mail, tel := personal.New("a@example.jp"), Phone{Number: personal.New("+816099990001"), Kind: Mobile}
	a := additions{}
	a.note(ListRow{Number: 2, Verdict: "people", Person: Person{Emails: []personal.Text{mail}}})
	a.note(ListRow{Number: 3, Verdict: "merged", Into: 2, Person: Person{Emails: []personal.Text{mail}}})
	a.note(ListRow{Number: 4, Verdict: "merged", Into: 2, Person: Person{Phones: []Phone{tel}, Address: personal.New("見本市"), PostalCode: personal.New("123-4567")}})
	a.note(ListRow{Number: 5, Verdict: "merged", Into: 6})
	if len(a) != 1 {
		t.Fatalf("%d rows get additions", len(a))
	}
	first := ListRow{Number: 2, Person: Person{Name: personal.New("見本太郎"), Phones: []Phone{tel}}}
	a.to(&first)
	want := Person{Name: personal.New("見本太郎"), Phones: []Phone{tel}, Emails: []personal.Text{mail}, Address: personal.New("見本市"), PostalCode: personal.New("123-4567")}
	if diff := cmp.Diff(want, first.Person); diff != "" {
		t.Errorf("(-want +got):\n%s", diff)
	}
	other := ListRow{Number: 4, Person: Person{Name: personal.New("見本花子")}}
	a.to(&other)
	if other.Person.Contacts() != (Contacts{}) {
		t.Error("somebody else got the contacts")
	}
}

func TestReasonsOfAnImportAreDocumented(t *testing.T) {
	t.Parallel()
	doc, err := os.ReadFile("../docs/lists.md")
	if err != nil {
		t.Fatal(err)
	}
	why := &Error{Where: "x", What: "y", Cure: "z"}
	for _, say := range []func(lang string) RowError{
		func(lang string) RowError { return letterUnwritable(2, why, lang) },
		func(lang string) RowError { return alreadyIn(2, lang) },
	} {
		ja, en := say("ja"), say("en")
		said := func(e RowError) string { return strings.TrimSuffix(e.Reason, why.Error()) }
		if !strings.Contains(string(doc), "| `"+ja.Code+"` | "+said(ja)) || !strings.Contains(string(doc), said(en)) || ja.Row != 2 || ja.Code != en.Code {
			t.Errorf("docs/lists.md does not list %s: %q, %q", ja.Code, said(ja), said(en))
		}
	}
}
