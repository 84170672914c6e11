package main

import (
	"crypto/hmac"
	"crypto/sha1"
	"encoding/base64"
	"encoding/json"
	"fmt"
	"maps"
	"net/http"
	"net/http/httptest"
	"net/url"
	"slices"
	"strings"
	"sync"
	"testing"

	"github.com/owabi/owabi/channels/sandbox"
)

// heldOut is a Twilio written from its documentation alone, beside the sandbox's.
// It takes messages while it does not refuse, and reports what it is told to.
type heldOut struct {
	*testing.T
	*httptest.Server

	mu       sync.Mutex
	refusing bool
	texts    []heldText
}

// heldText is a message that it has taken.
type heldText struct{ sid, to, callback string }

func startHeldOut(t *testing.T) *heldOut {
	t.Helper()
	h := &heldOut{T: t}
	mux := http.NewServeMux()
	const account = "/2010-04-01/Accounts/" + sandbox.TwilioAccountSID
	mux.HandleFunc("GET "+account+".json", h.asked(func(w http.ResponseWriter, _ *http.Request) {
		h.reply(w, http.StatusOK, map[string]any{"sid": sandbox.TwilioAccountSID, "status": "active"})
	}))
	mux.HandleFunc("POST "+account+"/Messages.json", h.asked(h.take))
	h.Server = httptest.NewServer(mux)
	t.Cleanup(h.Close)
	return h
}

// asked asks for the account's token.
func (h *heldOut) asked(f http.HandlerFunc) http.HandlerFunc {
	return func(w http.ResponseWriter, r *http.Request) {
		user, password, _ := r.BasicAuth()
		h.mu.Lock()
		refusing := h.refusing
		h.mu.Unlock()
		if refusing || user != sandbox.TwilioAccountSID || password != authToken {
			h.reply(w, http.StatusUnauthorized, map[string]any{"code": 20003, "message": "Authenticate", "status": 401})
			return
		}
		f(w, r)
	}
}

func (h *heldOut) take(w http.ResponseWriter, r *http.Request) {
	h.mu.Lock()
	x := heldText{fmt.Sprintf("SM%032x", len(h.texts)+1), r.PostFormValue("To"), r.PostFormValue("StatusCallback")}
	h.texts = append(h.texts, x)
	h.mu.Unlock()
	h.reply(w, http.StatusCreated, map[string]any{"sid": x.sid, "status": "queued", "to": x.to, "error_code": nil, "price": nil})
}

func (h *heldOut) reply(w http.ResponseWriter, status int, v any) {
	w.Header().Set("Content-Type", "application/json")
	w.WriteHeader(status)
	json.NewEncoder(w).Encode(v)
}

func (h *heldOut) refuse(on bool) {
	h.mu.Lock()
	defer h.mu.Unlock()
	h.refusing = on
}

func (h *heldOut) taken() []heldText {
	h.mu.Lock()
	defer h.mu.Unlock()
	return slices.Clone(h.texts)
}

// report makes a callback about a message, signed with a token; unsigned when
// that is empty. It returns the HTTP status.
func (h *heldOut) report(x heldText, status, code, token string) int {
	h.Helper()
	address, _, _ := strings.Cut(x.callback, "#")
	form := url.Values{"AccountSid": {sandbox.TwilioAccountSID}, "MessageSid": {x.sid}, "SmsSid": {x.sid}, "MessageStatus": {status}, "To": {x.to}}
	if code != "" {
		form.Set("ErrorCode", code)
	}
	r, err := http.NewRequestWithContext(h.Context(), http.MethodPost, address, strings.NewReader(form.Encode()))
	if err != nil {
		h.Fatal(err)
	}
	r.Header.Set("Content-Type", "application/x-www-form-urlencoded; charset=UTF-8")
	if token != "" {
		mac := hmac.New(sha1.New, []byte(token))
		mac.Write([]byte(address))
		for _, k := range slices.Sorted(maps.Keys(form)) {
			mac.Write([]byte(k + form.Get(k)))
		}
		r.Header.Set("X-Twilio-Signature", base64.StdEncoding.EncodeToString(mac.Sum(nil)))
	}
	answer, err := h.Client().Do(r)
	if err != nil {
		h.Fatal(err)
	}
	answer.Body.Close()
	return answer.StatusCode
}

// reports makes a signed callback, which must be taken.
func (h *heldOut) reports(x heldText, status, code string) {
	h.Helper()
	if got := h.report(x, status, code, authToken); got != http.StatusOK {
		h.Errorf("%s %s is answered %d", status, code, got)
	}
}
