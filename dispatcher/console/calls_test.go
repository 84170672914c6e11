package console

import (
	"net/url"
	"regexp"
	"strings"
	"sync"
	"testing"

	"github.com/owabi/owabi/dispatcher"
)

const (
	deskAt = "/campaigns/c1/calls"
	callAt = deskAt + "/k1.case.1.1"
	nextAt = deskAt + "/k1.case.1.2"
)

func fields(pairs ...string) url.Values {
	v := url.Values{}
	for i := 0; i < len(pairs); i += 2 {
		v.Add(pairs[i], pairs[i+1])
	}
	return v
}

// deskOf lets an operator in, with two people on the list.
func deskOf(t *testing.T) *browser {
	t.Helper()
	o := open(t)
	o.offers = []string{"k1.case.1.1", "k1.case.1.2"}
	return o.enter("佐藤")
}

// calling lets an operator dial the first of them.
func calling(t *testing.T) *browser {
	t.Helper()
	b := deskOf(t)
	b.post(deskAt+"/next", nil)
	b.post(callAt+"/dial", nil).shows(t, 200, callAt, "通話中")
	b.said()
	return b
}

func wants(t *testing.T, b *browser, want string) {
	t.Helper()
	if got := b.said(); got != want {
		t.Errorf("asked %q, want %q", got, want)
	}
}

func TestOneCallAfterTheOther(t *testing.T) {
	t.Parallel()
	b := deskOf(t)
	b.open(deskAt).shows(t, 200, deskAt, "次の方", `<option>affected</option>`)
	wants(t, b, "")

	p := b.post(deskAt+"/next", fields("audience", "affected"))
	p.shows(t, 200, deskAt, "見本 花子", "ミホン ハナコ", "2回目", "2023年2月26日 20:00", `action="`+callAt+`/dial"`, `<dd class="digits">01</dd>`)
	p.lacks(t, "+8160", "0001", "こんにちは", "••")
	wants(t, b, `next sato c1 "affected"`)

	p = b.post(callAt+"/dial", nil)
	p.shows(t, 200, callAt, "見本 花子", `href="tel:&#43;816099990001"`, "060 9999 0001", `<span class="say">「こんにちは。」</span>`)
	p.lacks(t, "お詫び", "予約日時", "なぜですか", `value="spoken"`)
	p = b.post(callAt+"/identify", nil)
	p.shows(t, 200, callAt, "お詫び", "こんにちは", "予約日時", "2023-03-01", "なぜですか。", "手違いです。", "前の覚え書き", "ご本人と確かめました")
	for _, d := range dispatcher.Dispositions {
		if !strings.Contains(p.html, `name="disposition" value="`+string(d)+`"`) {
			t.Errorf("there is no key for %s", d)
		}
	}
	wants(t, b, "dial sato k1.case.1.1; dial sato k1.case.1.1; dial sato k1.case.1.1")

	p = b.post(callAt+"/record", fields("disposition", "no_answer", "note", " 呼び出し音のみ ", "date", "2023-02-26", "time", "", "flag", "complaint", "flag", "language", "language", "en"))
	p.shows(t, 200, deskAt, "記録しました: 応答なし", "この方はいま「対応中」です", `action="`+nextAt+`/dial"`)
	wants(t, b, `record sato k1.case.1.1 no_answer "呼び出し音のみ" language+complaint en; next sato c1 "affected"`)
	b.open(deskAt).lacks(t, "記録しました")
}

func TestLoadingAPageAgainChangesNothing(t *testing.T) {
	t.Parallel()
	b := deskOf(t)
	b.post(deskAt+"/next", nil)
	b.said()
	b.open(deskAt).shows(t, 200, deskAt, "見本 花子")
	b.post(deskAt+"/next", nil).shows(t, 200, deskAt, "/k1.case.1.1/dial") // by another tab
	b.open(callAt).shows(t, 200, deskAt, "/k1.case.1.1/dial")              // not dialled yet
	wants(t, b, "")
	b.post(callAt+"/dial", nil)
	b.said()
	b.open(deskAt).shows(t, 200, callAt, "通話中")
	b.open(callAt).shows(t, 200, callAt, "060 9999 0001")
	b.open(callAt+"?lang=en").shows(t, 200, callAt+"?lang=en", "Calling", "This is the person", `href="`+callAt+`?lang=ja"`)
	wants(t, b, "dial sato k1.case.1.1; dial sato k1.case.1.1; dial sato k1.case.1.1") // repeated: of an own call it changes nothing
	b.post(nextAt+"/dial", nil).shows(t, 200, callAt, "Calling")                       // one call at a time; in the language that was chosen
}

func TestAnOfferThatIsGone(t *testing.T) {
	t.Parallel()
	b := deskOf(t)
	b.post(deskAt+"/next", nil)
	b.breaks("dial", &dispatcher.Error{Code: dispatcher.Conflict, Where: "k1.case.1.1", Cure: "take the next call",
		What: "this call is not yours any more: the person was reached or withdrawn, or the offer lapsed"})
	p := b.post(callAt+"/dial", nil)
	p.shows(t, 200, deskAt, "この電話は、あなたの担当ではなくなりました", "次の方をどうぞ。", `action="`+nextAt+`/dial"`)
	wants(t, b, `next sato c1 ""; dial sato k1.case.1.1; next sato c1 ""`)
	// A stale page of the first offer does not take the second away.
	b.post(callAt+"/dial", nil).shows(t, 200, deskAt, "担当ではなくなりました", `action="`+nextAt+`/dial"`)
}

func TestACallThatLapsedCanBeRecorded(t *testing.T) {
	t.Parallel()
	b := calling(t)
	b.breaks("dial", &dispatcher.Error{Code: dispatcher.Conflict, What: "gone"})
	p := b.open(callAt)
	p.shows(t, 200, callAt, "要確認になっています", "見本 花子", `value="spoken"`)
	p.lacks(t, "tel:", "0001")
	b.world.recorded = dispatcher.Recorded{Status: dispatcher.RecordLate, Reach: dispatcher.Reached}
	b.post(callAt+"/record", fields("disposition", "spoken")).shows(t, 200, deskAt, "記録しました。要確認も片付きました: 本人と話した", "「到達」")
}

// After a restart of the server nothing is in hand, but the address of the page
// still says which call it was.
func TestACallKnownByItsAddress(t *testing.T) {
	t.Parallel()
	b := deskOf(t)
	p := b.open(callAt)
	p.shows(t, 200, callAt, "記録していない電話", "もう一度出す", `value="spoken"`)
	wants(t, b, "")
	b.post(callAt+"/dial", fields("again", "1")).shows(t, 200, callAt, "060 9999 0001", "見本 花子")
	b.post(callAt+"/record", fields("disposition", "busy", "rest", "1")).shows(t, 200, deskAt, "話し中")

	b.breaks("dial", &dispatcher.Error{Code: dispatcher.Conflict, What: "gone"})
	b.post(callAt+"/dial", fields("again", "1")).shows(t, 200, callAt, "要確認になっています", `value="spoken"`)
	b.open(deskAt+"/no-attempt").shows(t, 404, deskAt+"/no-attempt")
}

func TestResults(t *testing.T) {
	t.Parallel()
	tests := []struct {
		name   string
		form   url.Values
		status int
		asked  string
		shown  string
	}{
		{"spoken", fields("disposition", "spoken"), 200, `record sato k1.case.1.1 spoken ""; next sato c1 ""`, "本人と話した"},
		{"a date that goes with nothing", fields("disposition", "busy", "date", "2023-02-27", "time", "10:00"), 200,
			`record sato k1.case.1.1 busy ""; next sato c1 ""`, "話し中"},
		{"a break", fields("disposition", "busy", "rest", "1"), 200, `record sato k1.case.1.1 busy ""`, "話し中"},
		{"a promise", fields("disposition", "call_back", "date", "2023-02-26", "time", "18:30"), 200,
			`record sato k1.case.1.1 call_back "" 2023-02-26T18:30:00+09:00; next sato c1 ""`, "2023年2月26日 18:30 にかけ直します。"},
		{"a promise without its time", fields("disposition", "call_back", "date", "2023-02-26", "note", "<書きかけ>"), 422, "dial sato k1.case.1.1", "&lt;書きかけ&gt;</textarea>"},
		{"a promise without its date", fields("disposition", "call_back", "date", "", "time", "18:00"), 422, "dial sato k1.case.1.1", `value="18:00"`},
		{"a promise that is past", fields("disposition", "call_back", "date", "2023-02-26", "time", "10:00"), 422, "dial sato k1.case.1.1", "過ぎています"},
		{"a time of no clock", fields("disposition", "call_back", "date", "2023-02-30", "time", "25:00"), 422, "dial sato k1.case.1.1", "かけ直す日と時刻を入れてください"},
		{"a language without its flag", fields("disposition", "busy", "language", "en"), 422, "dial sato k1.case.1.1", "どちらも選ばないでください"},
		{"a flag without its language", fields("disposition", "busy", "flag", "language"), 422, "dial sato k1.case.1.1", "どちらも選ばないでください"},
		{"a flag of none", fields("disposition", "busy", "flag", "angry"), 422, "dial sato k1.case.1.1", "結果を一つ選んでください"},
		{"wants a letter", fields("disposition", "refused", "flag", "letter"), 200, `record sato k1.case.1.1 refused "" letter; next sato c1 ""`, "断られた"},
		{"no result", fields("note", "x"), 422, "dial sato k1.case.1.1", "結果を一つ選んでください"},
		{"a result of none", fields("disposition", "asleep"), 422, "dial sato k1.case.1.1", "結果を一つ選んでください"},
		{"a long note", fields("disposition", "busy", "note", strings.Repeat("字", 1001)), 422, "dial sato k1.case.1.1", "1000文字まで"},
		{"the longest note", fields("disposition", "busy", "note", strings.Repeat("字", 1000), "rest", "1"), 200,
			`record sato k1.case.1.1 busy "` + strings.Repeat("字", 1000) + `"`, "話し中"},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			t.Parallel()
			b := calling(t)
			p := b.post(callAt+"/record", tt.form)
			path := deskAt
			if tt.status == 422 {
				path = callAt + "/record"
				p.shows(t, 422, path, "060 9999 0001", `href="`+callAt+`?lang=en"`)
			}
			p.shows(t, tt.status, path, tt.shown)
			wants(t, b, tt.asked)
		})
	}
}

func TestARecordThatFailsKeepsTheCall(t *testing.T) {
	t.Parallel()
	b := calling(t)
	b.breaks("record", &dispatcher.Error{Code: dispatcher.NotFound, Where: "k1.case.1.1", What: "there is no such person"})
	b.post(callAt+"/record", fields("disposition", "busy")).shows(t, 404, callAt+"/record", "この方は見つかりません。")
	b.open(deskAt).shows(t, 200, callAt, "通話中")
}

// A button that is pressed twice, in two tabs or by an impatient hand, records
// what it must and takes one next person.
func TestAResultSentTwice(t *testing.T) {
	t.Parallel()
	b := calling(t)
	var all sync.WaitGroup
	for range 8 {
		all.Go(func() { b.post(callAt+"/record", fields("disposition", "busy")) })
	}
	all.Wait()
	got := b.said()
	if strings.Count(got, "record sato k1.case.1.1 busy") != 8 || strings.Count(got, "next ") != 1 {
		t.Errorf("asked %q", got)
	}
	b.open(deskAt).shows(t, 200, deskAt, `action="`+nextAt+`/dial"`)
}

func TestNobodyToCall(t *testing.T) {
	t.Parallel()
	b := open(t).enter("佐藤")
	b.post(deskAt+"/next", nil).shows(t, 200, deskAt, "いまかける相手はいません。")
	b.open(deskAt).lacks(t, "いまかける相手はいません。")
	b.summary.State = dispatcher.Paused
	b.open(deskAt).shows(t, 200, deskAt, "いまは電話をかけません")
	b.breaks("next", &dispatcher.Error{Code: dispatcher.NotFound, Where: "c1/x", What: "the campaign has no such audience"})
	b.post(deskAt+"/next", fields("audience", "x")).shows(t, 404, deskAt+"/next", "この案件に、その対象区分はありません。")
}

func TestEverybodyHasTheirOwnDesk(t *testing.T) {
	t.Parallel()
	b := calling(t)
	other := b.office.enter("鈴木")
	other.open(deskAt).lacks(t, "見本 花子")
	other.post(deskAt+"/next", nil).shows(t, 200, deskAt, "/k1.case.1.2/dial")
	wants(t, other, `next suzuki c1 ""`)
	b.open(deskAt).shows(t, 200, callAt)
	b.seats.mu.Lock()
	seats := len(b.seats.by)
	b.seats.mu.Unlock()
	if seats != 2 {
		t.Errorf("%d seats are taken", seats)
	}
}

func TestASeatGoesWithItsSession(t *testing.T) {
	t.Parallel()
	b := calling(t)
	b.post("/leave", nil).shows(t, 200, "/enter")
	b.open(callAt).shows(t, 200, "/enter?to="+url.QueryEscape(callAt))
	b.until("the seat is free", func() bool {
		b.seats.mu.Lock()
		defer b.seats.mu.Unlock()
		return len(b.seats.by) == 0
	})
}

// What is personal stands on pages only: in no address, in no log.
func TestNothingPersonalInAddressesAndLogs(t *testing.T) {
	t.Parallel()
	b := calling(t)
	pages := []page{b.open(callAt), b.post(callAt+"/record", fields("disposition", "call_back", "note", "canary-note")),
		b.post(callAt+"/record", fields("disposition", "busy", "note", "canary-note")), b.open(deskAt), b.open("/campaigns/c1"), b.open(deskAt + "/nothing")}
	address := regexp.MustCompile(`(?:href|action|src|data-room)="([^"]*)"`)
	for _, p := range pages {
		for _, m := range address.FindAllStringSubmatch(p.html, -1) {
			if s, _ := url.PathUnescape(m[1]); strings.HasPrefix(s, "tel:") || !strings.ContainsAny(s, "見ミ") && !strings.Contains(s, "9999") && !strings.Contains(s, "佐藤") {
				continue
			}
			t.Errorf("%s has the address %s", p.path, m[1])
		}
	}
	got := b.log.String()
	for _, s := range []string{"見本", "ミホン", "9999", "佐藤", "canary", "k1.case"} {
		if strings.Contains(got, s) {
			t.Errorf("the log holds %s:\n%s", s, got)
		}
	}
	if !strings.Contains(got, `route="POST /campaigns/{id}/calls/{attempt}/record" status=422`) {
		t.Errorf("the log lacks the route:\n%s", got)
	}
}
