package roster

import (
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/owabi/owabi/dispatcher"
)

// told is who is told in a person's place, in the clear.
type told struct{ Name, Reading, Relation, Addressee string }

func tellsFor(p *dispatcher.Person) *told {
	if p.Agent == nil {
		return nil
	}
	return &told{p.Agent.Name.Reveal(), p.Agent.Reading.Reveal(), p.Agent.Relation, p.Addressee().Reveal()}
}

func TestAgent(t *testing.T) {
	t.Parallel()
	tests := []struct {
		name, list string
		columns    map[string]string
		agent      *told
		want       plain
	}{
		{
			name:  "a guardian without contacts of their own: the list's contacts are the guardian's",
			list:  lines("氏名,保護者氏名,電話,住所", "見本一子,見本花子,060-9999-0001,見本市1-2"),
			agent: &told{"見本花子", "", "保護者", "見本一子様の保護者　見本花子"},
			want:  plain{Name: "見本一子", Phones: []string{"+816099990001"}, Address: "見本市1-2", Row: 2},
		},
		{
			name:  "a guardian with contacts: only those are used",
			list:  lines("氏名,電話,メール,住所,後見人,後見人電話番号,後見人住所", "見本一子,0920-00-0001,ko@example.jp,見本市1-2,見本法律事務所,0920-00-0002,見本市9-9"),
			agent: &told{"見本法律事務所", "", "後見人", "見本一子様の後見人　見本法律事務所"},
			want: plain{Name: "見本一子", Phones: []string{"+81920000002"}, Address: "見本市9-9",
				Fields: map[string]string{"電話": "0920-00-0001", "メール": "ko@example.jp", "住所": "見本市1-2"}, Row: 2},
		},
		{
			name:  "a guardian whose contact cannot be used: nobody else is called",
			list:  lines("氏名,電話,保護者氏名,保護者電話番号", "見本一子,0920-00-0001,見本花子,1234"),
			agent: &told{"見本花子", "", "保護者", "見本一子様の保護者　見本花子"},
			want:  plain{Name: "見本一子", Fields: map[string]string{"電話": "0920-00-0001", "保護者電話番号": "1234"}, Row: 2},
		},
		{
			name:  "a guardian's number without a name",
			list:  lines("氏名,保護者電話番号", "見本一子,060-9999-0001"),
			agent: &told{"", "", "保護者", "見本一子様の保護者"},
			want:  plain{Name: "見本一子", Phones: []string{"+816099990001"}, Row: 2},
		},
		{
			name: "no guardian in this row",
			list: lines("氏名,電話,保護者氏名,保護者電話番号", "見本一子,0920-00-0001,なし,"),
			want: plain{Name: "見本一子", Phones: []string{"+81920000001"}, Row: 2},
		},
		{
			name: "the person themselves",
			list: lines("氏名,電話,連絡先氏名", "見本一子,0920-00-0001,本人"),
			want: plain{Name: "見本一子", Phones: []string{"+81920000001"}, Row: 2},
		},
		{
			name:    "mapped",
			list:    lines("氏名,ご家族氏名,ご家族メール,続柄", "見本一子,見本花子,hanako@example.jp,母"),
			columns: map[string]string{"ご家族氏名": "agent_name", "ご家族メール": "agent_email"},
			agent:   &told{"見本花子", "", "ご家族", "見本一子様のご家族　見本花子"},
			want:    plain{Name: "見本一子", Emails: []string{"hanako@example.jp"}, Fields: map[string]string{"続柄": "母"}, Row: 2},
		},
		{
			name:  "in English",
			list:  lines("name,guardian name,guardian phone", "Ichiko Mihon,Hanako Mihon,060-9999-0001"),
			agent: &told{"Hanako Mihon", "", "guardian", "Hanako Mihon, for Ichiko Mihon"},
			want:  plain{Name: "Ichiko Mihon", Phones: []string{"+816099990001"}, Row: 2},
		},
		{
			name:  "everything",
			list:  lines("氏名,法定代理人氏名,法定代理人フリガナ,法定代理人電話,法定代理人メール,法定代理人郵便番号,法定代理人住所", "見本一子,見本花子,ミホンハナコ,060-9999-0001,h@example.jp,1234567,見本市3"),
			agent: &told{"見本花子", "ミホンハナコ", "法定代理人", "見本一子様の法定代理人　見本花子"},
			want:  plain{Name: "見本一子", Phones: []string{"+816099990001"}, Emails: []string{"h@example.jp"}, PostalCode: "123-4567", Address: "見本市3", Row: 2},
		},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			t.Parallel()
			rows, err := readAll(tt.list, Options{Columns: tt.columns})
			if err != nil || len(rows) != 1 || rows[0].Verdict != People {
				t.Fatalf("rows = %+v, %v", rows, err)
			}
			p := &rows[0].Person
			if diff := cmp.Diff(tt.agent, tellsFor(p)); diff != "" {
				t.Errorf("agent (-want +got):\n%s", diff)
			}
			if diff := cmp.Diff(tt.want, reveal(*p)); diff != "" {
				t.Errorf("person (-want +got):\n%s", diff)
			}
		})
	}
}

func TestAgentWhoseNameCannotBeRead(t *testing.T) {
	t.Parallel()
	text := lines("氏名,保護者氏名,電話", "見本一子,見本■子,060-9999-0001")
	if r := list(t, text)[0]; r.Verdict != Rejected || r.Errors[0].Code != "unreadable_character" || r.Errors[0].Column != "保護者氏名" {
		t.Errorf("%s %+v", r.Verdict, r.Errors)
	}
	rows, err := readAll(text, Options{Unreadable: dispatcher.KeepUnreadable})
	if err != nil {
		t.Fatal(err)
	}
	onlyCalled(t, &rows[0].Person)
}

func TestAgentInTheWrongColumn(t *testing.T) {
	t.Parallel()
	r := list(t, lines("氏名,保護者氏名", "見本一子,060-9999-0001"))[0]
	if r.Verdict != Rejected || r.Errors[0].Code != "contact_in_name" || r.Errors[0].Column != "保護者氏名" {
		t.Errorf("%s %+v", r.Verdict, r.Errors)
	}
}

func TestHouseholdOnlyByMapping(t *testing.T) {
	t.Parallel()
	text := lines("氏名,世帯番号,電話", "見本太郎,S-001,060-9999-0001", "見本花子, Ｓ－００１ ,060-9999-0002", "見本次郎,,060-9999-0003", "見本三郎,なし,060-9999-0004")
	for _, r := range list(t, text) {
		if !r.Person.Household.Empty() {
			t.Errorf("row %d has a household without a mapping", r.Number)
		}
	}
	if f := list(t, text)[0].Person.Fields["世帯番号"].Reveal(); f != "S-001" {
		t.Errorf("unmapped, the column is a field: %q", f)
	}
	rows, err := readAll(text, Options{Columns: map[string]string{"世帯番号": "household"}})
	if err != nil {
		t.Fatal(err)
	}
	var got []string
	for _, r := range rows {
		got = append(got, r.Person.Household.Reveal())
	}
	if diff := cmp.Diff([]string{"S-001", "Ｓ－００１", "", ""}, got); diff != "" {
		t.Errorf("as written (-want +got):\n%s", diff)
	}
}

func TestProtectedPeople(t *testing.T) {
	t.Parallel()
	for mark, want := range map[string]bool{
		"": false, "なし": false, "無": false, "無し": false, "0": false, "０": false, "×": false, "いいえ": false, "false": false, "FALSE": false, "－": false, "No": false,
		"○": true, "〇": true, "1": true, "有": true, "あり": true, "はい": true, "TRUE": true, "レ": true, "DV等支援措置": true, "不明": true, "?": true, "R5.3まで": true,
	} {
		for _, header := range []string{"支援措置", "要配慮", "DV等支援", "配慮"} {
			rows := list(t, lines("氏名,電話,"+header, "見本太郎,060-9999-0001,"+mark))
			if p := rows[0].Person; p.Protected != want {
				t.Errorf("%s %q: protected = %v", header, mark, p.Protected)
			}
		}
	}
	rows := list(t, lines("氏名,電話,支援措置", "見本太郎,060-9999-0001,○", "見本花子,060-9999-0002,令和9年3月まで"))
	if len(rows[0].Person.Fields) != 0 || rows[1].Person.Fields["支援措置"].Reveal() != "令和9年3月まで" {
		t.Errorf("a mark that says more is kept: %+v, %+v", reveal(rows[0].Person), reveal(rows[1].Person))
	}
}

func TestMyNumberRefusesTheList(t *testing.T) {
	t.Parallel()
	for _, h := range []string{"個人番号", "マイナンバー", "個人番号（マイナンバー）", "ﾏｲﾅﾝﾊﾞｰ", "My Number"} {
		for _, columns := range []map[string]string{nil, {h: "field"}, {h: "id"}} {
			_, err := readAll(lines("氏名,"+h, "見本太郎,"), Options{Columns: columns})
			refusedFor(t, err, "マイナンバー")
		}
	}
}
