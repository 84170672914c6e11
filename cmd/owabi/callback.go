package main

import (
	"errors"
	"net/http"

	"github.com/owabi/owabi/channels"
	"github.com/owabi/owabi/channels/sms"
	"github.com/owabi/owabi/dispatcher"
	"github.com/owabi/owabi/dispatcher/vault"
)

// smsCallbackPath is where the SMS provider reports; a signed token of the
// attempt follows it.
const smsCallbackPath = "/callbacks/sms/"

// callbackURL is the address to which the provider reports an attempt.
func (v *server) callbackURL(attempt string) string {
	return v.publicURL + smsCallbackPath + v.vault.Sign(vault.Callback, attempt)
}

// smsCallback takes a status report in. It answers 200 only when what it says
// is durable; a forged one changes nothing.
func (v *server) smsCallback(w http.ResponseWriter, r *http.Request) {
	id, ok := v.vault.CheckToken(vault.Callback, r.PathValue("token"))
	if !ok || v.channels.sms == nil {
		http.NotFound(w, r)
		return
	}
	token, err := v.channels.sms.Token()
	if err != nil {
		v.log.Error("callback", "err", err)
		http.Error(w, "", http.StatusInternalServerError)
		return
	}
	status, err := sms.ParseCallback(r, v.callbackURL(id), token)
	switch {
	case errors.Is(err, sms.ErrForged):
		v.log.Warn("a forged callback was refused", "attempt", id)
		http.Error(w, "", http.StatusForbidden)
		return
	case err != nil:
		http.Error(w, "", http.StatusBadRequest)
		return
	}
	receipts := dispatcher.Receipts{Book: v.book, Ledger: v.store, Clock: v.clock}
	if err := receipts.Take(r.Context(), id, channels.SMS, factsOf(status.State)); err != nil {
		v.log.Error("callback", "attempt", id, "err", err)
		http.Error(w, "", http.StatusInternalServerError)
	}
}

// factsOf reads a provider's word as facts.
func factsOf(s sms.State) dispatcher.Facts {
	return map[sms.State]dispatcher.Facts{sms.HandedOver: dispatcher.FactHandedOver, sms.Delivered: dispatcher.FactHandedOver | dispatcher.FactDelivered,
		sms.NotAccepted: dispatcher.FactNotAccepted, sms.Bounced: dispatcher.FactBounced}[s]
}
