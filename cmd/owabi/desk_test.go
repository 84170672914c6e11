package main

import (
	"fmt"
	"html"
	"net/url"
	"regexp"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/owabi/owabi/dispatcher"
)

func TestAShiftWithoutJavaScript(t *testing.T) {
	t.Parallel()
	p := newDesk(t).visit("佐藤 見本")
	p.reached(0)
	first := p.take()
	p.sees("見本　", "番号の末尾")
	p.send(deskPage + "/" + first + "/dial")
	p.sees(`href="tel:&#43;81609999000`, "060 9999 000", "通話中", `<span class="say">「`)
	p.send(deskPage+"/"+first+"/record", "disposition", "spoken", "note", "丁寧にお聞きくださった")
	p.sees("記録しました", "本人と話した", "「到達」")
	p.reached(1)

	p.open(deskPage)
	second := p.offered() // taken with the result of the first
	p.send(deskPage + "/" + second + "/dial")
	p.send(deskPage+"/"+second+"/record", "disposition", "call_back", "date", "2023-02-26", "time", "11:30", "rest", "1")
	p.sees("2023年2月26日 11:30 にかけ直します。", "次の方")
	p.clock.AdvanceTo(jst(26, 11, 30))
	p.settle()
	calls, err := p.client.Calls(t.Context(), "telephoned")
	p.must(nil, err)
	if due := strings.Join(attemptsOf(calls), " "); !strings.Contains(due, strings.Split(second, ".")[1]) {
		t.Errorf("whom we promised to call is not on the list: %s", due)
	}
	for _, s := range []string{"見本　", "ミホン", "9999", "佐藤", "丁寧"} {
		if strings.Contains(p.logged(), s) {
			t.Errorf("the log holds %s:\n%s", s, p.logged())
		}
	}
}

func attemptsOf(calls []dispatcher.CallStatus) []string {
	var all []string
	for _, c := range calls {
		all = append(all, c.Attempt)
	}
	return all
}

func TestAnOfferIsGone(t *testing.T) {
	t.Parallel()
	p := newDesk(t).visit("佐藤")
	first := p.take()
	p.must(nil, p.client.Withdraw(t.Context(), "telephoned", strings.Split(first, ".")[1], "not affected"))
	p.send(deskPage + "/" + first + "/dial")
	p.sees("この電話は、あなたの担当ではなくなりました。", "次の方をどうぞ。")
	if next := p.offered(); next == first {
		t.Error("the same person is offered again")
	}
}

func TestAnOfferLapses(t *testing.T) {
	t.Parallel()
	p := newDesk(t, func(s *settings) { s.offerTime = time.Millisecond }).visit("佐藤")
	first := p.take()
	p.until("the offer lapses", func() bool {
		calls, err := p.client.Calls(t.Context(), "telephoned")
		p.must(nil, err)
		for _, c := range calls {
			if c.Attempt == first {
				return c.Phase == "listed"
			}
		}
		return false
	})
	p.send(deskPage + "/" + first + "/dial")
	p.sees("この電話は、あなたの担当ではなくなりました。")
	p.offered()
}

func TestTheHoursAreOverOrTheCampaignIsPaused(t *testing.T) {
	t.Parallel()
	p := newDesk(t).visit("佐藤")
	first := p.take()
	p.open("/campaigns/telephoned")
	p.send("/campaigns/telephoned/pause")
	p.sees("休止中")
	p.open(deskPage)
	p.send(deskPage + "/" + first + "/dial")
	p.sees("いまは電話をかけられません。案件または電話が休止中です。")
	if p.offered() != first {
		t.Error("whom nobody may call now is not in hand any more")
	}
	p.open("/campaigns/telephoned")
	p.send("/campaigns/telephoned/resume")
	p.sees("実施中")
	p.open(deskPage)
	late := p.offered()
	p.clock.AdvanceTo(jst(26, 20, 0))
	p.send(deskPage + "/" + late + "/dial")
	p.sees("この方に電話してよい時間が終わりました。", "いまかける相手はいません。")
}

// A call that was dialled and not recorded in time goes to review; its result
// still counts, and settles it.
func TestADialledCallLapses(t *testing.T) {
	t.Parallel()
	p := newDesk(t, func(s *settings) { s.dialLease = time.Millisecond }).visit("佐藤")
	first := p.take()
	p.send(deskPage + "/" + first + "/dial")
	p.until("the call is in review", func() bool {
		list, err := p.client.Reviews(t.Context(), "telephoned")
		p.must(nil, err)
		return len(list) == 1
	})
	p.open(deskPage)
	p.sees("要確認になっています", "見本　")
	p.send(deskPage+"/"+first+"/record", "disposition", "spoken", "rest", "1")
	p.sees("記録しました。要確認も片付きました", "「到達」")
	p.reached(1)
}

func TestAHumanDecidesReviews(t *testing.T) {
	t.Parallel()
	p := newDesk(t, func(s *settings) { s.dialLease = time.Millisecond }).visit("佐藤")
	first := p.take()
	p.send(deskPage + "/" + first + "/dial")
	const reviews = "/campaigns/telephoned/reviews"
	p.until("the call is in review", func() bool {
		p.open(reviews)
		return strings.Contains(p.html, `value="`+first+`"`)
	})
	p.send(reviews+"/resolve", "attempt", first, "verdict", "send_again")
	p.sees("1件を決めました", "要確認はありません")
}

// A page that stood open over a restart of the server still records its call:
// the session lasts, and the address of the page knows the attempt.
func TestAStalePageAfterARestart(t *testing.T) {
	t.Parallel()
	p := newDesk(t).visit("佐藤")
	first := p.take()
	p.send(deskPage + "/" + first + "/dial")
	p.with.desks = p.front.listener.Addr().String()
	p.end()
	p.deskSite.start()
	p.open(deskPage + "/" + first)
	p.sees("見本　", "tel:", "通話中") // the store knows in whose hands the call is
	p.send(deskPage + "/" + first + "/identify")
	p.send(deskPage+"/"+first+"/record", "disposition", "spoken")
	p.sees("「到達」")
	p.reached(1)
}

// An account that is closed in the middle of a call: the call is in review at
// once, what the page sends afterwards leads to the sign-in, and whoever hears
// the result records it.
func TestAnAccountIsClosedInTheMiddleOfACall(t *testing.T) {
	t.Parallel()
	s := newDesk(t)
	p, other, chief := s.visit("佐藤"), s.visit("鈴木"), s.visit("長")
	offered := other.take()
	first := p.take()
	p.send(deskPage + "/" + first + "/dial")
	_, err := s.client.CloseAccount(t.Context(), p.account.ID)
	s.must(nil, err)
	list, err := s.client.Reviews(t.Context(), "telephoned")
	if s.must(nil, err); len(list) != 1 || list[0].Attempt != first {
		t.Fatalf("in review: %+v", list)
	}
	calls, err := s.client.Calls(t.Context(), "telephoned")
	s.must(nil, err)
	for _, c := range calls {
		if c.Attempt == first || c.Attempt == offered && (c.Phase != "offered" || c.Operator != other.account.ID) {
			t.Errorf("on the list: %+v", c)
		}
	}
	p.send(deskPage+"/"+first+"/record", "disposition", "spoken", "note", "丁寧にお聞きくださった")
	if want := "/enter?to=" + url.QueryEscape(deskPage+"/"+first) + "&ended=closed"; p.path != want {
		t.Errorf("leads to %s, want %s", p.path, want)
	}
	p.sees("このアカウントは閉じられました。通話中だった電話は、要確認になっています。")
	chief.reached(0)
	chief.open(deskPage + "/" + first)
	chief.send(deskPage+"/"+first+"/record", "disposition", "spoken", "rest", "1")
	chief.sees("記録しました。要確認も片付きました")
	chief.reached(1)

	_, err = s.client.CloseAccount(t.Context(), other.account.ID)
	s.must(nil, err)
	if calls, err = s.client.Calls(t.Context(), "telephoned"); err != nil {
		t.Fatal(err)
	}
	for _, c := range calls {
		if c.Phase != "listed" {
			t.Errorf("still in the hands of somebody who is out: %+v", c)
		}
	}
}

// Operators who press at once are never offered the same person.
func TestManyOperators(t *testing.T) {
	t.Parallel()
	s := newDesk(t)
	var all sync.WaitGroup
	var mu sync.Mutex
	seen := map[string]int{}
	for i := range 6 {
		p := s.visit(fmt.Sprintf("担当%d", i))
		p.open(deskPage)
		all.Go(func() {
			res, err := p.PostForm(p.listener()+deskPage+"/next", nil)
			if err != nil {
				t.Error(err)
				return
			}
			p.read(res, nil)
			if m := regexp.MustCompile(`calls/([^/"]+)/dial`).FindStringSubmatch(p.html); m != nil {
				mu.Lock()
				seen[m[1]]++
				mu.Unlock()
			}
		})
	}
	all.Wait()
	for a, n := range seen {
		if n > 1 {
			t.Errorf("%s was offered %d times", a, n)
		}
	}
	if len(seen) != 4 {
		t.Errorf("%d people were offered", len(seen))
	}
}

// Calls taken on paper are dialled for their operator, apart from the call on the
// screen; they are entered later, and let go when the account ends.
func TestCallSheets(t *testing.T) {
	t.Parallel()
	s := newDesk(t)
	p, chief := s.visit("佐藤"), s.visit("長")
	const sheets = "/campaigns/telephoned/sheets"
	p.open(sheets)
	p.send(sheets+"/take", "n", "2", "audience", "")
	p.sees("060 9999 000", "見本　", "本人と話した")
	links := regexp.MustCompile(`href="/campaigns/telephoned/calls/([^/"]+)"`).FindAllStringSubmatch(p.html, -1)
	if len(links) != 2 {
		t.Fatalf("%d sheets:\n%s", len(links), p.html)
	}
	screen := p.take()
	if screen == links[0][1] || screen == links[1][1] {
		t.Error("who is on paper is offered again")
	}
	p.open(deskPage + "/" + links[0][1])
	p.send(deskPage+"/"+links[0][1]+"/record", "disposition", "spoken", "rest", "1")
	p.sees("「到達」")
	p.open(sheets)
	if strings.Contains(p.html, links[0][1]) || !strings.Contains(p.html, links[1][1]) {
		t.Errorf("what was entered stays, or what was not is gone:\n%s", p.html)
	}
	_, err := s.client.CloseAccount(t.Context(), p.account.ID)
	s.must(nil, err)
	list, err := s.client.Reviews(t.Context(), "telephoned")
	if s.must(nil, err); len(list) != 1 || list[0].Attempt != links[1][1] {
		t.Errorf("in review: %+v", list)
	}
	chief.open("/campaigns/telephoned/team")
	chief.sees("佐藤", "待機")
}

// A supervisor gives a call to somebody else, has people called again at another
// time of day, and holds a channel.
func TestASupervisorLeads(t *testing.T) {
	t.Parallel()
	s := newDesk(t)
	p, chief := s.visit("佐藤"), s.visit("長")
	const team, unreached = "/campaigns/telephoned/team", "/campaigns/telephoned/unreached"
	first := p.take()
	chief.open(team)
	chief.sees("佐藤", "受け取り済み", "affected")
	chief.send(team+"/reassign", "attempt", first, "to", chief.account.ID)
	chief.open(team)
	chief.sees("長", "受け取り済み")
	p.open(deskPage)
	p.send(deskPage + "/" + first + "/dial")
	p.sees("この電話は、あなたの担当ではなくなりました。")
	second := p.offered()
	p.send(deskPage + "/" + second + "/dial")
	p.send(deskPage+"/"+second+"/record", "disposition", "no_answer", "rest", "1")

	person := strings.Split(second, ".")[1]
	chief.open(unreached)
	chief.sees(person, "応答なし")
	chief.send(unreached+"/again", "person", person, "day", "2023-02-26", "band", "evening", "state", "in_progress")
	chief.sees("1人に、2023年2月26日 17:00からかけ直します。")
	s.settle()
	chief.open(unreached)
	chief.sees("2023年2月26日 17:00</td>")
	chief.open("/campaigns/telephoned")
	chief.sees("電話の進み", "9時台") // what was recorded at the stroke of ten belongs to the minute before

	chief.open(team)
	chief.send(team+"/pause", "channel", "call")
	chief.sees("「再開する」を押すと")
	p.open(deskPage)
	p.send(deskPage + "/next")
	p.sees("電話は、責任者が止めています。", "次の方")
	chief.send("/campaigns/telephoned/resume")
	p.send(deskPage + "/next")
	p.offered()
}

// A resident calls while another operator is about to call them: what is planned
// is cancelled with it, and the other's page says so at once.
func TestAnInboundCallTakesAnothersAway(t *testing.T) {
	t.Parallel()
	s := newDesk(t)
	other, p := s.visit("鈴木"), s.visit("佐藤")
	first := other.take()
	person := strings.Split(first, ".")[1]
	other.sees("見本　")
	name := regexp.MustCompile(`<h1 lang="ja">([^<]+)</h1>`).FindStringSubmatch(other.html)[1]

	res, err := other.Get(s.listener() + deskPage + "/" + first + "/live")
	s.must(nil, err)
	defer res.Body.Close()
	const inbound = "/campaigns/telephoned/inbound"
	p.open(inbound)
	p.send(inbound+"/find", "query", strings.ReplaceAll(name, "　", ""), "reason", "ご本人からの電話")
	p.sees(name, "未着手")
	p.send(inbound + "/" + person + "/open")
	p.sees(name, "ご本人か確かめる")
	if strings.Contains(p.html, "お詫び申し上げます") {
		t.Error("the person's own part is shown before it is sure who it is")
	}
	p.send(inbound + "/" + person + "/identify")
	p.sees("お詫び申し上げます")
	at := html.UnescapeString(regexp.MustCompile(`name="at" value="([^"]+)"`).FindStringSubmatch(p.html)[1])
	for range 2 { // sent twice
		res, err := p.PostForm(s.listener()+inbound+"/"+person+"/record", url.Values{"disposition": {"spoken"}, "at": {at}})
		p.read(res, err)
		p.sees("この方はいま「到達」です")
	}
	p.reached(1)
	if t.Failed() {
		return
	}
	told := make([]byte, 4096)
	for said := ""; !strings.Contains(said, "別の経路で到達しました"); {
		n, err := res.Body.Read(told)
		if said += string(told[:n]); err != nil {
			t.Fatalf("the other's page is told %q, %v", said, err)
		}
	}
	other.send(deskPage + "/" + first + "/dial")
	other.sees("この電話は、あなたの担当ではなくなりました。")
	calls, err := s.client.Calls(t.Context(), "telephoned")
	s.must(nil, err)
	if all := strings.Join(attemptsOf(calls), " "); strings.Contains(all, person) {
		t.Errorf("the person is still to be called: %s", all)
	}
	if strings.Contains(s.logged(), strings.Fields(name)[0]) {
		t.Errorf("the log holds the name:\n%s", s.logged())
	}
}

// Whoever hands a call over may still report what they heard, and so may the one
// who took it: nothing that anybody says is lost.
func TestACallThatWasHandedOver(t *testing.T) {
	t.Parallel()
	s := newDesk(t)
	one, two := s.visit("鈴木"), s.visit("佐藤")
	first := one.take()
	one.send(deskPage + "/" + first + "/dial")
	one.send(deskPage+"/"+first+"/hand", "to", two.account.ID)
	one.sees("佐藤 さんに引き継ぎました。")
	two.open(deskPage + "/" + first)
	two.sees("通話中", "tel:")
	one.read(one.PostForm(s.listener()+deskPage+"/"+first+"/record", url.Values{"disposition": {"busy"}, "rest": {"1"}}))
	one.sees("記録しました", "話し中")
	two.send(deskPage+"/"+first+"/record", "disposition", "spoken", "rest", "1")
	two.sees("記録しました", "「到達」")
	two.reached(1)
}
