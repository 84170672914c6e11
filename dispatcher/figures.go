package dispatcher

import (
	"context"
	"sort"
	"strconv"
	"strings"
	"sync"
	"time"

	"github.com/owabi/owabi/channels"
)

// Figures answers how far a campaign is: now, or as of any minute.
type Figures struct {
	Book  *Book
	Tally Tally
	Shelf Shelf
	Clock Clock
	Index *Index // nil: the index is not looked at

	mu      sync.Mutex
	arrived map[string]arrivals // by the key of the campaign
}

// Status returns the figures of a campaign's audiences, or of one; of all
// campaigns when id is empty. As of T means: what was recorded by the last full
// minute up to T, the same for ever. A zero asOf means now.
func (f *Figures) Status(ctx context.Context, id, audience string, asOf time.Time) ([]Progress, error) {
	lives := f.Book.all()
	if id != "" {
		l, err := f.Book.byID(id)
		if err != nil {
			return nil, err
		}
		lives = []*Live{l}
		if audience != "" && l.Campaign.Audience(audience) < 0 {
			return nil, noAudience(l, audience)
		}
	}
	all := []Progress{}
	for _, l := range lives {
		ps, err := f.campaign(ctx, l, audience, asOf)
		if err != nil {
			return nil, err
		}
		all = append(all, ps...)
	}
	return all, nil
}

func (f *Figures) campaign(ctx context.Context, l *Live, audience string, asOf time.Time) ([]Progress, error) {
	now := f.Clock.Now()
	if asOf.After(now) {
		return nil, &Error{Code: Invalid, Where: "as_of", What: "this moment has not come yet", Cure: "give a time up to now"}
	}
	at := now
	if !asOf.IsZero() {
		at = asOf.Truncate(time.Minute)
		// Nothing may be recorded at or before a moment whose figure has been told.
		if err := f.Shelf.Note(ctx, at.Add(time.Millisecond), "system", l.Registered, "", ""); err != nil {
			return nil, err
		}
	}
	counts, err := f.Tally.Counts(ctx, l.Registered, asOf)
	if err != nil {
		return nil, err
	}
	var ps []Progress
	for i := range l.Campaign.Audiences {
		if a := &l.Campaign.Audiences[i]; audience == "" || a.Name == audience {
			p := l.progress(i, a, counts, at)
			if p.Extent, err = f.extent(ctx, l, i, &p); err != nil {
				return nil, err
			}
			if asOf.IsZero() {
				p.Off = l.Off
			}
			ps = append(ps, p)
		}
	}
	return ps, nil
}

// counter names a counter of an audience, as lua/_case.lua does.
func counter(audience int, name string) string { return strconv.Itoa(audience) + "|" + name }

// progress reads the status object of one audience from the counters.
func (l *Live) progress(i int, a *Audience, counts map[string]int, at time.Time) Progress {
	n := func(name string) int { return counts[counter(i, name)] }
	p := Progress{Campaign: l.ID, Audience: a.Name, Goal: a.Goal, Round: 1, State: l.State, AsOf: at.In(l.Campaign.Location),
		Total: n("t"), Attempted: n("a"), Review: n("v"),
		Pending: n("s0"), InProgress: n("s1"), Reached: n("s2"), Unreachable: n("s3"), Withdrawn: n("s4"),
		Cases:     Cases{Total: n("T"), Reached: n("S2"), Unreached: n("S0") + n("S1") + n("S3")},
		ByChannel: map[string]ChannelProgress{}, ByAttempt: byAttempt(i, counts)}
	p.Unreached = p.Pending + p.InProgress + p.Unreachable
	for _, ch := range channels.All {
		c := func(name string) int { return n("c" + string(ch) + "|" + name) }
		if cp := (ChannelProgress{Attempts: c("n"), Attempted: c("a"), Reached: c("r"), Review: c("v")}); cp != (ChannelProgress{}) {
			p.ByChannel[string(ch)] = cp
		}
	}
	return p
}

// byAttempt reads how many wait before which try, and were reached after it.
func byAttempt(audience int, counts map[string]int) []AttemptProgress {
	rows := map[int]*AttemptProgress{}
	prefix := counter(audience, "n")
	for k, n := range counts {
		rest, ok := strings.CutPrefix(k, prefix)
		number, what, found := strings.Cut(rest, "|")
		try, err := strconv.Atoi(number)
		if !ok || !found || err != nil || n == 0 {
			continue
		}
		if rows[try] == nil {
			rows[try] = &AttemptProgress{Attempt: try}
		}
		if what == "w" {
			rows[try].Waiting = n
		} else {
			rows[try].Reached = n
		}
	}
	all := []AttemptProgress{}
	for _, r := range rows {
		all = append(all, *r)
	}
	sort.Slice(all, func(i, j int) bool { return all[i].Attempt < all[j].Attempt })
	return all
}

// Verify recounts a campaign from its records: the store's own differences,
// and the balance of its lists.
func (f *Figures) Verify(ctx context.Context, id string) (Verification, error) {
	l, err := f.Book.byID(id)
	if err != nil {
		return Verification{}, err
	}
	v, err := f.Tally.Recount(ctx, l.Registered)
	if err != nil {
		return v, err
	}
	counts, err := f.Tally.Counts(ctx, l.Registered, zeroTime)
	if err != nil {
		return v, err
	}
	people := 0
	for _, w := range l.Waves {
		people += w.brought(counts)
		if w.Intake {
			continue
		}
		if w.Done && w.Rows != w.People+w.Merged+w.Rejected+w.Excluded {
			v.Differences = append(v.Differences, "import "+strconv.Itoa(w.N)+": its rows are not people + merged + rejected + excluded")
		}
		if !w.Done {
			v.Differences = append(v.Differences, "import "+strconv.Itoa(w.N)+" was interrupted: import the same file again")
		}
	}
	if f.Index != nil {
		lacking, err := f.Index.Verify(ctx, id)
		if err != nil {
			return v, err
		}
		v.Differences = append(v.Differences, lacking...)
	}
	if people != v.People {
		v.Differences = append(v.Differences, "the imports brought "+strconv.Itoa(people)+" people, the records hold "+strconv.Itoa(v.People))
	}
	return v, nil
}

// Repair completes the index by which people are found.
func (f *Figures) Repair(ctx context.Context, actor, id string) (int, error) {
	return f.Index.Rebuild(ctx, actor, id)
}
