package console

import (
	"net/http"
	"strings"
	"time"
	"unicode/utf8"

	"github.com/owabi/owabi/dispatcher"
	pages "github.com/owabi/owabi/templates/console"
)

// form is what an operator says of a call, as written.
type form struct {
	attempt     string
	disposition dispatcher.Disposition
	date, time  string
	note        string
	flags       []string
	language    string    // in which to call from now on
	at          time.Time // of a call that the person made
	rest        bool      // take nobody next
	wrong       pages.CallTrouble
}

func formOf(r *http.Request) (form, error) {
	if err := r.ParseForm(); err != nil {
		return form{}, badForm()
	}
	at, err := time.Parse(time.RFC3339Nano, r.PostFormValue("at"))
	if err != nil && r.PostFormValue("at") != "" {
		return form{}, badForm()
	}
	return form{attempt: r.PathValue("attempt"), flags: r.PostForm["flag"], language: r.PostFormValue("language"), at: at, disposition: dispatcher.Disposition(r.PostFormValue("disposition")),
		date: r.PostFormValue("date"), time: r.PostFormValue("time"),
		note: strings.TrimSpace(strings.ToValidUTF8(r.PostFormValue("note"), "")), rest: r.PostFormValue("rest") != ""}, nil
}

// report is what is recorded of f at now, which is in the campaign's zone; or
// else what is wrong with it. The date and time of a promise count only with the
// result that promises: the field for the date is never empty.
func (f form) report(now time.Time) (dispatcher.Report, pages.CallTrouble) {
	rep := dispatcher.Report{Disposition: f.disposition, Note: f.note, Language: f.language, At: f.at}
	var err error
	if rep.Flags, err = dispatcher.ParseFlags(f.flags); err != nil {
		return rep, pages.NoResult
	}
	if (f.language != "") != (rep.Flags&dispatcher.FlagLanguage != 0) {
		return rep, pages.NoLanguage
	}
	if _, _, ok := f.disposition.Outcome(); !ok {
		return rep, pages.NoResult
	}
	if utf8.RuneCountInString(f.note) > pages.NoteLimit {
		return rep, pages.LongNote
	}
	if f.disposition != dispatcher.CallBack {
		return rep, pages.NoCallTrouble
	}
	at, err := time.ParseInLocation("2006-01-02 15:04", f.date+" "+f.time, now.Location())
	if err != nil {
		return rep, pages.NoMoment
	}
	if !at.After(now) {
		return rep, pages.PastMoment
	}
	rep.Again = at
	return rep, pages.NoCallTrouble
}

// record writes what came of a call, whatever has become of it meanwhile, and
// takes the next person.
func (c *Console) record(w http.ResponseWriter, r *http.Request) error {
	h, done := c.hand(r)
	defer done()
	f, err := formOf(r)
	if err != nil {
		return err
	}
	now, err := c.now(r)
	if err != nil {
		return err
	}
	rep, wrong := f.report(now)
	if f.wrong = wrong; wrong != pages.NoCallTrouble {
		return c.writeCall(w, r, h, f, http.StatusUnprocessableEntity)
	}
	recorded, err := c.s.Desk.Record(r.Context(), operator(r), f.attempt, rep)
	if err != nil {
		return err
	}
	h.note(noticeOf(rep, recorded))
	h.drop(f.attempt)
	if h.offer == nil && !f.rest {
		if err := c.take(r, h); err != nil {
			return err
		}
	}
	return see(w, r, deskPath(r))
}

// noticeOf says what came of a report. A call that was promised is said only where
// it will be made: nobody calls who was reached meanwhile.
func noticeOf(rep dispatcher.Report, done dispatcher.Recorded) pages.Notice {
	n := pages.Notice{Kind: pages.NoticeRecorded, Disposition: string(rep.Disposition), Record: string(done.Status), Reach: done.Reach.String()}
	if done.Reach != dispatcher.Reached && done.Reach != dispatcher.Withdrawn {
		n.Again = rep.Again
	}
	return n
}

// fill puts what the operator has written back into the page's form.
func (c *Console) fill(r *http.Request, call *pages.Call, f form) error {
	now, err := c.now(r)
	if err != nil {
		return err
	}
	call.First = now.Format(time.DateOnly)
	call.Date, call.Time, call.Note, call.Wrong = f.date, f.time, f.note, f.wrong
	call.Chosen, call.InFuture = f.flags, f.language
	if call.Date == "" {
		call.Date = call.First
	}
	return nil
}

// now is plan time in the zone of the request's campaign.
func (c *Console) now(r *http.Request) (time.Time, error) {
	s, err := c.s.Campaigns.Show(r.Context(), r.PathValue("id"))
	if err != nil {
		return time.Time{}, err
	}
	loc, err := time.LoadLocation(s.Timezone)
	if err != nil {
		return time.Time{}, err
	}
	return c.clock.Now().In(loc), nil
}
