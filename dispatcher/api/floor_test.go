package api

import (
	"context"
	"strings"
	"testing"

	"github.com/owabi/owabi/channels"
	"github.com/owabi/owabi/dispatcher"
)

type fakeFloor struct{ *asked }

func (f fakeFloor) Operators(_ context.Context, id string) ([]dispatcher.OperatorStatus, error) {
	return []dispatcher.OperatorStatus{{Operator: "sato", Phase: "idle", Calls: 3}}, f.note("operators %s", id)
}

func (f fakeFloor) Pace(_ context.Context, id string) (dispatcher.Pace, error) {
	return dispatcher.Pace{LastHour: 41}, f.note("pace %s", id)
}

func (f fakeFloor) PauseChannel(_ context.Context, actor, id string, ch channels.Name) (dispatcher.Summary, error) {
	return summary, f.note("pause %s of %s as %s", ch, id, actor)
}

func TestFloor(t *testing.T) {
	t.Parallel()
	tests := []struct{ head, asked, has string }{
		{"GET /api/v1/campaigns/c1/operators", "operators c1", `"phase":"idle","calls":3`},
		{"GET /api/v1/campaigns/c1/pace", "pace c1", `"last_hour":41`},
		{"POST /api/v1/campaigns/c1/channels/call/pause\nOwabi-Actor: sato", "pause call of c1 as sato", `"id":"c1"`},
	}
	for _, tt := range tests {
		api, a, _ := doors(func(s *Services) { s.Floor = fakeFloor{} })
		api.s.Floor = fakeFloor{a}
		if w := ask(api.Office(), tt.head, ""); w.Code != 200 || a.said() != tt.asked || !strings.Contains(w.Body.String(), tt.has) {
			t.Errorf("%s: status %d, asked %q: %s", tt.head, w.Code, a.said(), w.Body)
		}
	}
}
