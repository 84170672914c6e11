package sandbox

import (
	"net/http"
	"net/url"
	"regexp"
	"time"
	"unicode/utf8"
)

// create takes a message: it is in the log before it is answered.
func (t *Twilio) create(w http.ResponseWriter, r *http.Request) {
	r.Body = http.MaxBytesReader(w, r.Body, 64<<10)
	if err := r.ParseForm(); err != nil {
		panic(http.ErrAbortHandler) // the request was not sent whole
	}
	m := requested(r.PostForm)
	if a := t.ask(AtPost, m); t.stepIn(w, a, m) {
		return
	}
	if code := m.wrong(); code != 0 {
		t.refuse(w, &TwilioReply{Status: http.StatusBadRequest, Code: code}, m.to)
		return
	}
	m.sid, m.created = newSID("SM"), time.Now()
	m.updated = m.created
	if err := t.keep(m); err != nil {
		t.refuse(w, &TwilioReply{Status: http.StatusInternalServerError, Code: 20500}, "")
		return
	}
	a := t.ask(AtKeptText, m)
	t.mu.Lock()
	shown := t.show(m)
	t.mu.Unlock()
	if a.Events == nil {
		a.Events = delivery[:]
	}
	t.follow(m, a.Events)
	if !t.stepIn(w, a, m) {
		t.answer(w, http.StatusCreated, shown)
	}
}

// stepIn does what the script wants instead of the usual, and reports whether
// that was all.
func (t *Twilio) stepIn(w http.ResponseWriter, a TwilioAction, m *message) bool {
	switch {
	case a.Cut == Before:
		t.raw(w, "")
		return true
	case a.Reply != nil && a.Reply.Raw != "":
		t.raw(w, a.Reply.Raw)
		return true
	}
	if a.Cut == After {
		w.Header().Set("Connection", "close")
	}
	if a.Reply == nil {
		return false
	}
	t.refuse(w, a.Reply, m.to)
	return true
}

// requested is the message that a form asks for.
func requested(f url.Values) *message {
	m := &message{from: f.Get("From"), service: f.Get("MessagingServiceSid"), to: f.Get("To"), body: f.Get("Body"), callback: f.Get("StatusCallback"),
		discard: f.Get("ContentRetention") == "discard", obfuscate: f.Get("AddressRetention") == "obfuscate", status: "queued"}
	if m.service != "" {
		m.status = "accepted"
	}
	return m
}

// What numbers look like, and which of Japan's take text messages: 060, 070,
// 080 and 090.
var (
	number       = regexp.MustCompile(`^\+[1-9][0-9]{6,14}$`)
	japan        = regexp.MustCompile(`^\+81`)
	japanMobiles = regexp.MustCompile(`^\+81[6789]0[0-9]{8}$`)
)

// wrong returns Twilio's error for a message that it would refuse; 0 when it
// would take it.
func (m *message) wrong() int {
	switch {
	case !number.MatchString(m.to):
		return 21211
	case japan.MatchString(m.to) && !japanMobiles.MatchString(m.to):
		return 21614
	case m.from == "" && m.service == "":
		return 21603
	case m.body == "":
		return 21602
	case utf8.RuneCountInString(m.body) > 1600:
		return 21617
	case m.callback != "" && !isURL(m.callback):
		return 21609
	}
	return 0
}

func isURL(s string) bool {
	u, err := url.Parse(s)
	return err == nil && u.Host != "" && (u.Scheme == "http" || u.Scheme == "https")
}
