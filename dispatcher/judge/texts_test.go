package judge_test

import (
	"fmt"
	"io"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"github.com/owabi/owabi/dispatcher/judge"
)

const textedCampaign = `
id: texted-2023-02
organisation: {name: 見本市, phone: "03-0000-0100"}
timezone: Asia/Tokyo
audiences:
  a:
    reached_when: spoken
    start: 2023-02-26T09:00+09:00
    plan:
      - sms: {tries: 2, wait: 2h, hours: "09:00-20:00", holidays: true}
      - call: {tries: 1, hours: "09:00-20:00", holidays: true}
  b:
    reached_when: handed_over
    plan: [email]
`

// textedPeople are the rows of a's list from row 2 on. The first two share
// their number; the last has no mobile number, and a text goes to none else.
var textedPeople = []struct{ name, number, cell string }{
	{"見本　花子", "+819099991001", "090-9999-1001"}, {"見本　一郎", "+819099991001", "０９０−９９９９−１００１"},
	{"試験太郎", "+816099990002", "060-9999-0002 / 03-0000-1002"}, {"例示 次郎", "+817099990003", "7099990003"},
	{"架空 三枝", "+81300001004", "03-0000-1004"},
}

// smsLine is a line of the sandbox's log for a text.
type smsLine struct {
	At      time.Time `json:"at"`
	Plan    time.Time `json:"plan,omitzero"`
	Channel string    `json:"channel"`
	From    string    `json:"from"`
	To      []string  `json:"to"`
	Data    string    `json:"data"`
	SID     string    `json:"sid"`
}

// texted is a campaign of texts and calls after its end.
type texted struct {
	texts    []smsLine
	calls    []call
	cases    []judge.Case
	campaign string
	input    judge.Input
}

func textedID(who int) string { return fmt.Sprintf("p%dabcdefghijkl", who) }

// textTo is a text to one of the people, with the reference number of theirs.
func textTo(who, try int, plan time.Time) smsLine {
	return smsLine{plan.Add(time.Hour), plan, "sms", "+81300000100", []string{textedPeople[who].number},
		fmt.Sprintf("【見本市】担当者からお電話いたします。ご確認は電話03-0000-0100へ（番号P%dAB-CDE-FGH）", who), fmt.Sprintf("SM%d.%d", who, try)}
}

func textedCall(who int, plan time.Time, disposition string) call {
	p := textedPeople[who]
	return call{At: plan.Add(time.Hour), Plan: plan, Dialled: plan, Case: textedID(who), Audience: "a", Name: p.name, Number: p.number, Disposition: disposition}
}

// announced is a sound campaign: everybody but the last is texted once, the
// third twice, and everybody is called; the second of the two who share a
// number, and the fourth, are not reached.
func announced() *texted {
	w := &texted{campaign: textedCampaign}
	for who := range textedPeople {
		c := judge.Case{ID: textedID(who), Audience: "a", State: "reached", Evidence: "spoken", Attempts: 2}
		disposition := "spoken"
		if who == 1 || who == 3 {
			c.State, c.Evidence, disposition = "unreachable", "handed_over", "no_answer"
		}
		if who < 4 {
			w.texts = append(w.texts, textTo(who, 1, at(26, 9, 0)))
		} else {
			c.Attempts = 1
		}
		w.calls = append(w.calls, textedCall(who, at(26, 14, 0), disposition))
		w.cases = append(w.cases, c)
	}
	w.texts = append(w.texts, textTo(2, 2, at(26, 11, 0)))
	w.cases[2].Attempts = 3
	w.cases = append(w.cases, judge.Case{ID: "p9abcdefghijkl", Audience: "b", State: "pending"})
	return w
}

func (w *texted) judged(t *testing.T) judge.Verdict {
	t.Helper()
	var list strings.Builder
	list.WriteString("氏名,電話番号,予約日時\n")
	for i, p := range textedPeople {
		fmt.Fprintf(&list, "%s,%s,2023-03-%02d 18:30\n", p.name, p.cell, 4+i)
	}
	m, err := judge.New([]byte(w.campaign), map[string]io.Reader{"a": strings.NewReader(list.String()),
		"b": strings.NewReader("氏名,電話番号,メール\n架空食堂,080-9999-2001,info@shokudo.example.jp\n")})
	if err != nil {
		t.Fatal(err)
	}
	in := w.input
	in.Mails, in.Calls, in.Cases = lines(t, w.texts), lines(t, w.calls), w.cases
	v, err := judge.Judge(m, in)
	if err != nil {
		t.Fatal(err)
	}
	return v
}

func TestSoundTextsAreClean(t *testing.T) {
	t.Parallel()
	v := announced().judged(t)
	want := "5 + 1 people, 10 contacts seen outside: lost 0, doubled 0, mixed 0, outside hours 0, after reached 0, 0 in review"
	if got := v.String(); got != want {
		t.Errorf("verdict %s\nwant    %s\n%v", got, want, findings(v))
	}
	if diff := cmp.Diff([]string{"figures: the state shows none"}, v.NotJudged); diff != "" {
		t.Errorf("not judged (-want +got):\n%s", diff)
	}
}

// Each row breaks a sound campaign in one way.
func TestWhatIsBrokenInTextsIsFound(t *testing.T) {
	t.Parallel()
	tests := []struct {
		name    string
		destroy func(w *texted)
		want    []string // a part of each finding
	}{
		{"not sent", func(w *texted) { w.cases[3].Evidence = "handed_over"; w.texts = slices.Delete(w.texts, 3, 4) },
			[]string{"lost: a row 5: the state claims handed_over, seen was none"}},
		{"not known to the state", func(w *texted) { w.cases[2].Attempts = 2 }, []string{"lost: a row 4: 3 contacts were seen, the state knows of 2"}},
		{"to a number on no list", func(w *texted) { w.texts = append(w.texts, stray()) }, []string{"mixed: : a text: a recipient is on no list"}},
		{"to nobody", func(w *texted) { m := stray(); m.To = nil; w.texts = append(w.texts, m) }, []string{"mixed: : a text: its envelope has 0 recipients"}},
		{"to two numbers", func(w *texted) { w.texts[2].To = append(w.texts[2].To, stray().To...) }, []string{"mixed: a row 4: a text: its envelope has 2 recipients; a recipient is on no list"}},
		{"to somebody whose plan has no texts", func(w *texted) {
			m := stray()
			m.To = []string{"+818099992001"}
			w.texts = append(w.texts, m)
			w.cases[5] = judge.Case{ID: "p9abcdefghijkl", Audience: "b", State: "reached", Evidence: "handed_over", Attempts: 1}
		}, []string{"outside hours: b row 2: contacted by sms, which the plan does not name"}},
		{"with another's name", func(w *texted) { w.texts[2].Data += "架空三枝様" }, []string{`mixed: a row 4: a text: it holds the column "氏名" of a row 6`}},
		{"with another's number", func(w *texted) { w.texts[2].Data += "070-9999-0003" }, []string{`mixed: a row 4: a text: it holds the column "電話番号" of a row 5`}},
		{"with another's field", func(w *texted) { w.texts[2].Data += "2023-03-07 18:30" }, []string{`mixed: a row 4: a text: it holds the column "予約日時" of a row 5`}},
		{"with another's reference", func(w *texted) { w.texts[4].Data = textTo(3, 1, at(26, 9, 0)).Data },
			[]string{"mixed: a row 4: a text: its reference number was given to a row 5; by its reference number its case is that of a row 5"}},
		{"with the reference of a case of another audience", func(w *texted) { w.texts[2].Data = strings.Replace(w.texts[2].Data, "P2AB", "P9AB", 1) },
			[]string{"mixed: a row 4: a text: by its reference number its case belongs to another audience"}},
		{"to a shared number with another's reference", func(w *texted) {
			w.texts[0].Data = strings.Replace(w.texts[0].Data, "P0AB", "P4AB", 1)
			w.cases[0].Attempts, w.cases[1].Attempts = 2, 2
		}, []string{"by its reference number its case is that of a row 6"}},
		{"the same sid twice", func(w *texted) { w.texts = append(w.texts, w.texts[2]) }, []string{"doubled: a row 4: the same sid was accepted twice"}},
		{"the same sid for two people", func(w *texted) { w.texts[3].SID = w.texts[2].SID }, []string{"mixed: a row 5: a text: its sid was given to a row 4"}},
		{"twice at once", func(w *texted) { w.texts = append(w.texts, textTo(3, 2, at(26, 9, 0))) }, []string{"doubled: a row 5: two texts at 2023-02-26T09:00"}},
		{"too early", func(w *texted) { w.texts[4].Plan = at(26, 10, 59) }, []string{"doubled: a row 4: a text at 2023-02-26T10:59:00+09:00, before the plan's wait"}},
		{"too often", func(w *texted) {
			w.texts = append(w.texts, textTo(2, 3, at(26, 13, 0)))
			w.cases[2].Attempts = 4
		}, []string{"doubled: a row 4: contact number 3 of 2 by the plan"}},
		{"too often to one of two who share a number", func(w *texted) {
			w.texts = append(w.texts, textTo(1, 2, at(26, 11, 0)), textTo(1, 3, at(26, 13, 0)))
			w.cases[1].Attempts = 4
		}, []string{"doubled: a row 3: contact number 3 of 2 by the plan"}},
		{"too late in the day", func(w *texted) { w.texts[3].Plan = at(26, 20, 0) }, []string{"outside hours: a row 5: contacted by sms on Sunday 2023-02-26T20:00:00+09:00"}},
		{"before the start", func(w *texted) { w.texts[3].Plan = at(25, 19, 0) }, []string{"outside hours: a row 5: contacted by sms at 2023-02-25T19:00:00+09:00, before the start"}},
		{"after having talked", func(w *texted) { w.texts[4].Plan = at(26, 15, 0) }, []string{"after reached: a row 4: contacted at 2023-02-26T15:00:00+09:00 after having been reached"}},
		{"to a shared number after having talked", func(w *texted) {
			w.texts = append(w.texts, textTo(0, 2, at(26, 15, 0)))
			w.cases[0].Attempts = 3
		}, []string{"after reached: a row 2: contacted at 2023-02-26T15:00"}},
		{"to a shared number by name, after having talked", func(w *texted) {
			m := textTo(0, 2, at(26, 15, 0))
			m.Data = textedPeople[0].name + "様　お電話いたします。"
			w.texts = append(w.texts, m)
			w.cases[0].Attempts = 3
		}, []string{"after reached: a row 2: contacted at 2023-02-26T15:00"}},
		{"after the withdrawal", func(w *texted) {
			w.input.Withdrawals = []judge.Withdrawal{{Case: textedID(2), Plan: at(26, 10, 0)}}
			w.cases[2].State, w.cases[2].Evidence = "withdrawn", "handed_over"
			w.calls = slices.Delete(w.calls, 2, 3)
		}, []string{"after reached: a row 4: contacted at 2023-02-26T11:00:00+09:00 after the withdrawal"}},
		{"given up without a text", func(w *texted) {
			w.campaign = strings.Replace(w.campaign, "      - call: {tries: 1, hours: \"09:00-20:00\", holidays: true}\n", "", 1)
			w.calls, w.texts = nil, nil
			for i := range w.cases[:5] {
				w.cases[i].State, w.cases[i].Evidence, w.cases[i].Attempts = "unreachable", "none", 0
			}
		}, []string{"lost: a (4): 5 people are given up without an attempt, though 4 of them had a way"}},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			t.Parallel()
			w := announced()
			tt.destroy(w)
			got := findings(w.judged(t))
			if !slices.EqualFunc(got, tt.want, strings.Contains) {
				t.Errorf("findings %q\nwant     %q", got, tt.want)
			}
		})
	}
}

// stray is a text to a number on no list.
func stray() smsLine {
	return smsLine{At: at(26, 10, 0), Plan: at(26, 9, 0), Channel: "sms", To: []string{"+819099999999"}, Data: "お電話いたします。", SID: "SM9"}
}

// Without references, names decide; without either, nobody is accused for
// having had the text of the other.
func TestTextsToNumbersThatPeopleShare(t *testing.T) {
	t.Parallel()
	for name, sign := range map[string]func(i int, text string) string{
		"references":   func(_ int, text string) string { return text },
		"names":        func(i int, _ string) string { return textedPeople[i].name + "様　お電話いたします。" },
		"nothing":      func(int, string) string { return "お電話いたします。" },
		"one of them":  func(i int, text string) string { return []string{text, "お電話いたします。"}[i] },
		"one reversed": func(i int, text string) string { return []string{"お電話いたします。", text}[i] },
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			w := announced()
			w.texts[1].Plan = at(26, 15, 0) // the first has been reached by then, the second not
			for i := range 2 {
				w.texts[i].Data = sign(i, w.texts[i].Data)
			}
			w.texts[0], w.texts[1] = w.texts[1], w.texts[0]
			if v := w.judged(t); !v.Clean() {
				t.Errorf("%v", findings(v))
			}
		})
	}
}

// Of two who share a number, one was only texted: the case that is not the
// other's is theirs.
func TestATextOfACaseThatNobodyElseHas(t *testing.T) {
	t.Parallel()
	w := announced()
	w.calls = slices.Delete(w.calls, 1, 2)
	w.cases[1].Attempts = 1
	w.texts[0], w.texts[1] = w.texts[1], w.texts[0]
	if v := w.judged(t); !v.Clean() {
		t.Errorf("%v", findings(v))
	}
}

// A log says that a text was taken, not that it arrived.
func TestDeliveriesOfTextsAreBelieved(t *testing.T) {
	t.Parallel()
	w := announced()
	w.cases[1].Evidence, w.cases[3].Evidence = "delivered", "delivered"
	v := w.judged(t)
	if !v.Clean() || !strings.Contains(strings.Join(v.NotJudged, "\n"), "whether texts arrived") {
		t.Errorf("%v, not judged %q", findings(v), v.NotJudged)
	}
	w.cases[3].Evidence = "acknowledged"
	if diff := cmp.Diff([]string{"lost: a row 5: the state claims acknowledged, seen was handed_over"}, findings(w.judged(t))); diff != "" {
		t.Errorf("(-want +got):\n%s", diff)
	}
	w = announced()
	w.cases[4].State, w.cases[4].Evidence = "unreachable", "delivered"
	w.calls[4].Disposition = "no_answer"
	if diff := cmp.Diff([]string{"lost: a row 6: the state claims delivered, seen was none"}, findings(w.judged(t))); diff != "" {
		t.Errorf("without a text (-want +got):\n%s", diff)
	}
}

func TestTracesOutside(t *testing.T) {
	t.Parallel()
	for step, want := range map[string]bool{"sms": false, "letter": true, "hand": true} {
		w := announced()
		w.campaign = strings.Replace(w.campaign, "    plan:\n", "    plan:\n      - "+step+"\n", 1)
		said := strings.Contains(strings.Join(w.judged(t).NotJudged, "\n"), "a: letters, and what is done by hand, leave no trace outside")
		if said != want {
			t.Errorf("%s: said %v, want %v", step, said, want)
		}
	}
}
