package console

import (
	"maps"
	"os"
	"regexp"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"
)

var jst = time.FixedZone("JST", 9*3600)

// sample is a dashboard with everything on it.
var sample = Campaign{ID: "c1", State: "running", AsOf: time.Date(2023, 2, 26, 18, 0, 0, 0, jst), Waiting: 3, Reviews: 2,
	Off: []Off{{"email", "refused", "<b>AUTH</b> 535"}, {"call", "", "an old reason"}},
	Audiences: []Audience{{Campaign: "c1", Name: "affected", Goal: "apology", ReachedWhen: "spoken", Total: 120, Reached: 93, InProgress: 20, Pending: 5,
		Unreachable: 1, Withdrawn: 1, Review: 2, Cases: 118, CasesDone: 92,
		Channels: []Channel{{Name: "email", Off: true, Attempts: 1200, Attempted: 119, Reached: 93, Review: 2}},
		Tries:    []Try{{1, 5, 80}, {2, 20, 13}}}},
	Pace: &Pace{Hours: []Hour{{9, 40, 21}}, LastHour: 41, Left: "2.0", Deadline: time.Date(2023, 3, 26, 20, 0, 0, 0, jst), DaysLeft: 28}}

var sampleCall = Call{Offer: Offer{Attempt: "k.c.1.1", Audience: "affected", Name: "見本 <太郎>", Reading: "ミホン タロウ", Try: 2, Until: sample.AsOf, Language: "en", Promised: sample.AsOf},
	Path: "/campaigns/c1/calls/k.c.1.1", Number: "+816099990001", Script: Script("■ 一\n「こんにちは。」"), Tell: Script("■ 二\n「お詫び」"), Known: true, Colleagues: true,
	Identity: []Datum{{"name", "見本 <太郎>"}, {"生年月日", "1990-01-01"}}, Affected: []Datum{{"予約日時", "2023-03-01"}, {"何か", ""}}, Chosen: []string{"letter"}, InFuture: "en",
	Questions: []Question{{"<なぜ>", []string{"手違い", "二"}}},
	History:   []Past{{At: sample.AsOf, Channel: "call", Disposition: "busy", Review: true, Flags: []string{"complaint"}, Again: sample.AsOf, Note: "<b>refused"}, {At: sample.AsOf, Channel: "email"}},
	Note:      "<script>", Date: "2023-02-26", First: "2023-02-26", Wrong: PastMoment}

// all is every page in a state that shows most of it.
var all = map[string]interface{ Page(Frame) ([]byte, error) }{
	"enter":   Enter{To: "/", ID: "<b>refused", Trouble: "wrong"},
	"first":   First{Token: "KEY", ID: "<script>", Name: "見本 <太郎>", Wrong: "again"},
	"factor":  Factor{To: "/", Key: "AAAA BBBB", URI: "otpauth://totp/owabi:x?secret=AAAABBBB", Trouble: "code"},
	"code":    Factor{To: "/"},
	"account": Account{ID: "sato", Role: "operator", Wrong: "password"},
	"accounts": Accounts{Roles: []string{"viewer", "operator"}, Role: "operator", All: []Card{{ID: "sato", Name: "見本 <太郎>", Role: "admin", Factor: true, Own: true}, {ID: "x1", Name: "X", Role: "viewer", Protected: true}},
		Made: []Card{{ID: "x2", Name: "見本 <太郎>", Role: "operator", Password: "abcd-efgh"}}, Closed: 2, Wanted: "<script>", Said: Said{Where: "id", What: "is so", Cure: "do that"}},
	"overview": Overview{Campaigns: []Campaign{sample, {ID: "c2", State: "paused"}}},
	"empty":    Overview{},
	"campaign": sample,
	"idle": Calls{ID: "c1", State: "running", Audiences: []string{"a", "b"}, Audience: "b", Nobody: true, Languages: []string{"ja", "en"}, Speaks: []string{"en"},
		Notices: []Notice{{Kind: NoticeBack}, {Kind: NoticeHanded, Who: "鈴木"}}},
	"search": Inbound{ID: "c1", Asked: true, More: true, Wrong: &Said{What: "nobody can be found by this", Cure: "ask a supervisor"},
		Found: []Found{{Case: "abc", Name: "見本 <太郎>", Reading: "ミホン", Audience: "affected", State: "pending", Review: true}, {Case: "def", Closed: true, State: "reached"}}},
	"unfound": Inbound{ID: "c1", Asked: true, Reason: "because"},
	"inbound": Inbound{ID: "c1", Languages: []string{"ja", "en"}, Dispositions: []string{"spoken"}, Flags: []string{"letter"},
		Call: &Call{Offer: Offer{Name: "見本 太郎"}, Path: "/campaigns/c1/inbound/abc", Inbound: true, State: "pending", At: "2023-02-26T18:00:00+09:00", Identity: []Datum{{"address", "見本県"}}}},
	"off":   Calls{ID: "c1", State: "running", Off: &Off{"call", "unfit", "apology.call.ja.txt:3"}},
	"offer": Calls{ID: "c1", State: "running", Offer: &Offer{Attempt: "k.c.1.1", Name: "見本 太郎", Tail: "01", Try: 1, Until: sample.AsOf}},
	"call":  Calls{ID: "c1", State: "running", Dispositions: []string{"spoken", "no_answer", "call_back"}, Flags: []string{"letter", "language", "complaint"}, Languages: []string{"ja", "en"}, Call: &sampleCall},
	"stale": Calls{ID: "c1", State: "running", Dispositions: []string{"spoken"}, Call: &Call{Offer: Offer{Attempt: "k.c.1.1"}, Path: "/campaigns/c1/calls/k.c.1.1", Known: true}, Notices: []Notice{{Kind: NoticeLapsed}}},
	"notices": Calls{ID: "c1", State: "paused", Notices: []Notice{
		{Kind: NoticeRecorded, Disposition: "call_back", Record: "recorded", Reach: "in_progress", Again: sample.AsOf},
		{Kind: NoticeRefused, Said: Said{What: "nobody is called now: the campaign or the channel is paused", Cure: "take the next call"}}}},
	"reviews": Reviews{ID: "c1", All: 300, Shown: []Review{{Attempt: "k.c.1.2", Audience: "affected", Channel: "email", Try: 1, At: sample.AsOf}}, Done: true, Solved: 2, Wrong: true},
	"none":    Reviews{ID: "c1"},
	"team": Team{ID: "c1", State: "running", On: []string{"call"}, Off: []Off{{"sms", "by_hand", ""}}, Colleagues: []Colleague{{"x1", "見本 <太郎>"}}, Notices: []Notice{{Kind: NoticeRefused, Said: Said{What: "is so"}}},
		Operators: []Operator{{ID: "sato", Name: "見本 <太郎>", Phase: "offered", Attempt: "k.c.1.1", Last: sample.AsOf}, {ID: "x2", Name: "X", Phase: "dialled", Attempt: "k.c.1.2", Since: sample.AsOf}}},
	"sheets": Sheets{ID: "c1", State: "running", Audiences: []string{"a"}, Dispositions: []string{"spoken"}, Most: 3, Sheets: []Call{sampleCall}},
	"unreached": Unreached{ID: "c1", State: "in_progress", States: []string{"in_progress"}, Next: "p2", Days: []string{"2023-02-26"}, Ordered: &Ordered{sample.AsOf, 1, 1},
		Shown: []Person{{ID: "p1", Audience: "a", Attempts: 1, Last: "busy", LastAt: sample.AsOf, Next: sample.AsOf, Review: true}}},
	"letters": Letters{ID: "c1", Waiting: 3, Returned: "12-0034-5", Reach: "in_progress", Said: Said{Where: "number", What: "is so", Cure: "do that"},
		Batches: []Batch{{Number: 12, State: "posted", Letters: 1000, At: sample.AsOf, Posted: sample.AsOf}, {Number: 11, State: "binding"}, {State: "made"},
			{State: "printed"}, {State: "settled"}, {State: "void"}}},
	"failure": Failure{Status: 409, Request: "R1", Said: Said{Where: "c1", What: "is so", Cure: "do that"}},
}

func render(t *testing.T, name, lang string) string {
	t.Helper()
	f := Frame{Lang: lang, Page: PageCampaign, Here: "/here", Campaign: "c1", Operator: "佐藤 <見本>", May: func(string) bool { return true }}
	if name == "enter" || name == "first" {
		f = Frame{Lang: lang, Page: PageEnter}
	}
	html, err := all[name].Page(f)
	if err != nil {
		t.Fatal(err)
	}
	return string(html)
}

// The policy under which the pages are served refuses inline scripts and styles.
func TestPagesKeepToTheirPolicy(t *testing.T) {
	t.Parallel()
	inline := regexp.MustCompile(`(?i)\sstyle=|<style|\son[a-z]+=|javascript:|<script(?: [^>]*)?>[^<]|<img|https?://|ZgotmplZ|<no value>|%!`)
	for name := range all {
		for _, lang := range []string{"ja", "en"} {
			html := render(t, name, lang)
			if m := inline.FindString(html); m != "" {
				t.Errorf("%s in %s holds %q", name, lang, m)
			}
			if strings.Contains(html, "<太郎>") || strings.Contains(html, "<見本>") || strings.Contains(html, "<b>refused") || strings.Contains(html, "<script>") {
				t.Errorf("%s in %s lets markup through", name, lang)
			}
		}
	}
}

func TestPagesAreForEverybody(t *testing.T) {
	t.Parallel()
	label := regexp.MustCompile(`<label for="([^"]+)"`)
	field := regexp.MustCompile(`<(?:input|select|textarea)([^>]*)>`)
	for name := range all {
		html := render(t, name, "en")
		for _, s := range []string{`<html lang="en">`, `name="viewport"`, `<a class="skip" href="#main">`, `<main id="main"`} {
			if strings.Count(html, s) != 1 {
				t.Errorf("%s has %q %d times", name, s, strings.Count(html, s))
			}
		}
		if n := strings.Count(html, "<h1"); n != 1 {
			t.Errorf("%s has %d main headings", name, n)
		}
		for _, m := range label.FindAllStringSubmatch(html, -1) {
			if !strings.Contains(html, `id="`+m[1]+`"`) {
				t.Errorf("%s labels %s, which is not there", name, m[1])
			}
		}
		for _, m := range field.FindAllStringSubmatch(html, -1) {
			id := regexp.MustCompile(`id="([^"]+)"`).FindStringSubmatch(m[1])
			labelled := id != nil && strings.Contains(html, `<label for="`+id[1]+`"`)
			if !labelled && !strings.Contains(m[1], "hidden") && !strings.Contains(m[1], "aria-labelledby") && !strings.Contains(html, "<label><input"+m[1]) {
				t.Errorf("%s has a field without a label:%s", name, m[1])
			}
		}
	}
}

func TestOnlyDashboardsLoadThemselvesAnew(t *testing.T) {
	t.Parallel()
	for name, v := range all {
		page := map[string]string{"overview": PageOverview, "empty": PageOverview, "campaign": PageCampaign}[name]
		html, err := v.Page(Frame{Lang: "ja", Page: page})
		if err != nil {
			t.Fatal(err)
		}
		if got := strings.Contains(string(html), `<noscript><meta http-equiv="refresh" content="10"></noscript>`); got != (page != "") {
			t.Errorf("%s: %t", name, got)
		}
	}
}

func TestDashboardShowsTheFigures(t *testing.T) {
	t.Parallel()
	html := render(t, "campaign", "ja")
	for _, s := range []string{
		`<div class="reached"><dt>到達</dt><dd><b>93</b></dd></div>`, `<div class="unreached"><dt>未到達</dt><dd><b>26</b></dd></div>`,
		`<div class="total"><dt>対象</dt><dd><b>120</b></dd></div>`, `aria-label="120人のうち93人に到達、78%。"`,
		`<rect class="s-reached" x="0.000%" width="78.151%" height="100%"/>`, `<rect class="s-in_progress" fill="url(#hatch)" x="78.151%" width="16.807%"`,
		"1,200", "2023年2月26日 18:00 現在", "メールは、当方の障害のため止まっています。", "送信先の事業者に断られました。", "&lt;b&gt;AUTH&lt;/b&gt; 535", "an old reason",
		"要確認: 2人", "取り込まれた3人が、開始を待っています。", "件数では92件/118件", `action="/campaigns/c1/pause"`, `action="/campaigns/c1/resume"`,
		`<th scope="row">2回目</th>`, `width="16.250%"`, "ご本人と会話", "停止中", `data-room="/campaigns/c1/live"`,
	} {
		if !strings.Contains(html, s) {
			t.Errorf("the dashboard lacks %s", s)
		}
	}
}

// What is sent anew is what the page holds.
func TestLiveIsThePagesOwnPart(t *testing.T) {
	t.Parallel()
	for name, v := range map[string]interface {
		Live(Frame) ([]byte, error)
	}{"campaign": sample, "overview": all["overview"].(Overview)} {
		part, err := v.Live(Frame{Lang: "en", May: func(string) bool { return true }})
		if err != nil {
			t.Fatal(err)
		}
		if html := render(t, name, "en"); !strings.Contains(html, string(part)) || len(part) < 100 {
			t.Errorf("%s: what is sent is not in the page:\n%s", name, part)
		}
		keys := regexp.MustCompile(`data-live="([^"]+)"`).FindAllStringSubmatch(string(part), -1)
		seen := map[string]bool{}
		for _, k := range keys {
			if seen[k[1]] {
				t.Errorf("%s: two parts are called %s", name, k[1])
			}
			seen[k[1]] = true
		}
	}
}

func TestCallPage(t *testing.T) {
	t.Parallel()
	html := render(t, "call", "ja")
	for _, s := range []string{`href="tel:&#43;816099990001"`, "060 9999 0001", "ミホン タロウ", `<span class="say">「こんにちは。」</span>`,
		`<button name="disposition" value="call_back" class="d-call_back" data-key="3" aria-keyshortcuts="3" accesskey="3"><kbd>3</kbd> かけ直しの約束</button>`,
		`action="/campaigns/c1/calls/k.c.1.1/record"`, "&lt;script&gt;</textarea>", "過ぎています"} {
		if !strings.Contains(html, s) {
			t.Errorf("the page of a call lacks %s", s)
		}
	}
	// Enter in a field presses the first button of its form: one that does nothing.
	if at := strings.Index(html, "/record"); !strings.HasPrefix(html[at:], "/record\">\n<button type=\"submit\" disabled hidden></button>") {
		t.Error("Enter in a field records a result")
	}
	offer := render(t, "offer", "ja")
	if strings.Contains(offer, "tel:") || !strings.Contains(offer, `<dd class="digits">01</dd>`) {
		t.Error("an offer shows more than the end of the number")
	}
	stale := render(t, "stale", "ja")
	if !strings.Contains(stale, "もう一度出す") || !strings.Contains(stale, `value="spoken"`) || strings.Contains(stale, "tel:") {
		t.Error("a call known by its attempt alone cannot be recorded")
	}
}

func TestKeysAreDistinct(t *testing.T) {
	t.Parallel()
	seen := map[string]bool{"N": true, "D": true, "Y": true, "B": true, "H": true, "R": true} // next person, dial, identified, back, hand over, rest
	for i := range len(flagKeys) {
		if k := flagKey(i); seen[k] {
			t.Errorf("the key %s stands for two things", k)
		} else {
			seen[k] = true
		}
	}
	for i := range len(keys) {
		if k := keyOf(i); seen[k] {
			t.Errorf("the key %s stands for two things", k)
		} else {
			seen[k] = true
		}
	}
	if keyOf(len(keys)) != "" || keyOf(-1) != "" {
		t.Error("there are keys beyond the last")
	}
}

// Before it is sure who it is, nothing is on the page that is told to the person
// alone.
func TestNothingIsToldToAnybodyElse(t *testing.T) {
	t.Parallel()
	call := sampleCall
	call.Known, call.Tell, call.Affected, call.Questions = false, nil, nil, nil
	html, err := Calls{ID: "c1", Dispositions: []string{"spoken", "busy"}, Call: &call}.Page(Frame{Lang: "ja", Page: PageCalls})
	if err != nil {
		t.Fatal(err)
	}
	for s, want := range map[string]bool{`value="spoken"`: false, `value="busy"`: true, "/identify": true, "お詫び": false, "こんにちは": true, "予約日時": false} {
		if strings.Contains(string(html), s) != want {
			t.Errorf("%s is on the page: %t", s, !want)
		}
	}
}

func TestParts(t *testing.T) {
	t.Parallel()
	for _, tt := range []struct {
		name, script    string
		anybody, person int // lines
	}{
		{"ours", "■ 一\n「はい」\n■　三　本人と確かめてから伝えること\n「お詫び」\n■ 四\n", 2, 3},
		{"in English", "1. Say\n3. What to say once you know who they are\nx\n", 1, 2},
		{"one that does not say it", "■ 一\n「お詫び」\n", 0, 2},
		{"said in a sentence only", "本人と確かめてから\n", 0, 1},
		{"none", "", 0, 0},
	} {
		if a, p := Part(Script(tt.script)); len(a) != tt.anybody || len(p) != tt.person {
			t.Errorf("%s: %d and %d lines", tt.name, len(a), len(p))
		}
	}
}

func TestStandings(t *testing.T) {
	t.Parallel()
	for what, s := range map[string]string{"reached": "別の経路で到達しました", "handed": "鈴木 さん", "": ""} {
		html, err := Standing{What: what, Who: map[string]string{"handed": "鈴木"}[what], Next: "/campaigns/c1/calls/next"}.Live("ja")
		if err != nil || !strings.Contains(string(html), s) || (what == "") != (strings.TrimSpace(string(html)) == "") {
			t.Errorf("%s: %v %s", what, err, html)
		}
	}
}

func TestRefusalsAreTold(t *testing.T) {
	t.Parallel()
	if html := render(t, "notices", "ja"); !strings.Contains(html, "いまは電話をかけられません") || !strings.Contains(html, "次の方をどうぞ。") || !strings.Contains(html, "2023年2月26日 18:00 にかけ直します。") {
		t.Error("the notices are not told in Japanese")
	}
	if html := render(t, "failure", "ja"); !strings.Contains(html, `<span lang="en">is so</span> <span lang="en">do that</span>`) || !strings.Contains(html, "R1") {
		t.Error("what has no words in Japanese is not told in English")
	}
}

func TestBars(t *testing.T) {
	t.Parallel()
	tests := []struct {
		name    string
		a       Audience
		percent int
		size    string
		want    []string
	}{
		{"nobody", Audience{}, 0, "s", []string{"0% 0%", "0% 0%", "0% 0%", "0% 0%"}},
		{"all withdrawn", Audience{Total: 2, Withdrawn: 2}, 0, "s", []string{"0% 0%", "0% 0%", "0% 0%", "0% 0%"}},
		{"one is missing", Audience{Total: 1000, Reached: 999, Pending: 1}, 99, "m", []string{"0.000% 99.900%", "99.900% 0.000%", "99.900% 0.100%", "100.000% 0.000%"}},
		{"all", Audience{Total: 460517, Reached: 460516, Withdrawn: 1}, 100, "l", []string{"0.000% 100.000%", "100.000% 0.000%", "100.000% 0.000%", "100.000% 0.000%"}},
	}
	for _, tt := range tests {
		var got []string
		for _, s := range tt.a.Bar() {
			got = append(got, s.From+" "+s.Long)
		}
		if diff := cmp.Diff(tt.want, got); diff != "" || tt.a.Percent() != tt.percent || tt.a.Size() != tt.size {
			t.Errorf("%s: %d%%, size %s, bar (-want +got):\n%s", tt.name, tt.a.Percent(), tt.a.Size(), diff)
		}
	}
	for n, want := range map[int]string{0: "0", 999: "999", 1000: "1,000", 460517: "460,517", 2150000: "2,150,000"} {
		if got := number(n); got != want {
			t.Errorf("%d is written %s", n, got)
		}
	}
}

func TestFilesAreOurOwn(t *testing.T) {
	t.Parallel()
	for _, f := range Files() {
		if regexp.MustCompile(`@import|url\(\s*['"]?(?:https?:|//)|import\s|eval\(|innerHTML`).MatchString(f.Text) {
			t.Errorf("%s loads something", f.Path)
		}
	}
	if n := strings.Count(script, "\n"); n >= 200 {
		t.Errorf("the script has %d lines", n)
	}
}

var verb = regexp.MustCompile(`%%|%[a-z]`)

func TestBothLanguagesSayEverything(t *testing.T) {
	t.Parallel()
	if diff := cmp.Diff(slices.Sorted(maps.Keys(english.words)), slices.Sorted(maps.Keys(japanese.words))); diff != "" {
		t.Errorf("keys (-English +Japanese):\n%s", diff)
	}
	for key, en := range english.words {
		if diff := cmp.Diff(verb.FindAllString(en, -1), verb.FindAllString(japanese.words[key], -1)); diff != "" || en == "" || japanese.words[key] == "" {
			t.Errorf("%s: verbs (-English +Japanese):\n%s", key, diff)
		}
	}
	keys := used(t)
	for key := range keys {
		if _, ok := english.words[key]; !ok {
			t.Errorf("there are no words for %q", key)
		}
	}
	named := regexp.MustCompile(`^(state|goal|grade|channel|reach|record|disposition|status|why|role|phase|band|came|batch|flag|language|standing|identity)\.`) // what the domain knows by name
	for key := range english.words {
		if !keys[key] && !named.MatchString(key) {
			t.Errorf("nobody says %q", key)
		}
	}
}

// used is every key that a template names.
func used(t *testing.T) map[string]bool {
	t.Helper()
	keys := map[string]bool{}
	names, err := files.ReadDir(".")
	if err != nil {
		t.Fatal(err)
	}
	for _, f := range names {
		text, err := os.ReadFile(f.Name())
		if err != nil {
			t.Fatal(err)
		}
		for _, m := range regexp.MustCompile(`\.T "([^"]+)"`).FindAllStringSubmatch(string(text), -1) {
			keys[m[1]] = true
		}
	}
	for _, s := range []string{"wrong", "many", "code", "lapsed", "closed", "turned"} { // package access: refusals and endings
		keys["enter.trouble."+s] = true
	}
	for _, s := range []string{"token", "id", "name", "password", "again", "wrong", "many"} {
		keys["account.trouble."+s] = true
	}
	for _, s := range []string{
		"result.trouble." + string(NoResult), "result.trouble." + string(NoMoment), "result.trouble." + string(PastMoment), "result.trouble." + string(LongNote), "result.trouble." + string(NoLanguage)} {
		keys[s] = true
	}
	return keys
}
