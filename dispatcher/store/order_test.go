package store

import (
	"fmt"
	"sync"
	"testing"

	"github.com/owabi/owabi/channels"
	"github.com/owabi/owabi/dispatcher"
)

// TestReceiptsInAnyOrder: whatever order a provider's receipts come in, early,
// late or repeated, before or after the sender's own word, the attempt ends in
// one state.
func TestReceiptsInAnyOrder(t *testing.T) {
	const handed, delivered, bounced, refused = dispatcher.FactHandedOver, dispatcher.FactDelivered, dispatcher.FactBounced, dispatcher.FactNotAccepted
	for story, receipts := range map[string][]dispatcher.Facts{
		"delivered":                   {handed, handed | delivered},
		"came back":                   {handed, bounced},
		"came back, not to blame":     {handed, bounced | refused},
		"delivered, and came back":    {handed, handed | delivered, bounced},
		"unclear, and then delivered": {handed, unclear, handed | delivered},
		"unclear, and then came back": {handed, unclear, bounced | refused},
	} {
		for _, own := range []dispatcher.Result{"ok", "uncertain"} {
			t.Run(story+" "+string(own), func(t *testing.T) {
				var mu sync.Mutex
				ends := map[string][]int{}
				t.Run("orders", func(t *testing.T) { // ends with the last of them
					for _, order := range permutations(len(receipts) + 1) {
						t.Run(fmt.Sprint(order), func(t *testing.T) {
							end := ended(t, own, receipts, order)
							mu.Lock()
							defer mu.Unlock()
							ends[end] = order
						})
					}
				})
				if len(ends) != 1 {
					t.Errorf("it ends in %d states: %v", len(ends), ends)
				}
			})
		}
	}
}

// ended tells how an attempt ends after its receipts in an order, each twice;
// the last number stands for the sender's own word.
func ended(t *testing.T, own dispatcher.Result, receipts []dispatcher.Facts, order []int) string {
	w := newWorld(t, dispatcher.HandedOver)
	w.join("a", channels.SMS)
	w.ask(w.lend(channels.SMS), "w1")
	for _, i := range order {
		if i < len(receipts) {
			w.says(receipts[i])
			w.says(receipts[i])
			continue
		}
		o := dispatcher.Outcome{Case: "a", Seq: 1, Token: "w1", Result: own}
		if own == "ok" {
			o.Facts = dispatcher.FactHandedOver
		}
		w.tell(o)
	}
	w.sound()
	c := w.state("a")
	x := c.Attempts[0]
	return fmt.Sprintf("%s, facts %s, in review %v, %d slots", c.Reach, x.Facts, x.Review, len(c.Slots))
}

// permutations lists the orders of the numbers below n.
func permutations(n int) [][]int {
	if n == 0 {
		return [][]int{nil}
	}
	var all [][]int
	for _, p := range permutations(n - 1) {
		for i := range n {
			q := append(append(append([]int{}, p[:i]...), n-1), p[i:]...)
			all = append(all, q)
		}
	}
	return all
}
