package journal

import (
	"bytes"
	"crypto/sha256"
	"encoding/hex"
	"errors"
	"fmt"

	"github.com/owabi/owabi/dispatcher"
)

// Hash is the SHA-256 of an entry: of the hash of the entry before, 32 bytes,
// and the bytes of the event. The first entry follows 32 zero bytes.
type Hash [sha256.Size]byte

func (h Hash) String() string { return hex.EncodeToString(h[:]) }

// Entry is one message of the journal.
type Entry struct {
	Event dispatcher.Event
	Prev  Hash   // of the entry before
	Hash  Hash   // of this one
	Raw   []byte // the event as it was written
}

// A message has one form only, so that no byte of it can be changed unnoticed:
//
//	{"event":…,"prev":"64 hex digits","hash":"64 hex digits"}
const (
	head    = `{"event":`
	middle  = `,"prev":"`
	between = `","hash":"`
	foot    = `"}`
	digits  = 2 * sha256.Size
	tailLen = len(middle) + digits + len(between) + digits + len(foot)
)

// Link writes the message of an event that follows the entry with hash prev,
// and returns its own hash.
func Link(prev Hash, e dispatcher.Event) (msg []byte, hash Hash) {
	raw := Encode(e)
	hash = hashOf(prev, raw)
	msg = make([]byte, 0, len(head)+len(raw)+tailLen)
	msg = append(msg, head...)
	msg = append(msg, raw...)
	msg = append(msg, middle...)
	msg = hex.AppendEncode(msg, prev[:])
	msg = append(msg, between...)
	msg = hex.AppendEncode(msg, hash[:])
	return append(msg, foot...), hash
}

func hashOf(prev Hash, raw []byte) Hash {
	h := sha256.New()
	h.Write(prev[:])
	h.Write(raw)
	return Hash(h.Sum(nil))
}

// Errors of Parse.
var (
	errForm = errors.New("has not the form of an entry")
	errHash = errors.New("has content that does not match its hash")
)

// Parse reads a message and checks its hash. It keeps msg.
func Parse(msg []byte) (Entry, error) {
	var e Entry
	if len(msg) < len(head)+tailLen || !bytes.HasPrefix(msg, []byte(head)) {
		return e, errForm
	}
	e.Raw = msg[len(head) : len(msg)-tailLen]
	if err := e.parseTail(msg[len(msg)-tailLen:]); err != nil {
		return e, err
	}
	if hashOf(e.Prev, e.Raw) != e.Hash {
		return e, errHash
	}
	var err error
	e.Event, err = Decode(e.Raw)
	return e, err
}

func (e *Entry) parseTail(tail []byte) error {
	for _, part := range []struct {
		before string
		hash   *Hash
	}{{middle, &e.Prev}, {between, &e.Hash}} {
		if !bytes.HasPrefix(tail, []byte(part.before)) {
			return errForm
		}
		text := tail[len(part.before):][:digits]
		if _, err := hex.Decode(part.hash[:], text); err != nil || string(text) != part.hash.String() {
			return errForm
		}
		tail = tail[len(part.before)+digits:]
	}
	if string(tail) != foot {
		return errForm
	}
	return nil
}

// toHash reads a hash that the store remembers; none is the zero hash.
func toHash(b []byte) (Hash, error) {
	if len(b) == 0 {
		return Hash{}, nil
	}
	if len(b) != sha256.Size {
		return Hash{}, fmt.Errorf("journal: a hash of %d bytes", len(b))
	}
	return Hash(b), nil
}
