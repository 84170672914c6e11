package bounce

import (
	"bytes"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/owabi/owabi/channels"
)

// The letter that the corpus is about.
const (
	letterToken = "abcdefgh.aaaabbbbccccdddd.1.3.mmmmnnnnoooopppp"
	letterPath  = "r+" + letterToken + "@bounce.mihon-city.example.jp"
)

// corpus says what each message of testdata/corpus says. All of them are
// written for these tests.
var corpus = map[string]Report{
	"dsn-no-such-mailbox":           {State: Failed, Kind: channels.Permanent, Code: "550 5.1.1", Form: "rfc3464"},
	"dsn-full":                      {State: Failed, Kind: channels.Temporary, Code: "552 5.2.2", Form: "rfc3464"},
	"dsn-expired":                   {State: Failed, Kind: channels.Temporary, Code: "451 4.4.7", Form: "rfc3464"},
	"dsn-blocklisted":               {State: Failed, Kind: channels.Technical, Code: "554 5.7.1", Form: "rfc3464"},
	"dsn-policy-about-recipient":    {State: Failed, Kind: channels.Permanent, Code: "550 5.7.1", Form: "rfc3464"},
	"dsn-vague-status":              {State: Failed, Kind: channels.Permanent, Code: "550 5.1.10", Form: "rfc3464"},
	"dsn-vague-but-for-words":       {State: Failed, Kind: channels.Temporary, Code: "5.0.0", Form: "rfc3464"},
	"dsn-no-domain":                 {State: Failed, Kind: channels.Permanent, Code: "5.4.4", Form: "rfc3464"},
	"dsn-delayed":                   {State: Delayed, Form: "rfc3464"},
	"dsn-delivered":                 {State: Delivered, Form: "rfc3464"},
	"dsn-relayed":                   {State: HandedOver, Form: "rfc3464"},
	"dsn-several-one-failed":        {State: Failed, Kind: channels.Permanent, Code: "5.1.1", Form: "rfc3464"},
	"dsn-without-action":            {State: Failed, Kind: channels.Permanent, Code: "5.1.1", Form: "rfc3464"},
	"dsn-upper-case-token":          {State: Failed, Kind: channels.Permanent, Code: "5.1.1", Form: "rfc3464"},
	"dsn-docomo":                    {State: Failed, Kind: channels.Permanent, Code: "550 5.2.0", Form: "rfc3464"},
	"dsn-token-by-envelope-id-only": {State: Failed, Kind: channels.Permanent, Code: "5.1.1", Form: "rfc3464"},
	"dsn-broken-off":                {State: Failed, Kind: channels.Permanent, Code: "5.1.1", Form: "rfc3464"},
	"mdn-displayed":                 {State: AutoReply, Form: "receipt"},
	"vacation":                      {State: AutoReply, Form: "automatic"},
	"vacation-without-marks":        {State: AutoReply, Form: "automatic"},
	"person":                        {State: NoReport, Form: "none"},
	"qmail":                         {State: Failed, Kind: channels.Permanent, Code: "550", Form: "qmail"},
	"qmail-no-code":                 {State: Failed, Kind: channels.Permanent, Code: "5.1.1", Form: "qmail"},
	"exim":                          {State: Failed, Kind: channels.Permanent, Form: "exim"},
	"exim-delayed":                  {State: Delayed, Form: "exim"},
	"exchange-old":                  {State: Failed, Kind: channels.Permanent, Form: "exchange"},
	"exchange-japanese":             {State: Failed, Kind: channels.Permanent, Code: "550 5.1.10", Form: "exchange"},
	"au-disabled":                   {State: Failed, Kind: channels.Permanent, Code: "550", Form: "au"},
	"au-limited":                    {State: Failed, Kind: channels.Temporary, Form: "au"},
	"au-late":                       {State: Failed, Kind: channels.Temporary, Form: "au"},
	"auone-full":                    {State: Failed, Kind: channels.Temporary, Form: "au-auone"},
	"softbank":                      {State: Failed, Kind: channels.Permanent, Code: "550", Form: "softbank"},
	"daemon-japanese":               {State: Failed, Kind: channels.Permanent, Form: "daemon"},
	"sendmail-late":                 {State: Delayed, Form: "daemon"},
	"foreign":                       {State: Failed, Kind: channels.Permanent, Code: "5.1.1", Form: "rfc3464"},
}

func TestCorpus(t *testing.T) {
	t.Parallel()
	files, err := filepath.Glob("testdata/corpus/*.eml")
	if err != nil || len(files) != len(corpus) {
		t.Fatalf("%d messages, want %d (%v)", len(files), len(corpus), err)
	}
	for name, want := range corpus {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			got := Read(bytes.NewReader(load(t, name)))
			if got.State != want.State || got.Kind != want.Kind || got.Code != want.Code || got.Form != want.Form {
				t.Errorf("got %+v, want %+v", got, want)
			}
			ours := name != "foreign"
			if (len(got.Tokens) > 0 && got.Tokens[0] == letterToken) != ours {
				t.Errorf("tokens %q", got.Tokens)
			}
		})
	}
}

func load(t testing.TB, name string) []byte {
	t.Helper()
	b, err := os.ReadFile("testdata/corpus/" + name + ".eml")
	if err != nil {
		t.Fatal(err)
	}
	return b
}

// TestEnvelopeFirst: the recipient of the message itself goes before whatever is
// written in it.
func TestEnvelopeFirst(t *testing.T) {
	t.Parallel()
	own := "zzzzzzzz.yyyyyyyyyyyyyyyy.1.9.xxxxxxxxxxxxxxxx"
	got := Read(bytes.NewReader(load(t, "dsn-full")), "R+"+strings.ToUpper(own)+"@bounce.mihon-city.example.jp")
	if len(got.Tokens) != 2 || got.Tokens[0] != own || got.Tokens[1] != letterToken {
		t.Errorf("tokens %q", got.Tokens)
	}
}

// TestCutOff: a message that breaks off anywhere is read as far as it goes, and
// never says more than the whole.
func TestCutOff(t *testing.T) {
	t.Parallel()
	whole := load(t, "dsn-no-such-mailbox")
	for n := range whole {
		got := Read(bytes.NewReader(whole[:n]))
		if got.State != NoReport && got.State != AutoReply && got.State != Failed {
			t.Fatalf("the first %d bytes say %+v", n, got)
		}
	}
}

// FuzzRead: nothing that comes in makes the reader fail, and what it gives out
// holds nothing of the message but codes and what may be a token.
func FuzzRead(f *testing.F) {
	for name := range corpus {
		f.Add(load(f, name))
	}
	f.Fuzz(func(t *testing.T, b []byte) {
		r := Read(bytes.NewReader(b), "r+x@")
		switch r.State {
		case Failed:
			if r.Kind != channels.Permanent && r.Kind != channels.Temporary && r.Kind != channels.Technical {
				t.Errorf("a failure of kind %q", r.Kind)
			}
		case Delivered, HandedOver, Delayed, AutoReply, NoReport:
			if r.Kind != "" || r.Code != "" {
				t.Errorf("%+v", r)
			}
		default:
			t.Errorf("state %q", r.State)
		}
		if len(r.Tokens) > maxTokens || len(r.Code) > len("550 5.123.123") {
			t.Errorf("%+v", r)
		}
		for _, tok := range r.Tokens {
			if !token.MatchString(tok) {
				t.Errorf("token %q", tok)
			}
		}
	})
}
