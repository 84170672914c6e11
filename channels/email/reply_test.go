package email

import "testing"

func TestQueueID(t *testing.T) {
	t.Parallel()
	for reply, want := range map[string]string{
		"2.0.0 Ok: queued as 4bXyZ12345":         "4bXyZ12345",
		"OK id=1tQabc-0000000ABCD-1xYz":          "1tQabc-0000000ABCD-1xYz",
		"2.0.0 accepted":                         "",
		"2.0.0 <kakuu@person.example.jp> queued": "",
		"queued as <kakuu@person.example.jp>":    "",
		"":                                       "",
	} {
		if got := queueID(reply); got != want {
			t.Errorf("%q: %q, want %q", reply, got, want)
		}
	}
}
