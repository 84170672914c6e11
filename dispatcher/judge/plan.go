package judge

import (
	"fmt"
	"slices"

	"go.yaml.in/yaml/v3"
)

var channelNames = []string{"email", "sms", "call", "letter", "hand"}

// seenChannels are the channels that leave a trace where the judge can see it.
var seenChannels = []string{"email", "sms", "call"}

// wayFile is one channel of a step as the file writes it.
type wayFile struct {
	Tries       int
	Wait        string
	Hours       string
	Weekdays    yaml.Node
	Holidays    bool
	ReachedWhen string `yaml:"reached_when"`
}

// usual is what a file means where it says nothing of a channel: one try; a
// day between tries, three hours between calls; on holidays too, but for calls.
func usual(channel string) wayFile {
	if channel == "call" {
		return wayFile{Tries: 1, Wait: "3h"}
	}
	return wayFile{Tries: 1, Wait: "24h", Holidays: true}
}

// parsePlan reads the steps of a plan.
func parsePlan(steps []yaml.Node, need grade) (ways []way, err error) {
	for i := range steps {
		some, err := parseStep(&steps[i], need)
		if err != nil {
			return nil, fmt.Errorf("step %d: %w", i+1, err)
		}
		ways = append(ways, some...)
	}
	return ways, nil
}

// parseStep reads one step: the name of a channel, a mapping with one channel
// (`call: {tries: 8}`), or `together: […]` with what belongs to its channels in
// the list or beside it.
func parseStep(n *yaml.Node, need grade) ([]way, error) {
	if n.Kind == yaml.ScalarNode {
		w, err := parseWay(n.Value, nil, need)
		return []way{w}, err
	}
	keys := map[string]*yaml.Node{}
	for i := 0; i+1 < len(n.Content); i += 2 {
		keys[n.Content[i].Value] = n.Content[i+1]
	}
	if own := keys["reached_when"]; own != nil {
		var err error
		if need, err = gradeOf(own.Value); err != nil {
			return nil, fmt.Errorf("reached_when: %w", err)
		}
	}
	if together := keys["together"]; together != nil {
		return parseTogether(together.Content, keys, need)
	}
	return parseWays(n.Content, need)
}

// parseTogether reads the channels that a step runs side by side.
func parseTogether(items []*yaml.Node, beside map[string]*yaml.Node, need grade) (ways []way, err error) {
	for _, item := range items {
		var some []way
		if item.Kind == yaml.ScalarNode {
			some = make([]way, 1)
			some[0], err = parseWay(item.Value, beside[item.Value], need)
		} else {
			some, err = parseWays(item.Content, need)
		}
		if err != nil {
			return nil, err
		}
		ways = append(ways, some...)
	}
	return ways, nil
}

// parseWays reads the channels among the keys of a mapping.
func parseWays(keys []*yaml.Node, need grade) (ways []way, err error) {
	for i := 0; i+1 < len(keys); i += 2 {
		if !slices.Contains(channelNames, keys[i].Value) {
			continue
		}
		w, err := parseWay(keys[i].Value, keys[i+1], need)
		if err != nil {
			return nil, err
		}
		ways = append(ways, w)
	}
	return ways, nil
}

// parseWay reads one channel's settings; n may be nil or null.
func parseWay(channel string, n *yaml.Node, need grade) (w way, err error) {
	if !slices.Contains(channelNames, channel) {
		return w, fmt.Errorf("%q is no channel", channel)
	}
	f := usual(channel)
	if n != nil {
		err = n.Decode(&f)
	}
	if err == nil {
		w, err = f.way(channel, need)
	}
	if err != nil {
		return w, fmt.Errorf("%s: %w", channel, err)
	}
	return w, nil
}

func (f *wayFile) way(channel string, need grade) (w way, err error) {
	w = way{channel: channel, tries: f.Tries, holidays: f.Holidays, need: need}
	if w.wait, err = parseSpan(f.Wait); err != nil {
		return w, fmt.Errorf("wait: %w", err)
	}
	if f.Hours != "" {
		if w.from, w.to, err = parseHours(f.Hours); err != nil {
			return w, err
		}
	}
	if w.weekdays, err = parseWeekdays(scalars(&f.Weekdays)); err != nil {
		return w, err
	}
	if f.ReachedWhen != "" {
		if w.need, err = gradeOf(f.ReachedWhen); err != nil {
			return w, fmt.Errorf("reached_when: %w", err)
		}
	}
	return w, nil
}

// scalars returns the texts of a node that is one text or a list of them.
func scalars(n *yaml.Node) (texts []string) {
	if n.Value != "" {
		return []string{n.Value}
	}
	for _, c := range n.Content {
		texts = append(texts, c.Value)
	}
	return texts
}
