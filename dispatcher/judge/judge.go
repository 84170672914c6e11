package judge

import (
	"cmp"
	"fmt"
	"io"
	"slices"
	"strings"
	"time"
)

// Input is what was seen outside, and what the product says of itself once it
// has come to rest. Logs are JSON lines; a nil log is an empty one.
type Input struct {
	Mails         io.Reader // the sandbox's: {"at","plan","channel","from","to":[…],"data"}, with "sid" for a text
	Calls         io.Reader // the operators': {"at","plan","dialled_plan","attempt","case","audience","name","number","script","disposition"}
	Confirmations io.Reader // the recipients': {"at","plan","case","to","audience","row"}

	Cases    []Case             // every case of the campaign
	Figures  []Figures          // one an audience
	Balances map[string]Balance // by audience: what became of the list's rows; without it every row is a person once

	Resent      []string     // Message-IDs that a human ordered again, one entry an order
	Withdrawals []Withdrawal // when people were withdrawn

	Over      bool // the plans had time to come to their end: nobody may be left pending or in progress, but for reviews
	Refusing  bool // the sandbox was told to refuse some mails: an attempt may have left no trace
	WallClock bool // the product ran on the wall clock: a log without plan times can be judged by its own

	// Flight is how long a mail may have been on the wire when a person was
	// reached; it counts only where wall clocks are compared. 0 stands for
	// five seconds.
	Flight time.Duration
}

// Judge compares what was ordered, what was seen and what is said. It reads
// each log once, in time linear in its length; it keeps some hundred bytes a
// person. An error means that the input could not be read: then there is no
// verdict.
func Judge(m *Mandate, in Input) (Verdict, error) {
	t := newTrial(m, in)
	cut, err := readLog("mails", in.Mails, t.accepted)
	if err != nil {
		return Verdict{}, err
	}
	if cut {
		t.skip("the last line of the log of mails is cut off and was not read")
	}
	if _, err := readLog("calls", in.Calls, t.call); err != nil {
		return Verdict{}, err
	}
	if _, err := readLog("confirmations", in.Confirmations, t.confirmation); err != nil {
		return Verdict{}, err
	}
	t.sharedTexts()
	t.withdrawals()
	for who := range t.seen {
		t.repeats(int32(who))
		t.late(int32(who))
	}
	t.account()
	return t.verdict(), nil
}

// trial is one run of the judge.
type trial struct {
	m        *Mandate
	in       Input
	v        Verdict
	seen     []sight          // by person
	gone     []bool           // by person: the import took no person of this row
	doubtful map[int32]bool   // people of whom the import warned that a contact cannot be used
	cases    map[string]int32 // case id -> index in Input.Cases
	idLen    int              // of a case id
	holder   []int32          // case -> person seen with it, -1 for nobody
	tokens   map[uint64]int32 // token of a page, or reference number -> person
	ids      map[uint64]int32 // Message-ID or sid -> person
	refs     map[uint64]int32 // reference number -> case, -1 where it is that of several; nil until it is asked for
	shared   []mailSeen       // texts to numbers that people share, not judged yet
	resent   map[uint64]int   // Message-ID -> orders to send again that were not used up
	skips    []string
	flight   time.Duration
}

// sight is what was seen of one person.
type sight struct {
	tied      int32 // index of their case, -1 while it is not known
	contacts  []contact
	tries     int    // contacts that are neither doubled nor ordered by a human
	evidence  grade  // the best that was seen
	reached   moment // when that was enough for the first time
	withdrawn moment
}

// contact is one contact that was seen.
type contact struct {
	when    moment
	channel string // "email", "sms" or "call"
	id      uint64 // Message-ID of a mail, sid of a text
	to      uint64 // address or number

	promised bool // a call in which another one was promised
}

// moment is one moment on two clocks, in nanoseconds of Unix time; 0 where a
// clock is not known.
type moment struct{ plan, wall int64 }

func momentOf(plan, wall time.Time) (m moment) {
	if !plan.IsZero() {
		m.plan = plan.UnixNano()
	}
	if !wall.IsZero() {
		m.wall = wall.UnixNano()
	}
	return m
}

func (m moment) known() bool { return m != moment{} }

// earlier returns the earlier moment, clock by clock.
func (m moment) earlier(n moment) moment {
	first := func(a, b int64) int64 {
		if a == 0 || b != 0 && b < a {
			return b
		}
		return a
	}
	return moment{first(m.plan, n.plan), first(m.wall, n.wall)}
}

func newTrial(m *Mandate, in Input) *trial {
	t := &trial{m: m, in: in, seen: make([]sight, len(m.people)), gone: make([]bool, len(m.people)), doubtful: map[int32]bool{},
		cases: make(map[string]int32, len(in.Cases)), holder: make([]int32, len(in.Cases)),
		tokens: map[uint64]int32{}, ids: map[uint64]int32{}, resent: map[uint64]int{},
		flight: cmp.Or(in.Flight, 5*time.Second)}
	for i := range t.seen {
		t.seen[i].tied = -1
	}
	for i, c := range in.Cases {
		t.cases[c.ID], t.holder[i], t.idLen = int32(i), -1, len(c.ID)
	}
	for _, id := range in.Resent {
		t.resent[hashOf(strings.Trim(id, " <>"))]++
	}
	for i, l := range m.lists {
		t.v.Audiences = append(t.v.Audiences, Count{l.audience, t.roll(int16(i))})
		t.v.People += t.v.Audiences[i].People
	}
	return t
}

// find counts a finding about a person, or about nobody known (-1).
func (t *trial) find(kind Kind, who int32, format string, args ...any) {
	f := Finding{Kind: kind, Seen: fmt.Sprintf(format, args...)}
	if who >= 0 {
		p := t.m.place(who)
		f.Audience, f.Row = p.Audience, p.Row
	}
	t.v.add(f)
}

// findMany counts a finding about several people of an audience who are not
// known one by one.
func (t *trial) findMany(kind Kind, audience string, count int, format string, args ...any) {
	if count > 0 {
		t.v.add(Finding{Kind: kind, Audience: audience, Count: count, Seen: fmt.Sprintf(format, args...)})
	}
}

// skip notes a rule that could not be applied.
func (t *trial) skip(format string, args ...any) {
	if s := fmt.Sprintf(format, args...); !slices.Contains(t.skips, s) {
		t.skips = append(t.skips, s)
	}
}

func (t *trial) verdict() Verdict {
	t.v.NotJudged = t.skips
	return t.v
}
