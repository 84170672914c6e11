package main

import (
	"context"

	"github.com/owabi/owabi/dispatcher/api"
)

// contactFlag gathers the contacts of a flag that may stand several times.
type contactFlag []string

func (f *contactFlag) String() string     { return "" }
func (f *contactFlag) Set(s string) error { *f = append(*f, s); return nil }

// peopleContact changes how a person is reached.
func peopleContact(ctx context.Context, e *env, args []string) error {
	fs := e.remote("people contact")
	var body api.ContactRequest
	fs.Var((*contactFlag)(&body.Add), "add", "flag.contact.add")
	fs.Var((*contactFlag)(&body.Retire), "retire", "flag.contact.retire")
	fs.StringVar(&body.Reason, "reason", "", "flag.contact.reason")
	words, err := e.parse(fs, args, 2, 2)
	if err != nil {
		return err
	}
	switch {
	case len(body.Add)+len(body.Retire) == 0:
		return misuse(fs, "say what is to be changed: --add or --retire, with a telephone number or an e-mail address")
	case body.Reason == "":
		return misuse(fs, "--reason is missing: say who gave the contact, or why it is wrong")
	}
	c, err := e.client()
	if err != nil {
		return err
	}
	changed, err := c.Contact(ctx, words[0], words[1], body)
	if err != nil {
		return err
	}
	return e.print(changed, func() { e.sayf("people.contacts", words[1], changed.Added, changed.Retired) })
}
