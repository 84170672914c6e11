package access_test

import (
	"testing"
	"time"

	"github.com/owabi/owabi/dispatcher/access"
	"github.com/owabi/owabi/dispatcher/access/accesstest"
)

// What is used goes on; what is looked at does not; and everything ends.
func TestHowLongSessionsLast(t *testing.T) {
	t.Parallel()
	tests := []struct {
		name    string
		ago     time.Duration // it began
		left    time.Duration // it would last, unused
		half    bool
		use, in bool
		least   time.Duration // that is left afterwards
		most    time.Duration
	}{
		{"used", time.Hour, time.Minute, false, true, true, 59 * time.Minute, time.Hour},
		{"looked at", time.Hour, time.Minute, false, false, true, 0, time.Minute},
		{"used just before", time.Hour, 59*time.Minute + 30*time.Second, false, true, true, 59 * time.Minute, 59*time.Minute + 30*time.Second},
		{"near its end", 11*time.Hour + 50*time.Minute, time.Minute, false, true, true, 9 * time.Minute, 10 * time.Minute},
		{"at its end", 12 * time.Hour, time.Hour, false, true, false, 0, time.Hour},
		{"half of one", 0, 5 * time.Minute, true, true, true, 4 * time.Minute, 5 * time.Minute},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			t.Parallel()
			o := accesstest.Open(t)
			o.Add("sato", access.Operator)
			sum := access.Sum("cookie")
			s := access.Session{Account: "sato", Began: time.Now().Add(-tt.ago), Half: tt.half}
			if err := o.Store.AddSession(t.Context(), sum, s, tt.left); err != nil {
				t.Fatal(err)
			}
			stay, _, err := o.Stay(t.Context(), "cookie", tt.use)
			if err != nil || (stay != nil) != tt.in {
				t.Fatalf("in: %+v, %v", stay, err)
			}
			_, _, left, err := o.Store.Session(t.Context(), sum)
			if err != nil || left < tt.least || left > tt.most {
				t.Errorf("%s are left, want %s to %s: %v", left, tt.least, tt.most, err)
			}
		})
	}
}

func TestUnusedSessionsRunOut(t *testing.T) {
	t.Parallel()
	o := accesstest.Open(t)
	o.Add("sato", access.Operator)
	s := access.Session{Account: "sato", Began: time.Now()}
	if err := o.Store.AddSession(t.Context(), access.Sum("cookie"), s, 20*time.Millisecond); err != nil {
		t.Fatal(err)
	}
	for end := time.Now().Add(time.Minute); ; time.Sleep(time.Millisecond) { // nothing announces it
		stay, _, err := o.Stay(t.Context(), "cookie", false)
		if err != nil || time.Now().After(end) {
			t.Fatalf("still in: %+v, %v", stay, err)
		}
		if stay == nil {
			break
		}
	}
	if err := o.Store.KeepSession(t.Context(), access.Sum("cookie"), time.Hour); err != nil {
		t.Fatal(err)
	}
	if stay, _ := in(t, o, "cookie"); stay != nil {
		t.Error("what has ended comes back")
	}
}
