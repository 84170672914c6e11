package dispatcher

import "time"

// Registered is a campaign as the store keeps it: its files, its sealed key,
// and what is decided about it. Whoever changes it raises Epoch, and all its
// shards are given the part that claims look at.
type Registered struct {
	ID       string            `json:"id"`
	Key      string            `json:"key"`
	Files    Files             `json:"files"`
	Wrapped  []byte            `json:"wrapped"` // the data key, sealed by the master key
	Mode     Mode              `json:"mode"`
	Shards   int               `json:"shards"` // 0 until the first import fixes it
	State    RunState          `json:"state"`
	Epoch    int64             `json:"epoch"`
	PV       int64             `json:"plan_version"`
	Wave     int               `json:"wave"` // waves up to this one are launched
	Waves    []Wave            `json:"waves"`
	Off      map[string]string `json:"off"` // channel -> why it is paused
	Created  time.Time         `json:"created"`
	Launched time.Time         `json:"launched"`
}

// Wave is one import: the balance of its list, and which list it was; or the
// people whom other systems have published since the launch before.
type Wave struct {
	N        int       `json:"n"`
	Audience string    `json:"audience"`
	List     string    `json:"list"` // MAC of the file's contents
	At       time.Time `json:"at"`
	Rows     int       `json:"rows"`
	People   int       `json:"people"`
	Merged   int       `json:"merged"`
	Rejected int       `json:"rejected"`
	Excluded int       `json:"excluded"`
	Done     bool      `json:"done"`
	Intake   bool      `json:"intake,omitempty"` // published people: who they are shows in the store's counter alone, and a launch closes it
	Actor    string    `json:"actor"`
}

// Mode says whether a campaign may leave the machine. A worker takes only the
// jobs of its own mode; the claim compares them.
type Mode string

// The modes.
const (
	Real    Mode = "real"
	Sandbox Mode = "sandbox"
)
