package sms

// Digits of an international number: ITU-T E.164, 6.2.1, allows 15; no country
// has complete ones of fewer than 7.
const (
	minDigits = 7
	maxDigits = 15
)

// plausible reports whether s is written as E.164 asks for: a plus, and digits
// of which the first is not 0. Whether it is a mobile number was asked when the
// list was read; whether it can be reached, Twilio says.
func plausible(s string) bool {
	if len(s) < 1+minDigits || len(s) > 1+maxDigits || s[0] != '+' || s[1] == '0' {
		return false
	}
	for _, c := range []byte(s[1:]) {
		if c < '0' || c > '9' {
			return false
		}
	}
	return true
}
