package main

import (
	"context"
	"flag"
	"fmt"
	"strings"
	"time"

	"github.com/owabi/owabi/dispatcher"
)

// operator is the flag that every call needs.
func (e *env) operator(fs *flag.FlagSet) *string {
	return fs.String("operator", e.variable("", "OWABI_OPERATOR", "USER"), "flag.operator")
}

func named(fs *flag.FlagSet, operator string) error {
	if operator == "" {
		return misuse(fs, "--operator is missing: say who calls")
	}
	return nil
}

func callsNext(ctx context.Context, e *env, args []string) error {
	fs := e.remote("calls next")
	who := e.operator(fs)
	speaks := fs.String("speaks", "", "flag.speaks")
	words, err := e.parse(fs, args, 1, 1)
	if err != nil {
		return err
	}
	if err := named(fs, *who); err != nil {
		return err
	}
	of, err := targetOf(fs, words[0])
	if err != nil {
		return err
	}
	c, err := e.client()
	if err != nil {
		return err
	}
	o, ok, err := c.Next(ctx, *who, of.campaign, of.audience, listed(*speaks))
	if err != nil {
		return err
	}
	if !ok {
		return e.print(nil, func() { e.sayf("calls.nobody") })
	}
	return e.print(o, func() {
		e.offer(o, o.Number)
		e.sayf("calls.dial", o.Attempt)
	})
}

// listed is what stands between commas.
func listed(s string) []string {
	return strings.FieldsFunc(s, func(r rune) bool { return r == ',' || r == ' ' })
}

// offer prints whom to call.
func (e *env) offer(o dispatcher.Offer, number string) {
	t := &columns{}
	for _, line := range [][2]string{{"attempt", o.Attempt}, {"audience", o.Audience}, {"name", o.Name}, {"reading", o.Reading},
		{"number", number}, {"try", tries(o.Try)}, {"language", o.Language}, {"promised", clock(o.Promised)}, {"until", clock(o.Until)}} {
		if line[1] != "" {
			t.row(e.say(line[0]), line[1])
		}
	}
	t.write(e.stdout)
}

// tries is the number of a try; empty for a call that a person makes to us.
func tries(n int) string {
	if n == 0 {
		return ""
	}
	return fmt.Sprint(n)
}

func callsDial(ctx context.Context, e *env, args []string) error {
	fs := e.remote("calls dial")
	who := e.operator(fs)
	words, err := e.parse(fs, args, 1, 1)
	if err != nil {
		return err
	}
	if err := named(fs, *who); err != nil {
		return err
	}
	c, err := e.client()
	if err != nil {
		return err
	}
	s, err := c.Dial(ctx, *who, words[0])
	if err != nil {
		return err
	}
	return e.print(s, func() {
		e.offer(s.Offer, strings.TrimSuffix(s.Number+" # "+s.Extension, " # "))
		e.script(s.Script)
		e.sayf("calls.record", s.Attempt)
	})
}

// script prints what to say.
func (e *env) script(text string) {
	e.printf("\n")
	for line := range strings.Lines(text) {
		e.printf("  %s\n", plain(strings.TrimRight(line, "\r\n")))
	}
	e.printf("\n")
}

func callsRecord(ctx context.Context, e *env, args []string) error {
	fs := e.remote("calls record")
	who := e.operator(fs)
	reportFlags(fs)
	words, err := e.parse(fs, args, 2, 2)
	if err != nil {
		return err
	}
	if err := named(fs, *who); err != nil {
		return err
	}
	r, err := reportOf(fs, words[1])
	if err != nil {
		return err
	}
	c, err := e.client()
	if err != nil {
		return err
	}
	done, err := c.Record(ctx, *who, words[0], r)
	if err != nil {
		return err
	}
	return e.recorded("attempt", words[0], r, done)
}

// reportFlags are the flags of what is said of a call, and reportOf reads them.
func reportFlags(fs *flag.FlagSet) {
	fs.String("note", "", "flag.note")
	fs.String("call-back", "", "flag.call-back")
	fs.String("flag", "", "flag.flag")
	fs.String("language", "", "flag.language")
}

func reportOf(fs *flag.FlagSet, disposition string) (dispatcher.Report, error) {
	text := func(name string) string { return fs.Lookup(name).Value.String() }
	r := dispatcher.Report{Disposition: dispatcher.Disposition(disposition), Note: text("note"), Language: text("language")}
	if _, _, known := r.Disposition.Outcome(); !known {
		return r, misuse(fs, disposition+" is no disposition: use "+dispositions())
	}
	var err error
	if r.Flags, err = dispatcher.ParseFlags(listed(text("flag"))); err != nil {
		return r, misuse(fs, "--flag: "+err.Error())
	}
	if r.Language != "" {
		r.Flags |= dispatcher.FlagLanguage
	}
	if r.Again, err = momentOf(fs, "call-back", time.Local); err == nil && !r.Again.IsZero() && r.Disposition != dispatcher.CallBack {
		err = misuse(fs, "--call-back goes with the disposition call_back only")
	}
	return r, err
}

// recorded prints what became of a report about a thing.
func (e *env) recorded(thing, id string, r dispatcher.Report, done dispatcher.Recorded) error {
	return e.print(map[string]string{thing: id, "status": string(done.Status), "state": done.Reach.String()}, func() {
		e.sayf("calls.recorded", e.say("record."+string(done.Status)), e.say(done.Reach.String()))
		if !r.Again.IsZero() {
			e.sayf("calls.again", clock(r.Again))
		}
	})
}

func dispositions() string {
	var names []string
	for _, d := range dispatcher.Dispositions {
		names = append(names, string(d))
	}
	return strings.Join(names, ", ")
}

func callsList(ctx context.Context, e *env, args []string) error {
	words, err := e.parse(e.remote("calls list"), args, 1, 1)
	if err != nil {
		return err
	}
	c, err := e.client()
	if err != nil {
		return err
	}
	list, err := c.Calls(ctx, words[0])
	if err != nil {
		return err
	}
	return e.inHands(list, "calls.none")
}

// inHands shows what people have to work through, or says that there is nothing.
func (e *env) inHands(list []dispatcher.CallStatus, none string) error {
	return e.print(list, func() {
		t := e.headed("attempt", "audience", "person", "try", "state", "operator", "due", "until")
		for _, s := range list {
			t.row(s.Attempt, s.Audience, s.Case, fmt.Sprint(s.Try), e.say(s.Phase), s.Operator, clock(s.Due), clock(s.Until))
		}
		t.write(e.stdout)
		if len(list) == 0 {
			e.sayf(none)
		}
	})
}
