package personal_test

import (
	"bytes"
	"encoding/gob"
	"encoding/json"
	"encoding/xml"
	"errors"
	"fmt"
	"html/template"
	"io"
	"log"
	"log/slog"
	"strings"
	"testing"

	"github.com/owabi/owabi/dispatcher/personal"
)

const secret = "見本花子090SECRET"

// traces are what of the secret could show: itself, in hexadecimal, as bytes,
// quoted to ASCII.
var traces = []string{"見本", "SECRET", fmt.Sprintf("%x", secret), fmt.Sprintf("%X", secret), fmt.Sprintf("% x", secret),
	strings.Trim(fmt.Sprint([]byte("SECRET")), "[]"), `\u898b`, "53454352"}

func leaks(s string) bool {
	for _, t := range traces {
		if strings.Contains(s, t) {
			return true
		}
	}
	return false
}

type contact struct {
	Name   personal.Text
	Emails []personal.Text
	Fields map[string]personal.Text
	Alias  *personal.Text
	Any    any
}

// holder keeps a Text where fmt may not call its methods.
type holder struct{ name personal.Text }

type envelope struct {
	contact
	Inner  contact
	hidden []holder
}

// holders are all ways in which a value can hold a Text.
func holders() map[string]any {
	t := personal.New(secret)
	c := contact{Name: t, Emails: []personal.Text{t}, Fields: map[string]personal.Text{"k": t}, Alias: &t, Any: t}
	return map[string]any{
		"text": t, "pointer": &t, "slice": []personal.Text{t}, "array": [1]personal.Text{t},
		"map": map[string]personal.Text{"k": t}, "anonymous": struct{ T personal.Text }{t}, "any": []any{t, &t},
		"struct": c, "pointer to struct": &c, "nested": envelope{contact: c, Inner: c}, "slice of structs": []contact{c},
		"unexported": holder{t}, "pointer to unexported": &holder{t}, "deep unexported": &envelope{hidden: []holder{{t}}},
		"map of unexported": map[string]holder{"k": {t}},
	}
}

func TestFormatted(t *testing.T) {
	t.Parallel()
	for name, v := range holders() {
		for _, verb := range []string{"%v", "%+v", "%#v", "%s", "%q", "%+q", "%#q", "%x", "%X", "% x", "%#x", "%d", "%t", "%c", "%U", "%e", "%b", "%o", "%T",
			"%p", "%w", "%z", "%10.3v", "%-40s", "%[2]d", "%!", "no verb"} {
			if s := fmt.Sprintf(verb, v); leaks(s) {
				t.Errorf("%s by %s: %s", name, verb, s)
			}
			if s := fmt.Errorf(verb, v).Error(); leaks(s) {
				t.Errorf("%s as an error by %s: %s", name, verb, s)
			}
		}
		if s := fmt.Sprint(v) + fmt.Sprintln("x", v) + string(fmt.Append(nil, v)); leaks(s) {
			t.Errorf("%s printed: %s", name, s)
		}
		if s := fmt.Sprintf("%*d", v, v); leaks(s) {
			t.Errorf("%s as a width: %s", name, s)
		}
	}
}

func TestWrappedInErrors(t *testing.T) {
	t.Parallel()
	for name, v := range holders() {
		err := fmt.Errorf("send to %v: %w", v, errors.Join(fmt.Errorf("record %+v", v), io.EOF))
		for _, s := range []string{err.Error(), fmt.Sprintf("%+v", err), fmt.Sprintf("%#v", err), fmt.Sprintf("%q", err)} {
			if leaks(s) {
				t.Errorf("%s: %s", name, s)
			}
		}
		if !errors.Is(err, io.EOF) {
			t.Error("the cause is lost")
		}
	}
}

func TestPanic(t *testing.T) {
	t.Parallel()
	for name, v := range holders() {
		func() {
			defer func() {
				if s := fmt.Sprint(recover()); leaks(s) {
					t.Errorf("%s: %s", name, s)
				}
			}()
			panic(v)
		}()
	}
}

// A LogValuer inside a struct, a slice or a map is never asked: the other
// methods have to redact there.
func TestLogged(t *testing.T) {
	t.Parallel()
	for handler, of := range map[string]func(io.Writer) slog.Handler{
		"text": func(w io.Writer) slog.Handler { return slog.NewTextHandler(w, nil) },
		"json": func(w io.Writer) slog.Handler { return slog.NewJSONHandler(w, nil) },
	} {
		for name, v := range holders() {
			var b bytes.Buffer
			l := slog.New(of(&b))
			l.With("with", v).WithGroup("group").Info("message", "key", v, slog.Group("inner", slog.Any("v", v)), "error", fmt.Errorf("x: %v", v))
			l.Info("argument without a key", v)
			l.Info(fmt.Sprintf("%+v", v))
			if b.Len() == 0 || leaks(b.String()) {
				t.Errorf("%s handler, %s: %s", handler, name, b.String())
			}
		}
	}
	var b bytes.Buffer
	for name, v := range holders() {
		log.New(&b, "", 0).Printf("%s %v", name, v)
	}
	if leaks(b.String()) {
		t.Errorf("package log: %s", b.String())
	}
}

func TestEncoded(t *testing.T) {
	t.Parallel()
	for name, v := range holders() {
		if b, err := json.Marshal(v); err != nil || leaks(string(b)) {
			t.Errorf("%s as JSON: %s, %v", name, b, err)
		}
		if b, _ := xml.Marshal(v); leaks(string(b)) { // maps have no XML
			t.Errorf("%s as XML: %s", name, b)
		}
		var b bytes.Buffer
		_ = gob.NewEncoder(&b).Encode(v) // a struct without exported fields has no gob
		if leaks(b.String()) {
			t.Errorf("%s as gob", name)
		}
		b.Reset()
		if err := template.Must(template.New("").Parse(`<a title="{{.}}">{{.}}</a><script>var x = {{.}}</script>`)).Execute(&b, v); err != nil || leaks(b.String()) {
			t.Errorf("%s in a page: %s, %v", name, b.String(), err)
		}
	}
}

// Reading what the redaction left behind makes no Text of it.
func TestDecodedIsRefused(t *testing.T) {
	t.Parallel()
	var c contact
	err := json.Unmarshal([]byte(`{"Name":"`+secret+`"}`), &c)
	if err == nil || leaks(err.Error()) || !c.Name.Empty() {
		t.Errorf("%v", err)
	}
}

func TestReveal(t *testing.T) {
	t.Parallel()
	if got := personal.New(secret).Reveal(); got != secret {
		t.Errorf("revealed %q", got)
	}
	var zero personal.Text
	if !zero.Empty() || zero.Reveal() != "" || !personal.New("").Empty() || personal.New(" ").Empty() {
		t.Error("empty is not what it says")
	}
	for name, s := range map[string]string{"String": zero.String(), "empty": fmt.Sprint(zero), "full": fmt.Sprint(personal.New(secret))} {
		if s != personal.Redacted {
			t.Errorf("%s prints %q: whether there is a text must not show", name, s)
		}
	}
}
