package hand_test

import (
	"context"
	"fmt"
	"testing"
	"time"

	"github.com/owabi/owabi/channels"
	"github.com/owabi/owabi/channels/channelstest"
	"github.com/owabi/owabi/channels/hand"
	"github.com/owabi/owabi/dispatcher/personal"
)

func TestConformance(t *testing.T) {
	t.Parallel()
	channelstest.Run(t, channelstest.Harness{
		Start: func(*testing.T, time.Duration) channelstest.Rig { return channelstest.Rig{Sender: hand.Sender{}} },
		Message: func(i int) channels.Message {
			return channelstest.Letter(i, fmt.Sprintf("見本市架空町%d番地", i))
		},
	})
}

func TestNobody(t *testing.T) {
	t.Parallel()
	for _, m := range []channels.Message{{}, {To: personal.New("　"), Name: personal.New(" ")}} {
		if _, err := (hand.Sender{}).Send(context.Background(), m); channels.KindOf(err) != channels.Permanent || err == nil {
			t.Errorf("%v, want it refused for good", err)
		}
	}
	if _, err := (hand.Sender{}).Send(context.Background(), channels.Message{Name: personal.New("見本")}); err != nil {
		t.Errorf("a name without an address: %v", err)
	}
}
