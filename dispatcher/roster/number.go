package roster

import (
	"strings"
	"sync"

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

// plainNumber reads a Japanese number as nearly all are written: a zero, the
// rest of the digits, perhaps hyphens between them, and nothing else. It knows
// no number that number does not know.
func plainNumber(s string) (dispatcher.Phone, bool) {
	if len(s) < nationalMin+1 || len(s) > nationalMax+4 || s[0] != '0' || s[1] == '0' {
		return dispatcher.Phone{}, false
	}
	e164 := [3 + nationalMax]byte{'+', '8', '1'}
	n := 0
	for i := 1; i < len(s); i++ {
		switch b := s[i]; {
		case '0' <= b && b <= '9':
			if n == nationalMax {
				return dispatcher.Phone{}, false
			}
			e164[3+n] = b
			n++
		case b != '-':
			return dispatcher.Phone{}, false
		}
	}
	if n < nationalMin || string(e164[3:5]) == "10" { // 010 is dialled for abroad
		return dispatcher.Phone{}, false
	}
	kind := kindIn(e164[3 : 3+n])
	if kind == "" {
		return dispatcher.Phone{}, false
	}
	return phone(string(e164[:3+n]), kind), true
}

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
	if len(national) < nationalMin || len(national) > nationalMax || national[0] == '0' { // 00… is dialled in Japan only
		return dispatcher.Phone{}, false
	}
	kind := kindIn(national)
	return phone("+81"+national, kind), kind != ""
}

// kindIn is the kind of a Japanese number, empty when there is no such number.
func kindIn[T string | []byte](national T) dispatcher.PhoneKind {
	if mobile(national) {
		return dispatcher.Mobile
	}
	return japan()[len(national)-nationalMin][prefix(national)]
}

// mobile tells a mobile number by the numbering plan: 060 (from July 2026,
// not yet known to phonenumbers), 070, 080, 090, each followed by 1 to 9.
func mobile[T string | []byte](national T) bool {
	return len(national) == nationalMax && national[0] >= '6' && national[0] <= '9' && national[1] == '0' && national[2] != '0'
}

// plan is the kind of every number of a country, by its length and its first
// three digits; empty where there is no such number.
type plan [nationalMax - nationalMin + 1][1000]dispatcher.PhoneKind

// japan asks phonenumbers once for all, because asking for each number costs
// more than all else that is done for a row. In Japan the first three digits
// behind +81 decide; TestPlanOfJapan compares.
var japan = sync.OnceValue(func() *plan {
	var p plan
	for length := nationalMin; length <= nationalMax; length++ {
		for i := 100; i < 1000; i++ {
			first := string([]byte{byte('0' + i/100), byte('0' + i/10%10), byte('0' + i%10)})
			if n, ok := foreign("81" + first + "1234567"[:length-3]); ok {
				p[length-nationalMin][i] = n.Kind
			}
		}
	}
	return &p
})

// prefix is the first three digits as a number.
func prefix[T string | []byte](digits T) int {
	return int(digits[0]-'0')*100 + int(digits[1]-'0')*10 + int(digits[2]-'0')
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
