package sms

import (
	"context"
	"errors"
	"fmt"
	"net/http"
	"time"

	api "github.com/twilio/twilio-go/rest/api/v2010"

	"github.com/owabi/owabi/channels"
)

// Check fetches the account, and where there is an API key asks for no messages
// with it, so that wrong settings show before a campaign does. It sends
// nothing. The error wraps a *channels.Error: Technical says that the settings
// are wrong, anything else that Twilio could not be asked.
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
	if err := s.refused(x, err, "account_sid and the token of auth_token_file"); err != nil {
		return err
	}
	if err == nil && account.Status != nil && *account.Status != "active" {
		return fmt.Errorf("sms: check %s: the account is %s; see the Twilio console: %w", s.base, word(*account.Status),
			&channels.Error{Kind: channels.Technical, Op: "GET"})
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
	return s.refused(x, err, "api_key_sid and the secret of api_key_secret_file")
}

// refused turns the answer to a check into an error that names the settings to
// look at. A server without this page, which a stand-in may be, is let pass.
func (s *Sender) refused(x *exchange, err error, what string) error {
	if err == nil {
		return nil
	}
	a := answer{begun: x.begun(), err: x.err, status: x.status, code: codeIn(x.body)}
	e := &channels.Error{Kind: kindOf(&a), Op: "GET", Code: codeOf(&a)}
	switch {
	case x.status == 0 && x.err == nil:
		e.Kind, e.Err = channels.Technical, errPrepare
	case x.status == 0 && !a.begun:
		e.Err = x.err
	case x.status == 0:
		e.Err = cause(x.err)
	case x.status == http.StatusUnauthorized || x.status == http.StatusForbidden:
		return fmt.Errorf("sms: check %s: Twilio refuses %s; copy them again from the Twilio console: %w", s.base, what, e)
	case a.code == 0 && (x.status == http.StatusNotFound || x.status == http.StatusMethodNotAllowed || x.status == http.StatusNotImplemented):
		s.log.Warn("sms: the credentials cannot be checked", "status", x.status)
		return nil
	case x.status/100 == 2:
		e.Kind, e.Err = channels.Technical, errors.New("the answer is not Twilio's: is base_url right?")
	}
	return fmt.Errorf("sms: check %s: %w", s.base, e)
}
