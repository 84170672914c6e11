package judge

import (
	"bytes"
	"fmt"
	"slices"
	"time"

	"go.yaml.in/yaml/v3"
)

// campaign is what the judge needs of a campaign file.
type campaign struct {
	zone       *time.Location
	discovered time.Time // zero when it is not said
	letters    string    // directory of the office's own letters, beside the file
	audiences  []audience
}

// audience is one audience of the file.
type audience struct {
	name    string
	need    grade
	start   time.Time // zero: no earliest time
	list    string
	columns map[string]string
	ways    []way
}

// way returns the ways of a channel, in the order of the plan.
func (a *audience) by(channel string) []way {
	var ways []way
	for _, w := range a.ways {
		if w.channel == channel {
			ways = append(ways, w)
		}
	}
	return ways
}

// tries is how many contacts by a channel the whole plan allows.
func (a *audience) tries(channel string) (n int) {
	for _, w := range a.by(channel) {
		n += w.tries
	}
	return n
}

// needBy is the grade that surely counts as reached by the channel: the
// highest, where steps ask for different ones.
func (a *audience) needBy(channel string) grade {
	need := nothing
	for _, w := range a.by(channel) {
		need = max(need, w.need)
	}
	if need == nothing {
		return a.need
	}
	return need
}

// leastNeed is the lowest grade that can count as reached by any way.
func (a *audience) leastNeed() grade {
	need := a.need
	for _, w := range a.ways {
		need = min(need, w.need)
	}
	return need
}

// grade ranks evidence.
type grade int8

// The grades, weakest first.
const (
	nothing grade = iota
	handedOver
	delivered
	acknowledged
	spoken
)

var grades = []string{"none", "handed_over", "delivered", "acknowledged", "spoken"}

func (g grade) String() string { return grades[g] }

func gradeOf(name string) (grade, error) {
	if g := slices.Index(grades, name); g >= 0 {
		return grade(g), nil
	}
	return nothing, fmt.Errorf("%q is no grade of evidence", name)
}

// campaignFile is the file's own shape. Keys that say nothing about who may be
// contacted when are left unread.
type campaignFile struct {
	Timezone  string
	Letters   string
	Incident  struct{ Discovered string }
	Audiences yaml.Node
}

type audienceFile struct {
	Goal        string
	ReachedWhen string `yaml:"reached_when"`
	Start       string
	List        string
	Columns     map[string]string
	Plan        []yaml.Node
}

// parseCampaign reads a campaign file.
func parseCampaign(text []byte) (*campaign, error) {
	f := campaignFile{Timezone: "Asia/Tokyo"}
	if err := yaml.NewDecoder(bytes.NewReader(text)).Decode(&f); err != nil {
		return nil, err
	}
	zone, err := time.LoadLocation(f.Timezone)
	if err != nil || f.Timezone == "" {
		return nil, fmt.Errorf("timezone %q: unknown", f.Timezone)
	}
	c := &campaign{zone: zone, letters: f.Letters}
	if c.discovered, err = parseTime(f.Incident.Discovered, zone); err != nil {
		return nil, fmt.Errorf("incident: discovered: %w", err)
	}
	for i := 0; i+1 < len(f.Audiences.Content); i += 2 {
		name := f.Audiences.Content[i].Value
		a, err := parseAudience(f.Audiences.Content[i+1], zone)
		if err != nil {
			return nil, fmt.Errorf("audience %s: %w", name, err)
		}
		a.name = name
		c.audiences = append(c.audiences, a)
	}
	if len(c.audiences) == 0 {
		return nil, fmt.Errorf("audiences: none")
	}
	return c, nil
}

func parseAudience(n *yaml.Node, zone *time.Location) (a audience, err error) {
	var f audienceFile
	if err := n.Decode(&f); err != nil {
		return a, err
	}
	a.list, a.columns = f.List, f.Columns
	if a.need, err = f.need(); err != nil {
		return a, fmt.Errorf("reached_when: %w", err)
	}
	if a.start, err = parseTime(f.Start, zone); err != nil {
		return a, fmt.Errorf("start: %w", err)
	}
	a.ways, err = parsePlan(f.Plan, a.need)
	return a, err
}

// need is the grade that counts as reached: where the file does not say, it is
// confirmed for a deletion, talked about for an apology that people make, and
// handed over otherwise.
func (f *audienceFile) need() (grade, error) {
	if f.ReachedWhen != "" {
		return gradeOf(f.ReachedWhen)
	}
	ways, _ := parsePlan(f.Plan, nothing) // what is wrong with it is told when it is read for good
	byPeople := slices.ContainsFunc(ways, func(w way) bool { return w.channel == "call" || w.channel == "hand" })
	switch {
	case f.Goal == "deletion":
		return acknowledged, nil
	case f.Goal == "apology" && byPeople:
		return spoken, nil
	}
	return handedOver, nil
}

var timeForms = []string{time.RFC3339, "2006-01-02T15:04Z07:00", "2006-01-02 15:04Z07:00", "2006-01-02 15:04 Z07:00", "2006-01-02T15:04:05", "2006-01-02T15:04", "2006-01-02 15:04:05", "2006-01-02 15:04", "2006-01-02"}

// parseTime reads a time, in the campaign's zone where it names none. Empty is
// the zero time.
func parseTime(text string, zone *time.Location) (time.Time, error) {
	if text == "" {
		return time.Time{}, nil
	}
	for _, form := range timeForms {
		if t, err := time.ParseInLocation(form, text, zone); err == nil {
			return t, nil
		}
	}
	return time.Time{}, fmt.Errorf("%q: want a time such as 2023-02-26T18:00+09:00", text)
}
