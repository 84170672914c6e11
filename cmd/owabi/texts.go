package main

import (
	"strconv"

	"github.com/owabi/owabi/channels"
	"github.com/owabi/owabi/channels/sms"
	"github.com/owabi/owabi/templates"
)

// texts is what an audience's text messages come to. One segment is the unit
// that providers charge.
type texts struct {
	Audience string  `json:"audience"`
	Segments int     `json:"segments"`       // a message
	Encoding string  `json:"encoding"`       // GSM-7 or UCS-2
	Tries    int     `json:"tries"`          // that the plan allows a person
	Most     int     `json:"most_segments"`  // if everybody on the list is sent every try; 0 without a list
	Cost     float64 `json:"cost,omitempty"` // of those, by the price that was given
}

// countTexts counts the segments of every audience that is sent text messages.
func (f *folder) countTexts(set *templates.Set, out *checked, price float64) error {
	for i := range f.campaign.Audiences {
		a := &f.campaign.Audiences[i]
		tries := a.Tries(channels.SMS)
		if tries == 0 {
			continue
		}
		text, err := f.campaign.Sample(set, a, channels.SMS)
		if err != nil {
			return err
		}
		t := texts{Audience: a.Name, Tries: tries}
		t.Segments, t.Encoding = sms.Segments(text.Reveal())
		t.Most = t.Segments * tries * out.Lists[a.Name].People
		t.Cost = float64(t.Most) * price
		out.Texts = append(out.Texts, t)
	}
	return nil
}

// sayTexts prints them.
func (e *env) sayTexts(all []texts) {
	for _, t := range all {
		e.sayf("check.texts", t.Audience, t.Segments, t.Encoding, t.Tries)
		if t.Most > 0 {
			e.sayf("check.most", t.Most)
		}
		if t.Cost > 0 {
			e.sayf("check.cost", strconv.FormatFloat(t.Cost, 'f', 2, 64))
		}
		e.printf("\n")
	}
}
