package api

import (
	"io"
	"net/http"
	"time"
)

// upload is a list on its way in. It may take as long as it likes while it
// moves, and is cut when nothing has come for readTime.
type upload struct {
	body  io.Reader
	conn  *http.ResponseController
	begun bool // something was read, so the client is sending
}

func newUpload(w http.ResponseWriter, r *http.Request) *upload {
	u := &upload{body: r.Body, conn: http.NewResponseController(w)}
	u.conn.SetWriteDeadline(time.Time{}) // the reply waits for the whole list
	return u
}

func (u *upload) Read(p []byte) (int, error) {
	u.begun = true
	u.conn.SetReadDeadline(time.Now().Add(readTime))
	n, err := u.body.Read(p)
	if err != nil {
		// Nothing more is to come. The server listens on for a client that
		// goes away, and would take a bound of ours left standing, set by a
		// read past the end, for one that has gone.
		u.conn.SetReadDeadline(time.Time{})
	}
	return n, err
}

// end reads what a refusal left over: a client that is still sending would
// otherwise lose the reply with the connection. It asks for nothing from a
// client that waits to be asked (Expect: 100-continue).
func (u *upload) end() {
	if u.begun {
		io.Copy(io.Discard, u)
	}
	u.conn.SetWriteDeadline(time.Now().Add(writeTime))
}
