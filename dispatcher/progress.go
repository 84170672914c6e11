package dispatcher

import "time"

// Progress is the figures of one audience as of one moment. The counts are
// people unless they say otherwise; people = pending + in progress + reached +
// unreachable + withdrawn. Its JSON form is the status object of the API.
type Progress struct {
	Campaign    string    `json:"campaign"`
	Audience    string    `json:"audience"`
	Goal        Goal      `json:"goal"`
	Round       int       `json:"round"`
	State       RunState  `json:"state"`
	Off         Off       `json:"off,omitempty"` // channels that are paused now; none in figures as of a moment
	AsOf        time.Time `json:"as_of"`
	Total       int       `json:"total"`
	Attempted   int       `json:"attempted"`
	Reached     int       `json:"reached"`
	Unreached   int       `json:"unreached"` // pending + in progress + unreachable
	Pending     int       `json:"pending"`
	InProgress  int       `json:"in_progress"`
	Unreachable int       `json:"unreachable"`
	Withdrawn   int       `json:"withdrawn"`
	Review      int       `json:"review"` // with an attempt that waits for a human
	Cases       Cases     `json:"cases"`
	Extent      Extent    `json:"extent"`

	ByChannel map[string]ChannelProgress `json:"by_channel"`
	ByAttempt []AttemptProgress          `json:"by_attempt"`
}

// Extent is how many people are concerned: as it was told first, as it is now,
// and what lies between.
type Extent struct {
	First   int            `json:"first"`             // at the launch; as now before that
	Now     int            `json:"now"`               // total without withdrawn
	Changes []ExtentChange `json:"changes,omitempty"` // since the launch, oldest first
}

// ExtentChange is what a day has changed.
type ExtentChange struct {
	Day       string `json:"day"`       // in the campaign's zone: 2006-01-02
	Joined    int    `json:"joined"`    // by a later list, or published
	Withdrawn int    `json:"withdrawn"` // turned out not to be concerned; the reasons are in the journal
}

// Cases are the same figures in cases, where a household is one.
type Cases struct {
	Total     int `json:"total"`
	Reached   int `json:"reached"`
	Unreached int `json:"unreached"`
}

// ChannelProgress is what one channel did.
type ChannelProgress struct {
	Attempts  int `json:"attempts"`  // attempts made
	Attempted int `json:"attempted"` // people tried at least once
	Reached   int `json:"reached"`   // people whose reaching evidence came by it
	Review    int `json:"review"`    // attempts that wait for a human
}

// AttemptProgress says where people stand by the number of tries made.
type AttemptProgress struct {
	Attempt int `json:"attempt"` // number of the next try for those waiting, of the last one for those reached
	Waiting int `json:"waiting"` // people not reached who have Attempt-1 tries behind them
	Reached int `json:"reached"` // people reached after Attempt tries
}

// RunState is what a campaign is doing.
type RunState string

// The states of a campaign.
const (
	Draft   RunState = "draft"
	Running RunState = "running"
	Paused  RunState = "paused"
	Stopped RunState = "stopped" // for good
)
