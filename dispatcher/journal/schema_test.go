package journal

import (
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"github.com/owabi/owabi/dispatcher"
)

// full is an event with every field set.
func full() dispatcher.Event {
	jst := time.FixedZone("JST", 9*60*60)
	return dispatcher.Event{
		Campaign: "k3jx7q2m5a", Shard: 3, Inc: 1, Seq: 42, Type: dispatcher.EventRecorded,
		Recorded: time.Date(2023, 2, 26, 18, 0, 0, 0, jst), At: time.Date(2023, 2, 26, 17, 59, 58, 500_000_000, jst),
		Actor: "operator:見本", Case: "abcdefghijklmnop", Attempt: 7, Channel: "call",
		Result: dispatcher.ResultOK, Facts: dispatcher.FactSpoken | dispatcher.FactHandedOver, Disposition: dispatcher.SpokenTo,
		Detail: `{"flag":"<letter>"}`, Image: []byte{0, 1, 2, 255}, Sealed: [][]byte{{9, 8}, {}},
	}
}

const fullJSON = `{"v":1,"campaign":"k3jx7q2m5a","shard":3,"inc":1,"seq":42,"type":"recorded",` +
	`"recorded":"2023-02-26T09:00:00Z","at":"2023-02-26T08:59:58.5Z","actor":"operator:見本",` +
	`"case":"abcdefghijklmnop","attempt":7,"channel":"call","result":"ok","facts":["handed_over","spoken"],` +
	`"disposition":"spoken","detail":"{\"flag\":\"\u003cletter\u003e\"}","image":"AAEC/w==","sealed":["CQg=",""]}`

// The schema is for ever: these bytes are in journals.
func TestSchema(t *testing.T) {
	t.Parallel()
	for name, tt := range map[string]struct {
		event dispatcher.Event
		json  string
	}{
		"every field": {full(), fullJSON},
		"fewest fields": {
			dispatcher.Event{Campaign: "k", Inc: 1, Seq: 1, Type: dispatcher.EventCreated},
			`{"v":1,"campaign":"k","shard":0,"inc":1,"seq":1,"type":"created","recorded":"","at":"","actor":""}`,
		},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			if diff := cmp.Diff(tt.json, string(Encode(tt.event))); diff != "" {
				t.Errorf("encoded:\n%s", diff)
			}
			got, err := Decode([]byte(tt.json))
			if err != nil {
				t.Fatal(err)
			}
			if diff := cmp.Diff(tt.event, got); diff != "" {
				t.Errorf("decoded:\n%s", diff)
			}
		})
	}
}

func TestEveryFact(t *testing.T) {
	t.Parallel()
	for f := range 512 {
		e := dispatcher.Event{Inc: 1, Facts: dispatcher.Facts(f)}
		got, err := Decode(Encode(e))
		if err != nil || got.Facts != e.Facts {
			t.Errorf("facts %v come back as %v, %v", e.Facts, got.Facts, err)
		}
	}
}

func TestDecodeRefuses(t *testing.T) {
	t.Parallel()
	for name, text := range map[string]string{
		"nothing":         ``,
		"no object":       `[]`,
		"another version": strings.Replace(fullJSON, `"v":1`, `"v":2`, 1),
		"no version":      strings.Replace(fullJSON, `"v":1,`, ``, 1),
		"no time":         strings.Replace(fullJSON, `2023-02-26T09:00:00Z`, `yesterday`, 1),
		"no other time":   strings.Replace(fullJSON, `2023-02-26T08:59:58.5Z`, `yesterday`, 1),
		"unknown fact":    strings.Replace(fullJSON, `"handed_over"`, `"teleported"`, 1),
		"two objects":     fullJSON + fullJSON,
		"no base64":       strings.Replace(fullJSON, `AAEC/w==`, `?`, 1),
	} {
		if e, err := Decode([]byte(text)); err == nil {
			t.Errorf("%s: read as %+v", name, e)
		}
	}
}

// A field that a later program adds to the version does not stop this one.
func TestDecodeIgnoresWhatItDoesNotKnow(t *testing.T) {
	t.Parallel()
	got, err := Decode([]byte(strings.Replace(fullJSON, `"v":1`, `"v":1,"later":{"a":[1]}`, 1)))
	if err != nil {
		t.Fatal(err)
	}
	if diff := cmp.Diff(full(), got); diff != "" {
		t.Error(diff)
	}
}

func FuzzDecode(f *testing.F) {
	f.Add(fullJSON)
	f.Add(`{"v":1,"facts":["void"],"recorded":"0001-01-01T00:00:00Z","sealed":[null]}`)
	f.Fuzz(func(t *testing.T, text string) {
		e, err := Decode([]byte(text))
		if err != nil {
			return
		}
		written := Encode(e)
		again, err := Decode(written)
		if err != nil {
			t.Fatalf("%s does not read: %v", written, err)
		}
		if string(Encode(again)) != string(written) {
			t.Errorf("%s is written anew as %s", written, Encode(again))
		}
	})
}
