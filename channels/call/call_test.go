package call_test

import (
	"context"
	"fmt"
	"testing"
	"time"

	"github.com/owabi/owabi/channels"
	"github.com/owabi/owabi/channels/call"
	"github.com/owabi/owabi/channels/channelstest"
	"github.com/owabi/owabi/dispatcher/personal"
)

func TestConformance(t *testing.T) {
	t.Parallel()
	channelstest.Run(t, channelstest.Harness{
		Start: func(*testing.T, time.Duration) channelstest.Rig { return channelstest.Rig{Sender: call.Sender{}} },
		Message: func(i int) channels.Message {
			return channelstest.Letter(i, fmt.Sprintf("+8130000%04d", i))
		},
		Invalid: []string{"", "+", "0300000001", "+0300000001", "+81 3 0000 0001", "+81-3-0000-0001", "+81300", "+8130000000100000", "+８１３００００００１", "+81300000x01"},
	})
}

func TestLengths(t *testing.T) {
	t.Parallel()
	for number, want := range map[string]bool{
		"+123456":           false,
		"+1234567":          true,
		"+123456789012345":  true,
		"+1234567890123456": false,
	} {
		_, err := call.Sender{}.Send(context.Background(), channels.Message{To: personal.New(number)})
		if got := err == nil; got != want {
			t.Errorf("%s: taken %t, want %t", number, got, want)
		}
	}
}
