package console

import (
	"os"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
)

// marked writes a script with what is to be read out in < >.
func marked(lines []Line) string {
	var b strings.Builder
	for _, l := range lines {
		b.WriteString(string(l.Kind) + ":")
		for _, r := range l.Runs {
			if r.Say {
				b.WriteString("<" + r.Text + ">")
			} else {
				b.WriteString(r.Text)
			}
		}
		b.WriteByte('\n')
	}
	return b.String()
}

func TestScript(t *testing.T) {
	t.Parallel()
	tests := []struct{ name, text, want string }{
		{"nothing", "\n \n", ""},
		{"Japanese", "■ 一\n「こんにちは。」\n・待つ。\n", "head:■ 一\ntext:<「こんにちは。」>\nnote:・待つ。\n"},
		{"a cue before it", "（出たとき）「はい。」　切る。\n", "text:（出たとき）<「はい。」>　切る。\n"},
		{"a word that is quoted", "・結果は「番号違い」。\n", "note:・結果は「番号違い」。\n"},
		{"several lines", "「一\n二」三\n", "text:<「一>\ntext:<二」>三\n"},
		{"brackets in brackets", "「「一」の二」三\n", "text:<「「一」の二」>三\n"},
		{"a heading ends what was left open", "「一\n■ 二\n三\n", "text:<「一>\nhead:■ 二\ntext:三\n"},
		{"a bracket too many", "一」二\n", "text:一」二\n"},
		{"English", "1. Begin\n\"Good day.\"\n- Wait.\n", "head:1. Begin\ntext:<\"Good day.\">\nnote:- Wait.\n"},
		{"a cue in English", "If asked: \"It is.\" Go on.\n", "text:If asked: <\"It is.\"> Go on.\n"},
		{"a word that is quoted in English", "- Record \"no answer\".\n", "note:- Record \"no answer\".\n"},
		{"no heading without its space", "1.5 km\r\n", "text:1.5 km\n"},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			t.Parallel()
			if diff := cmp.Diff(tt.want, marked(Script(tt.text))); diff != "" {
				t.Errorf("(-want +got):\n%s", diff)
			}
		})
	}
}

// What the letters mark as speech is shown as speech, and nothing else is.
func TestScriptsOfTheLetters(t *testing.T) {
	t.Parallel()
	tests := []struct {
		letter    string
		say, keep []string
	}{
		{"apology.call.ja.full", []string{"「お忙しいところ恐れ入ります。", "「ご本人様に直接お伝えする用件でございます。」", "「番号を間違えました。大変失礼いたしました。」", "重ねてお詫び申し上げます。」"},
			[]string{"結果は「番号違い」。", "下の「相手」の欄", "「本人と話した」とする。"}},
		{"apology.call.en.full", []string{`"Good day. My name is`, `"It is a matter that I can only discuss with that person."`}, []string{`Record "wrong number".`, `stands under "Whom you call"`}},
	}
	for _, tt := range tests {
		text, err := os.ReadFile("../testdata/" + tt.letter + ".golden")
		if err != nil {
			t.Fatal(err)
		}
		got := marked(Script(string(text)))
		for _, s := range tt.say {
			if plain := strings.ReplaceAll(got, "<", ""); !strings.Contains(plain, s) || !strings.Contains(got, "<"+s) && !strings.Contains(got, s+">") {
				t.Errorf("%s: %s is not shown as speech", tt.letter, s)
			}
		}
		for _, s := range tt.keep {
			if !strings.Contains(got, s) {
				t.Errorf("%s: %s is shown as speech", tt.letter, s)
			}
		}
	}
}

func FuzzScript(f *testing.F) {
	for _, s := range []string{"「a\n■ b」\n", "\"a\" \"b", "「「」", "・「\xff」", "1. \"「\"」"} {
		f.Add(s)
	}
	f.Fuzz(func(t *testing.T, text string) {
		var got, want strings.Builder
		for _, l := range Script(text) {
			if len(l.Runs) == 0 {
				t.Errorf("%q: a line without text", text)
			}
			for _, r := range l.Runs {
				got.WriteString(r.Text)
			}
			got.WriteByte('\n')
		}
		for raw := range strings.Lines(text) {
			if s := strings.TrimRight(raw, "\r\n"); strings.TrimSpace(s) != "" {
				want.WriteString(s + "\n")
			}
		}
		if got.String() != want.String() {
			t.Errorf("%q becomes %q", text, got.String())
		}
	})
}

func TestNumbersAreSpaced(t *testing.T) {
	t.Parallel()
	for number, want := range map[string]string{"+816099990001": "060 9999 0001", "+81920000041": "092 000 0041", "+442079460000": "+442079460000", "+8112": "+8112", "": ""} {
		if got := (Call{Number: number}).Spaced(); got != want {
			t.Errorf("%s is shown as %q, want %q", number, got, want)
		}
	}
}
