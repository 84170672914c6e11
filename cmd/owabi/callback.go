package main

import (
	"errors"
	"fmt"
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
	if v.channels.sms == nil {
		http.NotFound(w, r)
		return
	}
	id, ok := v.vault.CheckToken(vault.Callback, r.PathValue("token"))
	if !ok {
		v.log.Warn("a callback to an address that was never given out was refused")
		http.Error(w, "", http.StatusForbidden)
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
	if status.Kind == channels.Technical {
		v.refusedLater.Store(int64(status.Code))
	}
	if err := v.receipts.Take(r.Context(), id, channels.SMS, receiptOf(status)); err != nil {
		v.log.Error("callback", "attempt", id, "err", err)
		http.Error(w, "", http.StatusInternalServerError)
	}
}

// receiptOf reads a provider's word as facts, and what it comes to.
func receiptOf(s sms.Status) dispatcher.Receipt {
	switch s.State {
	case sms.HandedOver:
		return dispatcher.Receipt{Facts: dispatcher.FactHandedOver}
	case sms.Delivered:
		return dispatcher.Receipt{Facts: dispatcher.FactHandedOver | dispatcher.FactDelivered, Final: dispatcher.ResultOK}
	case sms.NotAccepted, sms.Bounced:
		return cameBack(s.Kind)
	case sms.Unknown:
		return dispatcher.Receipt{Facts: dispatcher.FactUnclear, Final: dispatcher.Result(s.Kind)}
	}
	return dispatcher.Receipt{}
}

// cameBack is the receipt of a message that was taken and came back. Only a
// permanent failure says that the contact is wrong.
func cameBack(k channels.Kind) dispatcher.Receipt {
	r := dispatcher.Receipt{Facts: dispatcher.FactBounced, Final: dispatcher.Result(k)}
	if k != channels.Permanent {
		r.Facts |= dispatcher.FactNotAccepted
	}
	return r
}

// takeReceipts makes the door's inner side. Its breaker is not the workers': a
// message that was taken says nothing about what becomes of it.
func (v *server) takeReceipts() *dispatcher.Receipts {
	refusal := func(channels.Name) string { return fmt.Sprintf("status %d", v.refusedLater.Load()) }
	return &dispatcher.Receipts{Book: v.book, Ledger: v.store, Clock: v.clock,
		Breaker: &dispatcher.Fuse{Trip: v.campaigns.Trip, Refusal: refusal, Log: v.log}}
}
