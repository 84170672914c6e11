package sandbox_test

import (
	"bytes"
	"encoding/json"
	"strings"
	"testing"
	"time"
	"unicode/utf8"

	"github.com/google/go-cmp/cmp"

	"github.com/owabi/owabi/channels"
	"github.com/owabi/owabi/channels/sandbox"
)

func TestReadLog(t *testing.T) {
	t.Parallel()
	const line = `{"at":"2023-02-26T09:00:00Z","channel":"email","from":"a@city.example.jp","to":["b@person.example.jp"],"data":"x"}`
	for name, c := range map[string]struct {
		log  string
		want int    // letters read
		err  string // part of the error; empty: none
	}{
		"empty":            {"", 0, ""},
		"one":              {line + "\n", 1, ""},
		"no last line end": {line + "\n" + line, 2, ""},
		"empty lines":      {"\n" + line + "\n\n", 1, ""},
		"cut short":        {line + "\n" + line[:50], 1, "line 2"},
		"no JSON":          {"secret\n" + line, 0, "line 1"},
		"another type":     {`{"to":"b@person.example.jp"}`, 0, "line 1"},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			got, err := sandbox.ReadLog(strings.NewReader(c.log))
			if len(got) != c.want || (err == nil) != (c.err == "") {
				t.Fatalf("%d letters, %v; want %d and an error with %q", len(got), err, c.want, c.err)
			}
			if err != nil && (!strings.Contains(err.Error(), c.err) || strings.Contains(err.Error(), "secret") || strings.Contains(err.Error(), "person")) {
				t.Errorf("the error is %q: want the line's number, and nothing of the line", err)
			}
		})
	}
}

// FuzzReadLog: a log does not crash its reader, and what it reads it can write
// and read again.
func FuzzReadLog(f *testing.F) {
	f.Add([]byte(`{"at":"2023-02-26T09:00:00.5Z","plan":"2023-02-26T18:00:00+09:00","channel":"email","from":"a","to":["b","c"],"data":"x\r\n"}` + "\n\n{}"))
	f.Add([]byte("{"))
	f.Add([]byte("null\n"))
	f.Fuzz(func(t *testing.T, log []byte) {
		mails, _ := sandbox.ReadLog(bytes.NewReader(log))
		var again bytes.Buffer
		for _, m := range mails {
			if !utf8.ValidString(m.Data) {
				t.Errorf("data is no UTF-8: %q", m.Data)
			}
			if json.NewEncoder(&again).Encode(m) != nil {
				return // a year beyond 9999
			}
		}
		got, err := sandbox.ReadLog(&again)
		if d := cmp.Diff(mails, got); err != nil || d != "" {
			t.Errorf("%v (-first +second):\n%s", err, d)
		}
	})
}

func TestLetter(t *testing.T) {
	t.Parallel()
	mixed := "Subject: two\r\nContent-Type: multipart/mixed; boundary=b\r\n\r\n" +
		"--b\r\nContent-Type: multipart/alternative; boundary=c\r\n\r\n" +
		"--c\r\nContent-Type: text/plain; charset=utf-8\r\nContent-Transfer-Encoding: quoted-printable\r\n\r\n=E3=81=8A\r\n--c\r\nContent-Type: text/html\r\n\r\n<p>x</p>\r\n--c--\r\n" +
		"--b\r\nContent-Type: text/plain\r\nContent-Disposition: attachment\r\n\r\nattached\r\n--b\r\nContent-Type: text/plain\r\n\r\nsecond\r\n--b--\r\n"
	for name, c := range map[string]struct{ data, subject, text, html string }{
		"one part":   {letter, "お詫び", "お詫び", ""},
		"many parts": {mixed, "two", "お", "<p>x</p>"},
		"plain":      {"Subject: x\r\n\r\na\r\nb\r\n", "x", "a\nb\n", ""},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			l, err := sandbox.Mail{At: time.Now(), Channel: channels.Email, Data: c.data}.Letter()
			if err != nil || l.Subject != c.subject || l.Text != c.text || l.HTML != c.html || l.Header.Get("Subject") == "" {
				t.Errorf("%+v, %v", l, err)
			}
		})
	}
	for name, data := range map[string]string{
		"no header":        "\x00\x01 x",
		"unknown encoding": "Content-Transfer-Encoding: rot13\r\n\r\nx",
		"unknown charset":  "Content-Type: text/plain; charset=x-unknown\r\n\r\nx",
		"broken base64":    "Content-Type: text/plain\r\nContent-Transfer-Encoding: base64\r\n\r\n!!!\r\n",
		"no end":           "Content-Type: multipart/mixed; boundary=b\r\n\r\n--b\r\n\r\nx",
	} {
		if l, err := (sandbox.Mail{Data: data}).Letter(); err == nil {
			t.Errorf("%s: %+v, want an error", name, l)
		}
	}
}
