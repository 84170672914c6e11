package channelstest

import (
	"errors"
	"fmt"
	"slices"
	"strings"
	"testing"

	"github.com/owabi/owabi/channels"
)

func kind(k channels.Kind) error { return &channels.Error{Kind: k, Op: "send"} }

func TestJudge(t *testing.T) {
	t.Parallel()
	a, b := Letter(1, "kakuu.ichi@example.jp"), Letter(2, "kakuu.ni@example.jp")
	swapped := want(a)
	swapped.Text = b.Text.Reveal()
	for name, c := range map[string]struct {
		all      []sent
		received []Received
		wrong    string // part of what is found; empty: nothing
	}{
		"taken once":                 {[]sent{{message: a}, {message: b}}, []Received{want(b), want(a)}, ""},
		"uncertain, taken":           {[]sent{{message: a, err: kind(channels.Uncertain)}}, []Received{want(a)}, ""},
		"uncertain, not taken":       {[]sent{{message: a, err: kind(channels.Uncertain)}}, nil, ""},
		"refused":                    {[]sent{{message: a, err: kind(channels.Temporary)}}, nil, ""},
		"taken twice":                {[]sent{{message: a}}, []Received{want(a), want(a)}, "2 times"},
		"lost":                       {[]sent{{message: a}}, nil, "0 times"},
		"uncertain, and sent again":  {[]sent{{message: a, err: kind(channels.Uncertain)}}, []Received{want(a), want(a)}, "2 times"},
		"not sent, and taken":        {[]sent{{message: a, err: kind(channels.NotSent)}}, []Received{want(a)}, "1 times"},
		"another's text":             {[]sent{{message: a}}, []Received{swapped}, "changed"},
		"to somebody else":           {[]sent{{message: a, err: kind(channels.Permanent)}}, []Received{want(b)}, "nothing was sent to"},
		"an unknown kind":            {[]sent{{message: a, err: kind("sulking")}}, nil, "no kind"},
		"an error without an Op":     {[]sent{{message: a, err: &channels.Error{Kind: channels.NotSent}}}, nil, "attempted"},
		"an unclassified error":      {[]sent{{message: a, err: errors.New("oops")}}, nil, "no *channels.Error"},
		"an address in the error":    {[]sent{{message: a, err: leaking("550 <kakuu.ichi@example.jp>")}}, nil, "recipient"},
		"a line of text in an error": {[]sent{{message: a, err: leaking("spam: 整理番号 T0001 について、お詫び申し上げます。")}}, nil, "line 3"},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			got := judge(c.all, c.received)
			if c.wrong == "" && len(got) > 0 {
				t.Fatalf("found %q, want nothing", got)
			}
			if c.wrong != "" && !slices.ContainsFunc(got, func(s string) bool { return strings.Contains(s, c.wrong) }) {
				t.Fatalf("found %q, want one with %q", got, c.wrong)
			}
		})
	}
}

func leaking(s string) error {
	return &channels.Error{Kind: channels.Permanent, Op: "send", Err: errors.New(s)}
}

func TestLettersDiffer(t *testing.T) {
	t.Parallel()
	a, b := Letter(1, "kakuu.ichi@example.jp"), Letter(2, "kakuu.ni@example.jp")
	for what, s := range secrets(a) {
		if s == secrets(b)[what] && strings.ContainsAny(fmt.Sprint(s), "0123456789") {
			t.Errorf("two letters share the %s", what)
		}
	}
	if a.HTML.Equal(b.HTML) || a.Text.Equal(b.Text) || a.Subject.Equal(b.Subject) || a.ID == b.ID {
		t.Error("two letters share a field")
	}
}
