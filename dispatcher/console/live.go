package console

import (
	"bytes"
	"net/http"
	"time"

	"github.com/owabi/owabi/dispatcher/api/gate"
)

// watch sends the figures of a campaign, or of all, as they change: server-sent
// events of the HTML Standard (9.2). It lasts as long as the session and the
// browser.
func (c *Console) watch(w http.ResponseWriter, r *http.Request) error {
	id := r.PathValue("id")
	if id != "" {
		if _, err := c.s.Campaigns.Show(r.Context(), id); err != nil {
			return err
		}
	}
	frames, leave, err := c.rooms.enter(id)
	if err != nil {
		w.Header().Set("Retry-After", "10")
		return err
	}
	defer leave()
	lang, in := gate.Language(w, r), gate.SessionOf(r.Context())
	s := c.stream(w)
	if r.Method == http.MethodHead {
		return nil
	}
	beat := time.NewTicker(c.pulse)
	defer beat.Stop()
	for alive := s.send("retry: 2000\n\n"); alive; {
		select {
		case f := <-frames:
			text, err := event(f, variantFor(in.May, lang))
			if err != nil {
				c.log.Error("figures cannot be shown", "error", err)
			}
			alive = s.send(text)
		case <-beat.C:
			alive = in.Still(r.Context()) && s.send(":\n\n")
		case <-r.Context().Done():
			return nil
		case <-in.Ended():
			return nil
		}
	}
	return nil
}

// stream is a reply that goes on.
type stream struct {
	w      http.ResponseWriter
	conn   *http.ResponseController
	taking time.Duration
}

// stream begins one.
func (c *Console) stream(w http.ResponseWriter) stream {
	w.Header().Set("Content-Type", "text/event-stream")
	w.Header().Set("X-Accel-Buffering", "no") // of nginx, where one stands in front
	return stream{w, http.NewResponseController(w), c.taking}
}

// send reports false when the watcher has gone, or is too slow.
func (s stream) send(text string) bool {
	s.conn.SetWriteDeadline(time.Now().Add(s.taking)) // in place of the server's own, which is for a whole reply
	if _, err := s.w.Write([]byte(text)); err != nil {
		return false
	}
	return s.conn.Flush() == nil
}

const trouble = "event: trouble\ndata:\n\n"

// event writes what a room shows; trouble when it cannot be shown.
func event(f shown, v variant) (string, error) {
	if f.trouble {
		return trouble, nil
	}
	html, err := f.figures.in(v)
	if err != nil {
		return trouble, err
	}
	return sse("figures", html), nil
}

// sse is one event.
func sse(name string, html []byte) string {
	var b bytes.Buffer
	b.WriteString("event: " + name + "\n")
	if len(bytes.TrimSpace(html)) == 0 {
		b.WriteString("data:\n")
	}
	for line := range bytes.Lines(html) {
		if line = bytes.TrimSpace(line); len(line) > 0 {
			b.WriteString("data: ")
			b.Write(line)
			b.WriteByte('\n')
		}
	}
	b.WriteByte('\n')
	return b.String()
}
