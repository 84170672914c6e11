package dispatcher

import (
	_ "embed"
	"strings"
	"time"
)

//go:embed campaignnew.yaml
var newCampaign string

// NewCampaignFile returns an annotated campaign file to begin with, for a
// campaign that is called id and an incident discovered now. It parses when
// the id is one (see ParseCampaign). Everything in it is fictitious, and marked
// as an example that is never sent for real.
func NewCampaignFile(id string, now time.Time) []byte {
	discovered := now.In(time.FixedZone("JST", 9*60*60)).Format("2006-01-02T15:04Z07:00")
	return []byte(strings.NewReplacer("{id}", id, "{now}", discovered).Replace(newCampaign))
}
