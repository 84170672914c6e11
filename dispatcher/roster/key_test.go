package roster

import (
	"bytes"
	"testing"
)

// keyIn returns the key of the only row of a list.
func keyIn(t *testing.T, header, row string) []byte {
	t.Helper()
	rows := list(t, lines(header, row))
	if len(rows) != 1 || rows[0].Verdict != People {
		t.Fatalf("rows = %+v", rows)
	}
	return rows[0].Key
}

func TestKey(t *testing.T) {
	t.Parallel()
	const header = "氏名,電話,携帯,メール,住所"
	base := keyIn(t, header, "見本太郎,0920-00-0001,060-9999-0001,Taro@Example.jp,見本市見本町1-2")
	if len(base) != 32 {
		t.Fatalf("key has %d bytes", len(base))
	}
	tests := []struct {
		name, header, row string
		same              bool
	}{
		{"again", header, "見本太郎,0920-00-0001,060-9999-0001,Taro@Example.jp,見本市見本町1-2", true},
		{"other order", header, "見本太郎,060-9999-0001,0920-00-0001,Taro@Example.jp,見本市見本町1-2", true},
		{"other columns", "備考,メール,TEL,住所,氏名", "x,taro@example.jp,0920-00-0001/06099990001,見本市見本町1-2,見本太郎", true},
		{"other width and spacing", header, "見本　太郎,０９２０－００－０００１,+81 60 9999 0001,ｔａｒｏ＠example.jp,見本市 見本町１－２", true},
		{"variant of a character", header, "見本太\U000E0100郎,0920-00-0001,060-9999-0001,taro@example.jp,見本市見本町1-2", true},
		{"another name", header, "見本花子,0920-00-0001,060-9999-0001,taro@example.jp,見本市見本町1-2", false},
		{"a contact more", header, "見本太郎,0920-00-0001/0920-00-0002,060-9999-0001,taro@example.jp,見本市見本町1-2", false},
		{"a contact less", header, "見本太郎,0920-00-0001,,taro@example.jp,見本市見本町1-2", false},
		{"another address", header, "見本太郎,0920-00-0001,060-9999-0001,taro@example.jp,見本市見本町1-3", false},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			t.Parallel()
			if got := keyIn(t, tt.header, tt.row); bytes.Equal(got, base) != tt.same {
				t.Errorf("same = %v, want %v", !tt.same, tt.same)
			}
		})
	}
	if k := keyIn(t, header, "見本太郎,,,,"); k != nil {
		t.Errorf("a person without contact has the key %x", k)
	}
}
