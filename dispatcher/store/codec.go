package store

import (
	"bytes"
	"fmt"
	"time"

	"github.com/vmihailenco/msgpack/v5"

	"github.com/owabi/owabi/channels"
	"github.com/owabi/owabi/dispatcher"
)

// Everything that scripts and Go exchange is msgpack, lists by position
// (lua/_case.lua names the positions). Times are Unix milliseconds, 0 for none.
// Lua's lists cannot hold nil, so nothing is ever nil.

// packer writes msgpack. The buffer cannot fail, so no call returns an error.
type packer struct {
	buf bytes.Buffer
	enc *msgpack.Encoder
}

func newPacker() *packer {
	p := &packer{}
	p.enc = msgpack.NewEncoder(&p.buf)
	p.enc.UseCompactInts(true)
	return p
}

func (p *packer) list(n int)       { p.enc.EncodeArrayLen(n) }
func (p *packer) int(n int64)      { p.enc.EncodeInt(n) }
func (p *packer) str(s string)     { p.enc.EncodeString(s) }
func (p *packer) time(t time.Time) { p.int(millis(t)) }
func (p *packer) bytes() []byte    { return p.buf.Bytes() }
func (p *packer) strs(all [][]byte) {
	p.list(len(all))
	for _, s := range all {
		p.str(string(s))
	}
}

func (p *packer) bool(b bool) {
	if b {
		p.int(1)
	} else {
		p.int(0)
	}
}

func millis(t time.Time) int64 {
	if t.IsZero() {
		return 0
	}
	return t.UnixMilli()
}

func moment(ms int64) time.Time {
	if ms == 0 {
		return time.Time{}
	}
	return time.UnixMilli(ms)
}

func (p *packer) packCase(c *dispatcher.Case) {
	p.list(18)
	for _, n := range [...]int64{c.V, c.RV, c.PV, int64(c.Audience), int64(c.Wave), int64(c.Reach), int64(c.Step), millis(c.Since),
		int64(c.Members), int64(c.Active), int64(c.Seq), int64(c.Soft), millis(c.SoftAt)} {
		p.int(n)
	}
	p.bool(c.Replan)
	p.contacts(&c.Contacts)
	p.list(len(c.Slots))
	for i := range c.Slots {
		p.packSlot(&c.Slots[i])
	}
	p.list(len(c.Attempts))
	for i := range c.Attempts {
		p.packAttempt(&c.Attempts[i])
	}
	p.int(int64(c.Best))
}

// contacts are four numbers, and three more where some were retired, which is
// rare.
func (p *packer) contacts(c *dispatcher.Contacts) {
	all := []int64{int64(c.Emails), int64(c.Phones), int64(c.Mobiles), int64(c.Postal), int64(c.Gone.Emails), int64(c.Gone.Phones), int64(c.Gone.Mobiles)}
	if c.Gone == (dispatcher.Gone{}) {
		all = all[:4]
	}
	p.list(len(all))
	for _, n := range all {
		p.int(n)
	}
}

func (u *unpacker) contacts() (c dispatcher.Contacts) {
	n := u.list()
	if u.err == nil && n != 4 && n != 7 {
		u.err = fmt.Errorf("contacts: %d values, want 4 or 7", n)
		return c
	}
	c = dispatcher.Contacts{Emails: u.int(), Phones: u.int(), Mobiles: u.int(), Postal: u.int()}
	if n == 7 {
		c.Gone = dispatcher.Gone{Emails: uint32(u.int64()), Phones: uint32(u.int64()), Mobiles: uint32(u.int64())}
	}
	return c
}

func (p *packer) packSlot(s *dispatcher.Slot) {
	p.list(10)
	p.int(int64(s.Seq))
	p.str(string(s.Channel))
	p.int(int64(s.Step))
	p.int(int64(s.Try))
	p.str(string(s.Phase))
	p.time(s.Due)
	p.time(s.Until)
	p.int(int64(s.Contact))
	p.str(s.Token)
	p.str(s.Who)
}

func (p *packer) packAttempt(a *dispatcher.Attempt) {
	if a.Flags == 0 {
		p.list(12)
	} else {
		p.list(13)
	}
	p.int(int64(a.Seq))
	p.str(string(a.Channel))
	p.int(int64(a.Step))
	p.int(int64(a.Try))
	p.int(int64(a.Contact))
	p.time(a.At)
	p.int(int64(a.Facts))
	p.str(string(a.Result))
	p.bool(a.Review)
	p.str(string(a.Disposition))
	p.time(a.Last)
	p.time(a.Again)
	if a.Flags != 0 {
		p.int(int64(a.Flags))
	}
}

func (p *packer) packDecision(d *dispatcher.Decision) {
	if d == nil {
		p.list(0)
		return
	}
	p.list(4)
	p.int(int64(d.Step))
	p.time(d.Since)
	p.bool(d.Over)
	p.list(len(d.Slots))
	for _, w := range d.Slots {
		p.list(9)
		p.int(int64(w.Keep))
		p.str(string(w.Channel))
		p.int(int64(w.Step))
		p.int(int64(w.Try))
		p.int(int64(w.Contact))
		p.str(string(w.Phase))
		p.int(int64(w.Seq))
		p.time(w.Due)
		p.time(w.Until)
	}
}

// unpacker reads msgpack; the first error sticks.
type unpacker struct {
	dec *msgpack.Decoder
	err error
}

func unpack(b []byte) *unpacker { return &unpacker{dec: msgpack.NewDecoder(bytes.NewReader(b))} }

func read[T any](u *unpacker, f func() (T, error)) T {
	var zero T
	if u.err != nil {
		return zero
	}
	v, err := f()
	if err != nil {
		u.err = err
		return zero
	}
	return v
}

func (u *unpacker) list() int       { return max(0, read(u, u.dec.DecodeArrayLen)) }
func (u *unpacker) int() int        { return int(read(u, u.dec.DecodeInt64)) }
func (u *unpacker) int64() int64    { return read(u, u.dec.DecodeInt64) }
func (u *unpacker) str() string     { return read(u, u.dec.DecodeString) }
func (u *unpacker) bytes() []byte   { return []byte(u.str()) }
func (u *unpacker) time() time.Time { return moment(u.int64()) }
func (u *unpacker) want(n int, what string) {
	if got := u.list(); u.err == nil && got != n {
		u.err = fmt.Errorf("%s: %d values, want %d", what, got, n)
	}
}

func (u *unpacker) unpackCase(id string) dispatcher.Case {
	c := dispatcher.Case{ID: id}
	u.want(18, "case")
	c.V, c.RV, c.PV = u.int64(), u.int64(), u.int64()
	c.Audience, c.Wave, c.Reach, c.Step, c.Since = u.int(), u.int(), dispatcher.Reach(u.int()), u.int(), u.time()
	c.Members, c.Active, c.Seq, c.Soft, c.SoftAt = u.int(), uint32(u.int64()), u.int(), u.int(), u.time()
	c.Replan = u.int() == 1
	c.Contacts = u.contacts()
	for range u.list() {
		c.Slots = append(c.Slots, u.unpackSlot())
	}
	for range u.list() {
		c.Attempts = append(c.Attempts, u.unpackAttempt())
	}
	c.Best = u.int()
	return c
}

func (u *unpacker) unpackSlot() dispatcher.Slot {
	u.want(10, "slot")
	return dispatcher.Slot{Seq: u.int(), Channel: channels.Name(u.str()), Step: u.int(), Try: u.int(), Phase: dispatcher.Phase(u.str()),
		Due: u.time(), Until: u.time(), Contact: u.int(), Token: u.str(), Who: u.str()}
}

func (u *unpacker) unpackAttempt() dispatcher.Attempt {
	n := u.list()
	if u.err == nil && n != 12 && n != 13 {
		u.err = fmt.Errorf("attempt: %d values, want 12 or 13", n)
	}
	a := dispatcher.Attempt{Seq: u.int(), Channel: channels.Name(u.str()), Step: u.int(), Try: u.int(), Contact: u.int(), At: u.time(),
		Facts: dispatcher.Facts(u.int()), Result: dispatcher.Result(u.str()), Review: u.int() == 1,
		Disposition: dispatcher.Disposition(u.str()), Last: u.time(), Again: u.time()}
	if n == 13 {
		a.Flags = dispatcher.Flags(u.int())
	}
	return a
}

// caseOf reads a packed case.
func caseOf(id string, packed []byte) (dispatcher.Case, error) {
	u := unpack(packed)
	c := u.unpackCase(id)
	if u.err != nil {
		return c, fmt.Errorf("store: case %s does not read: %w", id, u.err)
	}
	return c, nil
}
