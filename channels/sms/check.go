package sms

import (
	"context"
	"crypto/x509"
	"errors"
	"fmt"
	"net/http"
	"time"

	api "github.com/twilio/twilio-go/rest/api/v2010"

	"github.com/owabi/owabi/channels"
)

// Check fetches the account, and where there is an API key asks for no messages
// with it, so that wrong settings show before a campaign does. It sends
// nothing. The error wraps a *channels.Error; when that is Technical, it is a
// *channels.Fault that says which setting is wrong.
func (s *Sender) Check(ctx context.Context) error {
	if err := s.checkAccount(ctx); err != nil {
		return err
	}
	if s.sign == s.token {
		return nil
	}
	return s.checkKey(ctx)
}

// checkAccount asks with the auth token: an API key may not see the account
// (docs/api/errors/20003), and callbacks are signed with the token anyway.
func (s *Sender) checkAccount(ctx context.Context) error {
	x := s.exchange(ctx)
	account, err := s.service(x, s.token).FetchAccount(s.config.AccountSID)
	if err := s.refused(x, err, "auth_token_file", "account_sid or the token of auth_token_file"); err != nil {
		return err
	}
	if err == nil && account.Status != nil && *account.Status != "active" {
		return s.fault("account_sid", "the account is "+word(*account.Status), "see the Twilio console", &channels.Error{Kind: channels.Technical, Op: "GET"})
	}
	return nil
}

// word is s if it is one of Twilio's states of an account.
func word(s string) string {
	if s == "suspended" || s == "closed" {
		return s
	}
	return "not active"
}

// beforeTwilio is a day on which Twilio has sent no message.
var beforeTwilio = time.Date(2000, 1, 1, 0, 0, 0, 0, time.UTC)

// checkKey asks for the messages of a day that has none.
func (s *Sender) checkKey(ctx context.Context) error {
	x := s.exchange(ctx)
	_, err := s.service(x, s.sign).PageMessage((&api.ListMessageParams{}).SetDateSent(beforeTwilio).SetPageSize(1), "", "")
	return s.refused(x, err, "api_key_secret_file", "api_key_sid or the secret of api_key_secret_file")
}

// refused turns the answer to a check into an error that names the setting to
// look at; credentials is what a 401 or 403 is about, in words. A server without
// this page, which a stand-in may be, is let pass.
func (s *Sender) refused(x *exchange, err error, setting, credentials string) error {
	if err == nil {
		return nil
	}
	a := answer{begun: x.begun(), err: x.err, status: x.status, code: codeIn(x.body)}
	e := &channels.Error{Kind: kindOf(&a), Op: "GET", Code: codeOf(&a)}
	switch {
	case x.status == 0 && x.err == nil:
		return s.fault("base_url", "the request cannot be made", "correct it", &channels.Error{Kind: channels.Technical, Op: "GET", Err: errPrepare})
	case x.status == 0 && (malformed(x.err) || cause(x.err) == errNoHTTP && a.begun):
		e.Kind, e.Err = channels.Technical, errNoHTTP // whatever was asked, it is no Twilio
	case x.status == 0 && !a.begun:
		e.Err = x.err
	case x.status == 0:
		e.Err = cause(x.err)
	case x.status == http.StatusUnauthorized || x.status == http.StatusForbidden:
		return s.fault(setting, "Twilio refuses "+credentials+" ("+e.Code+")", "copy both again from the Twilio console", e)
	case a.code == 0 && (x.status == http.StatusNotFound || x.status == http.StatusMethodNotAllowed || x.status == http.StatusNotImplemented):
		s.log.Warn("sms: the credentials cannot be checked", "status", x.status)
		return nil
	case x.status/100 == 2:
		e.Kind = channels.Technical
	}
	if e.Kind != channels.Technical {
		return fmt.Errorf("sms: check %s: %w", s.base, e)
	}
	return s.faultOf(e)
}

// faultOf says what is wrong with the address, when it is not the credentials.
func (s *Sender) faultOf(e *channels.Error) error {
	var host x509.HostnameError
	switch {
	case errors.As(e.Err, &host):
		return s.fault("base_url", "the certificate there is for another name", "write the address by the name in its certificate", e)
	case untrusted(e.Err):
		return s.fault("base_url", "no TLS that can be trusted: "+e.Err.Error(), "correct the address, or have this machine trust the authority of its certificate", e)
	case e.Code == "":
		return s.fault("base_url", "what answers there is no Twilio", "correct the address", e)
	}
	return s.fault("base_url", "the answer is not Twilio's ("+e.Code+")", "correct the address", e)
}

func (s *Sender) fault(setting, what, cure string, e *channels.Error) error {
	return &channels.Fault{Setting: setting, What: what, Cure: cure, Err: fmt.Errorf("sms: check %s: %w", s.base, e)}
}
