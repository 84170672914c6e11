package roster

import (
	"bytes"
	"fmt"
	"math/rand/v2"
	"slices"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
)

// outcomes are the rows of a list as verdict, code and column of the first
// reason, and row that it names.
func outcomes(t *testing.T, text string, o Options) []string {
	t.Helper()
	rows, err := readAll(text, o)
	if err != nil {
		t.Fatalf("the list is refused: %v", err)
	}
	var all []string
	for _, r := range rows {
		s := string(r.Verdict)
		if len(r.Errors) > 0 {
			s += strings.TrimRight(fmt.Sprintf(" %s %s", r.Errors[0].Code, r.Errors[0].Column), " ")
		}
		if r.Into > 0 {
			s += fmt.Sprintf(" into %d", r.Into)
		}
		all = append(all, s)
	}
	return all
}

func TestSamePersonTwice(t *testing.T) {
	t.Parallel()
	tests := []struct {
		name, list string
		options    Options
		want       []string // from the second row of the list on
	}{
		{
			name: "exactly the same is merged", list: lines("氏名,電話", "見本太郎,060-9999-0001", "見本太郎,06099990001"),
			want: []string{"merged same_person into 2"},
		},
		{
			name: "spacing and width of the name do not count", list: lines("氏名,電話,フリガナ", "見本太郎,060-9999-0001,ミホンタロウ", "見本　太郎,060-9999-0001,ﾐﾎﾝ ﾀﾛｳ"),
			want: []string{"merged same_person into 2"},
		},
		{
			name: "the row's own number does not count", list: lines("No,氏名,電話", "1,見本太郎,060-9999-0001", "2,見本太郎,060-9999-0001"),
			want: []string{"merged same_person into 2"},
		},
		{
			name: "other contacts are united", list: lines("氏名,電話,メール", "見本太郎,060-9999-0001,", "見本太郎,060-9999-0001,a@example.jp", "見本太郎,,a@example.jp"),
			want: []string{"merged same_person_contacts_added into 2", "merged same_person into 2"},
		},
		{
			name: "an address is added where there is none", list: lines("氏名,電話,〒,住所", "見本太郎,060-9999-0001,,", "見本太郎,060-9999-0001,123-4567,見本市1-2",
				"見本太郎,060-9999-0001,123-4567,見本市1-2", "見本太郎,060-9999-0001,,見本市9-9"),
			want: []string{"merged same_person_contacts_added into 2", "merged same_person into 2", "rejected same_person_unclear 住所"},
		},
		{
			name: "two addresses are for the office to decide", list: lines("氏名,電話,住所", "見本太郎,060-9999-0001,見本市1-2", "見本太郎,060-9999-0001,見本市3-4"),
			want: []string{"rejected same_person_unclear 住所"},
		},
		{
			name: "two reservations are for the office to decide", list: lines("氏名,電話,予約日時", "見本太郎,060-9999-0001,3月1日", "見本太郎,060-9999-0001,3月8日"),
			want: []string{"rejected same_person_unclear 予約日時"},
		},
		{
			name: "a blank is a difference too", list: lines("氏名,電話,予約日時", "見本太郎,060-9999-0001,3月1日", "見本太郎,060-9999-0001,"),
			want: []string{"rejected same_person_unclear 予約日時"},
		},
		{
			name: "another spelling of the name is for the office to decide", list: lines("氏名,電話", "\u585a本花,060-9999-0001", "\ufa10本花,060-9999-0001"),
			want: []string{"rejected same_person_unclear 氏名"},
		},
		{
			name: "an extension more is for the office to decide", list: lines("氏名,電話", "見本太郎,0920-00-0001", "見本太郎,0920-00-0001 内線12"),
			want: []string{"rejected same_person_unclear 電話"},
		},
		{
			name: "another name is another person", list: lines("氏名,電話,メール", "見本太郎,060-9999-0001,a@example.jp", "見本花子,060-9999-0001,", "見本花子,060-9999-0001,b@example.jp"),
			want: []string{"people shared_contact 電話", "merged same_person_contacts_added into 3"},
		},
		{
			name: "families share an address without remark", list: lines("氏名,住所", "見本太郎,見本市1-2", "見本花子,見本市1-2", "見本花子,見本市1-2"),
			want: []string{"people", "merged same_person into 3"},
		},
		{
			name: "namesakes without a common contact are two people", list: lines("氏名,電話", "見本太郎,060-9999-0001", "見本太郎,060-9999-0002"),
			want: []string{"people"},
		},
		{
			name: "nothing tells namesakes without contact apart, and both count", list: lines("氏名,備考", "見本太郎,x", "見本太郎,x"),
			want: []string{"people no_contact"},
		},
		{
			name: "the same number and name, another contact", list: lines("会員番号,氏名,電話", "K1,見本太郎,060-9999-0001", "Ｋ１,見本太郎,060-9999-0002"),
			want: []string{"merged same_person_contacts_added into 2"},
		},
		{
			name: "the same number without any contact", list: lines("会員番号,氏名", "K1,見本太郎", "K1,見本太郎"),
			want: []string{"merged same_person into 2"},
		},
		{
			name: "the same number and another name", list: lines("会員番号,氏名,電話", "K1,見本太郎,060-9999-0001", "K1,見本花子,060-9999-0002"),
			want: []string{"rejected same_person_unclear 氏名"},
		},
		{
			name: "another number, the same name and contact", list: lines("会員番号,氏名,電話", "K1,見本太郎,060-9999-0001", "K2,見本太郎,060-9999-0001"),
			want: []string{"rejected same_person_unclear 会員番号"},
		},
		{
			name: "a number in one row only", list: lines("会員番号,氏名,電話", ",見本太郎,060-9999-0001", "K2,見本太郎,060-9999-0001", "K2,見本太郎,060-9999-0003"),
			want: []string{"merged same_person into 2", "merged same_person_contacts_added into 2"},
		},
		{
			name: "a row that makes two people one", list: lines("氏名,電話,メール", "見本太郎,060-9999-0001,", "見本太郎,,a@example.jp", "見本太郎,060-9999-0001,a@example.jp"),
			want: []string{"people", "rejected same_person_as_two_rows"},
		},
		{
			name: "a rejected row still ties its contacts to the person", list: lines("氏名,電話,メール,備考", "甲,060-9999-0001,,", "甲,060-9999-0001,a@example.jp,x", "甲,,a@example.jp,x"),
			want: []string{"rejected same_person_unclear 備考", "rejected same_person_unclear 備考"},
		},
		{
			name: "protected people are never merged", list: lines("氏名,電話,支援措置", "見本太郎,060-9999-0001,○", "見本太郎,060-9999-0001,○", "見本太郎,060-9999-0001,"),
			want: []string{"rejected same_person_protected", "rejected same_person_unclear 支援措置"},
		},
		{
			name: "nobody whose name cannot be read is merged", options: Options{Unreadable: "keep"},
			list: lines("氏名,電話", "見本〓子,060-9999-0001", "見本〓子,060-9999-0001"),
			want: []string{"rejected same_person_unreadable"},
		},
		{
			name: "children of one guardian are different people", list: lines("氏名,保護者氏名,電話", "見本一子,見本花子,060-9999-0001", "見本二子,見本花子,060-9999-0001"),
			want: []string{"people shared_contact 電話"},
		},
		{
			name: "another guardian is for the office to decide", list: lines("氏名,保護者氏名,電話", "見本一子,見本花子,060-9999-0001", "見本一子,見本太郎,060-9999-0001"),
			want: []string{"rejected same_person_unclear 保護者氏名"},
		},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			t.Parallel()
			got := outcomes(t, tt.list, tt.options)
			if diff := cmp.Diff(tt.want, got[1:]); diff != "" {
				t.Errorf("(-want +got):\n%s", diff)
			}
		})
	}
}

func TestMergedRowCarriesItsContacts(t *testing.T) {
	t.Parallel()
	rows := list(t, lines("氏名,電話,メール,住所", "見本太郎,060-9999-0001,,", "見本太郎,060-9999-0001,a@example.jp,見本市1-2"))
	want := plain{Phones: []string{"+816099990001"}, Emails: []string{"a@example.jp"}, Address: "見本市1-2", Row: 3}
	if diff := cmp.Diff(want, reveal(rows[1].Person)); diff != "" || rows[1].Into != 2 {
		t.Errorf("into %d (-want +got):\n%s", rows[1].Into, diff)
	}
	rows[0].Person.Add(&rows[1].Person)
	want = plain{Name: "見本太郎", Phones: []string{"+816099990001"}, Emails: []string{"a@example.jp"}, Address: "見本市1-2", Row: 2}
	if diff := cmp.Diff(want, reveal(rows[0].Person)); diff != "" {
		t.Errorf("united (-want +got):\n%s", diff)
	}
}

// Whatever a list holds, two people of it never share a key, and whoever shares
// name and contact with another is not a person of his own. So an import, which
// opens a case a key, loses nobody and doubles nobody.
func TestKeysOfArbitraryLists(t *testing.T) {
	t.Parallel()
	for seed := range uint64(400) {
		rnd := rand.New(rand.NewPCG(seed, 3))
		pick := func(s ...string) string { return s[rnd.IntN(len(s))] }
		text := "会員番号,氏名,電話,メール,住所,備考\n"
		for range 2 + rnd.IntN(40) {
			text += strings.Join([]string{pick("", "", "1", "2"), pick("甲", "乙", "甲　"), pick("", "060-9999-0001", "0920-00-0001", "060-9999-0002/0920-00-0001"),
				pick("", "a@example.jp", "b@example.jp"), pick("", "見本市1-2", "見本市３－４"), pick("", "", "x")}, ",") + "\n"
		}
		rows := list(t, text)
		keys := map[string]int{}
		var people []Row
		for _, r := range rows {
			if r.Verdict != People {
				if r.Verdict == Merged && (r.Into < 2 || rows[r.Into-2].Verdict != People) {
					t.Fatalf("seed %d: row %d is merged into row %d, which is no person", seed, r.Number, r.Into)
				}
				continue
			}
			if other, taken := keys[string(r.Key)]; taken && r.Key != nil {
				t.Fatalf("seed %d: rows %d and %d share a key", seed, other, r.Number)
			}
			keys[string(r.Key)] = r.Number
			for _, p := range people {
				if m := sharedMark(p, r); m != nil {
					t.Fatalf("seed %d: rows %d and %d are the same person, and both are people", seed, p.Number, r.Number)
				}
			}
			people = append(people, r)
		}
	}
}

// sharedMark returns a mark that both have.
func sharedMark(a, b Row) []byte {
	for _, m := range a.Marks() {
		if slices.ContainsFunc(b.Marks(), func(n []byte) bool { return bytes.Equal(m, n) }) {
			return m
		}
	}
	return nil
}
