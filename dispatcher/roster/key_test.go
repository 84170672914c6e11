package roster

import (
	"bytes"
	"testing"
)

// onlyRow returns the only row of a list.
func onlyRow(t *testing.T, header, row string) Row {
	t.Helper()
	rows := list(t, lines(header, row))
	if len(rows) != 1 || rows[0].Verdict != People {
		t.Fatalf("rows = %+v", rows)
	}
	return rows[0]
}

// key: the list comes again with something corrected, and the case has to be
// the same one. mark: when the key is another, a mark in common tells.
func TestKeyOfACorrectedList(t *testing.T) {
	t.Parallel()
	const header = "氏名,電話,携帯,メール,住所"
	const row = "見本太郎,0920-00-0001,060-9999-0001,Taro@Example.jp,見本市見本町1-2"
	tests := []struct {
		name, header, row string
		key, mark         bool
	}{
		{"again", header, row, true, true},
		{"other order", header, "見本太郎,060-9999-0001,0920-00-0001,Taro@Example.jp,見本市見本町1-2", true, true},
		{"other columns", "備考,メール,TEL,住所,氏名", "x,taro@example.jp,0920-00-0001/06099990001,見本市見本町1-2,見本太郎", true, true},
		{"other width and spacing", header, "見本　太郎,０９２０－００－０００１,+81 60 9999 0001,ｔａｒｏ＠example.jp,見本市 見本町１－２", true, true},
		{"variant of a character", header, "見本太\U000E0100郎,0920-00-0001,060-9999-0001,taro@example.jp,見本市見本町1-2", true, true},
		{"a new telephone number", header, "見本太郎,0920-00-0009,,Taro@Example.jp,見本市見本町1-2", true, true},
		{"another address", header, "見本太郎,0920-00-0001,060-9999-0001,taro@example.jp,見本市見本町1-3", true, true},
		{"a second e-mail address", header + ",メール2", row + ",b@example.jp", true, true},
		{"without e-mail address", header, "見本太郎,0920-00-0001,,,見本市見本町1-2", false, true},
		{"another e-mail address", header, "見本太郎,0920-00-0001,,taro@example.com,", false, true},
		{"a number in addition", "会員番号," + header, "K1," + row, false, true},
		{"nothing in common", header, "見本太郎,0920-00-0009,,taro@example.com,見本市9", false, false},
		{"another name", header, "見本花子,0920-00-0001,060-9999-0001,taro@example.jp,見本市見本町1-2", false, false},
	}
	base := onlyRow(t, header, row)
	if len(base.Key) != 32 {
		t.Fatalf("key has %d bytes", len(base.Key))
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			t.Parallel()
			got := onlyRow(t, tt.header, tt.row)
			if bytes.Equal(got.Key, base.Key) != tt.key || (sharedMark(got, base) != nil) != tt.mark {
				t.Errorf("key %v, mark %v; want %v, %v", !tt.key, sharedMark(got, base) != nil, tt.key, tt.mark)
			}
		})
	}
}

func TestKeyByTheOfficesNumber(t *testing.T) {
	t.Parallel()
	const header = "会員番号,氏名,電話"
	base := onlyRow(t, header, "K1,見本太郎,060-9999-0001")
	for row, same := range map[string]bool{
		"Ｋ１,見本　太郎,0920-00-0001": true, // whatever the contacts
		"K1,見本太郎,":              true,
		"K2,見本太郎,060-9999-0001": false,
		"K1,見本花子,060-9999-0001": false, // numbers are given anew, and two people may not become one
	} {
		if got := onlyRow(t, header, row); bytes.Equal(got.Key, base.Key) != same {
			t.Errorf("%s: same = %v", row, !same)
		}
	}
}

func TestNoKeyWhereNothingTells(t *testing.T) {
	t.Parallel()
	if k := onlyRow(t, "氏名,電話", "見本太郎,").Key; k != nil {
		t.Errorf("a person without contact has the key %x", k)
	}
	rows, err := readAll(lines("氏名,電話", "見本〓子,060-9999-0001"), Options{Unreadable: "keep"})
	if err != nil || rows[0].Verdict != People || rows[0].Key != nil {
		t.Errorf("a person whose name cannot be read: %+v, %v", rows, err)
	}
	rows, err = readAll(lines("氏名,会員番号", "見本〓子,K1"), Options{Unreadable: "keep"})
	if err != nil || rows[0].Key == nil {
		t.Errorf("a number tells, whatever the name: %+v, %v", rows, err)
	}
}
