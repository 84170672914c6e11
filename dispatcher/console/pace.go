package console

import (
	"strconv"

	"github.com/owabi/owabi/dispatcher"
	pages "github.com/owabi/owabi/templates/console"
)

// paceOf is how fast the calls of a campaign go, as the dashboard shows it.
func paceOf(p dispatcher.Pace) *pages.Pace {
	v := &pages.Pace{LastHour: p.LastHour, Waiting: p.Waiting, Promised: p.Promised, Untried: p.Untried, Deadline: p.Deadline}
	if p.Left > 0 {
		v.Left = strconv.FormatFloat(p.Left, 'f', 1, 64)
	}
	for _, h := range p.Hours {
		v.Hours = append(v.Hours, pages.Hour{Hour: h.Hour, Calls: h.Calls, Reached: h.Reached})
	}
	if !p.Deadline.IsZero() {
		v.DaysLeft, v.Past = int(p.Deadline.Sub(p.AsOf).Hours()/24), p.Deadline.Before(p.AsOf)
	}
	return v
}
