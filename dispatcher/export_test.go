package dispatcher

import "time"

// After is what the prediction says of a case.
func (c *Case) After(o *Outcome, a *Audience, now time.Time) *Case { return c.after(o, a, now) }
