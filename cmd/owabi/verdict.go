package main

import (
	"bytes"
	"context"
	"encoding/json"
	"fmt"
	"io"
	"io/fs"
	"sync"
	"time"

	"github.com/owabi/owabi/dispatcher"
	"github.com/owabi/owabi/dispatcher/judge"
	"github.com/owabi/owabi/dispatcher/rehearsal"
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
	lists := map[string]io.Reader{}
	for _, a := range c.Audiences {
		b, err := fs.ReadFile(files, a.List)
		if err != nil {
			return nil, fmt.Errorf("read the example: %w", err)
		}
		lists[a.Name] = bytes.NewReader(b)
	}
	return judge.New(text, lists)
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
	if err := again(figures, &in.Figures); err != nil {
		return judge.Verdict{}, err
	}
	for cursor := ""; ; {
		people, next, err := p.client.People(ctx, p.campaign, dispatcher.PeopleQuery{After: cursor, Limit: 1000})
		if err != nil {
			return judge.Verdict{}, err
		}
		var cases []judge.Case
		if err := again(people, &cases); err != nil {
			return judge.Verdict{}, err
		}
		in.Cases = append(in.Cases, cases...)
		if cursor = next; cursor == "" {
			return judge.Judge(p.mandate, in)
		}
	}
}

// again reads into out what the API said: the judge knows its JSON, not its
// types.
func again(in, out any) error {
	b, err := json.Marshal(in)
	if err != nil {
		return err
	}
	return json.Unmarshal(b, out)
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

// drawEvery is how often the bars of a running demo are drawn, wall clock.
const drawEvery = 100 * time.Millisecond
