package main

import (
	"context"
	"flag"
	"fmt"
	"strconv"
	"strings"
	"time"

	"github.com/owabi/owabi/dispatcher"
)

// lettersPrint makes a batch of a campaign's letters, or an earlier batch once
// more, and leaves it in a folder.
func lettersPrint(ctx context.Context, e *env, args []string) error {
	fs := e.remote("letters print")
	out := fs.String("out", "", "flag.out.letters")
	most := fs.Int("most", 0, "flag.most")
	number := fs.Int("batch", 0, "flag.batch")
	words, err := e.parse(fs, args, 0, 1)
	if err != nil {
		return err
	}
	if *out == "" {
		return misuse(fs, "--out is missing: name the folder into which the batch goes")
	}
	if (len(words) == 1) == (*number != 0) {
		return misuse(fs, "name a campaign, or an earlier batch with --batch")
	}
	c, err := e.client()
	if err != nil {
		return err
	}
	var p dispatcher.Printed
	if *number != 0 {
		p, err = c.PrintBatch(ctx, *number)
	} else {
		var of target
		if of, err = targetOf(fs, words[0]); err != nil {
			return err
		}
		p, err = c.PrintLetters(ctx, of.campaign, of.audience, *most)
	}
	if err != nil {
		return err
	}
	return e.leaveBatch(*out, p)
}

func lettersOpen(_ context.Context, e *env, args []string) error {
	fs := e.flags("letters open")
	out := fs.String("out", "", "flag.out.open")
	secret := fs.String("passphrase-file", "-", "flag.passphrase-file")
	words, err := e.parse(fs, args, 1, 1)
	if err != nil {
		return err
	}
	if *out == "" {
		return misuse(fs, "--out is missing: name the PDF to write")
	}
	n, err := e.unlock(words[0], *secret, *out)
	if err != nil {
		return err
	}
	return e.print(map[string]any{"file": *out, "bytes": n}, func() { e.sayf("letters.opened", plain(*out)) })
}

func lettersList(ctx context.Context, e *env, args []string) error {
	words, err := e.parse(e.remote("letters list"), args, 1, 1)
	if err != nil {
		return err
	}
	c, err := e.client()
	if err != nil {
		return err
	}
	list, err := c.Letters(ctx, words[0])
	if err != nil {
		return err
	}
	return e.print(list, func() {
		t := e.headed("batch", "audience", "state", "letters", "pages", "at", "posted")
		for _, b := range list.Batches {
			t.row(strconv.Itoa(b.Number), b.Audience, e.say("batch."+string(b.State)), strconv.Itoa(b.Letters), strconv.Itoa(b.Pages), clock(b.At), clock(b.Posted))
		}
		t.write(e.stdout)
		e.sayf("letters.waiting", list.Waiting)
	})
}

func lettersConfirm(ctx context.Context, e *env, args []string) error {
	fs := e.remote("letters confirm")
	number, err := e.batchNumber(fs, args)
	if err != nil {
		return err
	}
	c, err := e.client()
	if err != nil {
		return err
	}
	done, err := c.ConfirmBatch(ctx, number)
	if err != nil {
		return err
	}
	return e.print(done, func() {
		e.sayf("letters.confirmed", done.Number, done.Letters)
		if out := strings.Join(done.Out, ","); out != "" {
			e.sayf("letters.out", out)
		}
		e.sayf("letters.post", done.Number)
	})
}

func lettersPosted(ctx context.Context, e *env, args []string) error {
	fs := e.remote("letters posted")
	fs.String("at", "", "flag.at.posted")
	without := fs.String("without", "", "flag.without")
	number, err := e.batchNumber(fs, args)
	if err != nil {
		return err
	}
	at, err := momentOf(fs, "at", time.Local)
	if err != nil {
		return err
	}
	var out []string
	if *without != "" {
		out = strings.Split(*without, ",")
	}
	c, err := e.client()
	if err != nil {
		return err
	}
	b, err := c.PostedBatch(ctx, number, at, out)
	if err != nil {
		return err
	}
	return e.print(b, func() { e.sayf("letters.posted", b.Number, b.Letters-len(out), clock(b.Posted)) })
}

func lettersVoid(ctx context.Context, e *env, args []string) error {
	fs := e.remote("letters void")
	reason := fs.String("reason", "", "flag.reason.void")
	number, err := e.batchNumber(fs, args)
	if err != nil {
		return err
	}
	if *reason == "" {
		return misuse(fs, "--reason is missing: say why the batch is not to be posted")
	}
	c, err := e.client()
	if err != nil {
		return err
	}
	b, err := c.VoidBatch(ctx, number, *reason)
	if err != nil {
		return err
	}
	return e.print(b, func() {
		if b.Doubtful {
			e.sayf("letters.doubtful", b.Number, b.Letters)
		} else {
			e.sayf("letters.void", b.Number, b.Letters)
		}
	})
}

func lettersWritten(ctx context.Context, e *env, args []string) error {
	fs := e.remote("letters written")
	note := fs.String("note", "", "flag.note.written")
	words, err := e.parse(fs, args, 1, 1)
	if err != nil {
		return err
	}
	if *note == "" {
		return misuse(fs, "--note is missing: say who wrote the letter, and when it was posted")
	}
	c, err := e.client()
	if err != nil {
		return err
	}
	done, err := c.WrittenLetter(ctx, words[0], *note)
	if err != nil {
		return err
	}
	return e.print(map[string]string{"attempt": words[0], "status": string(done.Status), "state": done.Reach.String()}, func() {
		e.sayf("calls.recorded", e.say("record."+string(done.Status)), e.say(done.Reach.String()))
	})
}

func lettersReturned(ctx context.Context, e *env, args []string) error {
	fs := e.remote("letters returned")
	reason := fs.String("reason", "", "flag.reason.returned")
	words, err := e.parse(fs, args, 1, 1)
	if err != nil {
		return err
	}
	c, err := e.client()
	if err != nil {
		return err
	}
	done, err := c.ReturnedLetter(ctx, words[0], *reason)
	if err != nil {
		return err
	}
	return e.print(map[string]string{"number": words[0], "status": string(done.Status), "state": done.Reach.String()}, func() {
		e.sayf("calls.recorded", e.say("record."+string(done.Status)), e.say(done.Reach.String()))
	})
}

// batchNumber reads the one operand of a command on a batch.
func (e *env) batchNumber(fs *flag.FlagSet, args []string) (int, error) {
	words, err := e.parse(fs, args, 1, 1)
	if err != nil {
		return 0, err
	}
	n, err := strconv.Atoi(words[0])
	if err != nil || n < 1 {
		return 0, misuse(fs, fmt.Sprintf("%.20q is no number of a batch", words[0]))
	}
	return n, nil
}
