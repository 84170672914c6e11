package roster

import (
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
		warnings   []string
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
		{name: "lost zero of a mobile", cell: "6099990001", want: []tel{{"+816099990001", m}}, warnings: []string{warnZero}},
		{name: "lost zero of a landline", cell: "920000001", want: []tel{{"+81920000001", l}}, warnings: []string{warnZero}},
		{name: "lost zero and a decimal", cell: "6099990001.0", want: []tel{{"+816099990001", m}}, warnings: []string{warnZero}},
		{name: "label", cell: "携帯：060-9999-0001", want: []tel{{"+816099990001", m}}},
		{name: "TEL sign", cell: "℡0920-00-0001", want: []tel{{"+81920000001", l}}},
		{name: "extension", cell: "0920-00-0001 内線123", want: []tel{{"+81920000001", l}}, warnings: []string{warnWords}, kept: true},
		{name: "extension in brackets", cell: "0920-00-0001（内線 12）", want: []tel{{"+81920000001", l}}, warnings: []string{warnWords}, kept: true},
		{name: "English extension", cell: "0920-00-0001 ext. 12", want: []tel{{"+81920000001", l}}, warnings: []string{warnWords}, kept: true},
		{name: "remark", cell: "060-9999-0001（母）", want: []tel{{"+816099990001", m}}, warnings: []string{warnWords}, kept: true},
		{name: "a number and half a number", cell: "060-9999-0001 / 1234", want: []tel{{"+816099990001", m}}, warnings: []string{warnPart}, kept: true},
		{name: "half a number and a number", cell: "1234 / 060-9999-0001", want: []tel{{"+816099990001", m}}, warnings: []string{warnPart}, kept: true},
		{name: "too short", cell: "221-1234", warnings: []string{warnNumber}, kept: true},
		{name: "too long", cell: "060-9999-00011", warnings: []string{warnNumber}, kept: true},
		{name: "no such area code", cell: "03-0000-0001", warnings: []string{warnNumber}, kept: true},
		{name: "no such mobile", cell: "090-0000-0001", warnings: []string{warnNumber}, kept: true},
		{name: "pager and machines", cell: "020-1234-5678", warnings: []string{warnNumber}, kept: true},
		{name: "premium rate", cell: "0990-000-001", warnings: []string{warnNumber}, kept: true},
		{name: "two zeros", cell: "00066-000-000", warnings: []string{warnNumber}, kept: true},
		{name: "mobile abroad", cell: "+44 7400 123456", want: []tel{{"+447400123456", m}}},
		{name: "landline abroad", cell: "+44 20 7946 0123", want: []tel{{"+442079460123", l}}},
		{name: "too long for any country", cell: "+4420794601234567", warnings: []string{warnNumber}, kept: true},
		{name: "a remark without end", cell: "060-9999-0001" + strings.Repeat("　", 200), warnings: []string{warnNumber}, kept: true},
		{name: "emergency", cell: "110", warnings: []string{warnNumber}, kept: true},
		{name: "a word", cell: "要確認", warnings: []string{warnNumber}, kept: true},
		{name: "rounded by a spreadsheet", cell: "6.09999E+09", warnings: []string{warnRounded}, kept: true},
		{name: "an e-mail address", cell: "taro@example.jp", warnings: []string{warnEmail}, kept: true},
		{name: "digits without end", cell: "0920000001092000000109200000010920000001", warnings: []string{warnNumber}, kept: true},
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
			if diff := cmp.Diff(tt.warnings, got.warnings); diff != "" {
				t.Errorf("warnings of %q (-want +got):\n%s", tt.cell, diff)
			}
			if got.plain == tt.kept {
				t.Errorf("plain of %q = %v", tt.cell, got.plain)
			}
		})
	}
}

var e164 = regexp.MustCompile(`^\+[1-9][0-9]{7,14}$`)

// FuzzPhones starts from testdata/fuzz/FuzzPhones.
func FuzzPhones(f *testing.F) {
	f.Fuzz(func(t *testing.T, cell string) {
		p := readPhones(cell)
		if !p.has() && len(p.warnings) == 0 {
			t.Errorf("%q: no number and no warning", cell)
		}
		for _, n := range p.numbers {
			if !e164.MatchString(n.Number.Reveal()) {
				t.Errorf("%q: %q is not E.164", cell, n.Number.Reveal())
			}
			again := readPhones(n.Number.Reveal())
			if len(again.numbers) != 1 || !again.numbers[0].Number.Equal(n.Number) || len(again.warnings) > 0 {
				t.Errorf("%q: %q is not read as itself", cell, n.Number.Reveal())
			}
		}
	})
}
