package roster

import (
	"fmt"
	"math/rand/v2"
	"regexp"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/owabi/owabi/dispatcher"
)

// The numbers below are made up. Exchanges that begin with 0 do not exist in
// Japan, and 060-9999 has not been given out.

func TestReadPhones(t *testing.T) {
	t.Parallel()
	const (
		m = dispatcher.Mobile
		l = dispatcher.Landline
		o = dispatcher.OtherTel
	)
	type tel struct {
		Number string
		Kind   dispatcher.PhoneKind
	}
	tests := []struct {
		name, cell string
		want       []tel
		odd        []code
		kept       bool // the cell says more than the numbers
	}{
		{name: "landline", cell: "0920-00-0001", want: []tel{{"+81920000001", l}}},
		{name: "060 is a mobile", cell: "060-9999-0001", want: []tel{{"+816099990001", m}}},
		{name: "070 to 090 are mobiles", cell: "090-9999-0001/080-9999-0001/070-9999-0001",
			want: []tel{{"+819099990001", m}, {"+818099990001", m}, {"+817099990001", m}}},
		{name: "no digits only", cell: "06099990001", want: []tel{{"+816099990001", m}}},
		{name: "full width", cell: "０６０－９９９９－０００１", want: []tel{{"+816099990001", m}}},
		{name: "half-width long vowel mark", cell: "060ｰ9999ｰ0001", want: []tel{{"+816099990001", m}}},
		{name: "every dash", cell: "060‐9999−0001、0920ー00―0001", want: []tel{{"+816099990001", m}, {"+81920000001", l}}},
		{name: "brackets", cell: "(0920)00-0001", want: []tel{{"+81920000001", l}}},
		{name: "full-width brackets", cell: "０９２０（００）０００１", want: []tel{{"+81920000001", l}}},
		{name: "spaces within", cell: "060 9999 0001", want: []tel{{"+816099990001", m}}},
		{name: "spaces between", cell: "060-9999-0001　0920-00-0001", want: []tel{{"+816099990001", m}, {"+81920000001", l}}},
		{name: "spaces within and between", cell: "060 9999 0001 0920 00 0001", want: []tel{{"+816099990001", m}, {"+81920000001", l}}},
		{name: "line break between", cell: "060-9999-0001\n0920-00-0001", want: []tel{{"+816099990001", m}, {"+81920000001", l}}},
		{name: "circled numbers", cell: "①060-9999-0001②0920-00-0001", want: []tel{{"+816099990001", m}, {"+81920000001", l}}},
		{name: "one behind the other in brackets", cell: "0920-00-0001(060-9999-0001)", want: []tel{{"+81920000001", l}, {"+816099990001", m}}},
		{name: "the same twice", cell: "060-9999-0001 / 06099990001", want: []tel{{"+816099990001", m}}},
		{name: "international", cell: "+81-60-9999-0001", want: []tel{{"+816099990001", m}}},
		{name: "international with zero", cell: "+81(0)920-00-0001", want: []tel{{"+81920000001", l}}},
		{name: "0081", cell: "0081-60-9999-0001", want: []tel{{"+816099990001", m}}},
		{name: "010-81", cell: "010-81-60-9999-0001", want: []tel{{"+816099990001", m}}},
		{name: "81 without plus", cell: "81-60-9999-0001", want: []tel{{"+816099990001", m}}},
		{name: "abroad", cell: "+1 212-555-0123", want: []tel{{"+12125550123", o}}},
		{name: "010 abroad", cell: "010-1-212-555-0123", want: []tel{{"+12125550123", o}}},
		{name: "IP telephony", cell: "050-5999-0001", want: []tel{{"+815059990001", o}}},
		{name: "toll free", cell: "0120-000-001", want: []tel{{"+81120000001", o}}},
		{name: "toll free of eleven digits", cell: "0800-000-0001", want: []tel{{"+818000000001", o}}},
		{name: "navi dial", cell: "0570-000-001", want: []tel{{"+81570000001", o}}},
		{name: "lost zero of a mobile", cell: "6099990001", want: []tel{{"+816099990001", m}}, odd: []code{codePhoneZero}},
		{name: "lost zero of a landline", cell: "920000001", want: []tel{{"+81920000001", l}}, odd: []code{codePhoneZero}},
		{name: "lost zero and a decimal", cell: "6099990001.0", want: []tel{{"+816099990001", m}}, odd: []code{codePhoneZero}},
		{name: "label", cell: "携帯：060-9999-0001", want: []tel{{"+816099990001", m}}},
		{name: "TEL sign", cell: "℡0920-00-0001", want: []tel{{"+81920000001", l}}},
		{name: "extension", cell: "0920-00-0001 内線123", want: []tel{{"+81920000001", l}}, odd: []code{codeExtension}, kept: true},
		{name: "extension for the second number", cell: "060-9999-0001/0920-00-0001(内12)", want: []tel{{"+816099990001", m}, {"+81920000001", l}}, odd: []code{codeExtension}, kept: true},
		{name: "extension without a number in front", cell: "内線12 0920-00-0001", want: []tel{{"+81920000001", l}}, odd: []code{codePhoneWords}, kept: true},
		{name: "fax is not called", cell: "TEL 0920-00-0001 FAX 0920-00-0002", want: []tel{{"+81920000001", l}}, odd: []code{codePhoneFax}, kept: true},
		{name: "fax alone", cell: "ＦＡＸ：0920-00-0002", odd: []code{codePhoneFax}, kept: true},
		{name: "fax in half-width kana", cell: "0920-00-0001 ﾌｧｯｸｽ0920-00-0002", want: []tel{{"+81920000001", l}}, odd: []code{codePhoneFax}, kept: true},
		{name: "slash", cell: "060-9999-0001/0920-00-0001", want: []tel{{"+816099990001", m}, {"+81920000001", l}}},
		{name: "ideographic comma", cell: "060-9999-0001、0920-00-0001", want: []tel{{"+816099990001", m}, {"+81920000001", l}}},
		{name: "middle dot", cell: "060-9999-0001・0920-00-0001", want: []tel{{"+816099990001", m}, {"+81920000001", l}}},
		{name: "half-width middle dot", cell: "060-9999-0001･0920-00-0001", want: []tel{{"+816099990001", m}, {"+81920000001", l}}},
		{name: "comma", cell: "060-9999-0001,0920-00-0001", want: []tel{{"+816099990001", m}, {"+81920000001", l}}},
		{name: "semicolon", cell: "060-9999-0001;0920-00-0001", want: []tel{{"+816099990001", m}, {"+81920000001", l}}},
		{name: "0081 and a zero", cell: "0081-0-920-00-0001", want: []tel{{"+81920000001", l}}},
		{name: "full width 0081", cell: "００８１６０９９９９０００１", want: []tel{{"+816099990001", m}}},
		{name: "half-width long vowel marks in a landline", cell: "0920ｰ00ｰ0001", want: []tel{{"+81920000001", l}}},
		{name: "extension in brackets", cell: "0920-00-0001（内線 12）", want: []tel{{"+81920000001", l}}, odd: []code{codeExtension}, kept: true},
		{name: "English extension", cell: "0920-00-0001 ext. 12", want: []tel{{"+81920000001", l}}, odd: []code{codeExtension}, kept: true},
		{name: "remark", cell: "060-9999-0001（母）", want: []tel{{"+816099990001", m}}, odd: []code{codePhoneWords}, kept: true},
		{name: "a number and half a number", cell: "060-9999-0001 / 1234", want: []tel{{"+816099990001", m}}, odd: []code{codePhonePart}, kept: true},
		{name: "half a number and a number", cell: "1234 / 060-9999-0001", want: []tel{{"+816099990001", m}}, odd: []code{codePhonePart}, kept: true},
		{name: "too short", cell: "221-1234", odd: []code{codePhoneUnusable}, kept: true},
		{name: "too long", cell: "060-9999-00011", odd: []code{codePhoneUnusable}, kept: true},
		{name: "no such area code", cell: "03-0000-0001", odd: []code{codePhoneUnusable}, kept: true},
		{name: "no such mobile", cell: "090-0000-0001", odd: []code{codePhoneUnusable}, kept: true},
		{name: "pager and machines", cell: "020-1234-5678", odd: []code{codePhoneUnusable}, kept: true},
		{name: "premium rate", cell: "0990-000-001", odd: []code{codePhoneUnusable}, kept: true},
		{name: "two zeros", cell: "00066-000-000", odd: []code{codePhoneUnusable}, kept: true},
		{name: "mobile abroad", cell: "+44 7400 123456", want: []tel{{"+447400123456", m}}},
		{name: "landline abroad", cell: "+44 20 7946 0123", want: []tel{{"+442079460123", l}}},
		{name: "too long for any country", cell: "+4420794601234567", odd: []code{codePhoneUnusable}, kept: true},
		{name: "a remark without end", cell: "060-9999-0001" + strings.Repeat("　", 200), odd: []code{codePhoneUnusable}, kept: true},
		{name: "emergency", cell: "110", odd: []code{codePhoneUnusable}, kept: true},
		{name: "a word", cell: "要確認", odd: []code{codePhoneUnusable}, kept: true},
		{name: "rounded by a spreadsheet", cell: "6.09999E+09", odd: []code{codePhoneRounded}, kept: true},
		{name: "an e-mail address", cell: "taro@example.jp", odd: []code{codePhoneEmail}, kept: true},
		{name: "digits without end", cell: "0920000001092000000109200000010920000001", odd: []code{codePhoneUnusable}, kept: true},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			t.Parallel()
			got := readPhones(tt.cell)
			var tels []tel
			for _, n := range got.numbers {
				tels = append(tels, tel{n.Number.Reveal(), n.Kind})
			}
			if diff := cmp.Diff(tt.want, tels); diff != "" {
				t.Errorf("numbers of %q (-want +got):\n%s", tt.cell, diff)
			}
			if diff := cmp.Diff(tt.odd, got.odd); diff != "" {
				t.Errorf("said of %q (-want +got):\n%s", tt.cell, diff)
			}
			if got.plain == tt.kept {
				t.Errorf("plain of %q = %v", tt.cell, got.plain)
			}
		})
	}
}

func TestExtensionIsKeptForWhoeverCalls(t *testing.T) {
	t.Parallel()
	p := list(t, lines("氏名,電話", "見本太郎,060-9999-0001/0920-00-0001 内線 123"))[0].Person
	if len(p.Phones) != 2 || !p.Phones[0].Extension.Empty() || p.Phones[1].Extension.Reveal() != "123" {
		t.Errorf("phones = %+v", reveal(p))
	}
	if n := p.Phones[1].Number.Reveal(); n != "+81920000001" {
		t.Errorf("dialled: %s", n)
	}
}

func TestSMSOnlyToMobiles(t *testing.T) {
	t.Parallel()
	p := list(t, lines("氏名,電話番号1,電話番号2,携帯,自宅", "見本太郎,0920-00-0001,050-5999-0001,060-9999-0001/090-9999-0001,0920-00-0002"))[0].Person
	var mobiles []string
	for _, n := range p.Mobiles() {
		mobiles = append(mobiles, n.Number.Reveal())
	}
	if diff := cmp.Diff([]string{"+816099990001", "+819099990001"}, mobiles); diff != "" {
		t.Errorf("mobiles (-want +got):\n%s", diff)
	}
	want := []string{"+81920000001", "+815059990001", "+816099990001", "+819099990001", "+81920000002"}
	if diff := cmp.Diff(want, reveal(p).Phones); diff != "" {
		t.Errorf("in the order of the columns (-want +got):\n%s", diff)
	}
}

func TestFaxColumnIsNoPhone(t *testing.T) {
	t.Parallel()
	for _, h := range []string{"FAX", "FAX番号", "ファックス", "ﾌｧｯｸｽ番号", "電話・FAX", "TEL/FAX"} {
		p := list(t, lines("氏名,"+h, "見本太郎,0920-00-0001"))[0].Person
		if len(p.Phones) != 0 || p.Fields[h].Empty() {
			t.Errorf("%s: %+v", h, reveal(p))
		}
	}
}

// Where japanese does not ask phonenumbers, it says the same: for every number
// of a large set, but for the mobiles that phonenumbers does not know yet.
func TestPlanOfJapan(t *testing.T) {
	t.Parallel()
	rnd := rand.New(rand.NewPCG(1, 1))
	for length := nationalMin; length <= nationalMax; length++ {
		for first := 100; first < 1000; first++ {
			for _, rest := range []int{0, 1, 9_999_999, rnd.IntN(10_000_000), rnd.IntN(10_000_000), rnd.IntN(10_000_000)} {
				national := fmt.Sprint(first) + fmt.Sprintf("%07d", rest)[:length-3]
				want, valid := foreign("81" + national)
				if mobile(national) {
					if valid && want.Kind != dispatcher.Mobile {
						t.Fatalf("0%s is a mobile here, and %s to phonenumbers", national, want.Kind)
					}
					continue
				}
				got, ok := japanese(national)
				if ok != valid || ok && (!got.Number.Equal(want.Number) || got.Kind != want.Kind) {
					t.Fatalf("0%s: %s %v, phonenumbers says %s %v", national, got.Kind, ok, want.Kind, valid)
				}
				plain, ok := plainNumber("0" + national)
				if ok != valid || ok && (!plain.Number.Equal(want.Number) || plain.Kind != want.Kind) {
					t.Fatalf("0%s, read fast: %s %v, phonenumbers says %s %v", national, plain.Kind, ok, want.Kind, valid)
				}
			}
		}
	}
}

var e164 = regexp.MustCompile(`^\+[1-9][0-9]{7,14}$`)

// FuzzPhones starts from testdata/fuzz/FuzzPhones.
func FuzzPhones(f *testing.F) {
	f.Fuzz(func(t *testing.T, cell string) {
		p := readPhones(cell)
		if fast, ok := plainNumber(cell); ok {
			slow, repaired, ok := number(cell)
			if !ok || repaired || !slow.Number.Equal(fast.Number) || slow.Kind != fast.Kind {
				t.Errorf("%q: fast %q, slow %q", cell, fast.Number.Reveal(), slow.Number.Reveal())
			}
		}
		if !p.has() && len(p.odd) == 0 {
			t.Errorf("%q: no number and no warning", cell)
		}
		for _, n := range p.numbers {
			if !e164.MatchString(n.Number.Reveal()) {
				t.Errorf("%q: %q is not E.164", cell, n.Number.Reveal())
			}
			again := readPhones(n.Number.Reveal())
			if len(again.numbers) != 1 || !again.numbers[0].Number.Equal(n.Number) || len(again.odd) > 0 {
				t.Errorf("%q: %q is not read as itself", cell, n.Number.Reveal())
			}
		}
	})
}
