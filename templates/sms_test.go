package templates_test

import (
	"strings"
	"testing"

	"github.com/owabi/owabi/channels/sms"
	"github.com/owabi/owabi/dispatcher/personal"
	"github.com/owabi/owabi/templates"
)

// long is an organisation with the longest names that an office can ordinarily
// have.
func long(lang string) templates.Organisation {
	o := organisation(lang)
	if lang == "ja" {
		o.Name, o.Desk, o.Phone = "公益財団法人青空市見本市振興財団", "個人情報お問い合わせ窓口", "0120-000-000"
		return o
	}
	o.Name, o.Desk = "Aozora City Foundation for the Promotion of Trade Fairs", "Personal Information Enquiries"
	return o
}

// A text message announces that somebody will call or write. It fits into two
// segments, has no link (people are taught to distrust links in them), and tells
// whoever sees it on the screen neither the name nor what happened.
func TestTextMessages(t *testing.T) {
	t.Parallel()
	set := load(t, nil)
	n := 0
	for _, file := range set.Files() {
		_, channel, lang := split(file)
		if channel != "sms" {
			continue
		}
		n++
		for name, o := range map[string]templates.Organisation{"usual": organisation(lang), "long": long(lang)} {
			t.Run(file+"/"+name, func(t *testing.T) {
				t.Parallel()
				checkText(t, letterOf(t, set, file), o, lang)
			})
		}
	}
	if n != 6 {
		t.Errorf("%d text messages, want 3 names by 2 languages", n)
	}
}

func checkText(t *testing.T, l *templates.Letter, o templates.Organisation, lang string) {
	t.Helper()
	e, err := l.For(o, incident(lang))
	if err != nil {
		t.Fatal(err)
	}
	d := household(lang)
	d.Reference = "K7Q2-M9X-DH4"
	r, err := e.Render(d)
	if err != nil {
		t.Fatal(err)
	}
	text := r.Text.Reveal()
	if n, encoding := sms.Segments(text); n > 2 || lang == "en" && encoding != sms.GSM7 {
		t.Errorf("%d segments of %s: %s", n, encoding, text)
	}
	for _, want := range []string{o.Name, o.Phone, d.Reference} {
		if !strings.Contains(text, want) {
			t.Errorf("%q is not in %q", want, text)
		}
	}
	i := incident(lang)
	secrets := append([]string{"://", "www.", i.Outline, i.Cause, i.Secondary, i.Measures}, i.Items[1:]...)
	for _, p := range append(d.Members, d.Person) {
		for _, s := range append([]personal.Text{p.Name, p.Address, p.PostalCode}, p.Contacts...) {
			secrets = append(secrets, s.Reveal())
		}
	}
	for _, s := range secrets {
		if s != "" && strings.Contains(text, s) {
			t.Errorf("%q is in %q", s, text)
		}
	}
	if !r.Subject.Empty() || !r.HTML.Empty() {
		t.Error("a text message has a subject or HTML")
	}
}
