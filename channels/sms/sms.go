// Package sms sends text messages through Twilio. A message is one POST to one
// number; it is handed over once Twilio has answered with the message's id, and
// an error says what is known about it until then. Twilio does not know a
// repeated POST from a new one (docs/api/errors/20500), so none is ever
// repeated: what may have been taken is Uncertain.
//
// Twilio tells later what became of a message: see ParseCallback.
package sms

import (
	"context"
	"encoding/json"
	"errors"
	"log/slog"
	"net/http"
	"net/url"
	"regexp"
	"strings"
	"sync/atomic"
	"time"
	"unicode/utf8"

	"github.com/twilio/twilio-go/client"
	api "github.com/twilio/twilio-go/rest/api/v2010"

	"github.com/owabi/owabi/channels"
)

// Sender is the SMS channel. It is safe for concurrent use.
type Sender struct {
	config    Config
	base      *url.URL
	token     credentials // of the account
	sign      credentials // of messages: the API key's, or the account's
	transport *http.Transport
	pace      *pace
	gate      channels.Gate
	callback  func(attempt string) string
	refusal   atomic.Pointer[channels.Error] // the last that was technical
	log       *slog.Logger
}

// credentials are a user name and its password.
type credentials struct{ username, password string }

var (
	_ channels.Sender   = (*Sender)(nil)
	_ channels.Wide     = (*Sender)(nil)
	_ channels.Paced    = (*Sender)(nil)
	_ channels.Explains = (*Sender)(nil)
)

// New makes a Sender. It reads the files that c names, and connects to nothing
// before the first message: see Check. callback returns the URL that Twilio is
// to report an attempt's progress to; nil, or an empty URL, asks for no
// reports. An error names the setting. The caller closes the Sender.
func New(c Config, callback func(attempt string) string, log *slog.Logger) (*Sender, error) {
	if log == nil {
		log = slog.New(slog.DiscardHandler)
	}
	if callback == nil {
		callback = func(string) string { return "" }
	}
	base, err := c.complete()
	if err != nil {
		return nil, err
	}
	token, err := c.Token()
	if err != nil {
		return nil, err
	}
	username, password, err := c.credentials()
	if err != nil {
		return nil, err
	}
	return &Sender{config: c, base: base, token: credentials{c.AccountSID, token}, sign: credentials{username, password},
		transport: newTransport(base, c.Connections, c.Timeout), pace: newPace(c.Rate, c.Connections), gate: channels.Gate{Log: log.With("channel", channels.SMS)}, callback: callback, log: log}, nil
}

// Width implements channels.Wide: the number of connections.
func (s *Sender) Width() int { return s.config.Connections }

// Wait implements channels.Paced: the rate of the settings, what Twilio's
// Retry-After asks for, and whether Twilio answers at all.
func (s *Sender) Wait(ctx context.Context, n int) (int, error) {
	k, err := s.pace.wait(ctx, n)
	if err != nil {
		return 0, err
	}
	return s.gate.Wait(ctx, k)
}

// Refusal implements channels.Explains.
func (s *Sender) Refusal() string {
	e := s.refusal.Load()
	if e == nil {
		return ""
	}
	return strings.TrimSpace(e.Op + " " + e.Code)
}

// Send implements channels.Sender. Before the request leaves the end of ctx
// calls it off; from then on Send waits for the answer, ctx or not.
func (s *Sender) Send(ctx context.Context, m channels.Message) (channels.Receipt, error) {
	if err := s.admit(ctx, &m); err != nil {
		return channels.Receipt{}, s.noted(err)
	}
	defer s.pace.leave()
	s.gate.Begin()
	a, wait := s.post(ctx, &m)
	err := failure(&a)
	s.gate.End(err)
	if err == nil {
		return channels.Receipt{Provider: "twilio", Reference: a.sid}, nil
	}
	if channels.KindOf(err) == channels.Throttled && wait > 0 {
		s.log.Info("sms: Twilio asks to wait", "seconds", wait.Seconds())
		s.pace.hold(wait)
	}
	return channels.Receipt{}, s.noted(err)
}

// noted keeps what was refused for a fault of ours.
func (s *Sender) noted(err error) error {
	var e *channels.Error
	if errors.As(err, &e) && e.Kind == channels.Technical {
		s.refusal.Store(e)
	}
	return err
}

// maxText is the longest text that Twilio takes, in characters.
const maxText = 1600

// admit refuses what needs no asking, and waits for the message's turn.
func (s *Sender) admit(ctx context.Context, m *channels.Message) error {
	refuse := func(kind channels.Kind, op string, err error) error {
		return &channels.Error{Kind: kind, Op: op, Err: err}
	}
	text := m.Text.Reveal()
	switch {
	case ctx.Err() != nil:
		return refuse(channels.NotSent, "wait", ctx.Err())
	case !plausible(m.To.Reveal()):
		return refuse(channels.Permanent, "check number", errNumber)
	case text == "":
		return refuse(channels.Technical, "check text", errNoText)
	case utf8.RuneCountInString(text) > maxText:
		return refuse(channels.Technical, "check text", errLongText)
	}
	if err := s.pace.enter(ctx); err != nil {
		return refuse(channels.NotSent, "wait", err)
	}
	return nil
}

// post makes the one request, and returns what came of it and how long Twilio
// asks to wait.
func (s *Sender) post(ctx context.Context, m *channels.Message) (answer, time.Duration) {
	x := s.exchange(ctx)
	// The library's error is not looked at: it quotes the number, and without
	// JSON it has lost the status. What the exchange has kept says more.
	message, err := s.service(x, s.sign).CreateMessage(s.params(m))
	a := answer{begun: x.begun(), err: x.err, status: x.status}
	switch {
	case x.status == 0 && x.err == nil:
		a.err = errPrepare
	case x.status/100 == 2 && err == nil:
		a.sid, a.state, a.code = made(message)
	case x.status != 0:
		a.code = codeIn(x.body)
	}
	return a, x.retryAfter
}

// params are those of the message. Segments are not limited here: the text is
// the letter's, and whoever writes it is told.
func (s *Sender) params(m *channels.Message) *api.CreateMessageParams {
	p := (&api.CreateMessageParams{}).SetTo(m.To.Reveal()).SetBody(m.Text.Reveal()).SetValidityPeriod(int(s.config.Validity / time.Second))
	if s.config.From != "" {
		p.SetFrom(s.config.From)
	} else {
		p.SetMessagingServiceSid(s.config.MessagingServiceSID)
	}
	if s.config.ContentRetention != "" {
		p.SetContentRetention(s.config.ContentRetention)
	}
	if s.config.AddressRetention != "" {
		p.SetAddressRetention(s.config.AddressRetention)
	}
	if u := s.callback(m.Attempt); u != "" {
		p.SetStatusCallback(u + overrides)
	}
	return p
}

// overrides asks Twilio to try a callback five times more, whatever went wrong;
// by itself it tries once more, and only where it could not connect
// (docs/usage/webhooks/webhooks-connection-overrides). A signature does not
// cover it.
const overrides = "#rc=5&rp=all"

func (s *Sender) exchange(ctx context.Context) *exchange {
	return &exchange{transport: s.transport, base: s.base, timeout: s.config.Timeout, parent: ctx}
}

// service is the library's API over one exchange. Its region and edge come from
// base_url alone.
func (s *Sender) service(x *exchange, c credentials) *api.ApiService {
	b := &client.Client{Credentials: client.NewCredentials(c.username, c.password), HTTPClient: x.client()}
	b.SetAccountSid(s.config.AccountSID)
	return api.NewApiService(&client.RequestHandler{Client: b})
}

// messageSID is what the id of a message looks like.
var messageSID = regexp.MustCompile(`^(?:SM|MM)[0-9a-fA-F]{32}$`)

// made returns the id and the status of a message that Twilio has made, and its
// error, if it failed at once.
func made(m *api.ApiV2010Message) (sid, state string, code int) {
	if m.Sid != nil && messageSID.MatchString(*m.Sid) {
		sid = *m.Sid
	}
	if m.Status != nil {
		state = *m.Status
	}
	if m.ErrorCode != nil {
		code = plainCode(*m.ErrorCode)
	}
	return sid, state, code
}

// codeIn returns Twilio's code of a refusal; 0 when the body has none.
func codeIn(body []byte) int {
	var refusal struct {
		Code int `json:"code"`
	}
	if json.Unmarshal(body, &refusal) != nil {
		return 0
	}
	return plainCode(refusal.Code)
}

// plainCode is code if it can be one of Twilio's, and else 0.
func plainCode(code int) int {
	if code < 0 || code > maxCode {
		return 0
	}
	return code
}

// Close closes the idle connections. Messages under way are finished; later
// ones are refused as NotSent.
func (s *Sender) Close() error {
	s.pace.close()
	s.transport.CloseIdleConnections()
	return nil
}
