package main

import (
	"context"
	"strings"
	"time"

	"github.com/owabi/owabi/dispatcher"
)

func handNext(ctx context.Context, e *env, args []string) error {
	fs := e.remote("hand next")
	who := e.operator(fs)
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
	errand, ok, err := c.NextErrand(ctx, *who, of.campaign, of.audience)
	if err != nil {
		return err
	}
	if !ok {
		return e.print(nil, func() { e.sayf("hand.nobody") })
	}
	return e.print(errand, func() {
		t := &columns{}
		t.row(e.say("attempt"), errand.Attempt)
		t.row(e.say("name"), strings.Join(errand.Names, "、"))
		t.row(e.say("column.address"), strings.TrimSpace(errand.PostalCode+" "+errand.Address))
		t.write(e.stdout)
		e.printf("\n")
		for line := range strings.Lines(errand.Text) {
			e.printf("  %s\n", plain(strings.TrimRight(line, "\r\n")))
		}
		e.printf("\n")
		e.sayf("hand.record", errand.Attempt)
	})
}

func handRecord(ctx context.Context, e *env, args []string) error {
	fs := e.remote("hand record")
	who := e.operator(fs)
	by := fs.String("by", "visit", "flag.by")
	note := fs.String("note", "", "flag.note.hand")
	fs.String("at", "", "flag.at.hand")
	words, err := e.parse(fs, args, 2, 2)
	if err != nil {
		return err
	}
	if err := named(fs, *who); err != nil {
		return err
	}
	at, err := momentOf(fs, "at", time.Local)
	if err != nil {
		return err
	}
	c, err := e.client()
	if err != nil {
		return err
	}
	r := dispatcher.ErrandReport{Means: dispatcher.Means(*by), Outcome: dispatcher.Disposition(words[1]), Note: *note, At: at}
	done, err := c.RecordErrand(ctx, *who, words[0], r)
	if err != nil {
		return err
	}
	return e.print(map[string]string{"attempt": words[0], "status": string(done.Status), "state": done.Reach.String()}, func() {
		e.sayf("calls.recorded", e.say("record."+string(done.Status)), e.say(done.Reach.String()))
	})
}

func handList(ctx context.Context, e *env, args []string) error {
	words, err := e.parse(e.remote("hand list"), args, 1, 1)
	if err != nil {
		return err
	}
	c, err := e.client()
	if err != nil {
		return err
	}
	list, err := c.Errands(ctx, words[0])
	if err != nil {
		return err
	}
	return e.inHands(list, "hand.nobody")
}
