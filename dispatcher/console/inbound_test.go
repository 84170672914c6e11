package console

import (
	"testing"

	"github.com/owabi/owabi/dispatcher"
)

const (
	inboundAt = "/campaigns/c1/inbound"
	callerAt  = inboundAt + "/abc"
)

// answering finds somebody who calls, and opens their sheet.
func answering(t *testing.T) *browser {
	t.Helper()
	b := open(t).enter("佐藤")
	b.findings = dispatcher.Findings{More: true, People: []dispatcher.Found{
		{PersonStatus: dispatcher.PersonStatus{ID: "abc", Audience: "affected", State: dispatcher.InProgress}, Name: "見本 花子", Reading: "ミホン ハナコ"},
		{PersonStatus: dispatcher.PersonStatus{ID: "def", Audience: "affected"}, Protected: true}}}
	b.open(inboundAt).shows(t, 200, inboundAt, "かかってきた電話", `value="ご本人からの電話"`)
	p := b.post(inboundAt+"/find", fields("query", "ミホンハナコ", "reason", "ご本人からの電話"))
	p.shows(t, 200, inboundAt, "見本 花子", "2人見つかりました", "ほかにもいます", "配慮者")
	wants(t, b, "find sato c1 ミホンハナコ: ご本人からの電話")
	p = b.post(callerAt+"/open", nil)
	p.shows(t, 200, callerAt, "見本 花子", "ご本人か確かめる", "こんにちは", "前の覚え書き")
	p.lacks(t, "お詫び", `value="spoken"`, "tel:", `value="busy"`, `value="wrong_number"`)
	wants(t, b, "answer sato c1 abc: ご本人からの電話")
	return b
}

func TestAPersonCallsUs(t *testing.T) {
	t.Parallel()
	b := answering(t)
	b.world.recorded = dispatcher.Recorded{Status: dispatcher.Applied, Reach: dispatcher.Reached}
	b.post(callerAt+"/identify", nil).shows(t, 200, callerAt, "お詫び", `value="spoken"`, `name="at" value="2023-02-26T10:00:00Z"`[:11])
	b.post(callerAt+"/record", fields("disposition", "spoken", "at", "2023-02-26T01:00:00Z", "note", "n")).shows(t, 200, inboundAt, "記録しました", "「到達」")
	wants(t, b, `inbound sato c1 abc spoken "n" 2023-02-26T01:00:00Z`)
	// Sent twice, it has the same moment.
	b.post(callerAt+"/record", fields("disposition", "spoken", "at", "2023-02-26T01:00:00Z", "note", "n")).shows(t, 200, inboundAt)
	wants(t, b, `inbound sato c1 abc spoken "n" 2023-02-26T01:00:00Z`)
	b.open(callerAt).shows(t, 200, inboundAt)
}

func TestInboundTroubles(t *testing.T) {
	t.Parallel()
	b := answering(t)
	b.post(callerAt+"/record", fields("disposition", "call_back", "at", "2023-02-26T01:00:00Z", "note", "<書きかけ>")).
		shows(t, 422, callerAt+"/record", "かけ直す日と時刻", "&lt;書きかけ&gt;", "見本 花子", `value="2023-02-26T01:00:00Z"`)
	b.post(callerAt+"/record", fields("disposition", "busy")).shows(t, 400, callerAt+"/record")
	b.post(callerAt+"/record", fields("disposition", "busy", "at", "yesterday")).shows(t, 400, callerAt+"/record")
	wants(t, b, "")
	b.breaks("find", &dispatcher.Error{Code: dispatcher.Invalid, What: "nobody can be found by this", Cure: "c"})
	b.post(inboundAt+"/find", fields("query", "?", "reason", "r")).shows(t, 200, inboundAt, "これでは探せません。")
	b.open(inboundAt).lacks(t, "これでは探せません。")
	b.breaks("answer", &dispatcher.Error{Code: dispatcher.Forbidden, What: "this person is protected, and shown to named staff only", Cure: "ask a supervisor"})
	b.post(inboundAt+"/def/open", nil).shows(t, 200, inboundAt, "この方は配慮者です。")
	b.breaks("find", &dispatcher.Error{Code: dispatcher.NotFound, Where: "c1", What: "there is no such campaign"})
	b.post(inboundAt+"/find", fields("query", "x", "reason", "r")).shows(t, 404, inboundAt+"/find")
}
