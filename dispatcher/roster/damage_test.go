package roster

import (
	"strings"
	"testing"

	"github.com/owabi/owabi/channels"
	"github.com/owabi/owabi/dispatcher"
)

func TestUnreadableCharacters(t *testing.T) {
	t.Parallel()
	tests := []struct {
		name, row    string
		column, mark string
	}{
		{"U+FFFD in the name", "見本\ufffd子,060-9999-0001,a@example.jp,見本市1,x", "氏名", "U+FFFD"},
		{"geta in the name", "見本〓子,060-9999-0001,a@example.jp,見本市1,x", "氏名", "〓"},
		{"black square in the name", "見本■子,060-9999-0001,a@example.jp,見本市1,x", "氏名", "■"},
		{"white square in the name", "見本□子,060-9999-0001,a@example.jp,見本市1,x", "氏名", "□"},
		{"geta in the address", "見本花子,060-9999-0001,a@example.jp,見本市〓町1,x", "住所", "〓"},
		{"U+FFFD in a field", "見本花子,060-9999-0001,a@example.jp,見本市1,\ufffd", "備考", "U+FFFD"},
	}
	const header = "氏名,電話,メール,住所,備考"
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			t.Parallel()
			r := list(t, lines(header, tt.row))[0]
			if r.Verdict != Rejected || r.Errors[0].Code != "unreadable_character" || r.Errors[0].Column != tt.column || !strings.Contains(r.Errors[0].Reason, tt.mark) {
				t.Errorf("rejected by default: %s %+v", r.Verdict, r.Errors)
			}
			rows, err := readAll(lines(header, tt.row), Options{Unreadable: dispatcher.KeepUnreadable})
			if err != nil {
				t.Fatal(err)
			}
			r = rows[0]
			if r.Verdict != People || r.Errors[0].Code != "unreadable_kept" || r.Errors[0].Column != tt.column {
				t.Errorf("kept: %s %+v", r.Verdict, r.Errors)
			}
			onlyCalled(t, &r.Person)
			if name, _, _ := strings.Cut(tt.row, ","); r.Person.Name.Reveal() != name {
				t.Error("the name is not as written")
			}
		})
	}
	if r := list(t, lines(header, "見本花子,060-9999-0001,,見本市1,■済"))[0]; r.Verdict != People || len(r.Errors) > 0 {
		t.Errorf("a square elsewhere is a sign like any other: %+v", r)
	}
}

// onlyCalled checks that letters wait for a person.
func onlyCalled(t *testing.T, p *dispatcher.Person) {
	t.Helper()
	if !p.Unreadable {
		t.Error("the person is not marked")
	}
	c := p.Contacts()
	for _, ch := range []channels.Name{channels.Email, channels.SMS, channels.Letter} {
		if n := c.For(ch); n != 0 {
			t.Errorf("%d contacts for %s", n, ch)
		}
	}
	if c.For(channels.Call) != 1 {
		t.Errorf("%d numbers to call", c.For(channels.Call))
	}
}

func TestUnreadableContactIsNotUsed(t *testing.T) {
	t.Parallel()
	rows, err := readAll(lines("氏名,電話,メール", "見本花子,060-9999-0001〓,a\ufffd@example.jp"), Options{Unreadable: dispatcher.KeepUnreadable})
	if err != nil {
		t.Fatal(err)
	}
	p := rows[0].Person
	if len(p.Phones)+len(p.Emails) != 0 || p.Unreadable || p.Fields["電話"].Reveal() != "060-9999-0001〓" {
		t.Errorf("%+v", reveal(p))
	}
	if e := rows[0].Errors; len(e) != 3 || e[0].Code != "unreadable_contact" || e[1].Code != "unreadable_contact" || e[2].Code != "no_contact" {
		t.Errorf("errors = %+v", e)
	}
}

func TestQuestionMarkInNameIsFlagged(t *testing.T) {
	t.Parallel()
	for _, name := range []string{"見本?太郎", "見本？太郎"} {
		r := list(t, lines("氏名,電話", name+",060-9999-0001"))[0]
		if r.Verdict != People || len(r.Errors) != 1 || r.Errors[0].Code != "question_mark_in_name" || r.Person.Name.Reveal() != name {
			t.Errorf("%s %+v", r.Verdict, r.Errors)
		}
	}
}

// What office computers write into names and addresses stays as it is, also
// where Unicode would have it another character.
func TestNamesAsWritten(t *testing.T) {
	t.Parallel()
	for _, s := range []string{"\ufa10本\ufa19\ufa1e", "髙﨑𠮷", "㈱見本①Ⅲ", "葛\U000E0100城", "ﾐﾎﾝ太郎", "Ｔａｒｏ", "か\u3099", "見本　太郎", "渡邉 邊󠄀"} {
		r := list(t, lines("氏名,住所,電話", s+","+s+",060-9999-0001"))[0]
		if r.Verdict != People || r.Person.Name.Reveal() != s || r.Person.Address.Reveal() != s {
			t.Errorf("%q became %q, %q (%s)", s, r.Person.Name.Reveal(), r.Person.Address.Reveal(), r.Verdict)
		}
	}
}

func TestSoundMeansUndamaged(t *testing.T) {
	t.Parallel()
	for r := rune(0); r < 0x30000; r++ {
		if s := string(r); sound(s) && (damage("x\x01"+s).code == "" || gap(s) != "" || r < ' ' || r == 0x7f || r >= 0xe000) {
			t.Fatalf("%U is not sound", r)
		}
	}
}
