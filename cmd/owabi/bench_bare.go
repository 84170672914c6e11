package main

import (
	"bytes"
	"context"
	"fmt"
	"html/template"
	"io"
	"strings"
	"sync"
	"sync/atomic"
	texttemplate "text/template"
	"time"

	"github.com/emersion/go-message/mail"
	"github.com/emersion/go-smtp"

	"github.com/owabi/owabi/dispatcher/personal"
	"github.com/owabi/owabi/templates"
)

// bareConnections is how many persistent connections the bare loop has.
const bareConnections = 16

// bare measures so many letters, in letters a second, of a loop that composes the same letter with
// go-message and html/template, sends it with go-smtp, and keeps nothing.
func (b *benchmark) bare(ctx context.Context, letters int) (float64, error) {
	text, html, err := bareTemplates()
	if err != nil {
		return 0, err
	}
	var next atomic.Int64
	var all sync.WaitGroup
	errs := make(chan error, bareConnections)
	began := time.Now()
	for range bareConnections {
		all.Go(func() {
			if err := b.bareConnection(ctx, letters, &next, text, html); err != nil {
				errs <- err
			}
		})
	}
	all.Wait()
	close(errs)
	return float64(letters) / time.Since(began).Seconds(), <-errs
}

func (b *benchmark) bareConnection(ctx context.Context, letters int, next *atomic.Int64, text *texttemplate.Template, html *template.Template) error {
	c, err := smtp.Dial(b.sink)
	if err != nil {
		return err
	}
	defer c.Close()
	for {
		i := int(next.Add(1)) - 1
		if i >= letters || ctx.Err() != nil {
			return c.Quit()
		}
		letter, err := bareLetter(i, text, html)
		if err != nil {
			return err
		}
		if err := c.SendMail("desk@owabi.example", []string{benchAddress(i)}, letter); err != nil {
			return fmt.Errorf("bare loop: %w", err)
		}
	}
}

// bareTemplates are the embedded notice with its name, reference and link left
// open, as text and as HTML.
func bareTemplates() (*texttemplate.Template, *template.Template, error) {
	set, err := templates.Load(nil)
	if err != nil {
		return nil, nil, err
	}
	letter, err := set.Letter("notice", "email", "ja")
	if err != nil {
		return nil, nil, err
	}
	edition, err := letter.For(templates.Organisation{Name: "見本市", Desk: "広報課", Phone: "+81312345678", Email: "desk@mihon.example", Address: "見本県見本市見本町1番1号", Hours: "9:00から17:00まで", Sender: "見本市長"},
		templates.Incident{Discovered: time.Now(), Outline: "システムの停止により手続きができない時間がありました。", Items: []string{"氏名"}, Cause: "機器の故障", Secondary: "ありません。", Measures: "復旧しました。"})
	if err != nil {
		return nil, nil, err
	}
	r, err := edition.Render(templates.Data{Person: templates.Person{Name: personal.New("NAME")}, Link: personal.New("http://LINK"), Reference: "REFERENCE", Date: time.Now()})
	if err != nil {
		return nil, nil, err
	}
	open := strings.NewReplacer("NAME", "{{.Name}}", "http://LINK", "{{.Link}}", "REFERENCE", "{{.Reference}}")
	text, err := texttemplate.New("text").Parse(open.Replace(r.Text.Reveal()))
	if err != nil {
		return nil, nil, err
	}
	html, err := template.New("html").Parse(open.Replace(r.HTML.Reveal()))
	return text, html, err
}

func bareLetter(i int, text *texttemplate.Template, html *template.Template) (*bytes.Buffer, error) {
	var b bytes.Buffer
	var h mail.Header
	h.SetDate(time.Now())
	h.SetAddressList("From", []*mail.Address{{Name: "見本市", Address: "desk@owabi.example"}})
	h.SetAddressList("To", []*mail.Address{{Name: benchName(i), Address: benchAddress(i)}})
	h.SetSubject("システムの停止について(お知らせ)")
	h.SetMessageID(fmt.Sprintf("bare-%d@owabi.example", i))
	w, err := mail.CreateInlineWriter(&b, h)
	if err != nil {
		return nil, err
	}
	d := struct{ Name, Link, Reference string }{benchName(i), fmt.Sprintf("http://127.0.0.1:8025/p/%046d", i), fmt.Sprintf("%010d", i)}
	if err := part(w, "text/plain", func(out io.Writer) error { return text.Execute(out, d) }); err != nil {
		return nil, err
	}
	if err := part(w, "text/html", func(out io.Writer) error { return html.Execute(out, d) }); err != nil {
		return nil, err
	}
	return &b, w.Close()
}

func part(w *mail.InlineWriter, kind string, write func(io.Writer) error) error {
	var h mail.InlineHeader
	h.SetContentType(kind, map[string]string{"charset": "utf-8"})
	h.Set("Content-Transfer-Encoding", "base64")
	p, err := w.CreatePart(h)
	if err != nil {
		return err
	}
	if err := write(p); err != nil {
		return err
	}
	return p.Close()
}
