package roster

import (
	"strings"

	"github.com/nyaruka/phonenumbers"

	"github.com/owabi/owabi/dispatcher"
	"github.com/owabi/owabi/dispatcher/personal"
)

// Digits of a Japanese number behind +81: nine for most, ten for mobiles, IP
// telephony and 0800.
const (
	nationalMin = 9
	nationalMax = 10
	foreignMax  = 15 // E.164, country code included
)

// number reads one telephone number. repaired says that its leading zero had
// been lost.
func number(s string) (n dispatcher.Phone, repaired, ok bool) {
	digits, _ := digitsOf(s)
	if len(digits) < nationalMin || len(digits) > foreignMax+4 {
		return n, false, false
	}
	abroad := strings.HasPrefix(strings.TrimLeft(s, "( "), "+")
	switch {
	case abroad:
	case strings.HasPrefix(digits, "010") && len(digits) > 11: // the prefix dialled in Japan for abroad
		digits, abroad = strings.TrimPrefix(digits, "010"), true
	case strings.HasPrefix(digits, "0081"), strings.HasPrefix(digits, "81") && len(digits) > nationalMax:
		digits, abroad = strings.TrimPrefix(digits, "00"), true
	}
	switch national, japan := strings.CutPrefix(digits, "81"); {
	case abroad && !japan:
		n, ok = foreign(digits)
	case abroad:
		n, ok = japanese(strings.TrimPrefix(national, "0")) // +81 (0)90 …
	case digits[0] == '0':
		n, ok = japanese(digits[1:])
	default:
		n, ok = japanese(digits)
		repaired = ok
	}
	return n, repaired, ok
}

// japanese reads the digits behind +81.
func japanese(national string) (dispatcher.Phone, bool) {
	switch {
	case len(national) < nationalMin, len(national) > nationalMax, national[0] == '0': // 00… is dialled in Japan only
		return dispatcher.Phone{}, false
	case mobile(national):
		return phone("+81"+national, dispatcher.Mobile), true
	}
	return foreign("81" + national)
}

// mobile tells a mobile number by the numbering plan: 060 (from July 2026,
// not yet known to phonenumbers), 070, 080, 090, each followed by 1 to 9.
func mobile(national string) bool {
	return len(national) == nationalMax && strings.IndexByte("6789", national[0]) >= 0 && national[1] == '0' && national[2] != '0'
}

// foreign reads the digits of a number with its country code. Numbers that
// cost whoever calls them, and numbers of machines, are refused.
func foreign(digits string) (dispatcher.Phone, bool) {
	if len(digits) > foreignMax {
		return dispatcher.Phone{}, false
	}
	n, err := phonenumbers.Parse("+"+digits, "")
	if err != nil || !phonenumbers.IsValidNumber(n) {
		return dispatcher.Phone{}, false
	}
	e164 := phonenumbers.Format(n, phonenumbers.E164)
	switch phonenumbers.GetNumberType(n) {
	case phonenumbers.FIXED_LINE:
		return phone(e164, dispatcher.Landline), true
	case phonenumbers.MOBILE:
		return phone(e164, dispatcher.Mobile), true
	case phonenumbers.FIXED_LINE_OR_MOBILE, phonenumbers.VOIP, phonenumbers.TOLL_FREE, phonenumbers.UAN, phonenumbers.SHARED_COST:
		return phone(e164, dispatcher.OtherTel), true
	}
	return dispatcher.Phone{}, false
}

func phone(e164 string, kind dispatcher.PhoneKind) dispatcher.Phone {
	return dispatcher.Phone{Number: personal.New(e164), Kind: kind}
}
