package email_test

import (
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/owabi/owabi/channels/email"
	"github.com/owabi/owabi/channels/sandbox"
)

// TestReportsAreAskedFor: a relay that can report is told by which names, in
// both ways of speaking to it; none of them is the person's.
func TestReportsAreAskedFor(t *testing.T) {
	t.Parallel()
	for name, change := range map[string]func(*email.Config){
		"pipelining":     func(*email.Config) {},
		"one by one":     func(c *email.Config) { c.Pipelining = email.PipeliningOff },
		"deliveries too": func(c *email.Config) { c.DeliveryReports = true },
		"deliveries too, one by one": func(c *email.Config) {
			c.DeliveryReports, c.Pipelining = true, email.PipeliningOff
		},
		"no return path of its own": func(c *email.Config) { c.ReturnDomain = "" },
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			r := startRelay(t, sandbox.Config{})
			c := r.settings()
			change(&c)
			if err := send(t, newSender(t, c), 7); err != nil {
				t.Fatal(err)
			}
			domain := "bounce.example.jp"
			if c.ReturnDomain == "" {
				domain = c.MessageIDDomain
			}
			want := sandbox.Asks{Envelope: "token0007", Return: "HDRS", Recipient: "r+token0007@" + domain, Notify: []string{"FAILURE", "DELAY"}}
			if c.DeliveryReports {
				want.Notify = []string{"SUCCESS", "FAILURE", "DELAY"}
			}
			if d := cmp.Diff(want, r.mails[0].Asks); d != "" {
				t.Errorf("(-want +got):\n%s", d)
			}
		})
	}
}
