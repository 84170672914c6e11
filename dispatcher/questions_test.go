package dispatcher

import (
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
)

func TestQuestions(t *testing.T) {
	t.Parallel()
	for _, tt := range []struct {
		name, text string
		want       []Question
		where      string // of what is wrong
	}{
		{"none", "", nil, ""},
		{"one", "Q: When?\nA: Then.\n", []Question{{"When?", "Then."}}, ""},
		{"in Japanese, with a comment and lines that go on", "\ufeff# 想定問答\n\n問:いつ\n ですか。\n答: 二月。\n\n  二十一日。\nQ:なぜ。\nA:手違い。",
			[]Question{{"いつ\nですか。", "二月。\n\n二十一日。"}, {"なぜ。", "手違い。"}}, ""},
		{"an answer first", "\nA: x", nil, "f:2"},
		{"an answer twice", "Q: x\nA: y\nA: z", nil, "f:3"},
		{"text in front", "hello\n", nil, "f:1"},
		{"no answer", "Q: x\nQ: y\nA: z", nil, "f:2"},
		{"no answer at the end", "Q: x\nA: y\nQ: z\n", nil, "f:3"},
		{"an empty question", "Q:\nA: y\n", nil, "f:2"},
		{"an empty answer", "Q: x\nA:\n\n", nil, "f:3"},
		{"too many", strings.Repeat("Q: x\nA: y\n", mostQuestions+1), nil, "f:401"},
		{"too long", "Q: x\nA: " + strings.Repeat("y", mostQuestionBytes), nil, "f"},
		{"no UTF-8", "Q: \xff\nA: y", nil, "f"},
	} {
		t.Run(tt.name, func(t *testing.T) {
			t.Parallel()
			got, err := ParseQuestions("f", tt.text)
			where := ""
			if err != nil {
				where = err.(*Error).Where
			}
			if diff := cmp.Diff(tt.want, got); where != tt.where || tt.where == "" && diff != "" {
				t.Errorf("%v, want an error at %q; -want +got:\n%s", err, tt.where, diff)
			}
		})
	}
}

func FuzzQuestions(f *testing.F) {
	f.Add("Q: x\nA: y\n")
	f.Add("問:x\n答:y\n#\n\nz")
	f.Fuzz(func(t *testing.T, text string) {
		all, err := ParseQuestions("f", text)
		if (err != nil) == (all != nil) && strings.TrimSpace(text) != "" && all != nil {
			t.Fatalf("%v and %v", all, err)
		}
		for _, q := range all {
			if strings.TrimSpace(q.Question) == "" || strings.TrimSpace(q.Answer) == "" {
				t.Errorf("%q has %q", text, q)
			}
		}
	})
}
