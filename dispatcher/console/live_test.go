package console

import (
	"bufio"
	"context"
	"net/http"
	"net/http/httptest"
	"slices"
	"strconv"
	"strings"
	"testing"
	"time"

	"github.com/owabi/owabi/dispatcher"
	"github.com/owabi/owabi/dispatcher/api"
)

// events is a stream as a browser reads it.
type events struct {
	*testing.T
	res   *http.Response
	lines *bufio.Scanner
}

// watchAt opens the stream of a page.
func (b *browser) watchAt(path string) *events {
	b.Helper()
	req, err := http.NewRequestWithContext(b.Context(), "GET", b.server.URL+path, nil)
	if err != nil {
		b.Fatal(err)
	}
	req.Header.Set("Accept", "text/event-stream")
	res, err := b.Do(req)
	if err != nil {
		b.Fatal(err)
	}
	b.Cleanup(func() { res.Body.Close() })
	return &events{b.T, res, bufio.NewScanner(res.Body)}
}

// next returns an event: its name and its data; ":" for a sign of life, and
// nothing at the end of the stream.
func (e *events) next() (name, data string) {
	e.Helper()
	for e.lines.Scan() {
		line := e.lines.Text()
		field, value, _ := strings.Cut(line, ": ")
		switch {
		case line == ":":
			return ":", ""
		case field == "event":
			name = value
		case field == "data":
			data += value + "\n"
		case line == "" && name != "":
			return name, data
		}
	}
	return "", ""
}

// figures waits for figures, over signs of life.
func (e *events) figures() string {
	e.Helper()
	for {
		name, data := e.next()
		if name == "figures" {
			return data
		}
		if name != ":" {
			e.Fatalf("the event is %q", name)
		}
	}
}

func quick(c *Console) { c.rooms.every = time.Millisecond }

func (f *world) reach(n int) {
	f.mu.Lock()
	defer f.mu.Unlock()
	p := f.progress[0]
	p.Reached, p.InProgress = n, 119-n
	f.progress = []dispatcher.Progress{p}
}

func TestFiguresMove(t *testing.T) {
	t.Parallel()
	o := open(t, quick)
	for _, path := range []string{"/live", "/campaigns/c1/live"} {
		o.reach(93)
		s := o.enter("佐藤").watchAt(path)
		if got := s.res.Header.Get("Content-Type"); s.res.StatusCode != 200 || got != "text/event-stream" {
			t.Fatalf("%s: status %d, %s", path, s.res.StatusCode, got)
		}
		if got := s.figures(); !strings.Contains(got, "<b>93</b>") || !strings.Contains(got, "到達") || strings.Contains(got, "<html") {
			t.Errorf("%s: at first\n%s", path, got)
		}
		o.reach(94)
		if got := s.figures(); !strings.Contains(got, "<b>94</b>") || !strings.Contains(got, "<b>25</b>") {
			t.Errorf("%s: then\n%s", path, got)
		}
	}
}

func TestStreamsSpeakTheReadersLanguage(t *testing.T) {
	t.Parallel()
	b := open(t, quick).enter("佐藤")
	b.open("/campaigns/c1?lang=en")
	if got := b.watchAt("/campaigns/c1/live").figures(); !strings.Contains(got, "Not yet") || strings.Contains(got, "未到達") {
		t.Errorf("in English\n%s", got)
	}
}

func TestStreamsShowSignsOfLife(t *testing.T) {
	t.Parallel()
	b := open(t, func(c *Console) { c.pulse = time.Millisecond }).enter("佐藤")
	s := b.watchAt("/live")
	s.figures()
	for range 3 {
		if name, _ := s.next(); name != ":" {
			t.Fatalf("the event is %q", name)
		}
	}
}

func TestStreamsTellOfTrouble(t *testing.T) {
	t.Parallel()
	o := open(t, quick)
	s := o.enter("佐藤").watchAt("/campaigns/c1/live")
	s.figures()
	o.breaks("status", http.ErrServerClosed)
	if name, data := s.next(); name != "trouble" || data != "" {
		t.Errorf("the event is %q %q", name, data)
	}
	o.breaks("status", nil)
	s.figures()
	if n := strings.Count(o.log.String(), "figures cannot be read"); n != 1 {
		t.Errorf("the failure is logged %d times", n)
	}
}

func TestStreamsEnd(t *testing.T) {
	t.Parallel()
	for name, end := range map[string]func(b *browser){
		"by signing out": func(b *browser) { b.post("/leave", nil) },
		"with the account": func(b *browser) {
			if _, err := b.accounts.Close(context.Background(), "test", "sato"); err != nil {
				b.Error(err)
			}
		},
		"when the server closes":  func(b *browser) { b.gate.Close() },
		"when the browser leaves": nil,
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			b := open(t, quick).enter("佐藤")
			s := b.watchAt("/campaigns/c1/live")
			s.figures()
			if end == nil {
				s.res.Body.Close()
			} else {
				end(b)
				for name, _ := s.next(); name != ""; name, _ = s.next() {
				}
			}
			b.until("the room is empty", func() bool {
				b.rooms.mu.Lock()
				defer b.rooms.mu.Unlock()
				return len(b.rooms.open) == 0 && b.rooms.watchers == 0
			})
		})
	}
}

// A stream outlives the bounds that the server puts on every other exchange.
func TestStreamsOutliveTheServersBounds(t *testing.T) {
	t.Parallel()
	o := open(t, quick)
	b := o.enter("佐藤")
	hasty := httptest.NewUnstartedServer(nil)
	hasty.Config = api.Server(o.server.Config.Handler)
	hasty.Config.ReadTimeout, hasty.Config.WriteTimeout = 50*time.Millisecond, 50*time.Millisecond
	hasty.Start()
	t.Cleanup(hasty.Close)
	t.Cleanup(func() { o.gate.Close() })
	o.server = hasty
	s := b.watchAt("/campaigns/c1/live")
	s.figures()
	for end, n := time.Now().Add(300*time.Millisecond), 0; time.Now().Before(end); n++ {
		o.reach(n % 100)
		s.figures()
	}
}

// Who takes nothing of what they are sent is dropped, and holds nobody up.
func TestSlowWatchersAreDropped(t *testing.T) {
	t.Parallel()
	o := open(t, quick, func(c *Console) { c.taking = 20 * time.Millisecond })
	b := o.enter("佐藤")
	many := make([]dispatcher.Progress, 200)
	b.watchAt("/campaigns/c1/live") // and read no more of it
	n := 0
	o.until("the slow one is dropped", func() bool {
		for i := range many {
			many[i] = dispatcher.Progress{Campaign: "c1", Audience: strconv.Itoa(i), Total: n, Pending: n}
		}
		o.mu.Lock()
		o.progress = slices.Clone(many)
		o.mu.Unlock()
		n++
		return o.watchers() == 0
	})
}

func TestAFullRoomSaysSo(t *testing.T) {
	t.Parallel()
	o := open(t, quick, func(c *Console) { c.rooms.limit = 0 })
	s := o.enter("佐藤").watchAt("/live")
	if s.res.StatusCode != http.StatusServiceUnavailable || s.res.Header.Get("Retry-After") == "" {
		t.Errorf("status %d", s.res.StatusCode)
	}
}

func TestStreamsNeedAWatcher(t *testing.T) {
	t.Parallel()
	o := open(t, quick)
	b := o.enter("佐藤")
	res, err := b.Head(o.server.URL + "/campaigns/c1/live")
	if p := b.read(res, err); p.status != 200 || o.watchers() != 0 {
		t.Errorf("status %d, %d watchers", p.status, o.watchers())
	}
}

func (o *office) watchers() int {
	o.rooms.mu.Lock()
	defer o.rooms.mu.Unlock()
	return o.rooms.watchers
}
