package main

import (
	"bytes"
	"context"
	"fmt"
	"io"
	"io/fs"
	"maps"
	"slices"
	"sync"

	"github.com/owabi/owabi/dispatcher"
	"github.com/owabi/owabi/dispatcher/judge"
	"github.com/owabi/owabi/dispatcher/rehearsal"
	"github.com/owabi/owabi/templates"
)

// mandate lets the judge read what the office ordered.
func mandate(files fs.FS) (*judge.Mandate, error) {
	text, err := fs.ReadFile(files, "campaign.yaml")
	if err != nil {
		return nil, fmt.Errorf("read the example: %w", err)
	}
	c, err := dispatcher.ParseCampaign("campaign.yaml", text)
	if err != nil {
		return nil, err
	}
	letters, err := publicTexts()
	if err != nil {
		return nil, err
	}
	lists := map[string]io.Reader{}
	for _, a := range c.Audiences {
		b, err := fs.ReadFile(files, a.List)
		if err != nil {
			return nil, fmt.Errorf("read the example: %w", err)
		}
		lists[a.Name] = bytes.NewReader(b)
	}
	return judge.New(text, lists, letters...)
}

func (p *play) answers() (*rehearsal.Answers, error) {
	b, err := fs.ReadFile(p.files, "answers.csv")
	if err != nil {
		return nil, fmt.Errorf("read the example: %w", err)
	}
	return rehearsal.ReadAnswers("answers.csv", bytes.NewReader(b), p.mandate)
}

// judge compares what was seen outside with the lists and with what the API
// says, person by person.
func (p *play) judge(ctx context.Context, figures []dispatcher.Progress) (judge.Verdict, error) {
	in := judge.Input{Mails: p.mails.reader(), Calls: p.calls.reader(), Confirmations: p.confirmed.reader(), Balances: p.balances, Over: true}
	for _, f := range figures {
		told, err := judge.Restate[judge.Figures](f)
		if err != nil {
			return judge.Verdict{}, err
		}
		in.Figures = append(in.Figures, told)
	}
	for cursor := ""; ; {
		people, next, err := p.client.People(ctx, p.campaign, dispatcher.PeopleQuery{After: cursor, Limit: 1000})
		if err != nil {
			return judge.Verdict{}, err
		}
		for _, person := range people {
			c, err := judge.Restate[judge.Case](person)
			if err != nil {
				return judge.Verdict{}, err
			}
			in.Cases = append(in.Cases, c)
		}
		if cursor = next; cursor == "" {
			return judge.Judge(p.mandate, in)
		}
	}
}

// publicTexts are the letters' templates: what stands in them is nobody's own.
func publicTexts() ([]string, error) {
	letters, err := templates.Embedded()
	return slices.Collect(maps.Values(letters)), err
}

// lockedBuffer is a log that several write.
type lockedBuffer struct {
	mu sync.Mutex
	b  bytes.Buffer
}

func (l *lockedBuffer) Write(p []byte) (int, error) {
	l.mu.Lock()
	defer l.mu.Unlock()
	return l.b.Write(p)
}

func (l *lockedBuffer) reader() io.Reader {
	l.mu.Lock()
	defer l.mu.Unlock()
	return bytes.NewReader(bytes.Clone(l.b.Bytes()))
}
