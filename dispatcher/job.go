package dispatcher

import (
	"fmt"
	"strconv"
	"strings"

	"github.com/owabi/owabi/channels"
)

// AttemptID names one attempt for ever. Its Campaign is the random key of the
// campaign's storage, so that a campaign id used again after an erasure meets
// nothing old.
type AttemptID struct {
	Campaign string // Campaign.Key
	Case     string
	Inc      int // the store's incarnation: 1 until it is rebuilt
	Seq      int
}

func (a AttemptID) String() string {
	return a.Campaign + "." + a.Case + "." + strconv.Itoa(a.Inc) + "." + strconv.Itoa(a.Seq)
}

// ParseAttemptID reads what String writes.
func ParseAttemptID(s string) (AttemptID, error) {
	p := strings.Split(s, ".")
	if len(p) != 4 || p[0] == "" || p[1] == "" {
		return AttemptID{}, fmt.Errorf("attempt id %.60q: want campaign.case.incarnation.number", s)
	}
	inc, err1 := strconv.Atoi(p[2])
	seq, err2 := strconv.Atoi(p[3])
	if err1 != nil || err2 != nil || inc < 1 || seq < 1 {
		return AttemptID{}, fmt.Errorf("attempt id %.60q: want campaign.case.incarnation.number", s)
	}
	return AttemptID{p[0], p[1], inc, seq}, nil
}

// Job is the message on NATS: try this case by this channel now. Ids only.
type Job struct {
	AttemptID
	Channel channels.Name
	Lease   int64 // number of the relay's lease, unique in the shard
	Epoch   int64 // of the campaign's control record when it was leased
}

// Delivery is a job that a consumer was given.
type Delivery struct {
	Job
	Redelivered bool
	Ack         func() error // the record is durable, or the job is void
}
