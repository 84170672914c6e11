package console

import (
	"net/url"
	"strings"
	"testing"

	"github.com/owabi/owabi/dispatcher"
	"github.com/owabi/owabi/dispatcher/access"
)

func TestTeamPage(t *testing.T) {
	t.Parallel()
	const at = "/campaigns/c1/team"
	o := open(t)
	o.enterAs("鈴木", access.Operator)
	b := o.enter("佐藤")
	p := b.open(at)
	p.shows(t, 200, at, "担当者", "佐藤", "通話中", "affected", "2023年2月26日 09:58から", "12", "token:cti/鈴木", "待機", `<option value="suzuki">鈴木</option>`, `name="channel" value="call"`)
	if n := strings.Count(p.html, `<option value="">`); n != 1 { // what was dialled cannot go back
		t.Errorf("%d calls can go back to the list", n)
	}
	b.post(at+"/reassign", url.Values{"attempt": {"k1.case.1.1"}, "to": {"suzuki"}}).shows(t, 200, at)
	b.post(at+"/pause", url.Values{"channel": {"call"}}).shows(t, 200, at)
	if got := o.said(); got != `reassign k1.case.1.1 to "suzuki" as sato; pause channel call of c1 as sato` {
		t.Errorf("asked %q", got)
	}
	o.breaks("reassign", &dispatcher.Error{Code: dispatcher.Conflict, Where: "k1.case.1.1", What: "this call is not in these hands any more", Cure: "look at the list of calls again"})
	b.post(at+"/reassign", url.Values{"attempt": {"k1.case.1.1"}}).shows(t, 200, at, "この電話は、もうその人の手元にありません。")
}

func TestUnreachedPage(t *testing.T) {
	t.Parallel()
	const at = "/campaigns/c1/unreached"
	o := open(t)
	b := o.enter("佐藤")
	b.open(at).shows(t, 200, at, "未到達の方", "応答なし", "2023年2月26日 18:00", "要確認", `value="p1"`, `<option>2023-02-26</option>`, `<option>2023-03-04</option>`, "after=p2")
	b.open(at+"?state=unreachable&after=p2").lacks(t, "次のページ")
	b.open(at+"?state=junk").shows(t, 200, at+"?state=junk", "対応中")
	if got := o.said(); got != `people c1 in_progress after ""; people c1 unreachable after "p2"; people c1 in_progress after ""` {
		t.Errorf("asked %q", got)
	}
	form := url.Values{"person": {"p1", "busy"}, "day": {"2023-02-27"}, "band": {"evening"}, "state": {"unreachable"}}
	b.post(at+"/again", form).shows(t, 200, at+"?state=unreachable", "1人に、2023年2月27日 17:00からかけ直します。", "1人は、いまかけ直せません")
	if got := o.said(); got != `again c1 p1 at 2023-02-27T17:00:00+09:00 as sato; again c1 busy at 2023-02-27T17:00:00+09:00 as sato; people c1 unreachable after ""` {
		t.Errorf("asked %q", got)
	}
	for _, wrong := range []url.Values{{"day": {"2023-02-27"}, "band": {"evening"}}, {"person": {"p1"}, "day": {"never"}, "band": {"evening"}}, {"person": {"p1"}, "day": {"2023-02-27"}, "band": {"dawn"}}} {
		b.post(at+"/again", wrong).shows(t, 400, at+"/again", "フォームの内容が正しくありません。")
	}
	if got := o.said(); got != "" {
		t.Errorf("asked %q", got)
	}
}

func TestDashboardShowsThePace(t *testing.T) {
	t.Parallel()
	o := open(t)
	b := o.enter("佐藤")
	b.open("/campaigns/c1").lacks(t, "電話の進み") // before the launch
	o.mu.Lock()
	o.summary.Launched = jst(26, 9, 0)
	o.mu.Unlock()
	b.open("/campaigns/c1").shows(t, 200, "/campaigns/c1", "電話の進み", "この一時間の電話", "41", "あと2.0時間", "あと28日", "9時台", "40", "21")
}
