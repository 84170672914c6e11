package api

import (
	"net/http/httptest"
	"strconv"
	"strings"
	"testing"
	"time"
)

func TestOtherButtons(t *testing.T) {
	t.Parallel()
	for name, tt := range map[string]struct {
		body   string
		status int
		asked  string
	}{
		"wrong person":      {"confirm=wrong", 303, "wrong"},
		"a call":            {"confirm=call&at=2023-02-27T10%3A00%3A00%2B09%3A00", 303, "call at 2023-02-27T10:00:00+09:00"},
		"a call, no time":   {"confirm=call&at=soon", 404, ""},
		"none of the three": {"confirm=call+me", 404, ""},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			a, asked, _ := doors()
			w := ask(a.Public(), "POST /p/"+goodToken+formType, tt.body)
			if got := strings.Join(asked.calls, " "); w.Code != tt.status || got != tt.asked {
				t.Errorf("status %d, asked %q", w.Code, got)
			}
		})
	}
}

func TestCheck(t *testing.T) {
	t.Parallel()
	for name, tt := range map[string]struct{ head, body, want, without string }{
		"the form":         {"GET /check", "", `name="number"`, "予約担当課"},
		"in English":       {"GET /check?lang=en", "", "Check a reference number", "予約担当課"},
		"genuine":          {"POST /check" + formType, "number=K7Q2-M9X-DH4", "予約担当課", "発行したものではありません"},
		"foreign":          {"POST /check" + formType, "number=AAAA-BBB-CCC", "発行したものではありません", "予約担当課"},
		"in the address":   {"GET /check?number=K7Q2-M9X-DH4", "", `name="number"`, "予約担当課"},
		"nothing of yours": {"POST /check" + formType, "number=K7Q2-M9X-DH4", "見本市", "K7Q2"},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			a, _, _ := doors()
			w := ask(a.Public(), tt.head, tt.body)
			if w.Code != 200 || !strings.Contains(w.Body.String(), tt.want) || strings.Contains(w.Body.String(), tt.without) {
				t.Errorf("status %d, page\n%s", w.Code, w.Body)
			}
		})
	}
}

// TestGuesses: who tries addresses or numbers out is told less and less, and
// nothing at all; whose page it is sees it all the same.
func TestGuesses(t *testing.T) {
	t.Parallel()
	a, _, _ := doors()
	public := a.Public()
	var bodies, codes = map[string]int{}, map[int]int{}
	for i := range 100 {
		w := ask(public, "GET /p/guess"+strconv.Itoa(i), "")
		bodies[w.Body.String()]++
		codes[w.Code]++
	}
	if len(bodies) != 1 || codes[404] < 20 || codes[404] > 30 || codes[404]+codes[429] != 100 {
		t.Errorf("guesses are answered %v, in %d ways", codes, len(bodies))
	}
	if w := ask(public, "GET /p/"+goodToken, ""); w.Code != 200 {
		t.Errorf("the right address: status %d", w.Code)
	}
	codes = map[int]int{}
	for i := range 50 {
		codes[ask(public, "POST /check"+formType, "number=AAAA-BBB-"+strconv.Itoa(i)).Code]++
	}
	if codes[200] < 10 || codes[200] > 15 || codes[200]+codes[429] != 50 {
		t.Errorf("numbers are checked %v", codes)
	}
	if w := ask(public, "POST /check"+formType, "number=K7Q2-M9X-DH4"); w.Code != 429 || strings.Contains(w.Body.String(), "予約担当課") {
		t.Errorf("a right number after them: status %d", w.Code)
	}
}

func TestGuessesByAddress(t *testing.T) {
	t.Parallel()
	g, now := newGuesses(1, 1000, 3), time.Unix(0, 0)
	try := func(remote, forwarded string) bool {
		r := httptest.NewRequest("GET", "/", nil)
		r.RemoteAddr = remote
		if forwarded != "" {
			r.Header.Set("X-Forwarded-For", forwarded)
		}
		return g.may(r, now)
	}
	for i := range 4 {
		if got := try("192.0.2.1:1000", ""); got != (i < 3) {
			t.Errorf("try %d: %t", i, got)
		}
	}
	if !try("192.0.2.2:1000", "") || !try("127.0.0.1:9", "198.51.100.7, 192.0.2.3") {
		t.Error("another address pays for the first one's")
	}
	if try("192.0.2.1:2000", "192.0.2.9") {
		t.Error("an address that is no proxy of ours says whose it is")
	}
	for i := range 4 {
		if got := try("[2001:db8::"+strconv.Itoa(i)+"]:1", ""); got != (i < 3) {
			t.Errorf("addresses of one subscriber, try %d: %t", i, got)
		}
	}
	now = now.Add(time.Second)
	if !try("192.0.2.1:1000", "") {
		t.Error("it lasts for ever")
	}
}
