package judge_test

import (
	"fmt"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"github.com/owabi/owabi/dispatcher/judge"
)

func TestASoundCampaignIsClean(t *testing.T) {
	t.Parallel()
	v := sound().judged(t)
	want := "5 + 5 people, 13 contacts seen outside: lost 0, doubled 0, mixed 0, outside hours 0, after reached 0, 1 in review"
	if got := v.String(); got != want || !v.Clean() {
		t.Errorf("verdict %s\nwant    %s\n%v", got, want, v.Findings)
	}
	if len(v.NotJudged) > 0 {
		t.Errorf("not judged: %v", v.NotJudged)
	}
}

// Who asked to be called again in the last try of the plan is called once more,
// and no more than that.
func TestAPromisedCall(t *testing.T) {
	t.Parallel()
	w := sound()
	w.calls[5].Disposition = "call_back"
	w.calls = append(w.calls, callTo(3, at(27, 9, 0), "no_answer"))
	w.of("affected", 3).Attempts = 4
	if v := w.judged(t); !v.Clean() {
		t.Errorf("a promise that was kept is found to be wrong: %v", v.Findings)
	}
	w.calls = append(w.calls, callTo(3, at(27, 12, 0), "no_answer"))
	w.of("affected", 3).Attempts = 5
	if v := w.judged(t); v.Clean() {
		t.Error("a call that nobody was promised is not found")
	}
}

// Each row breaks a sound campaign in one way. The judge has to find that, of
// these people, and nothing else.
func TestWhatIsBrokenIsFound(t *testing.T) {
	t.Parallel()
	tests := []struct {
		name    string
		destroy func(w *world)
		want    []string // kind and person
		says    string   // of the first finding
	}{
		{"a mail that was not sent", func(w *world) { w.mails = w.mails[1:] }, []string{"lost recipients"}, "acknowledged or better of 1 people"},
		{"a call that was not made", func(w *world) { w.calls = w.calls[1:] }, []string{"lost affected"}, "spoken or better of 1 people"},
		{"a call without evidence that was not made", func(w *world) {
			w.calls = append(w.calls[:3], w.calls[6:]...)
		}, []string{"lost affected"}, "were contacted of whom nothing was seen"},
		{"one of three calls not made", func(w *world) {
			w.of("affected", 3).Attempts = 2
		}, []string{"lost affected row 5"}, "3 contacts were seen, the state knows of 2"},
		{"a person without an account", func(w *world) {
			w.cases = w.cases[1:]
			w.figures[0].Total, w.figures[0].Attempted, w.figures[0].Reached = 4, 4, 3
		}, []string{"lost affected"}, "the list holds 5 people, the state accounts for 4"},
		{"an account too many", func(w *world) {
			w.account("affected", 9, "pending", "none", 0)
			w.figures[0].Total, w.figures[0].Pending, w.figures[0].Unreached = 6, 1, 2
		}, []string{"lost affected"}, "the list holds 5 people, the state accounts for 6"},
		{"figures that do not add up", func(w *world) { w.figures[0].Reached++ }, []string{"lost affected"}, "reached 5, counted 4"},
		{"an audience without figures", func(w *world) { w.figures = w.figures[:1] }, []string{"lost recipients"}, "no figures"},
		{"an answer that the state forgot", func(w *world) {
			*w.of("recipients", 0) = judge.Case{ID: caseID("recipients", 0), Audience: "recipients", State: "unreachable", Evidence: "handed_over", Attempts: 1}
			w.figures[1].Reached, w.figures[1].Unreached, w.figures[1].Unreachable = 1, 4, 3
		}, []string{"lost recipients row 2"}, "seen was acknowledged, the state knows handed_over"},
		{"evidence that nobody gave", func(w *world) { w.confirmations = w.confirmations[1:] }, []string{"lost recipients row 2"}, "claims acknowledged, seen was handed_over"},
		{"given up without an attempt", func(w *world) {
			w.calls = append(w.calls[:3], w.calls[6:]...)
			w.of("affected", 3).Attempts = 0
			w.figures[0].Attempted = 4
		}, []string{"lost affected"}, "given up without an attempt"},
		{"over, and somebody still waits", func(w *world) {
			w.input.Over = true
			w.of("affected", 3).State = "in_progress"
			w.figures[0].Unreachable, w.figures[0].InProgress = 0, 1
		}, []string{"lost affected row 5"}, "the plan is over"},

		{"a mail sent twice", func(w *world) { w.mails = append(w.mails, w.mails[0]) }, []string{"doubled recipients row 2"}, "the same Message-ID"},
		{"a try sent twice under two ids", func(w *world) {
			w.mails = append(w.mails, retry(w.mails[2], "m2.1", "again"))
		}, []string{"doubled recipients row 4"}, "two mails at"},
		{"a try too early", func(w *world) { shift(&w.mails[3], -time.Hour) }, []string{"doubled recipients row 4"}, "before the plan's wait"},
		{"a try too many", func(w *world) {
			m := letterTo(2, 3, at(28, 10, 0))
			w.mails = append(w.mails, m)
			w.of("recipients", 2).Attempts = 3
		}, []string{"doubled recipients row 4"}, "contact number 3 of 2"},
		{"a number dialled twice at once", func(w *world) {
			w.calls = append(w.calls, w.calls[3])
		}, []string{"doubled affected row 5"}, "the same number was dialled twice"},
		{"a call too many", func(w *world) {
			w.calls = append(w.calls, callTo(3, at(27, 9, 0), "no_answer"))
			w.of("affected", 3).Attempts = 4
		}, []string{"doubled affected row 5"}, "contact number 4 of 3"},

		{"two letters swapped", func(w *world) {
			w.mails[0].To, w.mails[1].To = w.mails[1].To, w.mails[0].To
		}, []string{"mixed recipients row 3", "mixed recipients row 2"}, `the column "宛先" of recipients row 2`},
		{"another's number in a letter", func(w *world) { add(&w.mails[0], "連絡先 ０９０−００００−１００２\r\n") }, []string{"mixed recipients row 2"}, `"電話番号" of affected row 3`},
		{"another's name in a letter", func(w *world) { add(&w.mails[0], "試験 太郎様\r\n") }, []string{"mixed recipients row 2"}, `"氏名" of affected row 3`},
		{"another's field in a letter", func(w *world) { add(&w.mails[0], "2023-03-04 18:00\r\n") }, []string{"mixed recipients row 2"}, `"予約日時" of affected row 2`},
		{"two recipients in one envelope", func(w *world) {
			w.mails[0].To = append(w.mails[0].To, written[1].address)
		}, []string{"mixed recipients row 2"}, "its envelope has 2 recipients"},
		{"no recipient at all", func(w *world) {
			w.mails = append(w.mails, mail{Plan: at(22, 10, 0), Data: "Subject: Notice\r\n\r\n"})
		}, []string{"mixed "}, "its envelope has 0 recipients"},
		{"a stranger", func(w *world) {
			m := letterTo(0, 2, at(24, 10, 0))
			m.To = []string{"nobody@stranger.example"}
			w.mails = append(w.mails, m)
		}, []string{"mixed "}, "a recipient is on no list"},
		{"another's link in a letter", func(w *world) {
			w.mails[1].Data = strings.Replace(w.mails[1].Data, page(1, 1), page(0, 1), 1)
		}, []string{"mixed recipients row 3"}, "its link was given to recipients row 2"},
		{"another's case in a letter", func(w *world) {
			w.mails[1].Data = strings.Replace(w.mails[1].Data, page(1, 1), page(0, 2), 1)
		}, []string{"mixed recipients row 3"}, "its case is that of recipients row 2"},
		{"another's reference in a letter", func(w *world) {
			w.mails[1].Data = strings.Replace(w.mails[1].Data, "R1AA-BBB-CCC", "R0AA-BBB-CCC", 1)
		}, []string{"mixed recipients row 3"}, "its reference number was given to recipients row 2"},
		{"a sheet with another's number", func(w *world) { w.calls[0].Number = "+81300001003" }, []string{"mixed affected row 2"}, "and the number of affected row 4"},
		{"a sheet with another's name", func(w *world) {
			w.calls[2].Name, w.calls[2].Script = called[0].name, ""
		}, []string{"mixed affected row 4"}, "and the number of affected row 4"},
		{"a script with another's field", func(w *world) { w.calls[0].Script += "2023-03-06 19:00" }, []string{"mixed affected row 2"}, `"予約日時" of affected row 5`},
		{"a case used for two people", func(w *world) { w.calls[1].Case = w.calls[0].Case }, []string{"mixed affected row 3"}, "its case is that of affected row 2"},

		{"before the hours", func(w *world) { shift(&w.mails[0], -61*time.Minute) }, []string{"outside hours recipients row 2"}, "Wednesday 2023-02-22T08:59:00+09:00"},
		{"at the end of the hours", func(w *world) { shift(&w.mails[2], 8*time.Hour); shift(&w.mails[3], 8*time.Hour) }, []string{"outside hours recipients row 4", "outside hours recipients row 4"}, "18:00"},
		{"on a Saturday", func(w *world) { shift(&w.mails[3], 24*time.Hour) }, []string{"outside hours recipients row 4"}, "Saturday"},
		{"on the Emperor's birthday", func(w *world) {
			shift(&w.mails[2], 24*time.Hour)
			w.mails = append(w.mails[:3], w.mails[4:]...)
			w.of("recipients", 2).Attempts = 1
		},
			[]string{"outside hours recipients row 4"}, "Thursday 2023-02-23"},
		{"before the start", func(w *world) {
			w.calls[3].Dialled = at(25, 10, 0)
		}, []string{"outside hours affected row 5"}, "before the start"},

		{"a call after having talked", func(w *world) {
			w.calls = append(w.calls, callTo(0, at(26, 12, 0), "no_answer"))
			w.of("affected", 0).Attempts = 2
		}, []string{"after reached affected row 2"}, "at 2023-02-26T12:00:00+09:00 after having been reached at 2023-02-26T09:00:00+09:00"},
		{"a mail after the confirmation", func(w *world) {
			w.mails = append(w.mails, letterTo(0, 2, at(24, 10, 0)))
			w.of("recipients", 0).Attempts = 2
		}, []string{"after reached recipients row 2"}, "after having been reached"},
		{"a mail after the withdrawal", func(w *world) {
			w.input.Withdrawals = []judge.Withdrawal{{Case: caseID("recipients", 2), Plan: at(23, 0, 0)}}
			w.of("recipients", 2).State = "withdrawn"
			w.figures[1].Unreachable, w.figures[1].Unreached, w.figures[1].Withdrawn = 1, 2, 1
		}, []string{"after reached recipients row 4"}, "after the withdrawal at 2023-02-23T00:00:00+09:00"},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			t.Parallel()
			w := sound()
			tt.destroy(w)
			v := w.judged(t)
			var got []string
			for _, f := range v.Findings {
				who := f.Audience
				if f.Row > 0 {
					who += fmt.Sprintf(" row %d", f.Row)
				}
				got = append(got, string(f.Kind)+" "+who)
			}
			if diff := cmp.Diff(tt.want, got); diff != "" {
				t.Fatalf("(-want +got):\n%s%v", diff, v.Findings)
			}
			if !strings.Contains(v.Findings[0].Seen, tt.says) {
				t.Errorf("finding %q, want one that says %q", v.Findings[0], tt.says)
			}
			if n := v.Lost + v.Doubled + v.Mixed + v.OutsideHours + v.AfterReached; n != len(tt.want) || v.Clean() {
				t.Errorf("the verdict counts %d: %s", n, v.String())
			}
		})
	}
}

func shift(m *mail, d time.Duration) { m.Plan, m.At = m.Plan.Add(d), m.At.Add(d) }

func add(m *mail, text string) { m.Data += text }

func retry(m mail, id, other string) mail {
	m.Data = strings.Replace(m.Data, id, other, 1)
	return m
}
