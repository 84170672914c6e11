package console

import (
	"bufio"
	"context"
	"net/http"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/owabi/owabi/dispatcher"
	"github.com/owabi/owabi/dispatcher/access"
)

func TestGivingBackAndHandingOver(t *testing.T) {
	t.Parallel()
	b := deskOf(t)
	b.office.enter("鈴木")
	suzuki, err := b.accounts.List(t.Context())
	if err != nil {
		t.Fatal(err)
	}
	b.post(deskAt+"/next", fields("speaks", "ja", "speaks", "en")).shows(t, 200, deskAt, "一覧に戻す")
	wants(t, b, `next sato c1 "" ja en`)
	b.post(callAt+"/back", nil).shows(t, 200, deskAt, "この方を一覧に戻しました。", `value="en" checked`)
	wants(t, b, "back sato k1.case.1.1")
	b.post(deskAt+"/next", nil)
	b.post(nextAt+"/dial", nil).shows(t, 200, nextAt, "同僚に引き継ぐ")
	b.said()
	b.post(nextAt+"/hand", fields("to", " 鈴木 ")).shows(t, 200, deskAt, "鈴木 さんに引き継ぎました。")
	id := suzuki[slices.IndexFunc(suzuki, func(a access.Card) bool { return a.Name == "鈴木" })].ID
	wants(t, b, `hand sato k1.case.1.2 to "`+id+`"`)
	b.breaks("hand", &dispatcher.Error{Code: dispatcher.Conflict, What: "this call is not in these hands any more", Cure: "look at the list of calls again"})
	b.post(nextAt+"/hand", fields("to", "鈴木")).shows(t, 200, deskAt, "手元にありません")
	b.post(nextAt+"/hand", nil).shows(t, 400, nextAt+"/hand", "その名前の同僚はいません")
	b.post(nextAt+"/hand", fields("to", "nobody")).shows(t, 400, nextAt+"/hand", "その名前の同僚はいません")
}

// What the store says is in the operator's hand comes back after a restart of the
// server, and when a colleague has handed a call over.
func TestTheHandIsFoundAgain(t *testing.T) {
	t.Parallel()
	b := deskOf(t)
	b.held = []dispatcher.Hand{{Offer: offer("k1.case.1.7"), Dialled: true}}
	b.open(deskAt).shows(t, 200, deskAt, "次の方") // it may be on paper
	b.open(deskAt+"/k1.case.1.7").shows(t, 200, deskAt+"/k1.case.1.7", "通話中", "060 9999 0001")
	wants(t, b, "dial sato k1.case.1.7")
	other := b.office.enter("鈴木")
	other.world.held = []dispatcher.Hand{{Offer: offer("k1.case.1.8")}}
	other.open(deskAt).shows(t, 200, deskAt, `action="`+deskAt+`/k1.case.1.8/dial"`)
}

// stream reads the events of a call that is on the screen.
func (b *browser) stream(path string) (next func() string) {
	b.Helper()
	ctx, cancel := context.WithTimeout(b.Context(), time.Minute)
	b.Cleanup(cancel)
	req, err := http.NewRequestWithContext(ctx, http.MethodGet, b.server.URL+path, nil)
	if err != nil {
		b.Fatal(err)
	}
	res, err := b.Do(req)
	if err != nil {
		b.Fatal(err)
	}
	b.Cleanup(func() { res.Body.Close() })
	if res.StatusCode != http.StatusOK {
		b.Fatalf("status %d", res.StatusCode)
	}
	lines := bufio.NewScanner(res.Body)
	return func() string {
		event := ""
		for lines.Scan() {
			switch s := lines.Text(); {
			case s == "" && strings.Contains(event, "data:"):
				return event
			case s == "":
				event = ""
			default:
				event += s + "\n"
			}
		}
		b.Fatal("the stream ended")
		return ""
	}
}

// Who asks for the next person lets go of one who is not theirs any more.
func TestTheNextAfterOneWhoWasTakenAway(t *testing.T) {
	t.Parallel()
	b := deskOf(t)
	b.post(deskAt+"/next", nil).shows(t, 200, deskAt, `action="`+callAt+`/dial"`)
	b.stand(dispatcher.Standing{Phase: "offered", Operator: "sato"})
	b.post(deskAt+"/next", nil).shows(t, 200, deskAt, `action="`+callAt+`/dial"`)
	b.stand(dispatcher.Standing{Phase: "gone", State: dispatcher.Reached})
	b.post(deskAt+"/next", nil).shows(t, 200, deskAt, `action="`+nextAt+`/dial"`)
}

func TestACallThatIsTakenAway(t *testing.T) {
	t.Parallel()
	b := deskOf(t)
	b.stand(dispatcher.Standing{Phase: "offered", Operator: "sato"})
	next := b.stream(callAt + "/live")
	for _, tt := range []struct {
		now  dispatcher.Standing
		want string
	}{
		{dispatcher.Standing{Phase: "gone", State: dispatcher.Reached}, "別の経路で到達しました"},
		{dispatcher.Standing{Phase: "dialled", Operator: "鈴木"}, "鈴木 さん"},
		{dispatcher.Standing{Phase: "dialled", Operator: "sato"}, "event: standing\ndata:\n"},
		{dispatcher.Standing{Phase: "dialled", Operator: "sato", State: dispatcher.Reached}, "別の経路で到達しました"},
		{dispatcher.Standing{Phase: "review", State: dispatcher.InProgress}, "要確認になりました"},
		{dispatcher.Standing{Phase: "recorded", State: dispatcher.Reached}, "結果は記録されています"},
		{dispatcher.Standing{Phase: "gone", State: dispatcher.Withdrawn}, "対象外になりました"},
		{dispatcher.Standing{Phase: "gone"}, "割当ての時間が過ぎました"},
	} {
		b.stand(tt.now)
		if got := next(); !strings.Contains(got, tt.want) {
			t.Errorf("%+v: %q lacks %q", tt.now, got, tt.want)
		}
	}
	b.open(deskAt+"/nothing/live").shows(t, 404, deskAt+"/nothing/live")
	b.open("/campaigns/other/calls/k1.case.1.1/live").shows(t, 404, "/campaigns/other/calls/k1.case.1.1/live")
	b.post("/leave", nil)
	b.until("nobody asks any more", func() bool {
		b.calls.mu.Lock()
		defer b.calls.mu.Unlock()
		return len(b.calls.of) == 0
	})
}
