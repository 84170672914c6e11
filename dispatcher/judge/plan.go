package judge

import (
	"fmt"
	"slices"

	"go.yaml.in/yaml/v3"
)

var channelNames = []string{"email", "sms", "call", "letter", "hand"}

// seenChannels are the channels that leave a trace where the judge can see it.
var seenChannels = []string{"email", "call"}

// wayFile is one channel of a step as the file writes it.
type wayFile struct {
	Tries       int
	Wait        string
	Hours       string
	Weekdays    yaml.Node
	Holidays    bool
	ReachedWhen string `yaml:"reached_when"`
}

// parseStep reads a step: a mapping with one channel (`call: {tries: 8}`), or
// with `together`, which holds several as a list or as a mapping.
func parseStep(n *yaml.Node, need grade) ([]way, error) {
	if n.Kind == yaml.ScalarNode {
		w, err := parseWay(n.Value, nil, need)
		return []way{w}, err
	}
	if n.Kind == yaml.SequenceNode {
		return parseSteps(n.Content, need)
	}
	var own struct {
		ReachedWhen string `yaml:"reached_when"`
	}
	if err := n.Decode(&own); err != nil {
		return nil, err
	}
	if own.ReachedWhen != "" {
		var err error
		if need, err = gradeOf(own.ReachedWhen); err != nil {
			return nil, fmt.Errorf("reached_when: %w", err)
		}
	}
	return parseWays(n, need)
}

func parseSteps(nodes []*yaml.Node, need grade) (ways []way, err error) {
	for _, n := range nodes {
		some, err := parseStep(n, need)
		if err != nil {
			return nil, err
		}
		ways = append(ways, some...)
	}
	return ways, nil
}

// parseWays reads the channels among the keys of a step.
func parseWays(n *yaml.Node, need grade) (ways []way, err error) {
	for i := 0; i+1 < len(n.Content); i += 2 {
		key, value := n.Content[i].Value, n.Content[i+1]
		switch {
		case key == "together":
			some, err := parseStep(value, need)
			if err != nil {
				return nil, err
			}
			ways = append(ways, some...)
		case slices.Contains(channelNames, key):
			w, err := parseWay(key, value, need)
			if err != nil {
				return nil, fmt.Errorf("%s: %w", key, err)
			}
			ways = append(ways, w)
		}
	}
	return ways, nil
}

// parseWay reads one channel's settings; n may be nil or null.
func parseWay(channel string, n *yaml.Node, need grade) (w way, err error) {
	if !slices.Contains(channelNames, channel) {
		return w, fmt.Errorf("%q is no channel", channel)
	}
	f := wayFile{Tries: 1}
	if n != nil {
		if err := n.Decode(&f); err != nil {
			return w, err
		}
	}
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
		w.need, err = gradeOf(f.ReachedWhen)
	}
	return w, err
}

// scalars returns the texts of a node that is one text or a list of them.
func scalars(n *yaml.Node) []string {
	if n.Kind == yaml.SequenceNode {
		var texts []string
		for _, c := range n.Content {
			texts = append(texts, c.Value)
		}
		return texts
	}
	if n.Value == "" {
		return nil
	}
	return []string{n.Value}
}
