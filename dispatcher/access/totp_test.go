package access

import (
	"testing"
	"time"
)

// The codes of RFC 6238, appendix B, for SHA-1, their last six digits.
func TestCodes(t *testing.T) {
	t.Parallel()
	key := []byte("12345678901234567890")
	for at, want := range map[int64]string{59: "287082", 1111111109: "081804", 1111111111: "050471", 1234567890: "005924", 2000000000: "279037", 20000000000: "353130"} {
		if got := code(key, step(time.Unix(at, 0))); got != want {
			t.Errorf("at %d: %s, want %s", at, got, want)
		}
	}
}

func TestWhichCodesAreTaken(t *testing.T) {
	t.Parallel()
	key := []byte("12345678901234567890")
	now := time.Unix(1111111111, 0)
	at := step(now)
	tests := []struct {
		name, typed string
		last        int64
		step        int64
		ok          bool
	}{
		{"now", code(key, at), 0, at, true},
		{"a step ago", code(key, at-1), 0, at - 1, true},
		{"a step ahead", code(key, at+1), 0, at + 1, true},
		{"two steps ago", code(key, at-2), 0, 0, false},
		{"two steps ahead", code(key, at+2), 0, 0, false},
		{"taken before", code(key, at), at, 0, false},
		{"older than what was taken", code(key, at-1), at, 0, false},
		{"newer than what was taken", code(key, at), at - 1, at, true},
		{"with a space", code(key, at)[:3] + " " + code(key, at)[3:], 0, at, true},
		{"in wide digits", "050471", 0, at, true},
		{"too short", code(key, at)[:5], 0, 0, false},
		{"empty", "", 0, 0, false},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			t.Parallel()
			if got, ok := codeStep(key, tt.typed, now, tt.last); got != tt.step || ok != tt.ok {
				t.Errorf("%d %t, want %d %t", got, ok, tt.step, tt.ok)
			}
		})
	}
}

func TestTrialReadsBack(t *testing.T) {
	t.Parallel()
	key, now := newKey(), time.Unix(1111111111, 0)
	trial := trialOf(key, "sato", "office.example")
	if got, err := Code(trial.Key, now); err != nil || got != code(key, step(now)) {
		t.Errorf("%q gives %q, %v", trial.Key, got, err)
	}
	if want := "otpauth://totp/owabi%20office.example:sato?issuer=owabi+office.example&secret="; trial.URI[:len(want)] != want {
		t.Errorf("the address is %s", trial.URI)
	}
	if _, err := Code("!", now); err == nil {
		t.Error("what is no key is read")
	}
}
