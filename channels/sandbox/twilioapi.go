package sandbox

import (
	"cmp"
	"crypto/subtle"
	"encoding/json"
	"fmt"
	"io"
	"net/http"
	"strconv"
	"time"
)

// routes are what the stand-in knows of Twilio's API.
func (t *Twilio) routes() http.Handler {
	const account = "/" + apiVersion + "/Accounts/{account}"
	mux := http.NewServeMux()
	mux.HandleFunc("GET /"+apiVersion+"/Accounts/{file}", t.authorised(t.account))
	mux.HandleFunc("POST "+account+"/Messages.json", t.authorised(t.create))
	mux.HandleFunc("GET "+account+"/Messages.json", t.authorised(t.list))
	mux.HandleFunc("GET "+account+"/Messages/{file}", t.authorised(t.fetch))
	mux.HandleFunc("/", func(w http.ResponseWriter, _ *http.Request) { t.refuse(w, &TwilioReply{Status: 404, Code: 20404}, "") })
	return t.counted(mux)
}

// counted lets Close wait for each request, and takes none after it.
func (t *Twilio) counted(h http.Handler) http.Handler {
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		if !t.begin() {
			panic(http.ErrAbortHandler)
		}
		defer t.busy.Done()
		h.ServeHTTP(w, r)
	})
}

// authorised asks for the account's credentials, and for its own path.
func (t *Twilio) authorised(h http.HandlerFunc) http.HandlerFunc {
	return func(w http.ResponseWriter, r *http.Request) {
		username, password, _ := r.BasicAuth()
		file := r.PathValue("file")
		account := cmp.Or(r.PathValue("account"), trimJSON(file))
		master := same(username, t.config.AccountSID) && same(password, t.config.AuthToken)
		key := t.config.APIKeySID != "" && same(username, t.config.APIKeySID) && same(password, t.config.APIKeySecret)
		switch {
		case !master && !(key && r.PathValue("account") != ""):
			w.Header().Set("WWW-Authenticate", `Basic realm="Twilio API"`)
			t.refuse(w, &TwilioReply{Status: 401, Code: 20003}, "")
		case account != t.config.AccountSID:
			t.refuse(w, &TwilioReply{Status: 404, Code: 20404}, "")
		default:
			h(w, r)
		}
	}
}

func same(a, b string) bool { return subtle.ConstantTimeCompare([]byte(a), []byte(b)) == 1 }

// trimJSON returns the name before ".json"; empty when s is no such file.
func trimJSON(s string) string {
	const suffix = ".json"
	if len(s) <= len(suffix) || s[len(s)-len(suffix):] != suffix {
		return ""
	}
	return s[:len(s)-len(suffix)]
}

// account shows the account.
func (t *Twilio) account(w http.ResponseWriter, _ *http.Request) {
	const day = "Thu, 01 Jan 2026 00:00:00 +0000"
	uri := "/" + apiVersion + "/Accounts/" + t.config.AccountSID
	t.answer(w, http.StatusOK, map[string]any{"sid": t.config.AccountSID, "owner_account_sid": t.config.AccountSID, "friendly_name": "sandbox",
		"status": "active", "type": "Full", "auth_token": nil, "date_created": day, "date_updated": day, "uri": uri + ".json",
		"subresource_uris": map[string]string{"messages": uri + "/Messages.json"}})
}

// fetch shows one message.
func (t *Twilio) fetch(w http.ResponseWriter, r *http.Request) {
	t.mu.Lock()
	m := t.bySID[trimJSON(r.PathValue("file"))]
	var shown resource
	if m != nil {
		shown = t.show(m)
	}
	t.mu.Unlock()
	if m == nil {
		t.refuse(w, &TwilioReply{Status: 404, Code: 20404}, "")
		return
	}
	t.answer(w, http.StatusOK, shown)
}

func (t *Twilio) answer(w http.ResponseWriter, status int, v any) {
	w.Header().Set("Content-Type", "application/json;charset=utf-8")
	w.Header().Set("Twilio-Request-Id", newSID("RQ"))
	w.WriteHeader(status)
	json.NewEncoder(w).Encode(v)
}

// refuse answers an error as Twilio does, to repeating the number, or as a
// gateway before it would.
func (t *Twilio) refuse(w http.ResponseWriter, r *TwilioReply, to string) {
	if r.RetryAfter > 0 {
		w.Header().Set("Retry-After", strconv.Itoa(int(r.RetryAfter/time.Second)))
	}
	if r.Code == 0 {
		w.Header().Set("Content-Type", "text/html")
		w.WriteHeader(r.Status)
		fmt.Fprintf(w, "<html><title>%d</title><body>%s</body></html>\n", r.Status, to)
		return
	}
	text := reason(r.Code)
	if to != "" {
		text += ": " + to
	}
	t.answer(w, r.Status, map[string]any{"code": r.Code, "message": text, "status": r.Status,
		"more_info": "https://www.twilio.com/docs/errors/" + strconv.Itoa(r.Code)})
}

// raw answers the script's own bytes, and closes the connection. Without bytes
// it cuts the connection off.
func (t *Twilio) raw(w http.ResponseWriter, bytes string) {
	c, _, err := http.NewResponseController(w).Hijack()
	if err != nil {
		panic(http.ErrAbortHandler)
	}
	io.WriteString(c, bytes)
	c.Close()
}

// reason says in short what an error code means.
func reason(code int) string {
	switch code {
	case 20003:
		return "Authenticate"
	case 20404:
		return "The requested resource was not found"
	case 20429:
		return "Too many requests"
	case 20500:
		return "Internal server error"
	case 21211:
		return "Invalid 'To' phone number"
	case 21602:
		return "The message has no body"
	case 21603:
		return "A 'From' phone number is required"
	case 21609:
		return "The status callback is no valid URL"
	case 21614:
		return "The 'To' number is not a valid mobile number"
	case 21617:
		return "The message body exceeds 1600 characters"
	}
	return "Error " + strconv.Itoa(code)
}
