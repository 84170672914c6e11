package judge_test

import (
	"bytes"
	"encoding/base64"
	"fmt"
	"io"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"github.com/owabi/owabi/dispatcher/judge"
)

// timeless takes the plan times off the mails, as a sandbox in another process
// logs them.
func (w *world) timeless() {
	for i := range w.mails {
		w.mails[i].Plan = time.Time{}
	}
}

func findings(v judge.Verdict) (all []string) {
	for _, f := range v.Findings {
		all = append(all, f.String())
	}
	return all
}

func TestWithoutPlanTimes(t *testing.T) {
	t.Parallel()
	tests := []struct {
		name    string
		change  func(w *world)
		want    int // contacts after reached
		outside int
		skipped string
	}{
		{"the hours are not judged", func(w *world) { shift(&w.mails[0], -12*time.Hour); w.timeless() }, 0, 0, "hours, weekdays, holidays and start of email"},
		{"nor is the wait", func(w *world) { w.timeless() }, 0, 0, "the wait between two mails"},
		{"the order is", func(w *world) {
			w.mails = append(w.mails, letterTo(0, 2, at(24, 10, 0)))
			w.of("recipients", 0).Attempts = 2
			w.timeless()
		}, 1, 0, ""},
		{"but for what was on the wire", func(w *world) {
			m := letterTo(0, 2, at(24, 10, 0))
			m.At = w.confirmations[0].At.Add(2 * time.Second)
			w.mails = append(w.mails, m)
			w.of("recipients", 0).Attempts = 2
			w.timeless()
		}, 0, 0, "without plan times they may have been on the wire"},
		{"when the wall clock is the plan's, the hours are", func(w *world) {
			w.mails[0].At = at(22, 8, 59)
			for i := range w.mails[1:] {
				w.mails[i+1].At = w.mails[i+1].Plan
			}
			w.timeless()
			w.input.WallClock = true
		}, 0, 1, ""},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			t.Parallel()
			w := sound()
			tt.change(w)
			v := w.judged(t)
			if v.AfterReached != tt.want || v.OutsideHours != tt.outside || v.Lost+v.Doubled+v.Mixed > 0 {
				t.Errorf("verdict %s\n%v", v.String(), findings(v))
			}
			if !strings.Contains(strings.Join(v.NotJudged, "\n"), tt.skipped) {
				t.Errorf("not judged: %q, want one that says %q", v.NotJudged, tt.skipped)
			}
		})
	}
}

func TestMailsOrderedAgain(t *testing.T) {
	t.Parallel()
	again := func(orders int) judge.Verdict {
		w := sound()
		w.mails = append(w.mails, w.mails[3], w.mails[3])
		for range orders {
			w.input.Resent = append(w.input.Resent, "<m2.2@city.example.jp>")
		}
		return w.judged(t)
	}
	for orders, want := range []int{2, 1, 0} {
		if v := again(orders); v.Doubled != want || v.Lost > 0 {
			t.Errorf("%d orders: doubled %d, want %d: %v", orders, v.Doubled, want, findings(v))
		}
	}
}

// Tokens need not tell whose they are: then people and cases agree in number.
func TestCasesThatNothingTiesToPeople(t *testing.T) {
	t.Parallel()
	opaque := func() *world {
		w := sound()
		for i := range w.mails {
			w.mails[i].Data = strings.ReplaceAll(w.mails[i].Data, "caserecipi", "x")
		}
		for i := range w.calls {
			w.calls[i].Case = ""
		}
		return w
	}
	if v := opaque().judged(t); !v.Clean() {
		t.Errorf("%v", findings(v))
	}
	w := opaque()
	w.mails = w.mails[:len(w.mails)-2]
	if v := w.judged(t); v.Lost != 1 {
		t.Errorf("a person who was not written to: lost %d: %v", v.Lost, findings(v))
	}
	w = opaque()
	for _, i := range []int{2, 4} {
		*w.of("recipients", i) = judge.Case{ID: caseID("recipients", i), Audience: "recipients", State: "pending"}
	}
	w.figures[1] = judge.Figures{Audience: "recipients", Total: 5, Attempted: 3, Reached: 2, Unreached: 3, Pending: 2, Unreachable: 1}
	if v := w.judged(t); v.Lost != 1 || !strings.Contains(findings(v)[0], "no case knows of an attempt") {
		t.Errorf("a person written to whom the state does not know: lost %d: %v", v.Lost, findings(v))
	}
}

func TestRefusalsExplainAttemptsWithoutATrace(t *testing.T) {
	t.Parallel()
	w := sound()
	w.calls = append(w.calls[:3], w.calls[6:]...)
	w.input.Refusing = true
	if v := w.judged(t); !v.Clean() {
		t.Errorf("%v", findings(v))
	}
}

// Two shops share an address; the name of one stands in that of the other.
func TestAddressesThatPeopleShare(t *testing.T) {
	t.Parallel()
	w := sound()
	w.mails = append(w.mails, letterTo(4, 1, at(22, 10, 0)), letterTo(4, 2, at(24, 10, 0)))
	*w.of("recipients", 4) = judge.Case{ID: caseID("recipients", 4), Audience: "recipients", State: "unreachable", Evidence: "handed_over", Attempts: 2}
	w.figures[1] = judge.Figures{Audience: "recipients", Total: 5, Attempted: 5, Reached: 2, Unreached: 3, Unreachable: 3}
	for i := range w.mails { // without names in the letters of one, their cases still tell
		w.mails[i].To[0] = strings.ToUpper(w.mails[i].To[0])
		if i%2 == 1 {
			w.mails[i].Data = strings.ReplaceAll(w.mails[i].Data, written[3].name, "ご担当者")
		}
	}
	if v := w.judged(t); !v.Clean() {
		t.Errorf("%v", findings(v))
	}
}

// letters as the product's channel composes them: in two parts, encoded.
func TestLettersAreDecoded(t *testing.T) {
	t.Parallel()
	compose := func(text, html string) string {
		wrap := func(s string) string {
			enc, out := base64.StdEncoding.EncodeToString([]byte(s)), ""
			for ; len(enc) > 76; enc = enc[76:] {
				out += enc[:76] + "\r\n"
			}
			return out + enc + "\r\n"
		}
		return "From: desk@city.example.jp\r\nTo: =?utf-8?b?" + base64.StdEncoding.EncodeToString([]byte("架空食堂")) + "?= <info@shokudo.example.jp>\r\n" +
			"Subject: =?utf-8?b?" + base64.StdEncoding.EncodeToString([]byte("削除のお願い")) + "?=\r\nMessage-ID: <a.b@city.example.jp>\r\n" +
			"MIME-Version: 1.0\r\nContent-Type: multipart/alternative; boundary=zzz\r\n\r\n" +
			"--zzz\r\nContent-Type: text/plain; charset=utf-8\r\nContent-Transfer-Encoding: base64\r\n\r\n" + wrap(text) +
			"--zzz\r\nContent-Type: text/html; charset=utf-8\r\nContent-Transfer-Encoding: quoted-printable\r\n\r\n" +
			strings.NewReplacer("=", "=3D").Replace(html) + "\r\n--zzz--\r\n"
	}
	page := "http://127.0.0.1:8080/p/key.case-1.1.2.mac"
	l, err := judge.ReadLetter(compose("架空食堂 御中\n"+page+".\n", `<p>To <b>ABC</b> <a href="`+page+`">page</a>&amp;c<style>p{}</style></p>`))
	if err != nil {
		t.Fatal(err)
	}
	if diff := cmp.Diff([]string{page}, l.Links); diff != "" || l.MessageID != "a.b@city.example.jp" {
		t.Errorf("links (-want +got):\n%sid %q", diff, l.MessageID)
	}
	for _, part := range []string{"架空食堂 <info@shokudo.example.jp>", "削除のお願い", "架空食堂 御中", "To ABC page&c"} {
		if !strings.Contains(l.Text, part) {
			t.Errorf("the text lacks %q:\n%s", part, l.Text)
		}
	}

	for html, mixed := range map[string]int{
		"<p>架空食堂 御中</p>":                                    0,
		"<p>見本<b>ホテル</b>株式会社 御中</p>":                        1,
		`<p><img alt="ABC Tours" src="cid:1"></p>`:          1,
		`<p><a href="mailto:shop@rei.example.jp">x</a></p>`: 0, // two rows have it: nobody's own
		`<p><a href="tel:+81-3-0000-2004">x</a></p>`:        1,
		"<!-- ABC Tours --><style>.ABC-Tours{}</style>":     0,
	} {
		w := sound()
		w.mails[0].Data = compose("架空食堂 御中\n", html)
		if v := w.judged(t); v.Mixed != mixed {
			t.Errorf("%s: mixed %d, want %d: %v", html, v.Mixed, mixed, findings(v))
		}
	}
}

func TestWhatIsNobodysOwn(t *testing.T) {
	t.Parallel()
	tests := []struct{ name, text string }{
		{"shared by two rows", "2023-03-05 11:30"},
		{"too short", "12名 4"},
		{"a piece of a longer number", "10300-2023-03-04 18:001"},
		{"a piece of the person's own name", "架空食堂"},
		{"the organisation's number", "03-0000-0100"},
		{"a row's number", "A-0"},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			t.Parallel()
			w := sound()
			add(&w.mails[0], tt.text+"\r\n")
			if v := w.judged(t); !v.Clean() {
				t.Errorf("%v", findings(v))
			}
		})
	}
}

func TestDatesOfTheDayArePublic(t *testing.T) {
	t.Parallel()
	campaign := "timezone: Asia/Tokyo\nincident: {discovered: 2023-02-24T20:30+09:00}\naudiences:\n  a:\n    reached_when: spoken\n    plan: [email: {tries: 1}]\n"
	list := "name,email,when,clock\nOne Person,one@example.com,2023年2月24日,午後8時\nTwo Person,two@example.com,令和5年2月27日,15:30\n"
	letter := func(body string) string {
		return fmt.Sprintf(`{"at":"2023-02-27T10:00:00+09:00","plan":"2023-02-27T10:00:00+09:00","to":["%s"],"data":"Message-ID: <%d@x>\r\n\r\n%s"}`+"\n", "two@example.com", len(body), body)
	}
	for body, mixed := range map[string]int{
		"Two Person: 2023年2月24日 午後8時30分":     0,
		"Two Person, one@example.com":        1,
		"Two Person: 2023年2月24日に、One Person": 1,
	} {
		m, err := judge.New([]byte(campaign), map[string]io.Reader{"a": strings.NewReader(list)})
		if err != nil {
			t.Fatal(err)
		}
		v, err := judge.Judge(m, judge.Input{Mails: strings.NewReader(letter(body))})
		if err != nil || v.Mixed != mixed {
			t.Errorf("%s: mixed %d, want %d: %v %v", body, v.Mixed, mixed, findings(v), err)
		}
	}
}

func TestTheImportsBalance(t *testing.T) {
	t.Parallel()
	campaign := "timezone: Asia/Tokyo\naudiences:\n  a:\n    reached_when: acknowledged\n    plan: [email: {tries: 1}]\n"
	list := "氏名,メール\n見本 花子,hanako@example.jp\n見本花子,HANAKO@example.jp\n試験 太郎,taro@example.jp\n合計,3\n架空 次郎,jiro\n"
	note := func(row int, kind string) judge.RowNote { return judge.RowNote{Row: row, Kind: kind} }
	cases := func(n int) (all []judge.Case) {
		for i := range n {
			all = append(all, judge.Case{ID: fmt.Sprint("case-number-", i), Audience: "a", State: "pending"})
		}
		return all
	}
	tests := []struct {
		name    string
		balance *judge.Balance
		cases   int
		want    []string
	}{
		{"none: the same person counts once", nil, 4, nil},
		{"none, and one too few", nil, 3, []string{"lost: a: the list holds 4 people, the state accounts for 3"}},
		{"one that is right", &judge.Balance{Rows: 5, People: 3, Merged: 1, Excluded: 1, Errors: []judge.RowNote{note(3, "merged"), note(5, "excluded"), note(6, "warning")}}, 3, nil},
		{"merged with nobody", &judge.Balance{Rows: 5, People: 3, Merged: 1, Excluded: 1, Errors: []judge.RowNote{note(4, "merged"), note(5, "excluded")}}, 3,
			[]string{"lost: a row 4: the import merged the row, but no other row has its name and its contacts"}},
		{"does not add up", &judge.Balance{Rows: 5, People: 3, Merged: 1, Errors: []judge.RowNote{note(3, "merged"), note(5, "excluded")}}, 3,
			[]string{"lost: a: the import counts 5 rows, but 3 people and 1 others"}},
		{"a row left out without a word", &judge.Balance{Rows: 4, People: 3, Merged: 1, Errors: []judge.RowNote{note(3, "merged")}}, 3,
			[]string{"lost: a: the import counts 3 people, the list holds 4", "lost: a: the list holds 4 people, the state accounts for 3"}},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			t.Parallel()
			m, err := judge.New([]byte(campaign), map[string]io.Reader{"a": strings.NewReader(list)})
			if err != nil {
				t.Fatal(err)
			}
			in := judge.Input{Cases: cases(tt.cases)}
			if tt.balance != nil {
				in.Balances = map[string]judge.Balance{"a": *tt.balance}
			}
			v, err := judge.Judge(m, in)
			if err != nil {
				t.Fatal(err)
			}
			if diff := cmp.Diff(tt.want, findings(v)); diff != "" {
				t.Errorf("(-want +got):\n%s", diff)
			}
		})
	}
}

func TestLogsThatDoNotRead(t *testing.T) {
	t.Parallel()
	m, err := judge.Open("testdata/campaign.yaml")
	if err != nil {
		t.Fatal(err)
	}
	_, err = judge.Judge(m, judge.Input{Calls: strings.NewReader("{}\n{\"name\": 見本 花子}\n")})
	if err == nil || !strings.Contains(err.Error(), "line 2 of the log of calls") || strings.Contains(err.Error(), "花子") {
		t.Errorf("error %v", err)
	}
	whole := lines(t, sound().mails).Bytes()
	v, err := judge.Judge(m, judge.Input{Mails: bytes.NewReader(whole[:len(whole)-10])})
	if err != nil || v.Contacts != 5 || !strings.Contains(strings.Join(v.NotJudged, "\n"), "cut off") {
		t.Errorf("%d contacts, error %v, not judged %q", v.Contacts, err, v.NotJudged)
	}
}

func TestFindingsAreBounded(t *testing.T) {
	t.Parallel()
	w := sound()
	for range 1200 {
		w.mails = append(w.mails, w.mails[0])
	}
	if v := w.judged(t); v.Doubled != 1200 || len(v.Findings) != 1000 {
		t.Errorf("doubled %d, %d findings", v.Doubled, len(v.Findings))
	}
}

func TestRestate(t *testing.T) {
	t.Parallel()
	shown := struct {
		ID       string    `json:"id"`
		State    string    `json:"state"`
		Evidence string    `json:"evidence"`
		Next     time.Time `json:"next"`
		People   int       `json:"people"`
	}{"c", "reached", "spoken", at(22, 10, 0), 2}
	c, err := judge.Restate[judge.Case](shown)
	if diff := cmp.Diff(judge.Case{ID: "c", State: "reached", Evidence: "spoken", People: 2}, c); diff != "" || err != nil {
		t.Errorf("%v (-want +got):\n%s", err, diff)
	}
}
