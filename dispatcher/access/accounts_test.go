package access_test

import (
	"context"
	"fmt"
	"strings"
	"sync"
	"sync/atomic"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"github.com/owabi/owabi/dispatcher"
	"github.com/owabi/owabi/dispatcher/access"
	"github.com/owabi/owabi/dispatcher/access/accesstest"
)

const home = "192.0.2.7"

// signIn expects a refusal, or none, and returns the cookie.
func signIn(t *testing.T, o *accesstest.Office, id, password string, want access.Refusal) string {
	t.Helper()
	cookie, why, err := o.SignIn(t.Context(), id, password, home)
	if err != nil || why != want || (cookie != "") != (want == access.LetIn) {
		t.Fatalf("%s: %q, %v; want %q", id, why, err, want)
	}
	return cookie
}

// in reports whether a cookie is somebody's, and how its session ended.
func in(t *testing.T, o *accesstest.Office, cookie string) (*access.Stay, access.Ending) {
	t.Helper()
	stay, ending, err := o.Stay(t.Context(), cookie, true)
	if err != nil {
		t.Fatal(err)
	}
	return stay, ending
}

func TestSignIn(t *testing.T) {
	t.Parallel()
	o := accesstest.Open(t)
	password := o.Add("sato", access.Operator)
	cookie := signIn(t, o, " SATO ", password, access.LetIn)
	stay, _ := in(t, o, cookie)
	if stay == nil || stay.ID != "sato" || stay.Role != access.Operator || stay.Half || stay.Session.Factor {
		t.Fatalf("in as %+v", stay)
	}
	if other := signIn(t, o, "sato", password, access.LetIn); other == cookie {
		t.Error("two sessions have one cookie")
	}
	signIn(t, o, "sato", password+"x", access.Wrong)
	signIn(t, o, "nobody", password, access.Wrong)
	signIn(t, o, "", "", access.Wrong)
	if err := o.Leave(t.Context(), cookie); err != nil {
		t.Fatal(err)
	}
	if stay, ending := in(t, o, cookie); stay != nil || ending != access.NotIn {
		t.Errorf("still in: %+v, %q", stay, ending)
	}
}

// Nothing that would let somebody in lies in the store.
func TestTheStoreHoldsNoSecret(t *testing.T) {
	t.Parallel()
	o := accesstest.Open(t)
	password := o.Add("sato", access.Operator)
	cookie := signIn(t, o, "sato", password, access.LetIn)
	token, err := o.AddToken(t.Context(), "test", "cti", access.Operator, time.Hour)
	if err != nil {
		t.Fatal(err)
	}
	half, _, _ := o.SignIn(t.Context(), "chief", o.Add("chief", access.Admin), home)
	stay, _ := in(t, o, half)
	trial, _, err := o.Trial(t.Context(), stay, "h")
	if err != nil {
		t.Fatal(err)
	}
	dump := o.Kept()
	for what, secret := range map[string]string{"the password": password, "the cookie": cookie, "the token": token.Secret, "half a session's cookie": half,
		"the key": strings.ReplaceAll(trial.Key, " ", "")} {
		if strings.Contains(dump, secret) {
			t.Errorf("%s lies in the store", what)
		}
	}
	if !strings.Contains(dump, "sato") || !strings.Contains(dump, "$argon2id$") {
		t.Error("the dump shows nothing")
	}
}

func TestTwoFactors(t *testing.T) {
	t.Parallel()
	o := accesstest.Open(t)
	ctx := t.Context()
	password := o.Add("chief", access.Admin)
	half := signIn(t, o, "chief", password, access.LetIn)
	stay, _ := in(t, o, half)
	if stay == nil || !stay.Half {
		t.Fatalf("an admin is in by a password alone: %+v", stay)
	}
	trial, fresh, err := o.Trial(ctx, stay, "h")
	same, _, _ := o.Trial(ctx, stay, "h")
	if err != nil || !fresh || trial != same {
		t.Fatalf("the key changes while it is set up: %v, %v, %v", trial, same, err)
	}
	if _, why, _ := o.SecondFactor(ctx, stay, "000000", home); why != access.WrongCode {
		t.Errorf("a wrong code: %q", why)
	}
	code, _ := access.Code(trial.Key, time.Now())
	whole, why, err := o.SecondFactor(ctx, stay, code, home)
	if err != nil || why != access.LetIn || whole == half {
		t.Fatalf("the right code: %q, %v", why, err)
	}
	if stay, _ := in(t, o, whole); stay == nil || stay.Half || !stay.Session.Factor {
		t.Errorf("in as %+v", stay)
	}
	if stay, _ := in(t, o, half); stay != nil {
		t.Error("half a session goes on beside the whole one")
	}
	again, _ := in(t, o, signIn(t, o, "chief", password, access.LetIn))
	if _, fresh, _ := o.Trial(ctx, again, "h"); fresh {
		t.Error("the key is shown again")
	}
	if _, why, _ := o.SecondFactor(ctx, again, code, home); why != access.WrongCode {
		t.Errorf("the same code again: %q", why)
	}
	next, _ := access.Code(trial.Key, time.Now().Add(30*time.Second))
	if _, why, _ := o.SecondFactor(ctx, again, next, home); why != access.LetIn {
		t.Errorf("the next code: %q", why)
	}
}

// A code lets one of many in who bring it at once.
func TestACodeIsTakenOnce(t *testing.T) {
	t.Parallel()
	o := accesstest.Open(t)
	stay, _ := in(t, o, signIn(t, o, "chief", o.Add("chief", access.Admin), access.LetIn))
	trial, _, err := o.Trial(t.Context(), stay, "h")
	if err != nil {
		t.Fatal(err)
	}
	code, _ := access.Code(trial.Key, time.Now())
	var let atomic.Int32
	var all sync.WaitGroup
	for range access.WrongByAccount {
		all.Go(func() {
			if _, why, err := o.SecondFactor(t.Context(), stay, code, home); err == nil && why == access.LetIn {
				let.Add(1)
			}
		})
	}
	all.Wait()
	if let.Load() != 1 {
		t.Errorf("%d are let in by one code", let.Load())
	}
}

func TestLockout(t *testing.T) {
	t.Parallel()
	o := accesstest.Open(t)
	ctx := t.Context()
	password, other := o.Add("sato", access.Operator), o.Add("suzuki", access.Operator)
	for range access.WrongByAccount {
		signIn(t, o, "sato", "wrong", access.Wrong)
	}
	signIn(t, o, "sato", password, access.TooMany)
	if _, why, _ := o.SignIn(ctx, "sato", password, "198.51.100.1"); why != access.TooMany {
		t.Errorf("from another address: %q", why)
	}
	signIn(t, o, "suzuki", other, access.LetIn)
	if _, err := o.Reset(ctx, "test", "sato"); err != nil {
		t.Fatal(err)
	}
	signIn(t, o, "sato", password, access.Wrong) // and no more locked
	for range access.WrongByAccount {
		signIn(t, o, "nobody", "x", access.Wrong)
	}
	signIn(t, o, "nobody", "x", access.TooMany) // as if there were such an account
}

func TestLockoutByAddress(t *testing.T) {
	t.Parallel()
	o := accesstest.Open(t)
	password := o.Add("sato", access.Operator)
	for range 40 { // an office behind one address signs in
		signIn(t, o, "sato", password, access.LetIn)
	}
	for i := range access.WrongByAddress {
		signIn(t, o, fmt.Sprintf("guess-%d", i), "x", access.Wrong)
	}
	signIn(t, o, "sato", password, access.TooMany)
	if _, why, _ := o.SignIn(t.Context(), "sato", password, "198.51.100.1"); why != access.LetIn {
		t.Errorf("from another address: %q", why)
	}
	if _, why, _ := o.Program(t.Context(), "owabi_guess", home); why != access.TooMany {
		t.Errorf("a program from there: %q", why)
	}
}

// As many guesses at once are no more than one by one.
func TestGuessesAtOnceAreCounted(t *testing.T) {
	t.Parallel()
	o := accesstest.Open(t)
	o.Add("sato", access.Operator)
	var looked atomic.Int32
	var all sync.WaitGroup
	for range 20 {
		all.Go(func() {
			if _, why, err := o.SignIn(t.Context(), "sato", "wrong", home); err == nil && why == access.Wrong {
				looked.Add(1)
			}
		})
	}
	all.Wait()
	if looked.Load() != access.WrongByAccount {
		t.Errorf("%d guesses were looked at", looked.Load())
	}
}

func TestSessionsEndWithTheirAccount(t *testing.T) {
	t.Parallel()
	ctx := context.Background()
	tests := []struct {
		name   string
		end    func(o *accesstest.Office, password string) error
		ending access.Ending
	}{
		{"closed", func(o *accesstest.Office, _ string) error { _, err := o.Close(ctx, "test", "sato"); return err }, access.Closed},
		{"reset", func(o *accesstest.Office, _ string) error { _, err := o.Reset(ctx, "test", "sato"); return err }, access.Turned},
		{"another password", func(o *accesstest.Office, password string) error {
			_, err := o.ChangePassword(ctx, "sato", password, "four words or more", home)
			return err
		}, access.Turned},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			t.Parallel()
			o := accesstest.Open(t)
			password := o.Add("sato", access.Operator)
			cookie := signIn(t, o, "sato", password, access.LetIn)
			var left string
			o.Left = func(_ context.Context, account string) error { left = account; return nil }
			if err := tt.end(o, password); err != nil {
				t.Fatal(err)
			}
			if stay, ending := in(t, o, cookie); stay != nil || ending != tt.ending || left != "sato" {
				t.Errorf("in as %+v, ended %q, left %q", stay, ending, left)
			}
			signIn(t, o, "sato", password, access.Wrong)
		})
	}
}

func TestChangePassword(t *testing.T) {
	t.Parallel()
	o := accesstest.Open(t)
	password := o.Add("sato", access.Operator)
	if why, err := o.ChangePassword(t.Context(), "sato", "wrong", "four words or more", home); why != access.Wrong || err != nil {
		t.Errorf("with a wrong one: %q, %v", why, err)
	}
	if _, err := o.ChangePassword(t.Context(), "sato", password, "short", home); dispatcher.CodeOf(err) != dispatcher.Invalid {
		t.Errorf("a short one: %v", err)
	}
	if why, err := o.ChangePassword(t.Context(), "sato", password, "four words or more", home); why != access.LetIn || err != nil {
		t.Fatalf("%q, %v", why, err)
	}
	signIn(t, o, "sato", "four words or more", access.LetIn)
}

func TestAddIsAllOrNothing(t *testing.T) {
	t.Parallel()
	o := accesstest.Open(t)
	o.Add("sato", access.Operator)
	tests := []struct {
		name   string
		wanted []access.Wanted
		err    string
	}{
		{"taken", []access.Wanted{{Name: "a", Role: access.Viewer}, {ID: "SATO", Name: "b", Role: access.Viewer}}, "account 2: id: an account with this id exists already; choose another id; those of closed accounts stay taken"},
		{"twice", []access.Wanted{{ID: "one", Name: "a", Role: access.Viewer}, {ID: "one", Name: "b", Role: access.Viewer}}, "account 2: id: an account with this id exists already; choose another id; those of closed accounts stay taken"},
		{"no role", []access.Wanted{{Name: "a", Role: "boss"}}, "role: is no role; use one of viewer, operator, supervisor, author, approver, admin"},
		{"turned round", []access.Wanted{{Name: "a\u202eb", Role: access.Viewer}}, "name: is no name; use at most twenty characters"},
		{"a long name", []access.Wanted{{Name: strings.Repeat("字", 21), Role: access.Viewer}}, "name: is no name; use at most twenty characters"},
		{"a slash", []access.Wanted{{ID: "a/b", Name: "a", Role: access.Viewer}}, "id: is no id; use 2 to 32 of a-z, 0-9, full stop, - and _, a letter or a digit first"},
		{"none", nil, "accounts: are none, or too many; name 1 to 1000"},
	}
	for _, tt := range tests {
		if _, err := o.Accounts.Add(t.Context(), "test", tt.wanted); err == nil || err.Error() != tt.err {
			t.Errorf("%s: %v, want %s", tt.name, err, tt.err)
		}
	}
	if all, err := o.List(t.Context()); err != nil || len(all) != 1 {
		t.Errorf("%d accounts, %v", len(all), err)
	}
	made, err := o.Accounts.Add(t.Context(), "test", []access.Wanted{{Name: "a", Role: access.Viewer}, {ID: "viewer-01", Name: "b", Role: access.Viewer}})
	if err != nil || made[0].ID != "viewer-02" || made[0].Password == made[1].Password {
		t.Errorf("%+v, %v", made, err)
	}
}

func TestTokens(t *testing.T) {
	t.Parallel()
	o := accesstest.Open(t)
	ctx := t.Context()
	token, err := o.AddToken(ctx, "test", "cti", access.Operator, time.Hour)
	if err != nil {
		t.Fatal(err)
	}
	if got, why, err := o.Program(ctx, token.Secret, home); err != nil || why != access.LetIn || got.ID != "cti" || got.Role != access.Operator || got.Secret != "" {
		t.Errorf("%+v, %q, %v", got, why, err)
	}
	short, err := o.AddToken(ctx, "test", "short", access.Viewer, time.Nanosecond)
	if err != nil {
		t.Fatal(err)
	}
	if got, _, _ := o.Program(ctx, short.Secret, home); got != nil {
		t.Error("a token works after its time")
	}
	for _, role := range []access.Role{access.Approver, access.Admin, "boss"} {
		if _, err := o.AddToken(ctx, "test", "x-"+string(role), role, time.Hour); dispatcher.CodeOf(err) != dispatcher.Invalid {
			t.Errorf("a token for %s: %v", role, err)
		}
	}
	for _, last := range []time.Duration{0, -1, 367 * 24 * time.Hour} {
		if _, err := o.AddToken(ctx, "test", "long", access.Viewer, last); dispatcher.CodeOf(err) != dispatcher.Invalid {
			t.Errorf("a token for %s: %v", last, err)
		}
	}
	if _, err := o.AddToken(ctx, "test", "cti", access.Viewer, time.Hour); dispatcher.CodeOf(err) != dispatcher.Conflict {
		t.Errorf("an id twice: %v", err)
	}
	if err := o.RevokeToken(ctx, "test", "cti"); err != nil {
		t.Fatal(err)
	}
	if got, _, _ := o.Program(ctx, token.Secret, home); got != nil {
		t.Error("a token works after it is revoked")
	}
	if err := o.RevokeToken(ctx, "test", "cti"); dispatcher.CodeOf(err) != dispatcher.NotFound {
		t.Errorf("revoked twice: %v", err)
	}
}

// Who let whom in or out stands in the journal, with who did it.
func TestDiary(t *testing.T) {
	t.Parallel()
	o := accesstest.Open(t)
	ctx := t.Context()
	password := o.Add("sato", access.Operator)
	signIn(t, o, "sato", password, access.LetIn)
	if _, err := o.Reset(ctx, "chief", "sato"); err != nil {
		t.Fatal(err)
	}
	if _, err := o.Close(ctx, "chief", "sato"); err != nil {
		t.Fatal(err)
	}
	if _, err := o.AddToken(ctx, "chief", "cti", access.Viewer, time.Hour); err != nil {
		t.Fatal(err)
	}
	if err := o.RevokeToken(ctx, "chief", "cti"); err != nil {
		t.Fatal(err)
	}
	for range access.WrongByAccount + 2 {
		if _, why, err := o.SignIn(ctx, "sato", "password-canary", home); err != nil || why == access.LetIn {
			t.Fatal(why, err)
		}
	}
	var got []string
	for _, e := range o.Events() {
		got = append(got, fmt.Sprintf("%s %s: %s", e.Type, e.Actor, e.Detail))
	}
	want := []string{
		`access test: {"what":"account_added","account":"sato","role":"operator"}`,
		`access sato: {"what":"signed_in","account":"sato","role":"operator"}`,
		`access chief: {"what":"account_reset","account":"sato"}`,
		`access chief: {"what":"account_closed","account":"sato"}`,
		`access chief: {"what":"token_added","token":"cti","role":"viewer"}`,
		`access chief: {"what":"token_revoked","token":"cti"}`,
		`access gate: {"what":"locked","account":"sato","from":"192.0.2.7"}`,
	}
	if diff := cmp.Diff(want, got); diff != "" {
		t.Errorf("the diary (-want +got):\n%s", diff)
	}
}
