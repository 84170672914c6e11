package main

import (
	"context"
	"fmt"
	"strings"
	"time"

	"github.com/owabi/owabi/dispatcher"
	"github.com/owabi/owabi/dispatcher/api/client"
)

// drawEvery is how often the bars of a running demo are drawn, wall clock.
const drawEvery = 100 * time.Millisecond

// bars shows how far each audience is: bars that move on a terminal, plain
// lines elsewhere, nothing with --json.
type bars struct {
	e     *env
	live  bool
	drawn time.Time
	lines int    // of bars, standing above the cursor
	day   string // last day for which plain lines were written
}

func newBars(e *env) *bars { return &bars{e: e, live: terminal(e.stdout)} }

// line prints a line above the bars.
func (b *bars) line(format string, args ...any) {
	if b.e.json {
		return
	}
	b.clear()
	b.e.printf(format+"\n", args...)
}

// draw shows the figures at a moment of the plan's clock.
func (b *bars) draw(ctx context.Context, c *client.Client, campaign string, at time.Time) {
	if b.e.json || b.live && time.Since(b.drawn) < drawEvery {
		return
	}
	if !b.live && at.Format(time.DateOnly) == b.day {
		return
	}
	list, err := c.Status(ctx, campaign, "", time.Time{})
	if err != nil {
		return // whoever plays meets the same error, and tells it
	}
	b.drawn, b.day = time.Now(), at.Format(time.DateOnly)
	b.clear()
	for _, p := range list {
		b.e.printf("%s\n", b.row(p))
	}
	if b.live {
		b.lines = len(list)
	}
}

// barWidth is the width of a full bar in columns.
const barWidth = 30

func (b *bars) row(p dispatcher.Progress) string {
	bar := ""
	if b.live && p.Total > 0 {
		full := p.Reached * barWidth / p.Total
		bar = " [" + strings.Repeat("#", full) + strings.Repeat(".", barWidth-full) + "]"
	}
	return fmt.Sprintf("%s  %-12s%s  %s", p.AsOf.Format("2006-01-02 15:04"), p.Audience, bar,
		fmt.Sprintf(b.e.say("demo.progress"), p.Attempted, p.Reached, p.Total, p.Unreached))
}

// clear takes the bars off the terminal.
func (b *bars) clear() {
	if b.lines > 0 {
		b.e.printf("\x1b[%dA\x1b[J", b.lines)
		b.lines = 0
	}
}

// end leaves the bars where they are.
func (b *bars) end() { b.lines = 0 }
