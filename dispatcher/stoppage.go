package dispatcher

import (
	"fmt"
	"strings"
)

// Stoppage is the kind of reason for which a channel of a campaign was paused.
// The set is closed; the doors say each in the reader's language.
type Stoppage string

// The reasons. Registered.Off, Summary.Off and Progress.Off hold one with its
// detail, "refused: RCPT 550 5.7.1".
const (
	StopRefused  Stoppage = "refused"  // the provider refuses us; the detail is what it refused, and its code
	StopSilent   Stoppage = "silent"   // so many sends in a row whose outcome nobody knows
	StopDoubtful Stoppage = "doubtful" // so many of so many sends: "21/400"
	StopByHand   Stoppage = "by_hand"  // a person has paused it
	StopUnfit    Stoppage = "unfit"    // a letter that cannot be rendered, or that the guard refuses
)

// Off is the channels of a campaign that are paused for a fault of ours: channel
// to reason. Resume opens them again.
type Off = map[string]string

// with joins a reason and its detail.
func (s Stoppage) with(detail string) string {
	if detail == "" {
		return string(s)
	}
	return string(s) + ": " + detail
}

// ReadStoppage takes such a reason apart. A text that is none of them is all
// detail.
func ReadStoppage(why string) (Stoppage, string) {
	kind, detail, _ := strings.Cut(why, ": ")
	switch s := Stoppage(kind); s {
	case StopRefused, StopSilent, StopDoubtful, StopByHand, StopUnfit:
		return s, detail
	}
	return "", why
}

// stops says for which reason the breaker opens after what it has seen; empty
// when it stays closed. refusal is what the provider refused last.
func (s *streak) stops(refusal string) string {
	switch {
	case s.technical == technicalInRow:
		return StopRefused.with(refusal)
	case s.uncertain == uncertainInRow:
		return StopSilent.with(fmt.Sprint(uncertainInRow))
	case s.uncertains == max(uncertainLeast, s.sends/uncertainPart)+1:
		return StopDoubtful.with(fmt.Sprintf("%d/%d", s.uncertains, s.sends))
	}
	return ""
}
