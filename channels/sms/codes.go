package sms

import "github.com/owabi/owabi/channels"

// maxCode bounds Twilio's error codes, which have five digits. What is larger
// is something else, a number perhaps.
const maxCode = 999_999

// kinds says what Twilio's error codes mean for the plan: those that answer a
// POST, and those that come with a status callback. Twilio describes each at
// https://www.twilio.com/docs/api/errors/CODE. The table in docs/channels.md is
// held to this one by a test.
var kinds = map[int]channels.Kind{
	// This number will never take it: the next contact, or the next channel.
	21211: channels.Permanent, // To is no valid number
	21217: channels.Permanent, // the number does not look like one
	21265: channels.Permanent, // To is a short code
	21268: channels.Permanent, // To is a premium-rate number
	21610: channels.Permanent, // the person has opted out (STOP)
	21614: channels.Permanent, // To is no mobile number
	21635: channels.Permanent, // To is a landline
	30004: channels.Permanent, // the number is blocked from receiving
	30005: channels.Permanent, // unknown handset: the number is not in service
	30006: channels.Permanent, // landline, or a carrier that cannot be reached

	// Not now: the same number again, by the plan.
	30003: channels.Temporary, // the handset is off or out of reach
	30008: channels.Temporary, // the carrier gave no reason
	30017: channels.Temporary, // the carrier's network is congested
	30036: channels.Temporary, // queued for longer than its validity: not sent
	30500: channels.Temporary, // an error on Twilio's way to the carrier

	// Too much at once: later, and no try is burnt.
	20429: channels.Throttled, // too many requests: never processed
	21611: channels.Throttled, // the queue of this sender is full
	30001: channels.Throttled, // the queue has overflown

	// Ours to mend: the campaign's channel pauses, the person does not suffer.
	20003: channels.Technical, // the credentials are wrong, or the account is suspended
	20404: channels.Technical, // the account is not there
	21212: channels.Technical, // From is no valid sender
	21408: channels.Technical, // the account may not send to this country
	21602: channels.Technical, // there is no text
	21603: channels.Technical, // there is no sender
	21606: channels.Technical, // From cannot send to this destination
	21609: channels.Technical, // the callback's address is not valid
	21612: channels.Technical, // this sender cannot reach this destination
	21617: channels.Technical, // the text is longer than 1,600 characters
	21659: channels.Technical, // From is no number of Twilio's
	21660: channels.Technical, // From belongs to another account
	21705: channels.Technical, // the messaging service is not valid
	30002: channels.Technical, // the account is suspended
	30007: channels.Technical, // filtered as spam
	30029: channels.Technical, // content_retention is not enabled for the account
	30030: channels.Technical, // address_retention is not enabled for the account
	30034: channels.Technical, // the sender is not registered with the carriers
	30042: channels.Technical, // the sender is not allowed for this destination
	30450: channels.Technical, // Twilio's protection against fraud has blocked us

	// Nobody knows: never sent again by itself.
	30410: channels.Uncertain, // the carrier did not answer; Twilio does not retry, "to avoid duplicate message delivery"
}
